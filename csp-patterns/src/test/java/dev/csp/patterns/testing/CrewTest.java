package dev.csp.patterns.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The helper must not lose what it is for. */
final class CrewTest {
  @Test
  void reportsWhatAChildThrows() {
    assertThatThrownBy(
            () -> {
              try (Crew crew = new Crew()) {
                crew.go(() -> {
                  throw new AssertionError("in the child");
                });
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasStackTraceContaining("in the child");
  }
}
