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
  private static final Duration SOON =
      Duration.ofSeconds(1).multipliedBy(Long.getLong("csp.test.timeScale", 1));

  private int before;

  @Override
  public void beforeEach(ExtensionContext context) {
    before = Go.count();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    long start = System.nanoTime();
    while (Go.count() != before && System.nanoTime() - start < SOON.toNanos()) {
      Thread.yield();
    }
    assertThat(Go.count()).as(() -> "goroutines now\n" + Go.dump()).isEqualTo(before);
  }
}
