package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.pipeline.OpenPipeline;
import dev.csp.pipeline.Pipeline;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Streams of {@code java.util.stream} as the source and the end of pipelines.
 *
 * {@snippet file="dev/csp/examples/snippets/StreamSnippets.java" region="streams"}
 *
 * <p>An iterator needs no bridge: {@link Pipeline#fromIterable} takes what makes one, and {@link
 * dev.csp.channels.ReceiveChannel#iterator} is one.
 *
 * <p><b>When not to use it.</b> A stream that does not wait for anything is faster by itself: in a
 * pipeline each value crosses a channel.
 */
public final class Streams {
  private Streams() {}

  /**
   * Describes the values of a stream. Each run opens a stream of its own, on the goroutine of the
   * source, takes its values one after the other, no more than one ahead of the first stage, and
   * closes it when the run ends. What the stream throws is the failure of the source, whose stage
   * is {@code stream}.
   *
   * @param open opens a stream; a parallel one yields its values in order, one at a time
   * @param <T> the type of the values
   * @return the pipeline
   * @throws NullPointerException if {@code open} is null; a null in the stream is a failure
   */
  public static <T> Pipeline<T> from(Callable<? extends Stream<? extends T>> open) {
    requireNonNull(open, "open");
    return Pipeline.generate(
        "stream",
        out -> {
          try (Stream<? extends T> stream = requireNonNull(open.call(), "the stream")) {
            Iterator<? extends T> values = stream.iterator();
            while (values.hasNext()) {
              out.send(requireNonNull(values.next(), "a value of the stream"));
            }
          }
        });
  }

  /**
   * Runs a pipeline and gives its results as a stream, which must be closed: best with {@code try
   * (var stream = Streams.open(ctx, pipeline)) { … }}. Closing it stops what still runs, and waits
   * until no goroutine of the run is left, as {@link OpenPipeline#close}.
   *
   * <p>The stream is sequential and ordered. If the run fails or the context ends, its terminal
   * operation throws a {@link dev.csp.channels.ChannelClosedException} with the failure as cause,
   * behind the last value; if the thread is interrupted, an {@link
   * dev.csp.channels.InterruptedIterationException}.
   *
   * @param context the context that the run is part of
   * @param pipeline what to run
   * @param <T> the type of the values
   * @return the stream
   * @throws java.util.concurrent.CancellationException if the context has ended; nothing was
   *     started
   * @throws DeadlineExceededException if the context has ended by its deadline; nothing was started
   * @throws InterruptedException not by contexts of this library
   * @throws NullPointerException if an argument is null
   */
  public static <T> Stream<T> open(Context context, Pipeline<T> pipeline)
      throws InterruptedException, DeadlineExceededException {
    requireNonNull(context, "context");
    OpenPipeline<T> run = pipeline.open(context);
    return run.channel().stream().onClose(run::close);
  }
}
