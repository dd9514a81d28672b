package dev.csp.pipeline;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.InterruptedIterationException;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** What a context that has ended means to a pipeline. */
final class Stop {
  private Stop() {}

  /** Throws what an operation of the context throws if it has ended. */
  static void throwIfDone(Context context) throws InterruptedException, DeadlineExceededException {
    if (context.isDone()) {
      context.sleep(Duration.ZERO);
    }
  }

  /** What an operation of a context that has ended throws; its stack is the caller's. */
  static Exception of(Context context) {
    try {
      context.sleep(Duration.ZERO);
    } catch (CancellationException | DeadlineExceededException e) {
      return e;
    } catch (InterruptedException e) { // of a foreign context that does not look at its end first
      Thread.currentThread().interrupt();
    }
    return new CancellationException("stopped");
  }

  /**
   * What to close a channel with after a terminal operation, or the carrier around it, threw.
   *
   * @param name who failed if that was no stage: the carrier, or no memory for a thread
   * @return a {@link StageException}; or what the context's operations throw, if it was stopped
   */
  static Throwable endOf(Throwable thrown, Context context, String name) {
    if (thrown instanceof StageException) {
      return thrown;
    }
    return context.isDone() && isQuiet(thrown, context)
        ? of(context)
        : StageException.of(name, thrown);
  }

  /** Whether this is what comes of being stopped, rather than a failure of its own. */
  static boolean isQuiet(Throwable thrown, Context ended) {
    return thrown instanceof InterruptedException
        || thrown instanceof InterruptedIterationException
        || thrown instanceof CancellationException
        || thrown instanceof ChannelClosedException
        || (thrown instanceof DeadlineExceededException
            && ended.error().orElse(null) instanceof DeadlineExceededException);
  }
}
