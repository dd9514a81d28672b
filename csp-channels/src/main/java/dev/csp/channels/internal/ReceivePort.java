package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The receiving operations, the same for every kind of channel. {@link
 * dev.csp.channels.ReceiveChannel} documents them.
 *
 * @param <T> the type of the values
 */
public abstract class ReceivePort<T> extends Port {
  private static final Received<?> EMPTY = new Received.Empty<>();
  private static final Received<?> CLOSED_WITHOUT_CAUSE = new Received.Closed<>(Optional.empty());

  ReceivePort(@Nullable String name) {
    super(name);
  }

  /**
   * See {@link dev.csp.channels.ReceiveChannel#receive()}.
   *
   * @return the value
   * @throws InterruptedException if interrupted
   */
  public final T receive() throws InterruptedException {
    Object received = receiveUntil(TimeSource.NO_DEADLINE);
    if (isEnd(received)) {
      throw receiveFailed();
    }
    return cast(requireNonNull(received));
  }

  /**
   * See {@link dev.csp.channels.ReceiveChannel#receiveOrClosed()}.
   *
   * @return the value or the end
   * @throws InterruptedException if interrupted
   */
  public final Received<T> receiveOrClosed() throws InterruptedException {
    return asResult(receiveUntil(TimeSource.NO_DEADLINE));
  }

  /**
   * See {@link dev.csp.channels.ReceiveChannel#receive(Duration)}.
   *
   * @param timeout how long to wait
   * @return the value, the end, or nothing
   * @throws InterruptedException if interrupted
   */
  public final Received<T> receive(Duration timeout) throws InterruptedException {
    long nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      Parking.throwIfInterrupted(WaitReason.CHAN_RECEIVE, this);
      return tryReceive();
    }
    return asResult(receiveUntil(TimeSource.deadlineAfter(nanos)));
  }

  /**
   * See {@link dev.csp.channels.ReceiveChannel#tryReceive()}.
   *
   * @return the value, the end, or nothing
   */
  public final Received<T> tryReceive() {
    StackReserve.ensure();
    Member.before(Act.TRY_RECEIVE, this, null);
    Object received;
    Thread wakee;
    lock();
    try {
      received = receiveLocked();
      wakee = takeWakee();
    } finally {
      unlock();
    }
    Member.after(received);
    wake(wakee);
    return asResult(received);
  }

  /**
   * See {@link dev.csp.channels.ReceiveChannel#iterator()}.
   *
   * @return an iterator
   */
  public final Iterator<T> iterator() {
    return new ChannelIterator<>(this);
  }

  /**
   * See {@link dev.csp.channels.ReceiveChannel#stream()}.
   *
   * @return a stream
   */
  public final Stream<T> stream() {
    return ChannelIterator.streamOf(this);
  }

  /** A value, {@link #CLOSED}, or null if the deadline passed. */
  private @Nullable Object receiveUntil(long deadline) throws InterruptedException {
    StackReserve.ensure();
    Member.before(Act.RECEIVE, this, null);
    Parking.throwIfInterrupted(WaitReason.CHAN_RECEIVE, this);
    Object received;
    PlainWaiter waiter = null;
    Thread wakee;
    lock();
    try {
      received = receiveLocked();
      wakee = takeWakee();
      if (received == null) {
        waiter = PlainWaiter.forOperation(false, null, partnersMeet());
        enqueue(waiter);
      }
    } finally {
      unlock();
    }
    if (waiter == null) {
      Member.after(received);
      wake(wakee);
      return received;
    }
    wake(wakee);
    received = null;
    if (awaitClaimed(waiter, deadline)) {
      Object item = waiter.takeItem();
      received = item == null ? CLOSED : item;
    }
    Member.after(received);
    return received;
  }

  /**
   * Makes the exception for a receive that met the end.
   *
   * @return an exception to throw
   */
  public final ChannelClosedException receiveFailed() {
    return new ChannelClosedException("receive on closed " + describe(), null, closeCause());
  }

  /**
   * Turns what the kernel received into what users see.
   *
   * @param received a value, {@link #CLOSED}, or null for nothing
   * @return the result
   */
  @SuppressWarnings("unchecked") // the constants hold no value
  public final Received<T> asResult(@Nullable Object received) {
    if (received == null) {
      return (Received<T>) EMPTY;
    }
    if (isEnd(received)) {
      Throwable cause = closeCause();
      return cause == null
          ? (Received<T>) CLOSED_WITHOUT_CAUSE
          : new Received.Closed<>(Optional.of(cause));
    }
    return new Received.Value<>(cast(received));
  }

  /** Only a sender of this port's type has put the value in. */
  @SuppressWarnings("unchecked")
  private T cast(Object received) {
    return (T) received;
  }
}
