package dev.csp.pipeline;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Ticker;
import dev.csp.channels.Timer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/*
 * The newest value, at certain times: after a silence (debounce), or at every tick (sample). Both hold at most one value, the
 * newest that was not sent; the one that it takes the place of is given up, and so is the one that is held when the stage ends
 * early. At the end of the input the value that is held is sent: nothing newer will come.
 */
/** The newest value, from time to time. */
final class DebounceStage<T> {
  private final TimedInput<T> in;
  private final StageOutput<T> out;
  private @Nullable T held;

  private DebounceStage(StageInput<T> in, StageOutput<T> out) {
    this.in = new TimedInput<>(in, out.context());
    this.out = out;
  }

  static <T> void debounce(Duration silence, StageInput<T> in, StageOutput<T> out)
      throws Exception {
    Timer timer = Timer.start(silence);
    timer.stop();
    new DebounceStage<>(in, out).run(timer.channel(), () -> timer.reset(silence));
    timer.stop();
  }

  static <T> void sample(Duration interval, StageInput<T> in, StageOutput<T> out) throws Exception {
    Ticker ticker = Ticker.every(interval);
    try {
      new DebounceStage<>(in, out).run(ticker.channel(), () -> {});
    } finally {
      ticker.stop();
    }
  }

  private void run(ReceiveChannel<Instant> due, Runnable onValue) throws Exception {
    try {
      while (true) {
        switch (in.next(due)) {
          case TimedInput.Event.Value<T>(T value) -> {
            giveUp();
            held = value;
            onValue.run();
          }
          case TimedInput.Event.Due<T>() -> send();
          case TimedInput.Event.End<T>() -> {
            send();
            return;
          }
        }
      }
    } finally {
      giveUp();
    }
  }

  private void send() throws Exception {
    T value = held;
    if (value != null) {
      held = null;
      out.send(value);
    }
  }

  private void giveUp() {
    T value = held;
    if (value != null) {
      held = null;
      out.undelivered(value);
    }
  }
}
