package dev.csp.channels.internal;

import java.util.concurrent.atomic.AtomicInteger;

/*
 * Two counts. LIVE is exact: goroutines that were started and have not ended.
 *
 * RUNNABLE decides whether a waiting thread may spin: if every runnable member has a carrier of its own, the spinner takes
 * nothing from anybody. It counts members (goroutines started by this library) from their start, without the time in which
 * they are parked here. The waker, not the woken, counts a member in again, so that somebody who needs a carrier is seen while
 * it still waits for one. Virtual threads that are not members are counted only from their wake to their resumption: those
 * too need a carrier. Platform threads are not counted.
 *
 * Every step has its counter-step, so RUNNABLE does not drift; a reader may be a step early or late, which costs a wasted spin
 * or a park too many and nothing else. Only starts, ends, parks and wakes touch these lines.
 */
final class Census {
  /** The carriers of the scheduler, as configured at start. */
  static final int PARALLELISM =
      Math.max(
          1,
          Integer.getInteger(
              "jdk.virtualThreadScheduler.parallelism",
              Runtime.getRuntime().availableProcessors()));

  /** With one carrier nobody spins, so nobody asks. */
  static final boolean COUNTS_RUNNABLE = PARALLELISM > 1;

  private static final AtomicInteger LIVE = new AtomicInteger();
  private static final AtomicInteger RUNNABLE = new AtomicInteger();

  private Census() {}

  static int live() {
    return LIVE.get();
  }

  /** For tests. */
  static int runnable() {
    return RUNNABLE.get();
  }

  static void memberStarts() {
    LIVE.incrementAndGet();
    if (COUNTS_RUNNABLE) {
      RUNNABLE.incrementAndGet();
    }
  }

  static void memberEnds() {
    if (COUNTS_RUNNABLE) {
      RUNNABLE.decrementAndGet();
    }
    LIVE.decrementAndGet();
  }

  /** A goroutine is garbage: it will neither run nor end. */
  static void memberIsReclaimed(boolean wasParkedHere) {
    if (COUNTS_RUNNABLE && !wasParkedHere) {
      RUNNABLE.decrementAndGet();
    }
    LIVE.decrementAndGet();
  }

  static void memberParks() {
    if (COUNTS_RUNNABLE) {
      RUNNABLE.decrementAndGet();
    }
  }

  static void memberResumesByItself() {
    if (COUNTS_RUNNABLE) {
      RUNNABLE.incrementAndGet();
    }
  }

  static void virtualThreadIsWoken() {
    if (COUNTS_RUNNABLE) {
      RUNNABLE.incrementAndGet();
    }
  }

  static void guestResumes() {
    if (COUNTS_RUNNABLE) {
      RUNNABLE.decrementAndGet();
    }
  }

  /** Whether there are carriers to spare: more than one, and no runnable member lacks one. */
  static boolean hasIdleCarriers() {
    return COUNTS_RUNNABLE && RUNNABLE.get() <= PARALLELISM;
  }
}
