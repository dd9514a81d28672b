package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Futures as channels, and channels and goroutines as futures.
 *
 * {@snippet file="dev/csp/examples/snippets/FutureSnippets.java" region="toChannel"}
 *
 * <p><b>When not to use it.</b> Between goroutines a channel says more than a future: its reader
 * can select. These are for the border to code that speaks {@link CompletableFuture}. To run
 * several tasks and wait for all, see {@code dev.csp.patterns.ErrGroup}.
 */
@StartsForCaller
public final class Futures {
  private Futures() {}

  // ---- from futures

  /**
   * Returns a channel on which the result of a stage comes: its value, and then the end; or the end
   * with its failure as cause, without the {@link CompletionException} around it; or, if the result
   * is null, only the end. It needs no goroutine, and whoever completes the stage does not wait.
   *
   * <p>The stage holds the channel until it is complete. So make the channel once, before a loop
   * that selects on it; or, if the stage lives much longer than the interest in it, use {@link
   * #watch}.
   *
   * @param stage what will be complete
   * @param <T> the type of the value
   * @return the channel; its one value is for one receiver
   * @throws NullPointerException if {@code stage} is null
   */
  public static <T> ReceiveChannel<T> toChannel(CompletionStage<? extends T> stage) {
    Channel<T> channel = Channel.buffered("Futures.toChannel", 1);
    requireNonNull(stage, "stage")
        .whenComplete((value, failure) -> settle(channel, value, failure));
    return channel.receiveOnly();
  }

  /**
   * As {@link #toChannel}, for a stage that may outlive the interest in it: closing what this
   * returns makes the stage forget the channel.
   *
   * {@snippet file="dev/csp/examples/snippets/FutureSnippets.java" region="watch"}
   *
   * @param stage what will be complete
   * @param <T> the type of the value
   * @return the channel, and the way to let go
   * @throws NullPointerException if {@code stage} is null
   */
  public static <T> FutureChannel<T> watch(CompletionStage<? extends T> stage) {
    return new FutureChannel<>(requireNonNull(stage, "stage"));
  }

  /** Gives a channel the result of a stage. Never blocks: the channel has room for the value. */
  static <T> void settle(Channel<T> channel, @Nullable T value, @Nullable Throwable failure) {
    if (failure != null) {
      channel.close(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    } else {
      if (value != null) {
        channel.trySend(value);
      }
      channel.close();
    }
  }

  // ---- to futures

  /**
   * Returns a future of the next value of a channel. If there is one now, it is complete at once;
   * otherwise a goroutine waits, until the future is complete.
   *
   * <p><b>Cancelling.</b> No value is lost: either the future is completed with a value, or the
   * value stays in the channel for others. This holds however the future is completed, by {@link
   * CompletableFuture#cancel}, {@link CompletableFuture#complete} and the like, or a time-out: if
   * they win, no value is taken. So {@code cancel} and the like may have to wait for the
   * goroutine's word, which it gives at once, without user code in between; an interrupt does not
   * shorten that, and is kept. Only {@code obtrudeValue} and {@code obtrudeException} replace a
   * value that was taken.
   *
   * <p><b>Ends.</b> At the end of the channel the future fails with a {@link
   * dev.csp.channels.ChannelClosedException}; when the context ends, with a {@link
   * java.util.concurrent.CancellationException} or a {@link
   * dev.csp.context.DeadlineExceededException}, and no value was taken.
   *
   * {@snippet file="dev/csp/examples/snippets/FutureSnippets.java" region="receive"}
   *
   * <p>A future that is dropped without being cancelled goes on waiting, and takes a value. What
   * depends on the future runs on the goroutine, or on the thread that completes it.
   *
   * @param context ends the wait when it ends
   * @param channel where to receive
   * @param <T> the type of the value
   * @return the future
   * @throws NullPointerException if an argument is null
   */
  public static <T> CompletableFuture<T> receive(
      Context context, ReceiveChannel<? extends T> channel) {
    requireNonNull(context, "context");
    requireNonNull(channel, "channel");
    if (!context.isDone() && channel.tryReceive() instanceof Received.Value<? extends T>(T value)) {
      return CompletableFuture.completedFuture(value);
    }
    return ReceivingFuture.start(context, channel);
  }

  /**
   * Starts a goroutine and returns a future of its result. What the callable throws fails the
   * future, and goes nowhere else.
   *
   * <p><b>Cancelling.</b> {@code cancel(true)} interrupts the goroutine, once, and only while the
   * callable runs; if it has not begun, it never does. {@code cancel(false)} lets it run on. In
   * either case its result is dropped, as it is if somebody else completes the future. The future
   * does not wait for the goroutine: it may go on for a while after a cancel, and ends after
   * everything that depends on the future and runs on it.
   *
   * @param callable what to run; may return null
   * @param <T> the type of the result
   * @return the future
   * @throws NullPointerException if {@code callable} is null; nothing was started
   */
  public static <T extends @Nullable Object> CompletableFuture<T> go(
      Callable<? extends T> callable) {
    return GoFuture.start(Context.background(), callable);
  }

  /**
   * Starts a goroutine that is interrupted when a context ends, and returns a future of its result.
   * As {@link #go(Callable)}; and if the callable ends with an {@link InterruptedException} after
   * the context has ended, the future fails with what {@link Context#receive} would throw.
   *
   * @param context interrupts the goroutine when it ends; if it has ended, nothing is started and
   *     the future has failed
   * @param callable what to run; may return null
   * @param <T> the type of the result
   * @return the future
   * @throws NullPointerException if an argument is null; nothing was started
   */
  public static <T extends @Nullable Object> CompletableFuture<T> go(
      Context context, Callable<? extends T> callable) {
    return GoFuture.start(requireNonNull(context, "context"), callable);
  }
}
