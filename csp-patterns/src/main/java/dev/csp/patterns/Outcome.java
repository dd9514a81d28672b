package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a task has ended: with a value, or with a failure. A failure in this form is a value like any
 * other, which can be collected, sent and switched on:
 *
 * {@snippet file="dev/csp/examples/snippets/OutcomeSnippets.java" region="switch"}
 *
 * <p><b>When not to use it.</b> For a result that is needed at once: an exception says the same
 * with less, and cannot be forgotten.
 *
 * @param <T> the type of the value, which may be null if the task's may
 */
public sealed interface Outcome<T extends @Nullable Object> {
  /**
   * The task returned.
   *
   * @param value what it returned
   * @param <T> the type of the value
   */
  record Done<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /**
   * The task threw.
   *
   * @param failure what it threw
   * @param <T> the type of the value that it did not return
   */
  record Failed<T extends @Nullable Object>(Throwable failure) implements Outcome<T> {
    /** Checks its argument. */
    public Failed {
      requireNonNull(failure, "failure");
    }
  }

  /**
   * Runs a task on the calling thread and says how it ended, whatever it threw.
   *
   * @param task what to run
   * @param <T> the type of the value
   * @return {@link Done} or {@link Failed}. After an {@link InterruptedException} the interrupt
   *     flag is as the task left it: cleared, as a rule
   * @throws NullPointerException if {@code task} is null
   */
  static <T extends @Nullable Object> Outcome<T> of(Callable<? extends T> task) {
    requireNonNull(task, "task");
    try {
      return new Done<>(task.call());
    } catch (Throwable t) { // user code; the caller looks
      return new Failed<>(t);
    }
  }

  /**
   * Returns the value, or throws.
   *
   * @return the value
   * @throws ExecutionException if the task failed; a new one, with what it threw as its cause
   */
  default T get() throws ExecutionException {
    return switch (this) {
      case Done<T>(T value) -> value;
      case Failed<T>(Throwable failure) -> throw new ExecutionException(failure);
    };
  }
}
