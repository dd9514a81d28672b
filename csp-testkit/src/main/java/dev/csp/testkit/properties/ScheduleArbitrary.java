package dev.csp.testkit.properties;

import dev.csp.testkit.simulation.Schedule;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.RandomGenerator;

/** Makes schedules: of different lengths, and between rare and constant interference. */
final class ScheduleArbitrary implements Arbitrary<Schedule> {
  /** A multiple of 2 to 6, so that no place among so few is more likely than another. */
  private static final int POSSIBILITIES = 60;

  private final int maxSize;

  ScheduleArbitrary(int maxSize) {
    this.maxSize = maxSize;
  }

  @Override
  public RandomGenerator<Schedule> generator(int genSize) {
    return random -> new ShrinkableSchedule(next(random));
  }

  private Schedule next(Random random) {
    int lengths = Integer.SIZE - Integer.numberOfLeadingZeros(maxSize);
    int most = Math.max(1, maxSize >>> random.nextInt(lengths));
    int[] decisions = new int[1 + random.nextInt(most)];
    int rarity = 1 << random.nextInt(5); // every decision, or only one of 16
    for (int i = 0; i < decisions.length; i++) {
      decisions[i] = random.nextInt(rarity) == 0 ? random.nextInt(POSSIBILITIES) : 0;
    }
    return Schedule.of(decisions);
  }

  @Override
  public EdgeCases<Schedule> edgeCases(int maxEdgeCases) {
    return maxEdgeCases < 1
        ? EdgeCases.none()
        : EdgeCases.fromSupplier(() -> new ShrinkableSchedule(Schedule.of()));
  }
}
