package dev.csp.sync;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/*
 * What OnceValue and OnceTask share: a function that runs once, on a goroutine of its own, and a channel that closes when it has ended.
 *
 * On a goroutine, because then no caller is special: each waits for the channel, and its interrupt or time-out is its own affair. On the
 * thread of the first caller, that one's interrupt would be everybody's result.
 *
 * To start is to take the function out of its field: one caller gets it. The field is empty from then on, so the function, and
 * what it has captured, is garbage once it has run. The outcome is written before the channel is closed, and read after.
 */
@StartsForCaller
final class Once<T> {
  private final String name;
  private final AtomicReference<@Nullable Callable<? extends T>> function;
  private final Channel<Void> done;

  /** The thread that runs the function; so that it does not wait for itself. */
  private volatile @Nullable Thread runner;

  // Written before the channel is closed; one of the two.
  private @Nullable T value;
  private @Nullable Throwable failure;

  Once(String name, Callable<? extends T> function) {
    this.name = requireNonNull(name, "name");
    this.function = new AtomicReference<>(function);
    this.done = Channel.unbuffered(name);
  }

  void start() {
    if (function.get() == null) {
      return;
    }
    Callable<? extends T> mine = function.getAndSet(null);
    if (mine == null) {
      return;
    }
    boolean started = false;
    try {
      Go.go(name, () -> run(mine));
      started = true;
    } finally {
      if (!started) { // no memory for a thread: nobody must wait for it
        failure = new IllegalStateException(name + " could not be started");
        done.close();
      }
    }
  }

  private void run(Callable<? extends T> mine) {
    runner = Thread.currentThread();
    try {
      value = requireNonNull(mine.call(), "the value of " + name);
    } catch (Throwable t) { // whoever asks gets it
      failure = t;
    }
    runner = null;
    done.close();
  }

  T get() throws InterruptedException, ExecutionException {
    throwIfInterrupted();
    checkRunner();
    start();
    done.receiveOrClosed();
    return outcome();
  }

  T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
    requireNonNull(timeout, "timeout");
    throwIfInterrupted();
    checkRunner();
    start();
    if (done.receive(timeout) instanceof Received.Empty<Void>) {
      throw new TimeoutException(name + " has not ended in " + timeout);
    }
    return outcome();
  }

  private T outcome() throws ExecutionException {
    if (failure != null) {
      throw new ExecutionException(failure);
    }
    return requireNonNull(value);
  }

  private void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before " + name);
    }
  }

  private void checkRunner() {
    if (runner == Thread.currentThread()) {
      throw new IllegalStateException("the function of " + name + " asks for its own result");
    }
  }

  ReceiveChannel<Void> done() {
    start();
    return done.receiveOnly();
  }

  boolean isDone() {
    return done.isClosed();
  }

  /** No user value. */
  String describe(String type) {
    String state =
        isDone()
            ? failure != null ? "failed: " + failure.getClass().getName() : "done"
            : function.get() != null ? "not started" : "running";
    return type + "[" + name + ", " + state + "]";
  }
}
