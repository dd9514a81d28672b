package dev.csp.channels.internal;

import dev.csp.channels.Permit;
import org.jspecify.annotations.Nullable;

/*
 * A weighted semaphore as a port: nobody sends, nobody closes, and a receive takes a number of permits instead of a value. After
 * golang.org/x/sync/semaphore, with the waiters of plain operations and of selects in one queue.
 *
 * Whoever waits has a Grant as its item, from before it is enqueued; the grant's count is the waiter's weight. So to grant is to
 * claim and to count, and needs no memory.
 *
 * Held whenever the lock is free:
 *   - 0 <= available <= size; size - available is what was granted and has not been released
 *   - the live waiters of the claim that is first in the queue ask for more than is available each, unless somebody is on the way
 *     who will grant (see below)
 *   - a waiter whose weight exceeds the size is in no queue: it could never be served and would block all others
 * Hence who comes later never overtakes a live waiter of another claim, however little it asks for.
 * Not held: one select may wait here for several weights. Its own waiters do not block each other: the first of them that
 * fits is granted. They stand side by side, because they were enqueued at one instant.
 *
 * Who grants: everybody after whose step the first in the queue may fit. That is who releases, and who leaves the queue without having
 * been granted, whatever the reason (time-out, interrupt, another case of its select), for it may have been first and large. It does so
 * after it has left, even if somebody else has already dropped its dead waiter. A step wakes at most one parked thread, as every
 * step does; so who grants goes on, step by step, until nobody was woken. Between two such steps the first in the queue may fit.
 *
 * Overtaking is impossible meanwhile: a newcomer takes permits only if no live waiter is queued.
 */

/** A weighted semaphore, as a port. */
public final class SemaphorePort extends Port {
  private final long size;

  /** Guarded by the lock; read also without it, as a hint. */
  private long available;

  /**
   * Makes a semaphore of which nothing is held.
   *
   * @param name for diagnosis, or null
   * @param size how many permits there are, at least 0
   */
  public SemaphorePort(@Nullable String name, long size) {
    super(name != null ? name : World.nameOfNextChannel());
    this.size = size;
    this.available = size;
    Grant.load();
  }

  // ---- for users

  /**
   * Acquires, waiting until it can or the deadline has passed.
   *
   * @param count how many permits
   * @param deadline when to give up
   * @return whether they were acquired
   * @throws InterruptedException if interrupted; nothing was acquired
   */
  public boolean acquire(long count, long deadline) throws InterruptedException {
    return acquire(count, null, deadline);
  }

  /** Acquires what the grant says; null if the deadline passed. */
  @Nullable Permit acquire(Grant grant, long deadline) throws InterruptedException {
    return acquire(grant.count(), grant, deadline) ? grant : null;
  }

  private boolean acquire(long count, @Nullable Grant grant, long deadline)
      throws InterruptedException {
    StackReserve.ensure();
    Member.before(Act.ACQUIRE, this, count);
    boolean acquired = acquireUntil(count, grant, deadline);
    Member.after(acquired ? Offer.ACCEPTED : null);
    return acquired;
  }

  private boolean acquireUntil(long count, @Nullable Grant grant, long deadline)
      throws InterruptedException {
    throwIfInterrupted();
    if (count > size) { // not enqueued, so that it blocks nobody
      return awaitClaimed(PlainWaiter.forOperation(false, null, partnersMeet()), deadline);
    }
    PlainWaiter waiter;
    lock();
    try {
      if (takeLocked(count)) {
        return true;
      }
      waiter =
          PlainWaiter.forOperation(
              false, grant != null ? grant : new Grant(this, count), partnersMeet());
      enqueue(waiter);
    } finally {
      unlock();
    }
    boolean acquired = false;
    try {
      acquired = awaitClaimed(waiter, deadline);
      waiter.setItem(null);
    } finally {
      if (!acquired) {
        grant();
      }
    }
    return acquired;
  }

  /**
   * Acquires if that is possible at once and nobody waits.
   *
   * @param count how many permits
   * @return whether they were acquired
   */
  public boolean tryAcquire(long count) {
    StackReserve.ensure();
    Member.before(Act.TRY_ACQUIRE, this, count);
    boolean acquired;
    lock();
    try {
      acquired = takeLocked(count);
    } finally {
      unlock();
    }
    Member.after(acquired ? Offer.ACCEPTED : Offer.FULL);
    return acquired;
  }

  /**
   * Fails if the thread is interrupted.
   *
   * @throws InterruptedException if so
   */
  public void throwIfInterrupted() throws InterruptedException {
    Parking.throwIfInterrupted(WaitReason.SEMACQUIRE, this);
  }

  /**
   * Gives permits back, and grants what can be granted now.
   *
   * @param count how many
   * @throws IllegalStateException if fewer are held; nothing has changed
   */
  public void release(long count) {
    long held;
    Thread wakee = null;
    StackReserve.ensureHalf();
    Member.before(Act.RELEASE, this, count);
    lock();
    try {
      held = size - available;
      if (count <= held) {
        available += count;
        grantLocked();
        wakee = takeWakee();
      }
    } finally {
      unlock();
    }
    if (count > held) {
      throw new IllegalStateException(
          "release of "
              + count
              + " to semaphore "
              + nameOrId()
              + ", of which "
              + held
              + " is held");
    }
    wakeAndGrant(wakee);
  }

  /**
   * Returns how many permits nobody holds.
   *
   * @return a number from 0 to the size
   */
  public long available() {
    Member.before(Act.LOOK, this, null);
    lock();
    long now = available;
    unlock();
    return now;
  }

  /**
   * Returns how many permits there are.
   *
   * @return the size
   */
  public long size() {
    return size;
  }

  // ---- granting

  /** Takes a waiter that was not granted out of the queue, and grants whom it has blocked. */
  void leave(Waiter waiter) {
    Thread wakee;
    lock();
    try {
      unlinkLocked(waiter);
      grantLocked();
      wakee = takeWakee();
    } finally {
      unlock();
    }
    wakeAndGrant(wakee);
  }

  private void grant() {
    wakeAndGrant(grantStep());
  }

  /** Goes on after a step that has left somebody to be woken: as often as there are waiters. */
  private void wakeAndGrant(@Nullable Thread first) {
    Thread wakee = first;
    while (wakee != null) {
      wake(wakee);
      wakee = grantStep();
    }
  }

  private @Nullable Thread grantStep() {
    lock();
    try {
      grantLocked();
      return takeWakee();
    } finally {
      unlock();
    }
  }

  /** Takes permits, unless there are too few or somebody waits. */
  boolean takeLocked(long count) {
    if (count > available || hasLiveReceiver()) {
      return false;
    }
    available -= count;
    return true;
  }

  /** Grants in the order of the queue, until the first does not fit or one must be woken. */
  private void grantLocked() {
    while (wakee == null) {
      Waiter next = firstThatFits();
      if (next == null) {
        return;
      }
      long count = weight(next);
      remove(next);
      if (claim(next)) {
        available -= count;
      }
    }
  }

  /**
   * The first live waiter, of those that share the first live claim, that fits; drops dead ones.
   */
  private @Nullable Waiter firstThatFits() {
    Claim first = null;
    Waiter next;
    for (Waiter waiter = firstReceiver(); waiter != null; waiter = next) {
      next = waiter.next;
      Claim claim = waiter.claim();
      if (!claim.isLive()) {
        remove(waiter);
      } else if (first != null && claim != first) {
        return null;
      } else if (weight(waiter) <= available) {
        return waiter;
      } else {
        first = claim;
      }
    }
    return null;
  }

  private static long weight(Waiter waiter) {
    if (waiter.item instanceof Grant grant) {
      return grant.count();
    }
    throw new AssertionError("no grant: " + waiter);
  }

  // ---- as a port

  @Override
  public @Nullable Object receiveLocked() {
    throw new AssertionError("a receive without a number from " + describe());
  }

  @Override
  public boolean mayReceive() {
    return available > 0;
  }

  @Override
  WaitReason waitReason(boolean sender) {
    return WaitReason.SEMACQUIRE;
  }

  @Override
  String describeKind() {
    return available + " of " + size + " available";
  }

  @Override
  public String describe() {
    return "semaphore " + nameOrId() + " (" + describeKind() + ")";
  }

  /**
   * Names this in {@code toString}.
   *
   * @return the name and the state
   */
  public String label() {
    return "Semaphore[" + nameOrId() + ", " + describeKind() + "]";
  }
}
