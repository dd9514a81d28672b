package dev.csp.go;

import dev.csp.channels.internal.Deadlock;
import java.io.Serial;
import java.util.List;

/**
 * Goroutines wait for ever: what a {@link DeadlockScope} has found. The message is the report, in
 * Go's words: {@code all goroutines are asleep - deadlock!}, then why, as far as it can be told
 * (the goroutines that wait for each other in a circle, or the channel whose other side nobody uses
 * any more), then each goroutine with what it waits for, where it is, and where it was started.
 * Holds no value of the program. It has no stack trace: where it was found says nothing.
 *
 * {@snippet file="dev/csp/examples/snippets/DeadlockSnippets.java" region="report"}
 */
public final class DeadlockException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1;

  /** Whether it is certain. */
  private final boolean exact;

  /** The ids of those that wait. */
  private final Long[] goroutines;

  /** The ids of those in the circle. */
  private final Long[] cycle;

  /** A sentence for each fact. */
  private final String[] reasons;

  DeadlockException(Deadlock found) {
    super(found.describe());
    exact = found.exact();
    goroutines = found.asleep().stream().map(asleep -> asleep.id()).toArray(Long[]::new);
    cycle = found.cycle().toArray(Long[]::new);
    reasons = found.reasons().toArray(String[]::new);
  }

  /**
   * Tells whether the deadlock is certain: nobody who could complete these waits will ever go on,
   * unless somebody interrupts it.
   *
   * @return true if it is certain; false if it is suspected
   */
  public boolean isExact() {
    return exact;
  }

  /**
   * Returns who waits for ever.
   *
   * @return the ids of the goroutines, in order; 0 is the thread that opened the scope, if that is
   *     no goroutine
   */
  public List<Long> goroutines() {
    return List.of(goroutines);
  }

  /**
   * Returns goroutines each of which waits for the next one, and the last one for the first.
   *
   * @return their ids; empty if no circle could be told
   */
  public List<Long> cycle() {
    return List.of(cycle);
  }

  /**
   * Returns why they wait for ever, as far as it can be told.
   *
   * @return a sentence for each step of the circle, and for each channel whose other side nobody
   *     uses any more
   */
  public List<String> reasons() {
    return List.of(reasons);
  }

  /** There is none: the report has a stack for each goroutine. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // nothing is shared
  public Throwable fillInStackTrace() {
    return this;
  }
}
