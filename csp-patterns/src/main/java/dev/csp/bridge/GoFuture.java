package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.Registration;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * A future that a goroutine completes with the result of a callable.
 *
 * Held whenever the lock is free:
 *   - runs is the goroutine's thread from the begin of the callable to its end, and null before and after
 *   - interrupted is set once; if it is before the begin, there is none
 * The interrupt is delivered under the lock, so it cannot come when the callable has ended: what depends on the future may run on
 * that thread then, and must not meet it.
 */
@StartsForCaller
final class GoFuture<T extends @Nullable Object> extends CompletableFuture<T> {
  private final Context context;
  private final Carrier.Captured captured;
  private final Callable<? extends T> callable;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Thread runs;
  private boolean interrupted;

  private GoFuture(Context context, Callable<? extends T> callable) {
    this.context = context;
    this.captured = Carrier.of(context).capture(context);
    this.callable = callable;
  }

  static <T extends @Nullable Object> CompletableFuture<T> start(
      Context context, Callable<? extends T> callable) {
    GoFuture<T> future = new GoFuture<>(context, requireNonNull(callable, "callable"));
    if (context.isDone()) {
      future.completeExceptionally(Ends.of(context));
      return future;
    }
    Registration registration = context.onDone(future::interrupt);
    boolean started = false;
    try {
      Go.go("Futures.go", () -> future.run(registration));
      started = true;
    } finally {
      if (!started) { // no memory for a thread
        registration.stop();
      }
    }
    return future;
  }

  private void run(Registration registration) {
    if (!begin()) {
      completeExceptionally(Ends.of(context)); // unless it was cancelled, and is complete
      return;
    }
    Throwable failure;
    try {
      T result = captured.<T>call(callable);
      end();
      registration.stop();
      complete(result);
      return;
    } catch (Throwable t) { // the future reports it
      failure = t;
    }
    end();
    registration.stop();
    completeExceptionally(
        failure instanceof InterruptedException && context.isDone() ? Ends.of(context) : failure);
  }

  private boolean begin() {
    lock.lock();
    try {
      if (interrupted || isDone()) {
        return false;
      }
      runs = Thread.currentThread();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      runs = null;
      Thread.interrupted(); // it was meant for the callable
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the callable, or keeps it from beginning. */
  private void interrupt() {
    lock.lock();
    try {
      if (!interrupted) {
        interrupted = true;
        if (runs != null) {
          runs.interrupt();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled && mayInterruptIfRunning) {
      interrupt();
    }
    return cancelled;
  }
}
