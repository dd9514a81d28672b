package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/**
 * A channel that keeps the oldest values: when it is full, what is sent is discarded.
 *
 * @param <T> the type of the values
 */
public final class DroppingChannel<T> extends RingChannel<T> {
  // Written under the lock.
  private volatile long dropped;

  /**
   * Makes a channel.
   *
   * @param name for diagnosis, or null
   * @param capacity how many values it holds, at least 1
   */
  public DroppingChannel(@Nullable String name, int capacity) {
    super(name, capacity);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
  Offer offerWhenFull(Object value) {
    dropped++;
    return Offer.ACCEPTED;
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  String describeKind() {
    return "dropping, " + fill();
  }
}
