package dev.csp.testkit.simulation;

import static java.util.Objects.requireNonNull;

import java.util.function.LongFunction;

/**
 * How the decisions of a run are made, given a seed.
 *
 * {@snippet file="dev/csp/examples/snippets/SimulationSnippets.java" region="strategy"}
 */
public final class Strategy {
  private final String name;
  private final LongFunction<Decider> factory;

  private Strategy(String name, LongFunction<Decider> factory) {
    this.name = name;
    this.factory = factory;
  }

  /**
   * Every possibility is equally likely at every decision. Finds most bugs of small programs fast;
   * what needs one goroutine to stay behind for long it finds rarely.
   *
   * @return the strategy
   */
  public static Strategy random() {
    return new Strategy("random", RandomDecider::new);
  }

  /**
   * Priorities that change a few times: goroutines get random priorities, whoever has the highest
   * runs, and at some random decisions it loses its priority. A bug that shows when {@code
   * changePoints + 1} things happen in a certain order is found in each run with a probability of
   * at least 1 / (n × steps<sup>changePoints</sup>), n being the number of goroutines.
   *
   * @param changePoints how often a priority changes, at least 0; one or two find most bugs
   * @param steps among how many decisions from the beginning of a run the changes are spread, at
   *     least 1: about as many as a run has
   * @return the strategy
   * @throws IllegalArgumentException if a number is too small
   * @see <a href="https://doi.org/10.1145/1736020.1736040">Burckhardt et al.: A randomized
   *     scheduler with probabilistic guarantees of finding bugs</a>
   */
  public static Strategy pct(int changePoints, int steps) {
    if (changePoints < 0) {
      throw new IllegalArgumentException("changePoints must be >= 0, was " + changePoints);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be >= 1, was " + steps);
    }
    return new Strategy(
        "pct(" + changePoints + ", " + steps + ")",
        seed -> new PctDecider(seed, changePoints, steps));
  }

  /**
   * The decisions of a schedule, and 0 after its last one; the seed does not matter.
   *
   * @param schedule the decisions
   * @return the strategy
   */
  public static Strategy replay(Schedule schedule) {
    requireNonNull(schedule, "schedule");
    return new Strategy("replay", seed -> new ReplayDecider(schedule));
  }

  Decider decider(long seed) {
    return factory.apply(seed);
  }

  @Override
  public String toString() {
    return name;
  }
}
