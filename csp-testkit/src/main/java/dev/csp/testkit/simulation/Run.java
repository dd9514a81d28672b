package dev.csp.testkit.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final Ending.Kind kind;
  private final String headline;

  Run(long seed, Strategy strategy, Schedule schedule, Ending ending, Trace trace) {
    this.seed = seed;
    this.strategy = strategy;
    this.schedule = schedule;
    this.steps = ending.steps();
    this.elapsed = Duration.ofNanos(ending.nanos());
    this.trace = trace;
    this.kind = ending.kind();
    this.headline = ending.headline();
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

  /**
   * Returns a picture of the last steps: one HTML page that needs nothing else, for light and dark
   * screens. Time runs downwards; each goroutine is a line, wide while it waits; arrows are
   * hand-overs, starts and wakes; diamonds are decisions, filled where another than the first
   * possibility was taken.
   *
   * @return the page
   */
  public String picture() {
    return Picture.of(this);
  }

  /**
   * Writes the {@link #picture} to a file, in UTF-8.
   *
   * @param file the file, which is overwritten
   * @return the file
   * @throws IOException if that is not possible
   */
  public Path writePicture(Path file) throws IOException {
    return Files.writeString(file, picture());
  }

  /** How it has ended, in a line. */
  String outcome() {
    return switch (kind) {
      case DONE -> "every goroutine has ended";
      case DEADLOCK -> "all goroutines are asleep - deadlock!";
      case LEFT_BEHIND -> "main has returned, but others are asleep - partial deadlock!";
      case FAILED, ENDLESS, OUTSIDE, MISUSE -> headline;
    };
  }

  boolean hasFailed() {
    return kind != Ending.Kind.DONE;
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
