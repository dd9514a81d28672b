package dev.csp.testkit.properties;

import dev.csp.testkit.simulation.Schedule;
import net.jqwik.api.Arbitrary;

/**
 * Schedules for properties. A parameter {@code @ForAll Schedule schedule} of a property has them
 * without further ado, and {@code @ForAll @Size(max = 500) Schedule} longer ones:
 *
 * {@snippet file="dev/csp/examples/snippets/PropertySnippets.java" region="schedules"}
 *
 * <p>They are between a few decisions and all of the maximum, and interfere between rarely and
 * always. What lies behind the maximum is decided as if nobody interfered.
 *
 * <p><b>Shrinking.</b> If a run fails, jqwik looks for a simpler schedule that fails too: one that
 * interferes less often, then a shorter one, then one with smaller numbers. What it shows in the
 * end is a run with as few preemptions as it could find, with its time line.
 */
public final class Schedules {
  /** How many decisions a schedule has at most, if nobody says otherwise. */
  private static final int DEFAULT_SIZE = 128;

  private Schedules() {}

  /**
   * Schedules of at most 128 decisions.
   *
   * @return the schedules
   */
  public static Arbitrary<Schedule> schedules() {
    return schedules(DEFAULT_SIZE);
  }

  /**
   * Schedules of so many decisions: about as many as the program makes.
   *
   * @param maxSize how many at most, at least 1
   * @return the schedules
   * @throws IllegalArgumentException if {@code maxSize} is less than 1
   */
  public static Arbitrary<Schedule> schedules(int maxSize) {
    if (maxSize < 1) {
      throw new IllegalArgumentException("maxSize must be >= 1, was " + maxSize);
    }
    return new ScheduleArbitrary(maxSize);
  }
}
