package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/**
 * A thread that parks here: what a claim's outcome is while its owner is parked. A goroutine is its
 * own sleeper, so its parks allocate nothing; other threads use one for each park.
 */
abstract class Sleeper {
  // The owner's; read by dumps, racily.
  private long parkedSince;
  private TimerHeap.@Nullable TimeOut timeOut;

  /**
   * Returns the thread to wake.
   *
   * @return the thread
   */
  public abstract Thread thread();

  /**
   * Whether the census counts the thread from its start to its end, not only from its wakes to its
   * resumptions.
   */
  abstract boolean isMember();

  final void parksAt(long now) {
    parkedSince = now;
  }

  final long parkedSince() {
    return parkedSince;
  }

  /** The one time-out of this sleeper: it waits for one claim at a time. */
  final TimerHeap.TimeOut timeOutFor(Claim claim) {
    if (timeOut == null) {
      timeOut = new TimerHeap.TimeOut();
    }
    timeOut.aimAt(claim);
    return timeOut;
  }

  /** A thread that this library has not started. */
  static final class Guest extends Sleeper {
    private final Thread thread;

    Guest(Thread thread) {
      this.thread = thread;
    }

    @Override
    public Thread thread() {
      return thread;
    }

    @Override
    boolean isMember() {
      return false;
    }
  }
}
