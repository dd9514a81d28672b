package dev.csp.channels.internal;

/*
 * The time since when goroutines are parked, for dumps: read at every park, so it must cost next to nothing. A real reading costs 25 ns, an eighth of a
 * park.
 *
 * While goroutines park, the timer thread takes a reading every ten milliseconds; when none has parked for that long it stops, and the
 * next park takes a reading itself and starts it again. So what a park notes is at most some ten milliseconds old, and an idle program has
 * no ticks.
 *
 * Plain fields, racy on purpose: a lost update makes a dump a tick less exact, or lets one more tick pass before it stops.
 */
final class CoarseClock extends TimerHeap.Entry {
  private static final long TICK = 10_000_000;
  private static final CoarseClock SHARED = new CoarseClock();

  private long now;
  private boolean ticking;
  private boolean used;

  /** The time, not older than a tick or so. */
  static long nanoTime() {
    CoarseClock clock = SHARED;
    if (!clock.used) {
      clock.used = true;
    }
    if (!clock.ticking) {
      clock.start();
    }
    return clock.now;
  }

  private void start() {
    ticking = true;
    now = TimeSource.nanoTime();
    TimerHeap.shared().schedule(this, now + TICK);
  }

  @Override
  boolean expire() {
    return true;
  }

  @Override
  void fire() {
    boolean wasUsed = used;
    used = false;
    ticking = wasUsed;
    if (wasUsed) {
      start();
    }
  }
}
