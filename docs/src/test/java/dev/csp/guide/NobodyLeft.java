package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Sees to it that no goroutine of a test is left. */
final class NobodyLeft implements BeforeEachCallback, AfterEachCallback {
  private int before;

  @Override
  public void beforeEach(ExtensionContext context) {
    before = Go.count();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(Go.count()).as(() -> "goroutines now\n" + Go.dump()).isEqualTo(before);
  }
}
