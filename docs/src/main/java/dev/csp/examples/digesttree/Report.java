package dev.csp.examples.digesttree;

import static dev.csp.select.Select.done;
import static dev.csp.select.Select.receive;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Ticker;
import dev.csp.context.Context;
import dev.csp.select.Select;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/*
 * The last stage: prints the outcomes in the order of the files, on the thread of the caller.
 *
 * The loop waits for several things at once, and for each in its time: for the next line only
 * while none is awaited, for its outcome only once there is one. A null channel is never ready,
 * and a case that is switched off is never chosen.
 *
 * Lines are gathered and written when there are many, and a few times a second. Before anything is
 * written to a terminal that may be the same one, the progress line is taken away.
 */
final class Report {
  private static final Duration TICK = Duration.ofMillis(200);
  private static final int ENOUGH = 64 * 1024;

  /** Everything that the loop waits for. */
  private sealed interface Event {
    record NextLine(ReceiveChannel<Outcome> outcome) implements Event {}

    record Ready(Outcome outcome) implements Event {}

    record Tick() implements Event {}

    record Over() implements Event {}
  }

  private final OutputStream out;
  private final PrintStream err;
  private final ProgressLine progress;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(2 * ENOUGH);

  private long files;
  private long bytes;
  private long failures;

  Report(OutputStream out, PrintStream err, ProgressLine progress) {
    this.out = out;
    this.err = err;
    this.progress = progress;
  }

  /** How many files could not be read. */
  long failures() {
    return failures;
  }

  /** Prints until there are no more lines, or until the context ends. */
  void print(ReceiveChannel<ReceiveChannel<Outcome>> lines, Context ctx)
      throws IOException, InterruptedException {
    ReceiveChannel<?> ticks = Ticker.tick(TICK);
    @Nullable ReceiveChannel<Outcome> awaited = null;
    while (true) {
      Event event =
          Select.<Event>select(
              receive(lines, Event.NextLine::new, Event.Over::new).when(awaited == null),
              receive(awaited, Event.Ready::new),
              receive(ticks, tick -> new Event.Tick()),
              done(ctx.done(), Event.Over::new));
      switch (event) {
        case Event.NextLine(var outcome) -> awaited = outcome;
        case Event.Ready(var outcome) -> {
          add(outcome);
          awaited = null;
        }
        case Event.Tick() -> {
          flush();
          progress.show(files, bytes);
        }
        case Event.Over() -> {
          flush();
          return;
        }
      }
    }
  }

  private void add(Outcome outcome) throws IOException {
    switch (outcome) {
      case Outcome.Digested(var file, var size, var digest) -> {
        files++;
        bytes += size;
        Names.writeLine(digest, Names.bytes(file), gathered);
        if (gathered.size() >= ENOUGH) {
          flush();
        }
      }
      case Outcome.Failed(var why) -> {
        failures++;
        complain(why.getMessage());
      }
    }
  }

  void complain(@Nullable String message) {
    progress.hide();
    err.println(DigestTree.NAME + ": " + message);
  }

  private void flush() throws IOException {
    if (gathered.size() > 0) {
      progress.hide();
      gathered.writeTo(out);
      gathered.reset();
    }
  }
}
