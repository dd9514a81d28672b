package dev.csp.pipeline;

import dev.csp.go.Go;
import java.time.Duration;
import java.time.Instant;

/*
 * A value waits until the rate allows it. After Guava's RateLimiter (SmoothBursty): what is paid is paid by the next one, so the
 * first value does not wait; time in which nobody came is saved up, for at most a second.
 *
 *   nextFree: when the next value may pass
 *   saved:    how many values may pass without a pause, from 0 to a second's worth
 *
 * Not Guava's own class, though it is in the build: its acquire() cannot be interrupted, tryAcquire() does not say how long to wait,
 * and its clock cannot be replaced. What it does besides, other threads and several permits at once, a stage does not need.
 *
 * The clock may be set while we run. A pause is never longer than one interval, and what is saved never more than a second's worth;
 * so a jump of the clock costs one pause, or grants one second's worth, and no more.
 */
/** All values, but no more than so many in a second. */
final class RateLimitStage {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double interval;
  private final double maxSaved;
  private Instant nextFree;
  private double saved;

  RateLimitStage(double perSecond, Instant now) {
    interval = NANOS_PER_SECOND / perSecond;
    maxSaved = perSecond;
    nextFree = now;
  }

  static <T> void run(double perSecond, StageInput<T> in, StageOutput<T> out) throws Exception {
    RateLimitStage rate = new RateLimitStage(perSecond, Go.now());
    for (T value = in.next(); value != null; value = in.next()) {
      boolean waited = false;
      try {
        out.context().sleep(rate.reserve(Go.now()));
        waited = true;
      } finally {
        if (!waited) {
          out.undelivered(value);
        }
      }
      out.send(value);
    }
  }

  /** Reserves the next pass, and returns how long to wait for it. */
  Duration reserve(Instant now) {
    double wait = nanosBetween(now, nextFree);
    if (wait < 0) {
      saved = Math.min(maxSaved, saved - wait / interval);
      wait = 0;
    }
    wait = Math.min(wait, interval);
    double fromSaved = Math.min(saved, 1);
    saved -= fromSaved;
    nextFree = now.plusNanos(Math.round(wait + (1 - fromSaved) * interval));
    return Duration.ofNanos((long) Math.ceil(wait));
  }

  private static double nanosBetween(Instant from, Instant to) {
    return (to.getEpochSecond() - from.getEpochSecond()) * NANOS_PER_SECOND
        + (to.getNano() - from.getNano());
  }
}
