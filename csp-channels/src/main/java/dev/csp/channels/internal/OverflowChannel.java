package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * A ring whose senders never wait: a send to a full one gives a value up. Which, is the whole difference between the flavours.
 *
 * With a hook, the step leaves the value in overflow and says OVERFLOWED; the sender takes it before it unlocks, so overflow is
 * null whenever the lock is free. Without one, and if nobody watches, the step says ACCEPTED and nobody is troubled.
 */
abstract sealed class OverflowChannel<T> extends RingChannel<T>
    permits SlidingChannel, DroppingChannel {
  // Written under the lock.
  private volatile long dropped;

  /** What the last step gave up, for the hook. Guarded by the lock. */
  private @Nullable Object overflow;

  OverflowChannel(
      @Nullable String name, int capacity, @Nullable Consumer<? super T> onUndelivered) {
    super(name, capacity, onUndelivered);
  }

  /** Leaves a full ring full, with or without the value; answers what has to go. */
  abstract Object displace(Object value);

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
  final Offer offerWhenFull(Object value) {
    Object givenUp = displace(value);
    dropped++;
    if (!hasHook() && !Watch.isOn()) {
      return Offer.ACCEPTED;
    }
    overflow = givenUp;
    return Offer.OVERFLOWED;
  }

  @Override
  public final Object takeOverflow() {
    Object taken = requireNonNull(overflow);
    overflow = null;
    return taken;
  }

  @Override
  public final long dropped() {
    return dropped;
  }
}
