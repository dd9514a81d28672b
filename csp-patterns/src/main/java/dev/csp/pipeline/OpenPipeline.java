package dev.csp.pipeline;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.StartsForCaller;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that runs, with its results as a channel; see {@link Pipeline#open}.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="open"}
 *
 * <p><b>The end.</b> The channel is closed when the last stage has ended. If a stage failed, its
 * cause is the {@link StageException}, behind all values that came before the failure. If the
 * context ended, or this was closed before the end, its cause is a {@link CancellationException} or
 * {@link DeadlineExceededException}.
 *
 * <p>When not to use it: if one thread takes all values, {@link Pipeline#forEach} and its like do
 * the same and cannot be left open.
 *
 * @param <T> the type of the values
 */
@StartsForCaller
public final class OpenPipeline<T> implements AutoCloseable {
  private final Run run;
  private final Context context;
  private final StageInput<T> end;
  private final @Nullable Consumer<Object> undelivered;

  private OpenPipeline(
      Run run, Context context, StageInput<T> end, @Nullable Consumer<Object> undelivered) {
    this.run = run;
    this.context = context;
    this.end = end;
    this.undelivered = undelivered;
  }

  /**
   * Starts a run.
   *
   * @param hook for the stages that have none of their own
   */
  static <T> OpenPipeline<T> start(
      Pipeline<T> pipeline, Context context, @Nullable Consumer<Object> hook)
      throws InterruptedException, DeadlineExceededException {
    Stop.throwIfDone(context);
    Run run = new Run(Carrier.of(context).capture(context));
    Consumer<Object> own = pipeline.hook() != null ? pipeline.hook() : hook;
    return new OpenPipeline<>(run, context, run.start(pipeline, context, own), own);
  }

  /**
   * Returns the channel of the results. What is received from it is the caller's; values that
   * nobody receives before {@link #close} are {@linkplain Pipeline#onUndelivered undelivered}.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<T> channel() {
    return end.giveAway();
  }

  /**
   * Stops what still runs, and waits until no goroutine of the pipeline is left; they have then
   * left {@link dev.csp.go.Go#count()}. Values that are still in the pipeline go to the hook for
   * {@linkplain Pipeline#onUndelivered undelivered} values before this returns. Does not throw what
   * a stage failed with; that is on the channel. A second close does nothing more; of two at the
   * same time, both wait.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns. A function of the pipeline that heeds no interrupt is waited for, and one that
   * calls this waits for ever.
   */
  @Override
  public void close() {
    StageRun<T> last = end.writer();
    if (last == null) {
      return; // a channel that was there before; nothing runs
    }
    last.stop();
    end.discard();
    if (run.awaitEnd()) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where the values come from; for tests. */
  StageInput<T> end() {
    return end;
  }

  // ---- for terminal operations

  /**
   * Receives the next value; null at the end.
   *
   * @throws StageException if a stage failed; a new one, with the stack of the caller
   */
  @Nullable T next() throws InterruptedException, StageException, DeadlineExceededException {
    try {
      return end.next();
    } catch (ChannelClosedException e) {
      Stop.throwIfDone(context);
      if (e.getCause() instanceof StageException failure) {
        throw failure.here();
      }
      throw e;
    }
  }

  /**
   * Does the last thing with a value.
   *
   * @param name the name of the terminal operation
   */
  void accept(String name, StageAction<? super T> action, T value)
      throws InterruptedException, StageException, DeadlineExceededException {
    boolean accepted = false;
    try {
      action.accept(value);
      accepted = true;
    } catch (InterruptedException e) { // this is the caller's own thread
      throw e;
    } catch (Throwable t) {
      if (Stop.isQuiet(t, context)) {
        Stop.throwIfDone(context);
      }
      throw StageException.of(name, t);
    } finally {
      if (!accepted) {
        Run.giveUp(undelivered, value);
      }
    }
  }

  /** Adds to the failure of a terminal operation, after the close, what else went wrong. */
  void addAbandonedTo(Throwable failure) {
    run.addAbandonedTo(failure);
  }

  /** Shows where the values come from, not the values. */
  @Override
  public String toString() {
    return "OpenPipeline[" + end + "]";
  }
}
