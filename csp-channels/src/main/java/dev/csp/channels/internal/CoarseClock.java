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
final class CoarseClock extends TimerHeap.Entry {
  private static final long TICK = 100_000_000;
  private static final int TICKS_PER_START = 10;
  private static final long STOPPED = 0;
  private static final CoarseClock SHARED = new CoarseClock();

  private static long now = STOPPED;

  private int ticksLeft;

  /** The time, not older than a tick or so. */
  static long nanoTime() {
    long read = now;
    return read == STOPPED ? start() : read;
  }

  private static long start() {
    SHARED.ticksLeft = TICKS_PER_START;
    return SHARED.tick();
  }

  private long tick() {
    long read = TimeSource.nanoTime() | 1; // whatever it is, not STOPPED
    boolean goesOn = false;
    now = read;
    try {
      TimerHeap.shared().schedule(this, read + TICK);
      goesOn = true;
    } finally {
      if (!goesOn) { // no memory for the heap, or for its thread
        now = STOPPED;
      }
    }
    return read;
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
    Starvation.tick();
    if (--ticksLeft > 0) {
      tick();
    } else {
      now = STOPPED;
    }
  }
}
