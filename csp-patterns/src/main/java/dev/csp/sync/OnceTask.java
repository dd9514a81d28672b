package dev.csp.sync;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A task that is done once, when somebody first asks, for all who ask: Go's {@code sync.Once} and
 * {@code OnceFunc}, which can also be a case of a select.
 *
 * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="onceTask"}
 *
 * <p><b>Where it runs.</b> On a goroutine of its own, as for {@link OnceValue}: no caller's
 * interrupt or time-out disturbs the others, nor the task.
 *
 * <p><b>Failure.</b> A task that throws has been done. What it threw is thrown on every call, as
 * the cause of a new {@link ExecutionException}; the task is not run again. It does not go to the
 * uncaught handler: a failure for which nobody asks is lost.
 *
 * <p><b>Memory.</b> The task is not kept after its run. Its actions happen-before every return, and
 * before a receive from {@link #done()}.
 *
 * <p><b>When not to use it.</b> For what must be retried after a failure. For what a static
 * initializer does as well.
 *
 * @see <a href="https://pkg.go.dev/sync#OnceFunc">Go: sync.OnceFunc</a>
 */
@StartsForCaller
public final class OnceTask {
  private final Once<Boolean> once;

  /**
   * Makes a task that has not been run.
   *
   * @param task what to do once; not null
   */
  public OnceTask(Task task) {
    this("OnceTask", task);
  }

  /**
   * Makes a named task that has not been run.
   *
   * @param name the name of the goroutine that runs it, for diagnosis
   * @param task what to do once; not null
   */
  public OnceTask(String name, Task task) {
    requireNonNull(task, "task");
    this.once =
        new Once<>(
            name,
            () -> {
              task.run();
              return true;
            });
  }

  /** Starts the task, unless somebody has started it. Does not wait for it. */
  public void start() {
    once.start();
  }

  /**
   * Waits until the task is done; starts it if nobody has.
   *
   * @throws ExecutionException if the task threw; a new one on every call, with what it threw as
   *     its cause
   * @throws InterruptedException if the calling thread is interrupted; the task goes on
   * @throws IllegalStateException if the task itself calls this: it would wait for ever
   */
  public void await() throws InterruptedException, ExecutionException {
    once.get();
  }

  /**
   * Waits at most the given time until the task is done. Otherwise as {@link #await()}.
   *
   * @param timeout how long to wait; zero or negative looks once
   * @return whether it is done
   * @throws ExecutionException if the task threw
   * @throws InterruptedException if the calling thread is interrupted; the task goes on
   */
  public boolean await(Duration timeout) throws InterruptedException, ExecutionException {
    try {
      return once.get(timeout);
    } catch (TimeoutException e) {
      return false;
    }
  }

  /**
   * Returns the channel that closes when the task has ended, however; starts it if nobody has. Then
   * {@link #await()} does not wait. It never carries a value, and nobody else can close it.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<Void> done() {
    return once.done();
  }

  /**
   * Tells whether the task has ended. Does not start it.
   *
   * @return whether {@link #await()} would return or throw at once
   */
  public boolean isDone() {
    return once.isDone();
  }

  /** Shows the state. */
  @Override
  public String toString() {
    return once.describe("OnceTask");
  }
}
