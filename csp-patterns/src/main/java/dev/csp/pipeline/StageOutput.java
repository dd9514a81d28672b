package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ChannelClosedException;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.select.Case;
import dev.csp.select.Select;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The side of a stage to which its values go; see {@link Pipeline#through} and {@link
 * Pipeline#generate(SourceBody)}. It is closed when the stage ends, by nobody else.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="generate"}
 *
 * <p>Any thread of the stage may use this, also several at once. When not to use it: outside the
 * stage that it was given to, or after that has ended.
 *
 * @param <T> the type of the values
 */
public final class StageOutput<T> {
  private final StageRun<T> stage;

  StageOutput(StageRun<T> stage) {
    this.stage = stage;
  }

  /**
   * Sends a value, waiting until the next stage takes it or the link has room.
   *
   * <p>If this throws, the value was not sent, and has been given to the hook for {@linkplain
   * Pipeline#onUndelivered undelivered} values.
   *
   * @param value the value
   * @throws CancellationException if nobody wants values of this stage any more
   * @throws DeadlineExceededException if nobody wants values any more because of a deadline
   * @throws InterruptedException if the thread is interrupted
   * @throws NullPointerException if {@code value} is null
   */
  public void send(T value) throws InterruptedException, DeadlineExceededException {
    send(stage.isOwnThread() ? stage.context() : null, value);
  }

  /**
   * Sends a value.
   *
   * @param member a context that interrupts the calling thread when it ends; null if the thread is
   *     not interrupted, and has to look at the context of the stage while it waits
   */
  void send(@Nullable Context member, T value)
      throws InterruptedException, DeadlineExceededException {
    requireNonNull(value, "value");
    boolean sent = false;
    try {
      if (member != null) {
        Stop.throwIfDone(member); // for functions that take an interrupt and go on
        stage.output().send(value);
      } else {
        stage.context().send(stage.output(), value);
      }
      sent = true;
    } catch (ChannelClosedException e) { // the next stage has ended
      Stop.throwIfDone(stage.context());
      throw e;
    } finally {
      if (!sent) {
        undelivered(value);
      }
    }
  }

  /**
   * Makes a case of a select that sends a value. If it is not chosen, the value is still the
   * stage's: send it later, or report it as {@link #undelivered}. Such a select should have {@code
   * context().done()} as a case, unless it runs on the thread of the stage. If nobody wants values
   * of this stage any more, it may also throw {@link ChannelClosedException}.
   *
   * @param value the value; may be null only if the case is disabled
   * @param body what follows
   * @param <R> the type of the result
   * @return the case
   */
  public <R extends @Nullable Object> Case<R> sending(
      @Nullable T value, Select.OnEvent<? extends R> body) {
    return Select.send(stage.output(), value, body);
  }

  /**
   * Reports a value that this stage has taken or made and will not send, because it ends early. It
   * goes to the hook for {@linkplain Pipeline#onUndelivered undelivered} values. Values that the
   * stage leaves out because that is what it does are not reported.
   *
   * @param value the value, which may be one that came in
   */
  public void undelivered(Object value) {
    stage.giveUp(requireNonNull(value, "value"));
  }

  /**
   * Returns the context of the stage: it ends when nobody wants values of this stage any more, and
   * when the stage has ended. It carries the values of the context that the pipeline runs in.
   *
   * @return the context; the same on every call
   */
  public Context context() {
    return stage.context();
  }

  /** The name of the stage, for the goroutines that it starts. */
  String stage() {
    return stage.name();
  }

  /** The hook for undelivered values, for a pipeline that the stage runs. */
  @Nullable Consumer<Object> hook() {
    return stage.undelivered();
  }

  @Override
  public String toString() {
    return stage.output().toString();
  }
}
