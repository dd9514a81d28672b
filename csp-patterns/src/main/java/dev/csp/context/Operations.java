package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.go.Go;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The operations that a context can cut short. Each is a select between the end of the context and
 * the operation, in that order; so at most one of the two happens, and an ended context comes
 * first. For a context that cannot end it is the plain operation.
 */
final class Operations {
  private Operations() {}

  static <T> void send(Context context, SendChannel<? super T> channel, T value)
      throws InterruptedException, DeadlineExceededException {
    requireNonNull(channel, "channel");
    requireNonNull(value, "value");
    failIfDone(context);
    ReceiveChannel<Void> done = context.done();
    if (isNever(done)) {
      channel.send(value);
    } else if (!Select.<Boolean>selectFirst(
        Select.done(done, () -> false), Select.send(channel, value, () -> true))) {
      throw ended(context);
    }
  }

  static <T> T receive(Context context, ReceiveChannel<? extends T> channel)
      throws InterruptedException, DeadlineExceededException {
    requireNonNull(channel, "channel");
    failIfDone(context);
    ReceiveChannel<Void> done = context.done();
    if (isNever(done)) {
      return channel.receive();
    }
    T value =
        Select.<@Nullable T>selectFirst(
            Select.<@Nullable T>done(done, () -> null),
            Select.<T, @Nullable T>receive(channel, received -> received));
    if (value == null) {
      throw ended(context);
    }
    return value;
  }

  static <T> Received<T> receiveOrClosed(Context context, ReceiveChannel<T> channel)
      throws InterruptedException, DeadlineExceededException {
    requireNonNull(channel, "channel");
    failIfDone(context);
    ReceiveChannel<Void> done = context.done();
    if (isNever(done)) {
      return channel.receiveOrClosed();
    }
    Received<T> received =
        Select.selectFirst(
            Select.done(done, () -> new Received.Empty<T>()), Select.receiveOrClosed(channel));
    if (received instanceof Received.Empty<T>) {
      throw ended(context);
    }
    return received;
  }

  static void sleep(Context context, Duration duration)
      throws InterruptedException, DeadlineExceededException {
    requireNonNull(duration, "duration");
    failIfDone(context);
    ReceiveChannel<Void> done = context.done();
    if (isNever(done)) {
      Go.sleep(duration);
    } else if (!Select.<Boolean>selectFirst(
        Select.done(done, () -> false), Select.after(duration, () -> true))) {
      throw ended(context);
    }
  }

  private static boolean isNever(ReceiveChannel<Void> done) {
    return done == Channel.<Void>never();
  }

  private static void failIfDone(Context context) throws DeadlineExceededException {
    if (context.isDone()) {
      throw ended(context);
    }
  }

  /**
   * The exception for an operation that an ended context did not allow; its stack is the caller's.
   */
  private static CancellationException ended(Context context) throws DeadlineExceededException {
    Throwable error = context.error().orElse(null);
    Throwable cause = context.cause().orElse(error);
    if (error instanceof DeadlineExceededException) {
      throw cause == null ? new DeadlineExceededException() : new DeadlineExceededException(cause);
    }
    CancellationException cancelled = new CancellationException(End.CANCELED);
    if (cause != null) {
      cancelled.initCause(cause);
    }
    return cancelled;
  }
}
