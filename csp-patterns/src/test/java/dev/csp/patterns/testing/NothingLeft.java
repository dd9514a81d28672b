package dev.csp.patterns.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * After each test as many goroutines are alive as before it, the thread is not interrupted, and the
 * uncaught handler is the default one again.
 */
public final class NothingLeft implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(NothingLeft.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put("before", Go.count());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Go.onUncaught(null);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(Go.count()).isEqualTo(context.getStore(NAMESPACE).get("before", int.class));
  }
}
