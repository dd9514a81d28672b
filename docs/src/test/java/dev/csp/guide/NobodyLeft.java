package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sees to it that no goroutine of a test is left, a second later. A goroutine that has just closed
 * a channel for somebody is still counted for a moment.
 */
final class NobodyLeft implements BeforeEachCallback, AfterEachCallback {
  private static final long TIME_SCALE = Long.getLong("csp.test.timeScale", 1);
  private static final Duration SOON = Duration.ofSeconds(1).multipliedBy(TIME_SCALE);
  private static final Duration LIMIT = Duration.ofSeconds(30).multipliedBy(TIME_SCALE);

  private int before;

  @Override
  public void beforeEach(ExtensionContext context) {
    before = Go.count();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    awaitCount(before, SOON);
  }

  /** Waits, within a test, until the goroutines that it has started have ended. */
  void await() {
    awaitCount(before);
  }

  /** Waits until so many goroutines are left. */
  static void awaitCount(int count) {
    awaitCount(count, LIMIT);
  }

  private static void awaitCount(int count, Duration limit) {
    long start = System.nanoTime();
    while (Go.count() != count && System.nanoTime() - start < limit.toNanos()) {
      Thread.yield();
    }
    assertThat(Go.count()).as(() -> "goroutines now\n" + Go.dump()).isEqualTo(count);
  }
}
