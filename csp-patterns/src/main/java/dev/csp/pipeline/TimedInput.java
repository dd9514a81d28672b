package dev.csp.pipeline;

import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.select.Select;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An input and a clock, for the goroutine of a stage that waits for both.
 *
 * @param in the input
 * @param context the context of the stage
 * @param <T> the type of the values
 */
record TimedInput<T>(StageInput<T> in, Context context) {
  /** What comes next. */
  sealed interface Event<T> {
    /** A value has come. */
    record Value<T>(T value) implements Event<T> {}

    /** It is time. */
    record Due<T>() implements Event<T> {}

    /** Nothing more will come, and nothing failed. */
    record End<T>() implements Event<T> {}
  }

  /**
   * Waits for the next event. If it is time and a value is there, it is time first.
   *
   * @param due the channel of a timer or ticker; null if there is nothing to be due
   */
  Event<T> next(@Nullable ReceiveChannel<Instant> due)
      throws InterruptedException, DeadlineExceededException {
    Stop.throwIfDone(context);
    return Select.<Event<T>>selectFirst(
        Select.<Instant, Event<T>>receive(due, at -> new Event.Due<>()),
        in.<Event<T>>receiving(Event.Value::new, Event.End::new));
  }
}
