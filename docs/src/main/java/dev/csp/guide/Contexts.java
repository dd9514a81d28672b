package dev.csp.guide;

import static dev.csp.select.Select.done;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Ticker;
import dev.csp.channels.Timer;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.context.Key;
import dev.csp.context.Registration;
import dev.csp.go.Go;
import dev.csp.patterns.ErrGroup;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The page on contexts and time. */
final class Contexts {
  private Contexts() {}

  static String ask(Context request, ReceiveChannel<String> answers) throws InterruptedException {
    // @start region="timeout"
    try (CancellableContext ctx = request.withTimeout(Duration.ofMillis(20))) {
      return ctx.receive(answers); // until there is one, or the context ends
    } catch (DeadlineExceededException e) {
      return "no answer in time";
    }
    // @end
  }

  static int countUntilDone(Context ctx, ReceiveChannel<String> lines) throws InterruptedException {
    // @start region="loop"
    int count = 0;
    while (select(receive(lines, line -> true), done(ctx.done(), () -> false))) {
      count++;
    }
    // @end
    return count;
  }

  static List<Optional<Throwable>> cause() {
    // @start region="cause"
    CancellableContext shift = Context.background().withCancel();
    CancellableContext task = shift.withTimeout(Duration.ofHours(1));
    shift.cancel(new IOException("power failure"));
    Optional<Throwable> why = task.cause(); // the IOException
    Optional<Throwable> how = task.error(); // a CancellationException
    // @end
    task.close();
    return List.of(why, how);
  }

  // @start region="value"
  static final Key<String> USER = Key.of("user");

  static String greet(Context ctx) {
    return "hello, " + ctx.value(USER).orElse("stranger");
  }

  static String greetAda() {
    return greet(Context.background().withValue(USER, "Ada"));
  }

  // @end

  static void log(Context ctx, Consumer<String> log)
      throws InterruptedException, ExecutionException {
    // @start region="carrier"
    Context request = ctx.withValue(USER, "Ada").withCarrier(Carrier.context());
    try (ErrGroup group = new ErrGroup(request)) {
      group.go(() -> log.accept("for " + Context.current().value(USER).orElse("nobody")));
      group.await();
    }
    // @end
  }

  static boolean closing(Context ctx, Closeable socket) {
    // @start region="after-done"
    Registration closing = ctx.afterDone(socket::close); // a read of this socket heeds no context
    // ... read ...
    boolean stillOpen = closing.stop(); // true: it has not run, and will not
    // @end
    return stillOpen;
  }

  static List<Instant> ticks(int n) throws InterruptedException {
    List<Instant> ticks = new ArrayList<>();
    // @start region="ticker"
    Ticker ticker = Ticker.every(Duration.ofMillis(5));
    for (int i = 0; i < n; i++) {
      ticks.add(
          ticker.channel().receive()); // who comes too late misses ticks, but not their rhythm
    }
    ticker.stop();
    // @end
    return ticks;
  }

  static boolean timer() throws InterruptedException {
    // @start region="timer"
    Timer egg = Timer.start(Duration.ofMinutes(5));
    boolean inTime = egg.reset(Duration.ofMillis(1)); // true: it had not gone off
    Instant due = egg.channel().receive();
    // @end
    return inTime && !due.isAfter(Go.now());
  }

  static void pause(Context ctx) throws InterruptedException, DeadlineExceededException {
    // @start region="sleep"
    Go.sleep(Duration.ofMillis(1)); // an interrupt ends it
    ctx.sleep(Duration.ofMillis(1)); // and so does the end of the context
    // @end
  }
}
