package dev.csp.pipeline;

/**
 * A question about a value that a stage asks: a {@link java.util.function.Predicate} that may throw
 * and block.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="predicate"}
 *
 * <p>When not to use it: for questions that neither throw nor block, {@link
 * java.util.function.Predicate} says more; its {@code test} can be given to a pipeline.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface StagePredicate<T> {
  /**
   * Answers the question.
   *
   * @param value the value; never null
   * @return the answer
   * @throws Exception whatever went wrong: it is the failure of the stage
   */
  boolean test(T value) throws Exception;
}
