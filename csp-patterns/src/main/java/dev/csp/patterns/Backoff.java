package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt, after some have failed in a row.
 *
 * {@snippet file="dev/csp/examples/snippets/BackoffSnippets.java" region="retry"}
 *
 * <p><b>When not to use it.</b> To limit a rate: a back-off knows failures only.
 */
@FunctionalInterface
public interface Backoff {
  /**
   * Computes a pause.
   *
   * @param failures how many attempts have failed in a row, at least 1
   * @param random the source of chance
   * @return how long to wait; zero or negative is not at all
   */
  Duration pause(int failures, RandomGenerator random);

  /**
   * Never waits.
   *
   * @return a back-off that is always zero
   */
  static Backoff none() {
    return (failures, random) -> Duration.ZERO;
  }

  /**
   * Waits the same time after every failure.
   *
   * @param pause how long
   * @return the back-off
   * @throws IllegalArgumentException if {@code pause} is negative
   * @throws NullPointerException if {@code pause} is null
   */
  static Backoff constant(Duration pause) {
    if (pause.isNegative()) {
      throw new IllegalArgumentException("pause must be >= 0, was " + pause);
    }
    return (failures, random) -> pause;
  }

  /**
   * Waits longer after every further failure: the first pause, then twice that, four times, and so
   * on up to the longest.
   *
   * @param first the pause after the first failure
   * @param longest the pause is never longer
   * @return the back-off
   * @throws IllegalArgumentException if {@code first} is not positive, or longer than {@code
   *     longest}
   * @throws NullPointerException if an argument is null
   */
  static Backoff exponential(Duration first, Duration longest) {
    requireNonNull(first, "first");
    requireNonNull(longest, "longest");
    if (first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("first pause must be > 0, was " + first);
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "longest pause must be >= the first, " + first + ", was " + longest);
    }
    return (failures, random) -> {
      Duration pause = first;
      for (int i = 1; i < failures; i++) {
        if (pause.compareTo(longest.minus(pause)) >= 0) { // twice that is the longest, or more
          return longest;
        }
        pause = pause.plus(pause);
      }
      return pause;
    };
  }

  /**
   * Spreads this back-off by chance, so that many who failed together do not come back together: up
   * to the given share of each pause is left out.
   *
   * @param share how much of a pause is left to chance: 0 leaves it as it is, 1 makes it anything
   *     between zero and its length
   * @return a new back-off
   * @throws IllegalArgumentException if {@code share} is not between 0 and 1
   */
  default Backoff withJitter(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be between 0 and 1, was " + share);
    }
    return (failures, random) -> {
      Duration pause = pause(failures, random);
      long nanos = TimeUnit.NANOSECONDS.convert(pause); // the longest long at most
      return nanos <= 0 ? pause : pause.minusNanos((long) (nanos * share * random.nextDouble()));
    };
  }
}
