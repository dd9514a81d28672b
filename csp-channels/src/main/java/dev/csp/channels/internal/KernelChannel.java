package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The sending operations, the same for every kind of channel, and the directional views.
 *
 * @param <T> the type of the values
 */
public abstract sealed class KernelChannel<T> extends ReceivePort<T> implements Channel<T>
    permits RendezvousChannel, RingChannel {
  // Made on demand, under the lock.
  private @Nullable ReceiveChannel<T> receiveOnly;
  private @Nullable SendChannel<T> sendOnly;

  KernelChannel(@Nullable String name) {
    super(name != null ? name : World.nameOfNextChannel());
  }

  @Override
  public abstract Offer sendLocked(Object value);

  @Override
  public abstract boolean maySend();

  @Override
  public final void send(T value) throws InterruptedException {
    sendUntil(requireNonNull(value, "value"), TimeSource.NO_DEADLINE);
  }

  @Override
  public final boolean send(T value, Duration timeout) throws InterruptedException {
    requireNonNull(value, "value");
    long nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      Parking.throwIfInterrupted(WaitReason.CHAN_SEND, this);
      return switch (trySend(value)) {
        case SENT -> true;
        case FULL -> false;
        case CLOSED -> throw sendFailed(value);
      };
    }
    return sendUntil(value, TimeSource.deadlineAfter(nanos));
  }

  @Override
  public final Sent trySend(T value) {
    requireNonNull(value, "value");
    StackReserve.ensure();
    Member.before(Act.TRY_SEND, this, value);
    Offer offer;
    Object overflow = null;
    Thread wakee;
    lock();
    try {
      offer = sendLocked(value);
      wakee = takeWakee();
      if (offer == Offer.OVERFLOWED) {
        overflow = takeOverflow();
      }
    } finally {
      unlock();
    }
    Member.after(offer);
    wake(wakee);
    return switch (offer) {
      case ACCEPTED -> Sent.SENT;
      case OVERFLOWED -> {
        reportUndelivered(overflow);
        yield Sent.SENT;
      }
      case FULL -> Sent.FULL;
      case CLOSED -> Sent.CLOSED;
    };
  }

  private boolean sendUntil(T value, long deadline) throws InterruptedException {
    StackReserve.ensure();
    Member.before(Act.SEND, this, value);
    Parking.throwIfInterrupted(WaitReason.CHAN_SEND, this);
    Offer offer;
    PlainWaiter waiter = null;
    Object overflow = null;
    Thread wakee;
    lock();
    try {
      offer = sendLocked(value);
      wakee = takeWakee();
      if (offer == Offer.FULL) {
        waiter = PlainWaiter.forOperation(true, value, partnersMeet());
        enqueue(waiter);
      } else if (offer == Offer.OVERFLOWED) {
        overflow = takeOverflow();
      }
    } finally {
      unlock();
    }
    if (waiter == null) {
      Member.after(offer);
    }
    wake(wakee);
    if (waiter != null) {
      if (!awaitClaimed(waiter, deadline)) {
        Member.after(null);
        return false;
      }
      offer = waiter.takeItem() == null ? Offer.ACCEPTED : Offer.CLOSED;
      Member.after(offer);
    }
    if (offer == Offer.CLOSED) {
      throw sendFailed(value);
    }
    if (offer == Offer.OVERFLOWED) {
      reportUndelivered(overflow);
    }
    return true;
  }

  /**
   * Takes the value that the last step gave up, after {@link Port.Offer#OVERFLOWED} and before the
   * lock is released.
   *
   * @return the value, to give to {@link #reportUndelivered} after unlocking
   */
  public @Nullable Object takeOverflow() {
    throw new AssertionError("nothing is given up by " + describe());
  }

  /**
   * Gives a value that nobody will receive to the hook. Call it with no lock held: it runs user
   * code. It throws nothing.
   *
   * @param value a value of this channel that was accepted; null does nothing
   */
  public void reportUndelivered(@Nullable Object value) {}

  /**
   * Makes the exception for a send that met a closed channel.
   *
   * @param value the value to hand back
   * @return an exception to throw
   */
  public final ChannelClosedException sendFailed(Object value) {
    return new ChannelClosedException("send on closed " + describe(), value, closeCause());
  }

  @Override
  public final boolean isClosed() {
    Member.before(Act.LOOK, this, null);
    return hasClosed();
  }

  @Override
  public final void close() {
    StackReserve.ensureHalf();
    Member.before(Act.CLOSE, this, null);
    closePort(null);
  }

  @Override
  public final void close(Throwable cause) {
    requireNonNull(cause, "cause");
    StackReserve.ensureHalf();
    Member.before(Act.CLOSE, this, cause);
    closePort(cause);
  }

  @Override
  public final int discard() {
    StackReserve.ensureHalf();
    Member.before(Act.DISCARD, this, null);
    return discardPort(null);
  }

  @Override
  public final int discard(Throwable cause) {
    requireNonNull(cause, "cause");
    StackReserve.ensureHalf();
    Member.before(Act.DISCARD, this, cause);
    return discardPort(cause);
  }

  /** Closes, and gives up what is buffered; answers how much that was. */
  abstract int discardPort(@Nullable Throwable cause);

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public final ReceiveChannel<T> receiveOnly() {
    lock();
    try {
      if (receiveOnly == null) {
        receiveOnly = new ReceiveOnlyChannel<>(this);
      }
      return receiveOnly;
    } finally {
      unlock();
    }
  }

  @Override
  public final SendChannel<T> sendOnly() {
    lock();
    try {
      if (sendOnly == null) {
        sendOnly = new SendOnlyChannel<>(this);
      }
      return sendOnly;
    } finally {
      unlock();
    }
  }
}
