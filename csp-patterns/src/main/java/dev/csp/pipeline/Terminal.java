package dev.csp.pipeline;

import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.StartsForCaller;
import org.jspecify.annotations.Nullable;

/** The operations that run a pipeline and take its values on the calling thread. */
@StartsForCaller
final class Terminal {
  private Terminal() {}

  /** Does something with each value, and leaves nothing running. */
  static <T> void forEach(
      Pipeline<T> pipeline, Context context, String name, StageAction<? super T> action)
      throws InterruptedException, StageException, DeadlineExceededException {
    use(
        pipeline,
        context,
        open -> {
          for (T value = open.next(); value != null; value = open.next()) {
            open.accept(name, action, value);
          }
          return null;
        });
  }

  /** Takes one value, if there is one. */
  static <T> @Nullable T first(Pipeline<T> pipeline, Context context)
      throws InterruptedException, StageException, DeadlineExceededException {
    return use(pipeline, context, OpenPipeline::next);
  }

  /** What is done with a run. */
  private interface Use<T, R extends @Nullable Object> {
    R with(OpenPipeline<T> open)
        throws InterruptedException, StageException, DeadlineExceededException;
  }

  private static <T, R extends @Nullable Object> R use(
      Pipeline<T> pipeline, Context context, Use<T, R> use)
      throws InterruptedException, StageException, DeadlineExceededException {
    OpenPipeline<T> open = OpenPipeline.start(pipeline, context, null);
    Throwable failure = null;
    try {
      return use.with(open);
    } catch (Throwable t) {
      failure = t;
      throw t;
    } finally {
      open.close();
      if (failure != null) {
        open.addAbandonedTo(failure);
      }
    }
  }
}
