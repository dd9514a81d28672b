package dev.csp.pipeline;

import dev.csp.channels.Received;
import dev.csp.channels.Timer;
import java.time.Duration;
import java.time.Instant;

/** The first value, and then none for a while; those that come meanwhile are given up. */
final class ThrottleStage {
  private ThrottleStage() {}

  static <T> void run(Duration pause, StageInput<T> in, StageOutput<T> out) throws Exception {
    Timer timer = Timer.start(Duration.ZERO);
    for (T value = in.next(); value != null; value = in.next()) {
      if (timer.channel().tryReceive() instanceof Received.Value<Instant>) {
        out.send(value);
        timer.reset(pause);
      } else {
        out.undelivered(value);
      }
    }
  }
}
