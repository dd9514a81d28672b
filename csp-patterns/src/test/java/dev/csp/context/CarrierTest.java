package dev.csp.context;

import static dev.csp.patterns.testing.Crew.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.go.Go;
import dev.csp.go.Task;
import dev.csp.patterns.testing.Crew;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Capturing and restoring; the tests of the patterns see that each of them does both. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class CarrierTest {
  private static final Key<String> NAME = Key.of("name");
  private static final Context BACKGROUND = Context.background();

  private final int before = Go.count();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Context.current()).isSameAs(BACKGROUND);
    assertThat(Go.count()).isEqualTo(before);
  }

  /** {@code java.lang.ScopedValue}, which a class file of release 21 may not name. */
  private static final class Scoped {
    final Object key = call(null, type(), "newInstance");

    static Class<?> type() {
      try {
        return Class.forName("java.lang.ScopedValue");
      } catch (ClassNotFoundException e) {
        throw new AssertionError("the tests run on JDK 25 or newer", e);
      }
    }

    private static Object call(Object on, Class<?> in, String method, Object... arguments) {
      try {
        Class<?>[] types =
            switch (arguments.length) {
              case 0 -> new Class<?>[0];
              case 1 -> new Class<?>[] {Runnable.class};
              default -> new Class<?>[] {type(), Object.class};
            };
        return in.getMethod(method, types).invoke(on, arguments);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(method, e);
      }
    }

    void bind(Object value, Runnable inside) {
      Object bindings = call(null, type(), "where", key, value);
      call(bindings, bindings.getClass(), "run", inside);
    }

    /** The value, or null if it is not bound here. */
    Object value() {
      return (boolean) call(key, type(), "isBound") ? call(key, type(), "get") : null;
    }
  }

  private static void inGoroutine(Task task) throws InterruptedException {
    try (Crew crew = new Crew()) {
      crew.go(task);
    }
  }

  // ---- the context

  @Test
  void theContextIsCurrentWhileTheTaskRunsAndNoLonger() throws Exception {
    Context outer = BACKGROUND.withValue(NAME, "outer");
    Context inner = outer.withValue(NAME, "inner");
    Carrier.Captured captured = Carrier.context().capture(outer);
    captured.run(() -> {
      assertThat(Context.current()).isSameAs(outer);
      Carrier.context()
          .capture(inner)
          .run(() -> assertThat(Context.current().value(NAME)).contains("inner"));
      assertThat(Context.current()).isSameAs(outer);
    });
    assertThat(Context.current()).isSameAs(BACKGROUND);
    inGoroutine(captured.around(() -> assertThat(Context.current()).isSameAs(outer)));
  }

  @Test
  void aGoroutineThatNobodyGivesACarrierBeginsWithNothing() throws Exception {
    Scoped user = new Scoped();
    Carrier.context()
        .capture(BACKGROUND.withValue(NAME, "outer"))
        .run(() ->
            user.bind(
                "ann",
                () -> {
                  try {
                    inGoroutine(() -> {
                      assertThat(Context.current()).isSameAs(BACKGROUND);
                      assertThat(user.value()).isNull();
                    });
                    inGoroutine(
                        Carrier.none()
                            .capture(BACKGROUND)
                            .around(() -> assertThat(user.value()).isNull()));
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }));
  }

  // ---- scoped values

  @Test
  void bindingsAreThoseOfTheThreadThatCaptures() throws Exception {
    Scoped user = new Scoped();
    Scoped request = new Scoped();
    Scoped unbound = new Scoped();
    Carrier carrier = Carrier.scopedValues(user.key, unbound.key, request.key);
    List<Carrier.Captured> captured = new ArrayList<>();
    user.bind("ann", () -> request.bind(17, () -> captured.add(carrier.capture(BACKGROUND))));
    Task look =
        () -> {
          assertThat(user.value()).isEqualTo("ann");
          assertThat(request.value()).isEqualTo(17);
          assertThat(unbound.value()).isNull();
        };
    inGoroutine(captured.get(0).around(look));
    user.bind(
        "bob",
        () -> {
          try {
            captured.get(0).run(look);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          assertThat(user.value()).isEqualTo("bob");
        });
    inGoroutine(carrier.capture(BACKGROUND).around(() -> assertThat(user.value()).isNull()));
  }

  @Test
  void onlyScopedValuesAreScopedValues() {
    assertThatThrownBy(() -> Carrier.scopedValues(new Scoped().key, "user"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a scoped value must be a java.lang.ScopedValue, was a java.lang.String");
  }

  @Test
  void aJdkWithoutScopedValuesIsNamedAtTheCall() {
    for (ScopedValues.Finder finder :
        List.<ScopedValues.Finder>of(
            name -> {
              throw new ClassNotFoundException(name);
            },
            name -> Object.class, // a class without the methods
            name -> {
              throw new NoClassDefFoundError(name);
            })) {
      assertThatThrownBy(() -> ScopedValues.of(finder))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(
              "scoped values need JDK 25 or newer, or 21 to 24 with --enable-preview; this is "
                  + Runtime.version())
          .hasCauseInstanceOf(Throwable.class);
    }
    assertThat(ScopedValues.of(Class::forName)).isNotNull();
  }

  // ---- all

  @Test
  void whatTheTaskThrowsComesOutAsItIs() {
    Scoped user = new Scoped();
    List<Carrier> carriers =
        List.of(Carrier.none(), Carrier.context(), Carrier.scopedValues(user.key));
    for (Carrier carrier : carriers) {
      for (Throwable thrown :
          List.of(new IOException("a"), new IllegalStateException("b"), new AssertionError("c"))) {
        AtomicInteger ran = new AtomicInteger();
        user.bind(
            "ann",
            () ->
                assertThatThrownBy(() ->
                        carrier
                            .and(Carrier.none())
                            .capture(BACKGROUND)
                            .run(() -> {
                              ran.incrementAndGet();
                              if (thrown instanceof Exception e) {
                                throw e;
                              }
                              throw (Error) thrown;
                            }))
                    .isSameAs(thrown));
        assertThat(ran).hasValue(1);
      }
    }
  }

  @Test
  void twoCarriersNestInTheirOrder() throws Exception {
    List<String> trace = new ArrayList<>();
    Carrier one = tracing("one", trace);
    Carrier two = tracing("two", trace);
    Carrier.Captured captured = one.and(two).capture(BACKGROUND);
    captured.run(() -> trace.add("task"));
    assertThat(trace)
        .containsExactly(
            "capture one",
            "capture two",
            "enter one",
            "enter two",
            "task",
            "leave two",
            "leave one");
  }

  private static Carrier tracing(String name, List<String> trace) {
    return context -> {
      trace.add("capture " + name);
      return task -> {
        trace.add("enter " + name);
        try {
          task.run();
        } finally {
          trace.add("leave " + name);
        }
      };
    };
  }

  @Test
  void manyGoroutinesUseWhatWasCapturedAtOnce() throws Exception {
    Scoped user = new Scoped();
    Carrier carrier = Carrier.scopedValues(user.key).and(Carrier.context());
    try (Crew crew = new Crew()) {
      for (int i = 0; i < times(200); i++) {
        String name = "user-" + i;
        Context context = BACKGROUND.withValue(NAME, name);
        user.bind(
            name,
            () -> {
              Carrier.Captured captured = carrier.capture(context);
              for (int j = 0; j < 5; j++) {
                crew.go(
                    captured.around(() -> {
                      for (int k = 0; k < 3; k++) {
                        assertThat(user.value()).isEqualTo(name);
                        assertThat(Context.current()).isSameAs(context);
                        Go.yieldNow();
                      }
                    }));
              }
            });
      }
    }
  }

  @Test
  void whatIsCalledWithSomethingCapturedRunsOnceAndItsResultComesBack() throws Exception {
    Carrier.Captured plain = task -> task.run();
    for (Carrier.Captured captured : List.of(plain, Carrier.none().capture(BACKGROUND))) {
      AtomicInteger runs = new AtomicInteger();
      assertThat(captured.call(() -> "result " + runs.incrementAndGet())).isEqualTo("result 1");
      captured.around(() -> runs.addAndGet(10)).run();
      assertThat(runs).hasValue(11);
    }
    Carrier.Captured lazy = task -> {};
    assertThatThrownBy(() -> lazy.call(() -> "never"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("a carrier must run its task, and has not: ");
  }

  @Test
  void aContextHasTheCarrierThatItWasGivenLast() {
    Carrier first = context -> task -> task.run();
    Carrier second = context -> task -> task.run();
    Context one = BACKGROUND.withCarrier(first);
    assertThat(Carrier.of(one.withCancel())).isSameAs(first);
    assertThat(Carrier.of(one.withCarrier(second))).isSameAs(second);
    assertThat(Carrier.of(BACKGROUND)).isSameAs(Carrier.none());
  }

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> Carrier.scopedValues((Object) null));
    assertThatNullPointerException().isThrownBy(() -> Carrier.none().and(null));
    assertThatNullPointerException().isThrownBy(() -> Carrier.context().capture(null));
    assertThatNullPointerException().isThrownBy(() -> Carrier.scopedValues().capture(null));
    assertThatNullPointerException().isThrownBy(() -> Carrier.none().capture(null));
    assertThatNullPointerException()
        .isThrownBy(() -> Carrier.none().capture(BACKGROUND).around(null));
  }
}
