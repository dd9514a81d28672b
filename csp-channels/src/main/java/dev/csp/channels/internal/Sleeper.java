package dev.csp.channels.internal;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/*
 * Giving way. With one carrier nobody spins, but a waiter may yield once before it parks: if its partner runs next, as it does when two take turns,
 * the exchange is over when the waiter runs again, and nobody had to park or to wake (docs/design/0003). A yield in vain costs a switch, so
 * each failure doubles the number of parks before the next attempt, and a success forgets that.
 */

/**
 * A thread that parks here: what a claim's outcome is while its owner is parked. A goroutine is its
 * own sleeper, so its parks allocate nothing; other threads use one for each park.
 */
abstract class Sleeper {
  private static final int LEAST_PARKS = 8;
  private static final int MOST_PARKS = 256;

  // The owner's; read by dumps, racily.
  private long parkedSince;

  /** The number of the last park; its lowest bit says whether that has a deadline. */
  private long stamp;

  private TimerHeap.@Nullable TimeOut timeOut;

  // The owner's: parks that are left until it may give way again, and how many the next failure
  // costs.
  private int parksLeft;
  private int price = LEAST_PARKS;

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

  /** Notes that the owner is about to park, and whether time may end that. */
  final void parksAt(long now, boolean timed) {
    parkedSince = now;
    stamp = ((stamp >>> 1) + 1) << 1 | (timed ? 1 : 0);
    VarHandle.storeStoreFence(); // who sees the park blocker sees the stamp
    if (parksLeft > 0) {
      parksLeft--;
    }
  }

  /** Whether to yield before the next park, where that can pay at all. */
  boolean mayGiveWay() {
    return parksLeft == 0;
  }

  /** Learns what came of giving way: whether the wait was over when the thread ran again. */
  final void gaveWay(boolean paid) {
    if (paid) {
      if (price != LEAST_PARKS) {
        price = LEAST_PARKS;
      }
    } else {
      parksLeft = price;
      price = Math.min(price * 2, MOST_PARKS);
    }
  }

  final long parkedSince() {
    return parkedSince;
  }

  /** Which park the last one was: no other park of this sleeper has the same number. */
  final long stamp() {
    return stamp;
  }

  /** Whether a park has a deadline. */
  static boolean isTimed(long stamp) {
    return (stamp & 1) != 0;
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

    /** It is there for one park, so it has learned nothing. */
    @Override
    boolean mayGiveWay() {
      return false;
    }
  }
}
