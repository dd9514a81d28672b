package dev.csp.pipeline;

import dev.csp.channels.ReceiveChannel;
import dev.csp.select.Select;
import org.jspecify.annotations.Nullable;

/*
 * After the or-done channel of Katherine Cox-Buday, "Concurrency in Go": both the receive and the send that follows are selects
 * with done. Where both are ready, done is first, so after it nothing more goes out.
 */
/** The values until something else is done. */
final class OrDoneStage {
  private OrDoneStage() {}

  static <T> void run(ReceiveChannel<Void> done, StageInput<T> in, StageOutput<T> out)
      throws Exception {
    for (T value = next(done, in, out); value != null; value = next(done, in, out)) {
      boolean sent = false;
      try {
        Stop.throwIfDone(out.context());
        sent =
            Select.<Boolean>selectFirst(
                Select.done(done, () -> false), out.sending(value, () -> true));
      } finally {
        if (!sent) {
          out.undelivered(value);
        }
      }
      if (!sent) {
        return;
      }
    }
  }

  private static <T> @Nullable T next(
      ReceiveChannel<Void> done, StageInput<T> in, StageOutput<T> out) throws Exception {
    Stop.throwIfDone(out.context());
    return Select.<@Nullable T>selectFirst(
        Select.<@Nullable T>done(done, () -> null),
        in.<@Nullable T>receiving(value -> value, () -> null));
  }
}
