package dev.csp.testkit.leak;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Fails each JUnit test that leaves goroutines: a {@link LeakScope} around every test, from before
 * its first {@code @BeforeEach} method to after its last {@code @AfterEach} method, and one around
 * the class, for what {@code @BeforeAll} methods start. Works with tests that run at the same time,
 * and with tests that JUnit runs on another thread because of a time-out.
 *
 * {@snippet file="dev/csp/examples/snippets/LeakSnippets.java" region="extension"}
 *
 * <p>A test may have a parameter of type {@link LeakScope}, for threads of its own ({@link
 * LeakScope#carry}). If a test has failed, its leaks are suppressed in its failure. Extensions that
 * stop what a test has started must be registered after this one: they end in reverse order.
 *
 * <p>Do not use it on a test whose goroutines are meant to outlive it, but with {@link
 * LeakCheck#allow}.
 */
public final class LeakCheckExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        InvocationInterceptor,
        ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LeakCheckExtension.class);

  private final LeakCheck check;

  /** Makes an extension with the {@linkplain LeakCheck#standard standard} check. */
  public LeakCheckExtension() {
    this(LeakCheck.standard());
  }

  private LeakCheckExtension(LeakCheck check) {
    this.check = check;
  }

  /**
   * Makes an extension for {@code @RegisterExtension}.
   *
   * @param check what it allows, and how long it waits
   * @return the extension
   */
  public static LeakCheckExtension with(LeakCheck check) {
    return new LeakCheckExtension(requireNonNull(check, "check"));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  /** A test's goroutines are not its class's: each is reported once. */
  private void begin(ExtensionContext context) {
    LeakScope scope = check.begin(nameOf(context), null);
    context.getStore(NAMESPACE).put(context.getUniqueId(), scope);
  }

  private static void end(ExtensionContext context) {
    LeakScope scope = context.getStore(NAMESPACE).remove(context.getUniqueId(), LeakScope.class);
    if (scope != null) {
      scope.close();
    }
  }

  private static String nameOf(ExtensionContext context) {
    String type = context.getTestClass().map(Class::getSimpleName).orElse("?");
    return context
        .getTestMethod()
        .map(method -> type + "." + method.getName() + " [" + context.getDisplayName() + "]")
        .orElse(type);
  }

  /** The scope of the test, or of the nearest test or class around it. */
  private static @Nullable LeakScope scopeOf(ExtensionContext context) {
    for (ExtensionContext at = context; at != null; at = at.getParent().orElse(null)) {
      LeakScope scope = at.getStore(NAMESPACE).get(at.getUniqueId(), LeakScope.class);
      if (scope != null) {
        return scope;
      }
    }
    return null;
  }

  private static <T extends @Nullable Object> T within(
      ExtensionContext context, Invocation<T> invocation) throws Throwable {
    LeakScope scope = scopeOf(context);
    return scope == null ? invocation.proceed() : scope.within(invocation::proceed);
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public <T extends @Nullable Object> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    return within(context, invocation);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    within(context, invocation);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LeakScope.class;
  }

  @Override
  public LeakScope resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return requireNonNull(scopeOf(context), "no leak check is around " + context.getDisplayName());
  }
}
