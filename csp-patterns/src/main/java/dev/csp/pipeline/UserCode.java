package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;

/** Runs functions of the user. */
final class UserCode {
  private UserCode() {}

  /**
   * Runs a function on a value that a stage has taken. If it does not return normally, nothing came
   * of the value, and it is given up.
   *
   * @return its result, which is not null
   */
  static <R> R run(StageOutput<?> out, Object value, Callable<? extends R> function)
      throws Exception {
    boolean returned = false;
    try {
      R result = requireNonNull(function.call(), "the result of the function");
      returned = true;
      return result;
    } finally {
      if (!returned) {
        out.undelivered(value);
      }
    }
  }

  /** Throws what a task threw that ran elsewhere. */
  static Exception rethrow(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw thrown instanceof Exception e ? e : new Exception(thrown);
  }
}
