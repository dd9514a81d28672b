package dev.csp.testkit.simulation;

import dev.csp.channels.internal.Situation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run has ended.
 *
 * @param kind in which way
 * @param headline what to say, if the kind does not say all
 * @param cause what the program has thrown, or null
 * @param situations what each goroutine did then; empty if that does not matter
 * @param goroutines how many goroutines there have been, with main
 * @param steps after how many steps
 * @param nanos at which time of the simulation
 */
record Ending(
    Kind kind,
    String headline,
    @Nullable Throwable cause,
    List<Situation> situations,
    long goroutines,
    long steps,
    long nanos) {
  enum Kind {
    /** Every goroutine has ended. */
    DONE,
    /** Main has thrown, or another goroutine has and nobody took it. */
    FAILED,
    /** Main waits, and nobody can go on. */
    DEADLOCK,
    /** Main has returned, others wait, and nobody can go on. */
    LEFT_BEHIND,
    /** There were too many steps. */
    ENDLESS,
    /** Somebody blocks, or computes, outside the toolkit. */
    OUTSIDE,
    /** A rule of simulations was broken. */
    MISUSE;

    boolean needsSituations() {
      return this != DONE && this != FAILED;
    }
  }
}
