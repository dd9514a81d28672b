package dev.csp.pipeline;

/**
 * A function of a value that a stage runs: a {@link java.util.function.Function} that may throw and
 * block.
 *
 * @param <T> the type of the value
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface StageFunction<T, R> {
  /**
   * Makes a result of a value.
   *
   * @param value the value; never null
   * @return the result; not null
   * @throws Exception whatever went wrong: it is the failure of the stage
   */
  R apply(T value) throws Exception;
}
