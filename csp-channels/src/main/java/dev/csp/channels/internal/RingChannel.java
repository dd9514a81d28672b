package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/*
 * A ring in front of the two queues; the flavours differ in what happens when it is full.
 *
 * Held whenever the lock is free, besides what Port says: no live receiver waits unless the ring is empty; no live sender
 * waits unless it is full. So a receive from a full ring moves the oldest waiting sender's value to the tail in the same step,
 * and the length stays at the capacity (Go's chanrecv does the same). Once the channel is closed there is no such move: senders that
 * the closer has not reached yet have failed already.
 */
abstract sealed class RingChannel<T> extends KernelChannel<T>
    permits BufferedChannel, UnlimitedChannel, SlidingChannel, DroppingChannel {
  private final Ring ring;

  RingChannel(@Nullable String name, int capacity) {
    super(name);
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "capacity must be "
              + (this instanceof BufferedChannel ? ">= 0" : ">= 1")
              + ", was "
              + capacity);
    }
    this.ring = new Ring(capacity);
  }

  /** What a send to a full ring does, under the lock. */
  abstract Offer offerWhenFull(Object value);

  final Ring ring() {
    return ring;
  }

  @Override
  public final Offer sendLocked(Object value) {
    if (isClosed()) {
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
      return isClosed() ? CLOSED : null;
    }
    if (hasSenders() && !isClosed()) {
      Object next = takeFromSender();
      if (next != null) {
        ring.add(next);
      }
    }
    return value;
  }

  @Override
  public final boolean mayReceive() {
    return !ring.isEmpty() || isClosed();
  }

  @Override
  public final boolean maySend() {
    return !(this instanceof BufferedChannel) || !ring.isFull() || isClosed();
  }

  @Override
  public final int length() {
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
