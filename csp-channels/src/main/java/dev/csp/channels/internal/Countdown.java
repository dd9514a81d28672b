package dev.csp.channels.internal;

import dev.csp.channels.ReceiveChannel;
import org.jspecify.annotations.Nullable;

/**
 * A counter that can be waited on until it is zero. Those who wait share a port, made on demand for
 * the current round; the step to zero takes it away under the lock and closes it, so that a later
 * round cannot hold them.
 */
public final class Countdown extends SpinLock {
  // Guarded by the lock.
  private int count;
  private @Nullable Signal zero;

  /** To whom this is confined. */
  private volatile @Nullable Enclosure enclosure;

  /** Makes a counter at zero. */
  public Countdown() {}

  /** Takes one away. */
  public void decrement() {
    add(-1);
  }

  /**
   * Adds to the counter.
   *
   * @param delta what to add
   * @throws IllegalStateException if the sum is negative or too large; the counter is unchanged
   */
  public void add(int delta) {
    Signal released = null;
    int before;
    if (delta < 0) { // counting up wakes nobody; groups do it with a lock of their own held
      Member.before(Act.DONE, this, null);
    }
    Enclosure confinedTo = enclosure;
    if (confinedTo != null) {
      confinedTo.checkCaller("a WaitGroup");
    }
    lock();
    before = count;
    long after = (long) before + delta;
    boolean valid = after >= 0 && after <= Integer.MAX_VALUE;
    if (valid) {
      count = (int) after;
      if (after == 0) {
        released = zero;
        zero = null;
      }
    }
    unlock();
    if (!valid) {
      throw new IllegalStateException(
          (after < 0 ? "negative" : "too large a")
              + " WaitGroup counter: "
              + before
              + " + ("
              + delta
              + ")");
    }
    if (released != null) {
      released.give();
    }
  }

  /**
   * Waits until zero.
   *
   * @param deadline when to give up
   * @return whether zero was seen
   * @throws InterruptedException if interrupted
   */
  public boolean await(long deadline) throws InterruptedException {
    Member.before(Act.AWAIT, this, null);
    Parking.throwIfInterrupted(WaitReason.WAIT_GROUP, null);
    Signal round = round(new Signal(WaitReason.WAIT_GROUP, null));
    return round == null || round.awaitClose(deadline);
  }

  /**
   * Returns the end of the current round.
   *
   * @return a channel that closes at the next step to zero, or is closed if the counter is zero
   */
  public ReceiveChannel<Void> zero() {
    Signal fresh = new Signal(WaitReason.WAIT_GROUP, null);
    Signal round = round(fresh);
    if (round == null) {
      fresh.give();
      return fresh;
    }
    return round;
  }

  /** From now on only members of the enclosure count here. */
  void confineTo(Enclosure to) {
    lock();
    boolean inUse = count != 0 || zero != null || enclosure != null;
    if (!inUse) {
      enclosure = to;
    }
    unlock();
    if (inUse) {
      throw new IllegalStateException("a WaitGroup must be confined before it is used, and once");
    }
  }

  /** The signal of the current round, which is the given one if nobody has asked; null at zero. */
  private @Nullable Signal round(Signal fresh) {
    Enclosure confinedTo = enclosure;
    if (confinedTo != null) {
      fresh.enclosed = new Enclosed(confinedTo);
    }
    lock();
    if (count > 0 && zero == null) {
      zero = fresh;
    }
    Signal round = count > 0 ? zero : null;
    unlock();
    return round;
  }

  /**
   * Looks once, without waiting.
   *
   * @return whether the counter is zero
   * @throws InterruptedException if interrupted
   */
  public boolean isZero() throws InterruptedException {
    Member.before(Act.AWAIT, this, null);
    Parking.throwIfInterrupted(WaitReason.WAIT_GROUP, null);
    return count() == 0;
  }

  /**
   * Returns the counter.
   *
   * @return the counter now
   */
  public int count() {
    lock();
    int now = count;
    unlock();
    return now;
  }
}
