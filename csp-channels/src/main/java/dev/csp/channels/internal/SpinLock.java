package dev.csp.channels.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/*
 * A lock for critical sections of a few dozen instructions, made to be extended by what it guards so that the lock word
 * shares a cache line with the guarded state. Test-and-test-and-set; not fair, not reentrant, owned by nobody.
 *
 * Rules for its users:
 *   - nothing parks, unparks, calls user code or loads a class for the first time while holding one
 *   - a virtual thread gives its carrier away only at a park or a yield, so with the rule above a holder keeps running
 *     (unless the operating system preempts its carrier: then the others yield, see pause)
 *   - several locks at once: ports in ascending id, then the timer heap. A select that finds a port contended lets go of those that it holds
 *     before it yields. The heap's lock is a leaf and taken without yielding (lockAsLeaf)
 *
 * Races: the compare-and-set has acquire, the release store has release semantics; everything guarded is plain.
 */

/** A lock for critical sections of a few dozen instructions. */
public abstract class SpinLock {
  private static final VarHandle HELD;
  private static final int SPINS_BEFORE_PAUSE = 128;

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through HELD
  private volatile int held;

  /** Makes an unlocked lock. */
  protected SpinLock() {}

  /**
   * Acquires the lock, pausing between attempts. The caller must hold no other spin lock of the
   * same rank.
   */
  public final void lock() {
    if (!HELD.compareAndSet(this, 0, 1)) {
      while (!tryLockSpinning()) {
        Parking.pause();
      }
    }
  }

  /**
   * Acquires the lock without ever giving the carrier away: for a leaf lock that is taken while
   * another lock is held. A virtual thread that yields with a lock held may not run again for as
   * long as others spin and yield for that very lock. The holders of a leaf lock wait for nothing,
   * so this is over in an instant, unless the operating system has preempted one.
   */
  final void lockAsLeaf() {
    while (!tryLockSpinning()) {
      Thread.onSpinWait();
    }
  }

  /**
   * Tries for a bounded time, without giving the carrier away.
   *
   * @return whether the lock is now held
   */
  public final boolean tryLockSpinning() {
    for (int i = 0; i < SPINS_BEFORE_PAUSE; i++) {
      if ((int) HELD.getOpaque(this) == 0 && HELD.compareAndSet(this, 0, 1)) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /** Releases the lock, also if there is no stack left for it: the plain write needs none. */
  public final void unlock() {
    boolean released = false;
    try {
      HELD.setRelease(this, 0);
      released = true;
    } finally {
      if (!released) {
        held = 0;
      }
    }
  }
}
