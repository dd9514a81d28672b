package dev.csp.pipeline;

/**
 * The work of a stage of one's own; see {@link Pipeline#through}.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="through"}
 *
 * <p>When not to use it: if {@code map}, {@code flatMap}, {@code scan} and their like can say it,
 * they account for undelivered values by themselves.
 *
 * @param <T> the type of the values that come in
 * @param <R> the type of the values that go out
 */
@FunctionalInterface
public interface StageBody<T, R> {
  /**
   * Receives values and sends others. The stage ends when this returns or throws; it need not wait
   * for the end of its input. When nobody wants values any more, the thread is interrupted, and
   * every send and receive throws: let that exception out. Goroutines that it starts it must have
   * waited for; {@link dev.csp.patterns.ErrGroup} with the {@linkplain StageOutput#context()
   * context of the stage} does that.
   *
   * @param in where the values come from; if the stage before fails, receiving throws {@link
   *     dev.csp.channels.ChannelClosedException}: let it out, and this stage ends with that same
   *     failure
   * @param out where the values go
   * @throws Exception whatever went wrong: it is the failure of the stage
   */
  void run(StageInput<T> in, StageOutput<R> out) throws Exception;
}
