package dev.csp.testkit.simulation;

import java.util.Arrays;

/*
 * After Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with probabilistic guarantees of finding bugs" (ASPLOS 2010).
 *
 * Every goroutine has a priority, drawn when it is first seen; whoever has the highest goes on. At d change points, drawn among the first k
 * decisions, the one that would go on gets a priority below all drawn ones: the i-th change point gives i. So a bug that needs d + 1
 * ordering constraints between n goroutines is found with a probability of at least 1 / (n k^d) in each run.
 *
 * Added: a goroutine that yields falls below all others, or two that wait for each other by yielding would go on for ever.
 */

/** Decides by priorities that change a few times. */
final class PctDecider implements Decider {
  /** Drawn priorities are above all that change points give. */
  private static final long FIRST_DRAWN = 1L << 32;

  private final RandomDecider random;
  private final long[] changePoints;
  private long[] priorities = new long[16]; // by id; 0 is not drawn yet
  private long decisions;
  private long lowest;

  PctDecider(long seed, int changePoints, int steps) {
    this.random = new RandomDecider(seed);
    this.changePoints = new long[changePoints];
    for (int i = 0; i < changePoints; i++) {
      this.changePoints[i] = 1L + random.choose(steps);
    }
  }

  @Override
  public int next(Lineup lineup) {
    decisions++;
    if (lineup.running() >= 0 && lineup.yields()) {
      set(lineup.running(), --lowest);
    }
    int first = highest(lineup);
    for (int i = 0; i < changePoints.length; i++) {
      if (changePoints[i] == decisions) {
        set(lineup.id(first), i + 1);
        first = highest(lineup);
      }
    }
    return first;
  }

  private int highest(Lineup lineup) {
    int first = 0;
    long highest = Long.MIN_VALUE;
    for (int i = 0; i < lineup.size(); i++) {
      long priority = priority(lineup.id(i));
      if (priority > highest) {
        highest = priority;
        first = i;
      }
    }
    return first;
  }

  private long priority(long id) {
    int index = (int) id;
    if (index >= priorities.length || priorities[index] == 0) {
      set(id, FIRST_DRAWN + (random.nextLong() >>> 2));
    }
    return priorities[index];
  }

  private void set(long id, long priority) {
    int index = (int) id;
    if (index >= priorities.length) {
      priorities = Arrays.copyOf(priorities, Math.max(index + 1, priorities.length * 2));
    }
    priorities[index] = priority;
  }

  @Override
  public int choose(int bound) {
    return random.choose(bound);
  }
}
