package dev.csp.pipeline;

/**
 * A function of a value that a stage runs: a {@link java.util.function.Function} that may throw and
 * block.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="function"}
 *
 * <p>When not to use it: for functions that neither throw nor block, {@link
 * java.util.function.Function} says more; its {@code apply} can be given to a pipeline.
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
