package dev.csp.testkit.properties;

import dev.csp.testkit.simulation.Schedule;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;
import org.jspecify.annotations.Nullable;

/*
 * Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input") on a list of numbers: jqwik takes the first
 * candidate that still fails and asks that one again, so large steps come first.
 *
 * Simpler is: fewer decisions that are not 0, then fewer decisions, then smaller ones. Every candidate is simpler in this sense than what it
 * was made of, so shrinking ends.
 *
 * Blocks are set to 0, which keeps the place of what follows, and taken out, which moves it: a decision that is gone may have been one
 * that would not even have been asked for.
 */

/** A schedule that jqwik can make simpler. */
final class ShrinkableSchedule implements Shrinkable<Schedule> {
  private final Schedule schedule;

  ShrinkableSchedule(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public Schedule value() {
    return schedule;
  }

  @Override
  public ShrinkingDistance distance() {
    int[] decisions = decisions();
    return ShrinkingDistance.of(
        Arrays.stream(decisions).filter(decision -> decision != 0).count(),
        decisions.length,
        Arrays.stream(decisions).asLongStream().sum());
  }

  @Override
  public Stream<Shrinkable<Schedule>> shrink() {
    int[] decisions = decisions();
    if (decisions.length == 0) {
      return Stream.empty();
    }
    ShrinkingDistance distance = distance();
    return Stream.of(
            blocks(decisions).map(block -> without(decisions, block, false)),
            blocks(decisions).map(block -> without(decisions, block, true)),
            IntStream.range(0, decisions.length).boxed().flatMap(i -> lower(decisions, i)))
        .flatMap(candidates -> candidates)
        .map(candidate -> new ShrinkableSchedule(Schedule.of(candidate)))
        .filter(candidate -> candidate.distance().compareTo(distance) < 0)
        .map(candidate -> candidate);
  }

  private int[] decisions() {
    return IntStream.range(0, schedule.size()).map(schedule::get).toArray();
  }

  private record Block(int begin, int end) {}

  /** The whole, its halves, their halves, down to the single places; the last ones first. */
  private static Stream<Block> blocks(int[] decisions) {
    int length = decisions.length;
    return IntStream.iterate(length, size -> size > 0, size -> size / 2)
        .boxed()
        .flatMap(size ->
            IntStream.rangeClosed(1, (length + size - 1) / size)
                .mapToObj(i -> new Block(Math.max(0, length - i * size), length - (i - 1) * size)));
  }

  private static int[] without(int[] decisions, Block block, boolean close) {
    if (close) {
      return IntStream.range(0, decisions.length)
          .filter(i -> i < block.begin || i >= block.end)
          .map(i -> decisions[i])
          .toArray();
    }
    int[] candidate = decisions.clone();
    Arrays.fill(candidate, block.begin, block.end, 0);
    return candidate;
  }

  private static Stream<int[]> lower(int[] decisions, int index) {
    return IntStream.of(1, decisions[index] / 2, decisions[index] - 1)
        .filter(lower -> lower >= 0 && lower < decisions[index])
        .distinct()
        .mapToObj(lower -> {
          int[] candidate = decisions.clone();
          candidate[index] = lower;
          return candidate;
        });
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ShrinkableSchedule that && schedule.equals(that.schedule);
  }

  @Override
  public int hashCode() {
    return schedule.hashCode();
  }

  @Override
  public String toString() {
    return "ShrinkableSchedule[" + schedule + "]";
  }
}
