package dev.csp.patterns;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Undelivered;
import dev.csp.patterns.internal.Waits;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's place at a {@link Broadcast}: a buffer of its own, from which it receives every
 * value that was published since it came, in the order in which they were published.
 *
 * {@snippet file="dev/csp/examples/snippets/BroadcastSnippets.java" region="subscription"}
 *
 * <p><b>The end.</b> When the hub ends, so does the channel, once its buffer has been drained, with
 * the hub's cause if it has one. The subscriber may leave at any time with {@link #close()}.
 *
 * <p><b>Copies.</b> Each value that the hub accepts while this is subscribed is one copy for it,
 * whatever becomes of the copies of other subscriptions. A copy is received, or is still in the
 * buffer, or was given up; then the hook, if there is one, was called with it, exactly once. A copy
 * is given up when a full buffer drops it, when the subscription is closed with it in the buffer or
 * while the hub waits to hand it over, and when the hub ends while it waits for this subscription.
 * The hook runs as {@link Undelivered} says, on the hub's goroutine or on the thread that closes.
 * All copies of a value are the same object: a hook that closes it closes it for all.
 *
 * <p><b>When not to use it.</b> Several goroutines may receive from one subscription, and then
 * share its values between them. For each to get all of them, each must subscribe.
 *
 * @param <T> the type of the values
 */
public final class Subscription<T> implements AutoCloseable {
  /** What happens to a value that is published while the buffer of a subscription is full. */
  public enum WhenFull {
    /**
     * The hub waits for the subscriber, and so do the publishers and, for later values, all other
     * subscribers.
     */
    WAIT,
    /** The oldest value in the buffer is dropped for it. */
    DROP_OLDEST,
    /** It is dropped. */
    DROP_NEWEST,
    /**
     * It is dropped, and the subscription ends, with a {@link SlowConsumerException} as the cause
     * after what is in the buffer.
     */
    DISCONNECT;

    <T> Channel<T> open(ChannelBuilder<T> builder, int capacity) {
      return switch (this) {
        case WAIT, DISCONNECT -> builder.buffered(capacity);
        case DROP_OLDEST -> builder.sliding(capacity);
        case DROP_NEWEST -> builder.dropping(capacity);
      };
    }
  }

  /**
   * How many copies of values a subscription has had. The numbers are read one after the other;
   * when nothing goes on meanwhile, they are exact, and sent = received + buffered + undelivered.
   *
   * @param sent how many were sent to it, those included that were given up
   * @param buffered how many are in its buffer
   * @param undelivered how many were given up
   */
  public record Counts(long sent, int buffered, long undelivered) {
    /**
     * How many were received.
     *
     * @return what remains of those that were sent
     */
    public long received() {
      return Math.max(0, sent - buffered - undelivered);
    }
  }

  /** What came of an offer by the hub. */
  enum Outcome {
    /** The copy is in the buffer, or was given up. */
    DONE,
    /** The hub must wait. */
    FULL,
    /** There is no subscriber any more. */
    GONE
  }

  private final String name;
  private final WhenFull whenFull;
  private final int replay;
  private final Channel<T> channel;
  private final SendChannel<Subscription<T>> leaves;
  private final Consumer<T> hook;
  private final AtomicLong undelivered = new AtomicLong();

  /** Closes when the hub has taken this in. */
  private final Channel<Void> admitted = Channel.unbuffered("admission");

  /** Written by the hub's goroutine alone. */
  private volatile long sent;

  /** The hub's goroutine's own. */
  private boolean isCutShort;

  Subscription(
      String name,
      WhenFull whenFull,
      int capacity,
      int replay,
      @Nullable Consumer<? super T> onUndelivered,
      SendChannel<Subscription<T>> leaves) {
    this.name = name;
    this.whenFull = whenFull;
    this.replay = replay;
    this.leaves = leaves;
    this.hook =
        value -> {
          undelivered.incrementAndGet();
          if (onUndelivered != null) {
            onUndelivered.accept(value);
          }
        };
    this.channel = whenFull.open(Channel.<T>onUndelivered(hook).named(name), capacity);
  }

  /**
   * Returns where the values come. It can be received from, iterated over, and be a case of a
   * select.
   *
   * @return the receiving end; the same on every call
   */
  public ReceiveChannel<T> channel() {
    return channel.receiveOnly();
  }

  /**
   * Leaves. The hub sends nothing any more, forgets this subscription, and waits for it no longer
   * if it did. What is in the buffer is given up. A second close does nothing, nor does one after
   * the hub has ended, except that what is in the buffer then is given up too.
   *
   * <p>Never blocks, but in the hook. A copy that the hub was waiting to hand over goes to the hook
   * on the hub's goroutine, perhaps a moment after this returns.
   */
  @Override
  public void close() {
    leaves.trySend(this); // first: see Broadcast
    channel.discard();
  }

  /**
   * Counts the copies of values.
   *
   * @return how many there have been, and where they are
   */
  public Counts counts() {
    return new Counts(sent, channel.length(), undelivered.get());
  }

  /** Waits for the hub's answer, which is on its way; an interrupt has come too late. */
  void awaitAdmission() {
    Waits.uninterruptibly(admitted::receiveOrClosed);
  }

  // ---- for the hub's goroutine

  void setAdmitted() {
    admitted.close();
  }

  int replay() {
    return replay;
  }

  Channel<T> buffer() {
    return channel;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void countSent() {
    sent++;
  }

  Outcome offer(T value) {
    return switch (channel.trySend(value)) {
      case SENT -> {
        countSent();
        yield Outcome.DONE;
      }
      case CLOSED -> Outcome.GONE;
      case FULL -> {
        if (whenFull == WhenFull.WAIT) {
          yield Outcome.FULL;
        }
        channel.close(
            new SlowConsumerException(
                "subscription "
                    + name
                    + " is disconnected: its buffer was full, with "
                    + channel.capacity()
                    + " values"));
        giveUp(value);
        yield Outcome.GONE;
      }
    };
  }

  /** Reports a copy that was for this subscription and could not be handed over. */
  void giveUp(T value) {
    countSent();
    Undelivered.report(hook, value);
  }

  /** Reports a copy that could not be handed over because the hub has ended. */
  void cutShort(T value) {
    isCutShort = true;
    giveUp(value);
  }

  boolean isCutShort() {
    return isCutShort;
  }

  /** Ends this with the hub. */
  void end(@Nullable Throwable cause) {
    if (cause == null) {
      channel.close();
    } else {
      channel.close(cause);
    }
  }

  /** Shows the name, the fill and the policy, no values. */
  @Override
  public String toString() {
    return "Subscription["
        + name
        + ", "
        + channel.length()
        + " of "
        + channel.capacity()
        + ", "
        + whenFull
        + (channel.isClosed() ? ", closed]" : "]");
  }
}
