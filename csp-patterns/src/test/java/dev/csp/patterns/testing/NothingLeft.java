package dev.csp.patterns.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * After each test as many goroutines are alive as before it, its thread is not interrupted, and the
 * uncaught handler is the default one again.
 *
 * <p>A test with a time-out in JUnit runs on a thread of its own, which is gone when callbacks run:
 * so its interrupt flag is looked at around the test itself.
 */
public final class NothingLeft
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {
  private static final Namespace NAMESPACE = Namespace.create(NothingLeft.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put("before", Go.count());
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> test,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(test);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> test,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(test);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> test,
      DynamicTestInvocationContext dynamic,
      ExtensionContext context)
      throws Throwable {
    run(test);
  }

  private static void run(Invocation<@Nullable Void> test) throws Throwable {
    test.proceed();
    assertThat(Thread.interrupted()).as("the test leaves its thread interrupted").isFalse();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Go.onUncaught(null);
    assertThat(Go.count()).isEqualTo(context.getStore(NAMESPACE).get("before", int.class));
  }
}
