package dev.csp.testkit.assertions;

import dev.csp.go.Task;
import dev.csp.testkit.leak.LeakCheck;
import java.time.Duration;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on code. It runs once for each {@link #leavesNoGoroutines()}, on the calling thread;
 * what is said before that prepares it.
 *
 * {@snippet file="dev/csp/examples/snippets/AssertionSnippets.java" region="code"}
 *
 * <p>Code that is to throw catches it itself: what it throws fails the assertion.
 */
public final class CodeAssert extends AbstractAssert<CodeAssert, Task> {
  private LeakCheck check = LeakCheck.standard();

  CodeAssert(Task code) {
    super(code, CodeAssert.class);
  }

  /**
   * Says how long goroutines may take to end after the code has returned; 5 seconds if nothing is
   * said.
   *
   * @param grace how long at most; zero looks once
   * @return this
   * @throws IllegalArgumentException if {@code grace} is negative
   */
  public CodeAssert within(Duration grace) {
    check = check.grace(grace);
    return this;
  }

  /**
   * Allows goroutines of some names to stay.
   *
   * @param names their names
   * @return this
   */
  public CodeAssert allowing(String... names) {
    check = check.allow(names);
    return this;
  }

  /**
   * Runs the code, and expects that every goroutine which it has started, directly or through
   * others, ends. {@link LeakCheck} says whose goroutines are seen. An interrupt does not shorten
   * the wait for their ends.
   *
   * @return this
   * @throws dev.csp.testkit.leak.LeakError if some stay alive; they go on
   * @throws AssertionError if the code throws; the cause is what it has thrown, unless that is an
   *     error, which comes out as it is
   * @throws IllegalStateException if the caller is in a simulation, which has its own report
   */
  public CodeAssert leavesNoGoroutines() {
    String name = info.hasDescription() ? info.descriptionText() : "the code";
    var scope = check.begin(name);
    try (scope) {
      actual.run();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      AssertionError error = failure("%s", name + " threw " + e);
      error.initCause(e);
      throw error;
    }
    return this;
  }
}
