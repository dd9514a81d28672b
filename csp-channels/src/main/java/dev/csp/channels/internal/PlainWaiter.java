package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/**
 * The waiter of a plain operation. A goroutine has one, which it uses for all its plain operations
 * one after the other: a waiter that was made anew for each was the largest single cost of an
 * exchange (docs/design/0002). Other threads make one for each operation.
 *
 * <p>It may be used again because it is claimed only under the lock of the port where it is queued,
 * and its owner has either been claimed there, and then the claimer does not touch it any more, or
 * has unlinked it under that lock.
 */
final class PlainWaiter extends Waiter {
  private final Sleeper owner;

  private PlainWaiter(Sleeper owner) {
    super(null, false);
    this.owner = owner;
  }

  /** The waiter for the calling thread's next operation; not enqueued, and without an outcome. */
  static PlainWaiter forOperation(boolean sender, @Nullable Object item, boolean spin) {
    Thread self = Thread.currentThread();
    VirtualGoroutine goroutine = VirtualGoroutine.of(self);
    PlainWaiter waiter;
    if (goroutine == null) {
      waiter = new PlainWaiter(new Sleeper.Guest(self));
    } else if (goroutine.waiter == null) {
      waiter = new PlainWaiter(goroutine);
      goroutine.waiter = waiter;
    } else {
      waiter = goroutine.waiter;
    }
    boolean looks = spin && (Parking.maySpin(self) || Parking.mayGiveWay(waiter.owner));
    waiter.begin(looks ? null : waiter.owner);
    waiter.setSender(sender);
    waiter.item = item;
    return waiter;
  }

  /** Takes the item out at the end of the operation, so that nothing is retained. */
  @Nullable Object takeItem() {
    Object taken = item;
    item = null;
    return taken;
  }

  /**
   * Keeps an operation that ended with an error in the middle from leaving its waiter to the next
   * one.
   */
  static void abandon() {
    VirtualGoroutine goroutine = VirtualGoroutine.of(Thread.currentThread());
    if (goroutine != null) {
      goroutine.waiter = null;
    }
  }

  @Override
  Sleeper sleeperFor(Thread thread) {
    return owner;
  }

  @Override
  WaitReason reason() {
    return subject() instanceof Port port ? port.waitReason(isSender()) : WaitReason.CHAN_RECEIVE;
  }

  @Override
  public String toString() {
    return subject() instanceof Port port ? port.describeWait(isSender()) : reason().toString();
  }
}
