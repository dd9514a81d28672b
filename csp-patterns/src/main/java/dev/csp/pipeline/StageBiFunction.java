package dev.csp.pipeline;

/**
 * A function of two values that a stage runs: a {@link java.util.function.BiFunction} that may
 * throw and block.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="bifunction"}
 *
 * <p>When not to use it: for functions that neither throw nor block, {@link
 * java.util.function.BiFunction} says more; its {@code apply} can be given to a pipeline.
 *
 * @param <A> the type of the first value
 * @param <T> the type of the second value
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface StageBiFunction<A, T, R> {
  /**
   * Makes a result of two values.
   *
   * @param first the first value; never null
   * @param second the second value; never null
   * @return the result; not null
   * @throws Exception whatever went wrong: it is the failure of the stage
   */
  R apply(A first, T second) throws Exception;
}
