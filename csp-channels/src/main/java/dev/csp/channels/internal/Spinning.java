package dev.csp.channels.internal;

/*
 * How long a waiter may spin before it parks, learned from whether spinning has paid lately.
 *
 * The census can say that every runnable member has a carrier, but not that every carrier has a processor, nor that the partner is
 * about to come. Where spinning keeps failing (a loaded machine, a token that goes round a ring of channels), each wait would cost
 * microseconds. So a spin that pays doubles the budget, one that does not takes a quarter away, and when there is nothing left one wait
 * in many probes.
 *
 * One budget for the process, in plain fields: races lose an update, which is as good as chance. When spinning pays, nothing is
 * written, so the line stays shared.
 */
final class Spinning {
  private static final int MOST = 128;
  private static final int LEAST = 8;
  private static final int WAITS_PER_PROBE = 128;

  private static int budget = MOST;
  private static int untilProbe;

  private Spinning() {}

  /** How many times to look. */
  static int budget() {
    int now = budget;
    if (now > 0) {
      return now;
    }
    if (--untilProbe > 0) {
      return 0;
    }
    untilProbe = WAITS_PER_PROBE;
    return MOST;
  }

  /** The partner came within the budget. */
  static void paid() {
    if (budget < MOST) {
      budget = Math.min(MOST, Math.max(LEAST, budget) * 2);
    }
  }

  /** The partner did not come within the budget. */
  static void wasted(int used) {
    if (used > 0) {
      int less = budget - budget / 4;
      budget = less < LEAST ? 0 : less;
    }
  }
}
