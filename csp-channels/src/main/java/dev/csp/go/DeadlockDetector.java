package dev.csp.go;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.TimeSource;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How to look for deadlocks, and the door to {@link DeadlockScope}. It never changes.
 *
 * {@snippet file="dev/csp/examples/snippets/DeadlockSnippets.java" region="detector"}
 */
public final class DeadlockDetector {
  private static final DeadlockDetector STANDARD = new DeadlockDetector(Duration.ofMillis(100), -1);

  private final Duration period;
  private final long suspectAfter;

  private DeadlockDetector(Duration period, long suspectAfter) {
    this.period = period;
    this.suspectAfter = suspectAfter;
  }

  /**
   * Looks ten times a second, and reports what is certain.
   *
   * @return a detector
   */
  public static DeadlockDetector standard() {
    return STANDARD;
  }

  /**
   * Sets how often to look. A look at a goroutine costs less than a microsecond, if nothing is
   * found.
   *
   * @param newPeriod how long to wait between two looks
   * @return a detector with this period
   * @throws IllegalArgumentException if {@code newPeriod} is not positive
   */
  public DeadlockDetector every(Duration newPeriod) {
    if (newPeriod.isNegative() || newPeriod.isZero()) {
      throw new IllegalArgumentException("period must be > 0, was " + newPeriod);
    }
    return new DeadlockDetector(newPeriod, suspectAfter);
  }

  /**
   * Reports also what is not certain: goroutines that have waited for so long, each for something
   * confined whose other side nobody has used but others of them, or goroutines that have ended.
   *
   * @param patience how long they must have waited; zero or negative is at once
   * @return a detector that suspects
   */
  public DeadlockDetector suspectAfter(Duration patience) {
    return new DeadlockDetector(
        period, TimeSource.clampedNanos(requireNonNull(patience, "patience")));
  }

  /**
   * Opens a scope, with the calling thread as its first member. From now on every deadlock is given
   * to the listener, once, on a goroutine of the detector, while those that are asleep go on to be.
   * What the listener throws goes to the uncaught handler. It must not wait for the close of the
   * scope.
   *
   * @param name the name of the scope, for reports
   * @param listener what to do with a deadlock: log it, cancel a context with it as the cause
   * @return the scope; close it on the same thread
   */
  public DeadlockScope open(String name, Consumer<? super DeadlockException> listener) {
    return new DeadlockScope(
        requireNonNull(name, "name"),
        TimeSource.clampedNanos(period),
        suspectAfter,
        requireNonNull(listener, "listener"));
  }

  @Override
  public String toString() {
    return "DeadlockDetector[every "
        + period
        + (suspectAfter < 0 ? "]" : ", suspects after " + Duration.ofNanos(suspectAfter) + "]");
  }
}
