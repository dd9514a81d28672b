package dev.csp.testkit.assertions;

import dev.csp.go.Goroutine;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a goroutine, each a look at one moment that waits for nothing. To wait for its end,
 * join it first.
 *
 * {@snippet file="dev/csp/examples/snippets/AssertionSnippets.java" region="goroutine"}
 */
public final class GoroutineAssert extends AbstractAssert<GoroutineAssert, Goroutine> {
  GoroutineAssert(@Nullable Goroutine actual) {
    super(actual, GoroutineAssert.class);
  }

  /**
   * Expects that it has not ended.
   *
   * @return this
   */
  public GoroutineAssert isAlive() {
    isNotNull();
    return expect(!actual.isDone(), "to be alive", "it has ended" + because());
  }

  /**
   * Expects that it has ended, however it ended.
   *
   * @return this
   */
  public GoroutineAssert isDone() {
    isNotNull();
    return expect(actual.isDone(), "to have ended", "it is alive");
  }

  /**
   * Expects that its task has returned normally.
   *
   * @return this
   */
  public GoroutineAssert hasSucceeded() {
    return isDone()
        .expect(actual.failure().isEmpty(), "to have succeeded", "it has ended" + because());
  }

  /**
   * Expects that its task has thrown.
   *
   * @param type what the failure must be an instance of
   * @return this
   */
  public GoroutineAssert hasFailedWith(Class<? extends Throwable> type) {
    return isDone()
        .expect(
            type.isInstance(actual.failure().orElse(null)),
            "to have failed with " + type.getName(),
            "it has ended" + because());
  }

  private GoroutineAssert expect(boolean met, String expected, String seen) {
    if (!met) {
      throw failure(
          "%s",
          "expected goroutine "
              + actual.id()
              + " ["
              + actual.name()
              + "] "
              + expected
              + ", but "
              + seen);
    }
    return this;
  }

  private String because() {
    return actual.failure().map(failure -> " with " + failure).orElse(" without a failure");
  }
}
