package dev.csp.channels.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one source of time. Nothing else in the library reads a clock. In a simulated {@link World}
 * it is the clock of that world.
 *
 * <p>Deadlines are readings of {@link #nanoTime()}, compared by subtraction. {@link #NO_DEADLINE}
 * is for ever.
 */
public abstract class TimeSource {
  /**
   * The deadline that never comes. No reading is ever this value: {@link #deadlineAfter} avoids it.
   */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /**
   * The longest time that can be waited for: about 146 years, so that differences of readings do
   * not overflow.
   */
  private static final long LONGEST = Long.MAX_VALUE / 2;

  private static final TimeSource SYSTEM =
      new TimeSource() {
        @Override
        long readNanos() {
          return System.nanoTime();
        }

        @Override
        Instant readInstant() {
          return Instant.now();
        }
      };

  private static TimeSource current = SYSTEM;

  /** For subclasses. */
  TimeSource() {}

  abstract long readNanos();

  abstract Instant readInstant();

  /**
   * Puts another source in place, or the system's again with null; for tests, while nothing waits.
   */
  static void install(@Nullable TimeSource source) {
    current = source == null ? SYSTEM : source;
  }

  /**
   * Returns monotonic time.
   *
   * @return nanoseconds since some fixed but arbitrary instant
   */
  public static long nanoTime() {
    Member member = Member.ofCaller();
    return member == null ? current.readNanos() : member.nanoTime();
  }

  /**
   * Returns the time of the day.
   *
   * @return now
   */
  public static Instant now() {
    Member member = Member.ofCaller();
    return member == null ? current.readInstant() : member.now();
  }

  /**
   * Returns the length of a duration, clamped to what can be waited for.
   *
   * @param duration how long; zero or negative is "not at all"
   * @return nanoseconds, at least 0
   */
  public static long clampedNanos(Duration duration) {
    return Math.clamp(TimeUnit.NANOSECONDS.convert(duration), 0, LONGEST);
  }

  /**
   * Returns the deadline that lies the given time ahead.
   *
   * @param nanos how far ahead, from {@link #clampedNanos}
   * @return a reading of {@link #nanoTime()}
   */
  public static long deadlineAfter(long nanos) {
    long deadline = nanoTime() + nanos;
    return deadline == NO_DEADLINE ? deadline - 1 : deadline;
  }
}
