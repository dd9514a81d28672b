package dev.csp.testkit.simulation;

import java.time.Duration;

/**
 * One run of a program in a simulation, after its end.
 *
 * {@snippet file="dev/csp/examples/snippets/SimulationSnippets.java" region="run"}
 */
public final class Run {
  private final long seed;
  private final Strategy strategy;
  private final Schedule schedule;
  private final long steps;
  private final Duration elapsed;
  private final Trace trace;

  Run(long seed, Strategy strategy, Schedule schedule, Ending ending, Trace trace) {
    this.seed = seed;
    this.strategy = strategy;
    this.schedule = schedule;
    this.steps = ending.steps();
    this.elapsed = Duration.ofNanos(ending.nanos());
    this.trace = trace;
  }

  /**
   * Returns the seed that the strategy had.
   *
   * @return the seed
   */
  public long seed() {
    return seed;
  }

  /**
   * Returns how the decisions were made.
   *
   * @return the strategy
   */
  public Strategy strategy() {
    return strategy;
  }

  /**
   * Returns the decisions that were made. Replayed, they make the same run again; zeros at the end
   * are left out.
   *
   * @return the schedule
   */
  public Schedule schedule() {
    return schedule;
  }

  /**
   * Returns how many steps there were: operations, starts, ends, and resumptions after a wait.
   *
   * @return the number of steps
   */
  public long steps() {
    return steps;
  }

  /**
   * Returns how much time has passed in the simulation.
   *
   * @return the time from the beginning to the end
   */
  public Duration elapsed() {
    return elapsed;
  }

  /**
   * Returns the last steps as text: a column for each goroutine, a line for each step. Values are
   * shown as their {@code toString} shows them now, and cut if they are long.
   *
   * @return the time line
   */
  public String timeline() {
    return Timeline.of(trace);
  }

  Trace trace() {
    return trace;
  }

  @Override
  public String toString() {
    return "Run[seed "
        + seed
        + ", "
        + strategy
        + ", "
        + steps
        + " steps, "
        + Timeline.time(elapsed.toNanos())
        + "]";
  }
}
