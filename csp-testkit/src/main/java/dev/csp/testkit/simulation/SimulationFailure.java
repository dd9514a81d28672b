package dev.csp.testkit.simulation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of a program has failed. The message says how, and has what is needed to see it again: the
 * seed, the schedule and the time line.
 *
 * <p>The cause is what the program has thrown, if it has.
 *
 * {@snippet file="dev/csp/examples/snippets/SimulationSnippets.java" region="deadlock"}
 */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient Run run;
  private final transient @Nullable DeadlockReport deadlock;

  SimulationFailure(
      String message, Run run, @Nullable DeadlockReport deadlock, @Nullable Throwable cause) {
    super(message, cause);
    this.run = run;
    this.deadlock = deadlock;
  }

  /**
   * Returns the run that has failed.
   *
   * @return the run
   */
  public Run run() {
    return run;
  }

  /**
   * Returns who waits for whom, if the run has failed because goroutines wait for ever.
   *
   * @return the report, or nothing if that was not the failure
   */
  public Optional<DeadlockReport> deadlock() {
    return Optional.ofNullable(deadlock);
  }
}
