package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import dev.csp.select.Select;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * A future that a goroutine completes with the next value of a channel. Whoever else wants to complete it must first win against
 * the value; otherwise a value could be taken that nobody gets.
 *
 * The goroutine waits in one select: for the end of the context, for a value, and for a rival, who sends on the channel stop. The
 * kernel performs exactly one of these, and the goroutine takes part in no other. So:
 *   - a send on stop that succeeds means that no value was taken, nor ever will be
 *   - when the goroutine has decided, it writes the outcome and closes stop; so a send on stop that fails means that the outcome
 *     can be read. Who reads it completes the future with it before going on: when a rival's call returns, the future is complete,
 *     whoever won
 *   - no outcome behind a closed stop means that a rival has won; between rivals the future itself decides
 *
 * A rival mostly finds the goroutine parked, and then its send succeeds at once. Otherwise it waits until the goroutine has got to
 * the select or behind it; nothing in between is user code.
 */
@StartsForCaller
final class ReceivingFuture<T> extends CompletableFuture<T> {
  /** What the goroutine decided on: one of the two is there. */
  private record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {}

  private final Channel<Boolean> stop = Channel.unbuffered("Futures.receive.stop");

  /** Written by the goroutine, before it closes stop. */
  private volatile @Nullable Outcome<T> outcome;

  private ReceivingFuture() {}

  static <T> CompletableFuture<T> start(Context context, ReceiveChannel<? extends T> channel) {
    ReceivingFuture<T> future = new ReceivingFuture<>();
    Go.go("Futures.receive", () -> future.decide(context, channel));
    return future;
  }

  // ---- the goroutine

  private void decide(Context context, ReceiveChannel<? extends T> channel) {
    Outcome<T> decided;
    try {
      decided =
          Select.<@Nullable Outcome<T>>selectFirst(
              Select.<Void, Outcome<T>>receive(
                  context.done(), nothing -> failed(context), () -> failed(context)),
              Select.<Boolean, @Nullable Outcome<T>>receive(stop, rival -> null),
              Select.<T, Outcome<T>>receive(channel, value -> new Outcome<>(value, null)));
    } catch (Throwable t) { // also of a faulty context: nobody must wait for this in vain
      decided = new Outcome<>(null, t);
    }
    outcome = decided;
    stop.close();
    settle();
  }

  private static <T> Outcome<T> failed(Context ended) {
    return new Outcome<>(null, Ends.of(ended));
  }

  /** Completes with what the goroutine decided; does nothing if a rival has won. */
  private void settle() {
    Outcome<T> decided = outcome;
    if (decided == null) {
      return;
    }
    if (decided.failure != null) {
      super.completeExceptionally(decided.failure);
    } else {
      super.complete(requireNonNull(decided.value));
    }
  }

  // ---- rivals

  /** Waits for the word of the goroutine; true if it leaves the future to its rivals. */
  private boolean win() {
    boolean interrupted = false;
    try {
      while (!isDone()) {
        switch (stop.trySend(true)) {
          case SENT -> {
            return true;
          }
          case CLOSED -> {
            settle();
            return outcome == null;
          }
          case FULL -> {
            try {
              stop.send(true);
              return true;
            } catch (ChannelClosedException e) { // the goroutine has decided; see above
              continue;
            } catch (InterruptedException e) { // made good below
              interrupted = true;
            }
          }
        }
      }
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return win() ? super.cancel(mayInterruptIfRunning) : isCancelled();
  }

  @Override
  public boolean complete(T value) {
    return win() && super.complete(value);
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    requireNonNull(failure, "failure");
    return win() && super.completeExceptionally(failure);
  }

  @Override
  public void obtrudeValue(T value) {
    win();
    super.obtrudeValue(value);
  }

  @Override
  public void obtrudeException(Throwable failure) {
    requireNonNull(failure, "failure");
    win();
    super.obtrudeException(failure);
  }

  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
    return completeAsync(supplier, defaultExecutor());
  }

  /** The inherited one would pass by {@link #complete}. */
  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
    requireNonNull(supplier, "supplier");
    executor.execute(() -> {
      if (!isDone()) {
        try {
          complete(supplier.get());
        } catch (Throwable t) { // the future reports it
          completeExceptionally(t);
        }
      }
    });
    return this;
  }
}
