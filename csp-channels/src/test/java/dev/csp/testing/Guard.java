package dev.csp.testing;

import dev.csp.go.Go;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Stands around every test: gives it a {@link Harness}, watches its time, closes the harness, and
 * expects the number of goroutines to fall back to what it was.
 *
 * <p>A test that stalls is interrupted and fails with the stacks of all threads and goroutines.
 */
public final class Guard implements InvocationInterceptor, ParameterResolver {
  /** How long a test may take, if not the usual 60 seconds; before scaling. */
  @Inherited
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  public @interface Limit {
    /** Seconds. */
    int value();
  }

  /** A test. */
  @FunctionalInterface
  interface Body {
    void run() throws Throwable;
  }

  private static final Namespace NAMESPACE = Namespace.create(Guard.class);

  /** Made by JUnit. */
  public Guard() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Harness.class;
  }

  @Override
  public Harness resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Harness harness = new Harness();
    context.getStore(NAMESPACE).put(Harness.class, new AtomicReference<>(harness));
    return harness;
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    intercept(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    intercept(invocation, context);
  }

  private static void intercept(Invocation<Void> invocation, ExtensionContext context)
      throws Throwable {
    AtomicReference<?> holder =
        context.getStore(NAMESPACE).get(Harness.class, AtomicReference.class);
    Harness harness = holder == null ? new Harness() : (Harness) holder.get();
    Duration limit =
        AnnotationSupport.findAnnotation(context.getTestMethod(), Limit.class)
            .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), Limit.class))
            .map(annotation -> Duration.ofSeconds(annotation.value()))
            .orElse(Duration.ofSeconds(60));
    guarded(context.getDisplayName(), Scale.limit(limit), harness, invocation::proceed);
  }

  /** Runs a test with all the checks. */
  static void guarded(String name, Duration limit, Harness harness, Body body) throws Throwable {
    int before = Go.count();
    Throwable failure = watched(name, limit, body);
    failure = alsoTry(failure, harness::close);
    failure = alsoTry(failure, () -> expectCount(before, harness));
    if (failure != null) {
      throw failure;
    }
  }

  private static Throwable alsoTry(Throwable failure, Body body) {
    try {
      body.run();
    } catch (Throwable t) {
      if (failure == null) {
        return t;
      }
      failure.addSuppressed(t);
    }
    return failure;
  }

  private static void expectCount(int before, Harness harness) {
    harness.waitUntil("Go.count() is again " + before, () -> Go.count() == before);
  }

  private static Throwable watched(String name, Duration limit, Body body) {
    Thread test = Thread.currentThread();
    AtomicReference<String> stall = new AtomicReference<>();
    CountDownLatch over = new CountDownLatch(1);
    Thread watchdog =
        Thread.ofPlatform()
            .daemon()
            .name("watchdog of " + name)
            .start(() -> {
              try {
                if (!over.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                  String dump = dumpOfEverything();
                  stall.set(dump);
                  System.err.println(name + " stalls:\n" + dump);
                  test.interrupt();
                }
              } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts a watchdog", e);
              }
            });
    Throwable failure = null;
    try {
      body.run();
    } catch (Throwable t) {
      failure = t;
    } finally {
      over.countDown();
    }
    boolean interrupted = Thread.interrupted();
    try {
      watchdog.join();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    interrupted |= Thread.interrupted();
    if (stall.get() != null) {
      return new AssertionError(
          name + " has not ended within " + limit + "\n" + stall.get(), failure);
    }
    if (failure == null && interrupted) {
      return new AssertionError(name + " left the interrupt flag of the test thread set");
    }
    return failure;
  }

  private static String dumpOfEverything() {
    var text = new StringBuilder();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      Harness.appendThread(text, thread);
    }
    return text.append(Harness.goroutines()).toString();
  }
}
