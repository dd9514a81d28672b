package dev.csp.examples.digesttree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long a test waits before it calls something a hang. */
final class Limits {
  static final Duration LONG = seconds(60);

  /** What a person would still call at once. */
  static final Duration PROMPT = seconds(5);

  private Limits() {}

  private static Duration seconds(int seconds) {
    return Duration.ofMillis(
        Math.round(
            seconds * 1000 * Double.parseDouble(System.getProperty("csp.test.timeScale", "1"))));
  }

  /** Waits for a state. */
  static void await(String what, BooleanSupplier state) throws InterruptedException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("gave up waiting: %s\n%s", what, Go.dump())
          .isLessThan(deadline);
      Go.sleep(Duration.ofMillis(1));
    }
  }
}
