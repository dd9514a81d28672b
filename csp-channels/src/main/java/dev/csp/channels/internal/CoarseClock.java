package dev.csp.channels.internal;

/*
 * The time since when goroutines are parked, for dumps: read at every park, so it must cost next to nothing. A real reading costs 25 ns, an eighth of a
 * park.
 *
 * The first park takes a reading and starts the ticks: every hundred milliseconds the timer thread takes another. After a second they stop, and the
 * next park starts them again. So what a park notes is at most some hundred milliseconds old, and an idle program has no ticks.
 *
 * Each tick has a price beyond its own instructions (at 10 ms, an exchange on one carrier took 182 ns instead of 173): it wakes a processor that
 * could sleep.
 *
 * Plain fields, racy on purpose: a stale value makes a dump a tick or two less exact, or starts ticks that are under way already. What must not happen is
 * a clock that stands still: whoever sets the time schedules a tick after that, and each tick either goes on or sets STOPPED.
 */
class CoarseClock extends TimerHeap.Entry {
  private static final long TICK = 100_000_000;
  private static final int TICKS_PER_START = 10;
  private static final long STOPPED = 0;
  private static final CoarseClock SHARED = new CoarseClock();

  private static long now = STOPPED;

  private int ticksLeft;

  /** The time, not older than a tick or so. */
  static long nanoTime() {
    long read = now;
    return read == STOPPED ? SHARED.start() : read;
  }

  /** Begins to tick if it does not: also for who waits without parking, whom the ticks watch. */
  static void keepGoing() {
    if (now == STOPPED) {
      SHARED.start();
    }
  }

  /** Takes a reading and begins to tick. */
  final long start() {
    ticksLeft = TICKS_PER_START;
    return tick();
  }

  /** Whether the time moves; for tests. */
  static boolean isTicking() {
    return now != STOPPED;
  }

  private long tick() {
    long read = TimeSource.nanoTime() | 1; // whatever it is, not STOPPED
    now = read;
    try {
      schedule(read + TICK);
    } catch (VirtualMachineError e) {
      // No memory for the heap or for its thread, or no stack. A park must not fail for the sake
      // of a dump; the next one tries again.
      now = STOPPED;
    }
    return read;
  }

  /** A method of its own for tests. */
  void schedule(long due) {
    TimerHeap.shared().schedule(this, due);
  }

  @Override
  boolean expire() {
    return true;
  }

  @Override
  boolean isHousekeeping() {
    return true;
  }

  @Override
  void fire() {
    if (--ticksLeft > 0) {
      tick();
    } else {
      now = STOPPED;
    }
    Starvation.tick(); // last: it may fail for want of memory, and the clock must not stand still
  }
}
