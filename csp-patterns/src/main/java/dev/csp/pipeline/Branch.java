package dev.csp.pipeline;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.DeadlineExceededException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One way out of a {@link Split}.
 *
 * {@snippet file="dev/csp/examples/snippets/FanSnippets.java" region="branch"}
 *
 * <p><b>The end.</b> The channel ends when the source has, once it is drained. If a stage before
 * failed, or the function of the split, its cause is that {@link StageException}; if the split was
 * stopped, a {@link java.util.concurrent.CancellationException} or {@link
 * DeadlineExceededException}.
 *
 * <p><b>Leaving.</b> Who does not want any more values must say so with {@link #close}: a split
 * waits for a branch that nobody receives from. What becomes of the values that it would have had
 * depends on the split, see there.
 *
 * <p>When not to use it: after its split was closed, when its channel is closed and empty.
 *
 * @param <T> the type of the values
 */
public final class Branch<T> implements AutoCloseable {
  private final Split<T> split;
  private final Channel<T> channel;
  private final AtomicBoolean left = new AtomicBoolean();

  Branch(Split<T> split, Channel<T> channel) {
    this.split = split;
    this.channel = channel;
  }

  /**
   * Returns where the values come. Several goroutines may receive from it; they share its values.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<T> channel() {
    return channel.receiveOnly();
  }

  /**
   * Leaves: this branch takes no more values, and those that are in its buffer are undelivered.
   * When all branches have left, the split stops. A second close does nothing.
   *
   * <p>Never blocks, but in the hook.
   */
  @Override
  public void close() {
    channel.discard();
    if (left.compareAndSet(false, true)) {
      split.branchLeft();
    }
  }

  /** The sending end, for the goroutine of the split. */
  Channel<T> output() {
    return channel;
  }

  /** Sends on the goroutine of the split, also if user code before this has taken its interrupt. */
  void send(T value) throws InterruptedException, DeadlineExceededException {
    throwIfStopped();
    channel.send(value);
  }

  void throwIfStopped() throws InterruptedException, DeadlineExceededException {
    split.throwIfStopped();
  }

  /** Shows the name and the fill, no values. */
  @Override
  public String toString() {
    return "Branch[" + channel + "]";
  }
}
