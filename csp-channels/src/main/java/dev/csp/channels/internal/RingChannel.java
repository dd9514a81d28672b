package dev.csp.channels.internal;

import dev.csp.channels.Undelivered;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * A ring in front of the two queues; the flavours differ in what happens when it is full.
 *
 * Held whenever the lock is free, besides what Port says: no live receiver waits unless the ring is empty; no live sender
 * waits unless it is full. So a receive from a full ring moves the oldest waiting sender's value to the tail in the same step,
 * and the length stays at the capacity (Go's chanrecv does the same). Once the channel is closed there is no such move: senders that
 * the closer has not reached yet have failed already.
 *
 * A value that was accepted leaves the ring exactly once: to a receiver, to a send that overflows (OverflowChannel), or to a discard, which takes
 * all that is left in the step that closes. Each happens under the lock, so the three cannot disagree; whoever took a value for
 * which there is no receiver gives it to the hook after unlocking. The hook is looked at only then.
 */
abstract sealed class RingChannel<T> extends KernelChannel<T>
    permits BufferedChannel, UnlimitedChannel, OverflowChannel {
  private final Ring ring;
  private final @Nullable Consumer<? super T> onUndelivered;

  RingChannel(@Nullable String name, int capacity, @Nullable Consumer<? super T> onUndelivered) {
    super(name);
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "capacity must be "
              + (this instanceof BufferedChannel ? ">= 0" : ">= 1")
              + ", was "
              + capacity);
    }
    this.ring = new Ring(capacity);
    this.onUndelivered = onUndelivered;
  }

  /** What a send to a full ring does, under the lock. */
  abstract Offer offerWhenFull(Object value);

  final Ring ring() {
    return ring;
  }

  final boolean hasHook() {
    return onUndelivered != null;
  }

  @Override
  public final void reportUndelivered(@Nullable Object value) {
    if (value != null && Watch.isOn()) {
      Watch.undelivered(this, 1);
    }
    giveUp(value);
  }

  @SuppressWarnings("unchecked") // only a sender of this channel's type has put the value in
  private void giveUp(@Nullable Object value) {
    if (onUndelivered != null && value != null) {
      Undelivered.report(onUndelivered, (T) value);
    }
  }

  @Override
  final int discardPort(@Nullable Throwable cause) {
    Ring taken = new Ring(ring.capacity()); // before anything changes: there may be no memory
    boolean first;
    boolean somebodyWaits;
    lock();
    try {
      first = !hasClosed();
      somebodyWaits = closeLocked(cause);
      ring.moveTo(taken);
    } finally {
      unlock();
    }
    if (somebodyWaits) {
      completeAll();
    }
    if (first && Watch.isOn()) {
      Watch.closed(this, cause);
    }
    int count = taken.size();
    if (count > 0 && Watch.isOn()) {
      Watch.undelivered(this, count);
    }
    for (Object value = taken.poll(); value != null; value = taken.poll()) {
      giveUp(value);
    }
    return count;
  }

  @Override
  public final Offer sendLocked(Object value) {
    if (hasClosed()) {
      return Offer.CLOSED;
    }
    if (handToReceiver(value)) {
      return Offer.ACCEPTED;
    }
    if (ring.isFull()) {
      return offerWhenFull(value);
    }
    ring.add(value);
    return Offer.ACCEPTED;
  }

  @Override
  public final @Nullable Object receiveLocked() {
    Object value = ring.poll();
    if (value == null) {
      return hasClosed() ? CLOSED : null;
    }
    if (hasSenders() && !hasClosed()) {
      Object next = takeFromSender();
      if (next != null) {
        ring.add(next);
      }
    }
    return value;
  }

  @Override
  public final boolean mayReceive() {
    return !ring.isEmpty() || hasClosed();
  }

  @Override
  public final boolean maySend() {
    return !(this instanceof BufferedChannel) || !ring.isFull() || hasClosed();
  }

  @Override
  public final int length() {
    Member.before(Act.LOOK, this, null);
    lock();
    int length = ring.size();
    unlock();
    return length;
  }

  @Override
  public final int capacity() {
    return ring.capacity();
  }

  /** "3 of 8", as far as one can tell without the lock. */
  final String fill() {
    return ring.size() + " of " + ring.capacity();
  }
}
