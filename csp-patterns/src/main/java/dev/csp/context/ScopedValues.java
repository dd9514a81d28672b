package dev.csp.context;

import static java.lang.invoke.MethodType.methodType;
import static java.util.Objects.requireNonNull;

import dev.csp.go.Task;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The five methods of {@code java.lang.ScopedValue} that a carrier needs, found at run time: they
 * have kept their shape since the first preview in JDK 21, but a class file of release 21 may not
 * name them.
 */
final class ScopedValues {
  /** Where classes are found; another one in tests. */
  @FunctionalInterface
  interface Finder {
    Class<?> find(String name) throws ClassNotFoundException;
  }

  private static final MethodType IS_BOUND = methodType(boolean.class, Object.class);
  private static final MethodType GET = methodType(Object.class, Object.class);
  private static final MethodType WHERE = methodType(Object.class, Object.class, Object.class);
  private static final MethodType AND_WHERE =
      methodType(Object.class, Object.class, Object.class, Object.class);
  private static final MethodType RUN = methodType(void.class, Object.class, Runnable.class);

  private static final String NAME = "java.lang.ScopedValue";

  /** Of the running JDK, once somebody has asked; a race finds it twice. */
  private static volatile @Nullable ScopedValues found;

  private final Class<?> type;
  private final MethodHandle isBound; // (Object) boolean
  private final MethodHandle get; // (Object) Object
  private final MethodHandle where; // (Object, Object) Object
  private final MethodHandle andWhere; // (Object, Object, Object) Object
  private final MethodHandle run; // (Object, Runnable) void

  private ScopedValues(Finder finder) throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    type = finder.find(NAME);
    Class<?> bindings = finder.find(NAME + "$Carrier");
    isBound = lookup.findVirtual(type, "isBound", methodType(boolean.class)).asType(IS_BOUND);
    get = lookup.findVirtual(type, "get", methodType(Object.class)).asType(GET);
    where =
        lookup.findStatic(type, "where", methodType(bindings, type, Object.class)).asType(WHERE);
    andWhere =
        lookup
            .findVirtual(bindings, "where", methodType(bindings, type, Object.class))
            .asType(AND_WHERE);
    run = lookup.findVirtual(bindings, "run", methodType(void.class, Runnable.class)).asType(RUN);
  }

  /** Those of the running JDK. */
  static ScopedValues ofThisJdk() {
    ScopedValues known = found;
    if (known == null) {
      known = of(Class::forName);
      found = known;
    }
    return known;
  }

  static ScopedValues of(Finder finder) {
    try {
      return new ScopedValues(finder);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new UnsupportedOperationException(
          "scoped values need JDK 25 or newer, or 21 to 24 with --enable-preview; this is "
              + Runtime.version(),
          e);
    }
  }

  Carrier carrier(List<Object> keys) {
    for (Object key : keys) {
      if (!type.isInstance(key)) {
        throw new IllegalArgumentException(
            "a scoped value must be a " + NAME + ", was a " + key.getClass().getName());
      }
    }
    return context -> {
      requireNonNull(context, "context");
      Object bindings = bindings(keys);
      return bindings == null ? Task::run : task -> run(bindings, task);
    };
  }

  /** Those of the keys that are bound on this thread, with their values; null if none is. */
  private @Nullable Object bindings(List<Object> keys) {
    Object bindings = null;
    for (Object key : keys) {
      if (isBound(key)) {
        bindings = bind(bindings, key);
      }
    }
    return bindings;
  }

  private boolean isBound(Object key) {
    try {
      return (boolean) isBound.invokeExact(key);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private Object bind(@Nullable Object bindings, Object key) {
    try {
      Object value = get.invokeExact(key);
      return bindings == null
          ? (Object) where.invokeExact(key, value)
          : (Object) andWhere.invokeExact(bindings, key, value);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private void run(Object bindings, Task task) throws Exception {
    Throwable[] thrown = new Throwable[1];
    Runnable inside =
        () -> {
          try {
            task.run();
          } catch (Throwable t) { // thrown on outside
            thrown[0] = t;
          }
        };
    try {
      run.invokeExact(bindings, inside);
    } catch (Throwable t) {
      throw unexpected(t);
    }
    switch (thrown[0]) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      default -> throw unexpected(thrown[0]);
    }
  }

  /** None of the methods throws anything checked. */
  private static RuntimeException unexpected(Throwable t) {
    if (t instanceof RuntimeException e) {
      return e;
    }
    if (t instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(t);
  }
}
