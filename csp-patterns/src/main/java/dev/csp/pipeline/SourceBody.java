package dev.csp.pipeline;

/**
 * The work of a source that makes its values itself; see {@link Pipeline#generate(SourceBody)}.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="generate"}
 *
 * <p>When not to use it: {@link Pipeline#fromIterable} is shorter if there is an iterable, and
 * {@link Pipeline#from} if there is a channel.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface SourceBody<T> {
  /**
   * Makes the values and sends them. The source ends when this returns or throws. When nobody wants
   * values any more, the thread is interrupted and every send throws: let that exception out.
   *
   * @param out where the values go
   * @throws Exception whatever went wrong: it is the failure of the stage
   */
  void run(StageOutput<T> out) throws Exception;
}
