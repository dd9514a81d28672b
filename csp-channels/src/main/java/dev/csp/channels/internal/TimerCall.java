package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/**
 * A call at a time in the future: an entry of the timer heap from its setting until it is due or
 * stopped.
 */
public final class TimerCall {
  private final Runnable action;
  private final Call call = new Call();
  private final TimerHeap heap = TimerHeap.ofCaller();

  /** Who owns what the action starts. */
  private final @Nullable Owner owner = Owner.ofCaller();

  /**
   * Makes a call that is not set.
   *
   * @param action what to run on the thread of the timer heap; must not block
   */
  public TimerCall(Runnable action) {
    this.action = action;
  }

  /**
   * Sets the call anew.
   *
   * @param nanos when to run it, from now
   * @return whether it had been set and had not begun
   */
  public boolean set(long nanos) {
    StackReserve.ensure();
    Member.before(Act.SET, null, nanos);
    return heap.schedule(call, TimeSource.deadlineAfter(nanos));
  }

  /**
   * Takes the call back.
   *
   * @return whether it had been set and had not begun
   */
  public boolean stop() {
    StackReserve.ensureHalf();
    Member.before(Act.STOP, null, null);
    return heap.remove(call);
  }

  private final class Call extends TimerHeap.Entry {
    @Override
    boolean expire() {
      return true;
    }

    @Override
    void fire() {
      if (owner == null) {
        action.run();
      } else {
        owner.run(action);
      }
    }
  }
}
