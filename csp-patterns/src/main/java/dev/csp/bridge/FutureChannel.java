package dev.csp.bridge;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The result of a stage on a channel, for as long as anybody wants it; made by {@link
 * Futures#watch}.
 *
 * {@snippet file="dev/csp/examples/snippets/FutureSnippets.java" region="watch"}
 *
 * <p>For a {@link CompletableFuture}, nothing is left behind in it after the close, however often
 * that is done. Another implementation of {@link CompletionStage} has no way to take a callback
 * back: there an empty callback is left behind.
 *
 * <p><b>When not to use it.</b> For a stage that is soon complete: {@link Futures#toChannel}.
 *
 * @param <T> the type of the value
 */
public final class FutureChannel<T> implements AutoCloseable {
  private final ReceiveChannel<T> channel;

  /** The channel, until somebody settles it: the stage, or close. */
  private final AtomicReference<@Nullable Channel<T>> unsettled;

  /** Completed by close. */
  private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

  FutureChannel(CompletionStage<? extends T> stage) {
    Channel<T> made = Channel.buffered("FutureChannel", 1);
    channel = made.receiveOnly();
    unsettled = new AtomicReference<>(made);
    register(stage, closed, unsettled);
  }

  /** What is registered holds neither this nor, once it is settled, the channel. */
  @SuppressWarnings("FutureReturnValueIgnored") // nothing that it runs can fail
  private static <T> void register(
      CompletionStage<? extends T> stage,
      CompletableFuture<@Nullable Void> closed,
      AtomicReference<@Nullable Channel<T>> target) {
    if (stage instanceof CompletableFuture<? extends T> future) {
      // When one of the two is complete, anyOf takes its callback back from the other.
      CompletableFuture.anyOf(future, closed)
          .whenComplete((value, failure) -> settle(target, value, failure));
    } else {
      stage.whenComplete((value, failure) -> settle(target, value, failure));
    }
  }

  @SuppressWarnings(
      "unchecked") // the value of the stage; that of closed comes when target is empty
  private static <T> void settle(
      AtomicReference<@Nullable Channel<T>> target,
      @Nullable Object value,
      @Nullable Throwable failure) {
    Channel<T> channel = target.getAndSet(null);
    if (channel != null) {
      Futures.settle(channel, (T) value, failure);
    }
  }

  /**
   * Returns the channel: with the value of the stage, and then the end; or the end with its failure
   * as cause; or, if the value is null, only the end.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<T> channel() {
    return channel;
  }

  /**
   * Makes the stage forget the channel. Never blocks. If the stage was not complete, the channel is
   * closed with a {@link CancellationException} as cause; otherwise nothing happens, and a value
   * that was not received is still there.
   */
  @Override
  public void close() {
    Channel<T> open = unsettled.getAndSet(null);
    if (open != null) {
      open.close(new CancellationException("the watch was closed before the stage was complete"));
    }
    closed.complete(null);
  }

  /** Shows the channel. */
  @Override
  public String toString() {
    return "FutureChannel[" + channel + "]";
  }
}
