package dev.csp.pipeline;

/**
 * Something that is done with a value: a {@link java.util.function.Consumer} that may throw and
 * block.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="action"}
 *
 * <p>When not to use it: for actions that neither throw nor block, {@link
 * java.util.function.Consumer} says more; its {@code accept} can be given to a pipeline.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface StageAction<T> {
  /**
   * Does it.
   *
   * @param value the value; never null
   * @throws Exception whatever went wrong: it is the failure of the stage
   */
  void accept(T value) throws Exception;
}
