package dev.csp.context;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to end, and what error and cause report then: the cases of Go's own table. */
final class ContextCauseTest {
  private static final Exception PARENT = new Exception("the parent's cause");
  private static final Exception CHILD = new Exception("the child's cause");
  private static final Exception SLOW = new Exception("too slow");

  private static final Class<?> CANCELED = CancellationException.class;
  private static final Class<?> DEADLINE = DeadlineExceededException.class;

  private static Arguments row(
      String name, Class<?> error, Throwable cause, Supplier<Context> context) {
    return Arguments.of(name, error, cause, context);
  }

  private static CancellableContext root() {
    return Context.background().withCancel();
  }

  private static Instant past() {
    return Go.now().minusSeconds(1);
  }

  private static Instant future() {
    return Go.now().plusSeconds(3600);
  }

  private static Context cancelled(CancellableContext context) {
    context.cancel();
    return context;
  }

  /** A child of a fresh root; both cancelled with what is given, the parent first or last. */
  private static Context pair(boolean parentFirst, Throwable parentCause, Throwable childCause) {
    CancellableContext parent = root();
    CancellableContext child = parent.withCancel();
    if (parentFirst) {
      parent.cancel(parentCause);
      child.cancel(childCause);
    } else {
      child.cancel(childCause);
      parent.cancel(parentCause);
    }
    return child;
  }

  /** A cause of null stands for "the same as the error". */
  static Stream<Arguments> rows() {
    return Stream.of(
        row("background", null, null, Context::background),
        row("live", null, null, ContextCauseTest::root),
        row("cancel", CANCELED, null, () -> cancelled(root())),
        row(
            "cancel with a cause",
            CANCELED,
            PARENT,
            () -> {
              CancellableContext context = root();
              context.cancel(PARENT);
              return context;
            }),
        row(
            "cancel with null",
            CANCELED,
            null,
            () -> {
              CancellableContext context = root();
              context.cancel(null);
              return context;
            }),
        row("parent before child", CANCELED, PARENT, () -> pair(true, PARENT, CHILD)),
        row("parent after child", CANCELED, CHILD, () -> pair(false, PARENT, CHILD)),
        row("parent before plain child", CANCELED, PARENT, () -> pair(true, PARENT, null)),
        row("parent after plain child", CANCELED, null, () -> pair(false, PARENT, null)),
        row("child after plain parent", CANCELED, null, () -> pair(true, null, CHILD)),
        row("child before plain parent", CANCELED, CHILD, () -> pair(false, null, CHILD)),
        row("timeout", DEADLINE, null, () -> cancelled(Context.background().withTimeout(ZERO))),
        row(
            "timeout, cancelled before",
            CANCELED,
            null,
            () -> cancelled(Context.background().withTimeout(ofHours(1)))),
        row("timeout with cause", DEADLINE, SLOW, () -> root().withTimeout(ZERO, SLOW)),
        row(
            "timeout with cause, cancelled before",
            CANCELED,
            null,
            () -> cancelled(root().withTimeout(ofHours(1), SLOW))),
        row(
            "timeout with cause under a later one",
            DEADLINE,
            SLOW,
            () -> root().withTimeout(ofHours(1), PARENT).withTimeout(ZERO, SLOW)),
        row(
            "timeout with cause under a later one, cancelled before",
            CANCELED,
            null,
            () -> cancelled(root().withTimeout(ofHours(2)).withTimeout(ofHours(1), SLOW))),
        row("deadline", DEADLINE, null, () -> cancelled(root().withDeadline(past()))),
        row(
            "deadline, cancelled before",
            CANCELED,
            null,
            () -> cancelled(root().withDeadline(future()))),
        row("deadline with cause", DEADLINE, SLOW, () -> root().withDeadline(past(), SLOW)),
        row(
            "deadline with cause, cancelled before",
            CANCELED,
            null,
            () -> cancelled(root().withDeadline(future(), SLOW))),
        row(
            "later deadline drops its cause",
            DEADLINE,
            SLOW,
            () -> root().withDeadline(past(), SLOW).withDeadline(future(), CHILD)),
        row("without cancel", null, null, () -> Context.background().withoutCancel()),
        row(
            "without cancel, parent cancelled",
            null,
            null,
            () -> {
              CancellableContext parent = root();
              Context detached = parent.withoutCancel();
              parent.cancel(PARENT);
              return detached;
            }),
        row(
            "without cancel, parent timed out",
            null,
            null,
            () -> root().withTimeout(ZERO, SLOW).withoutCancel()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void errorAndCauseAreThoseOfTheFirstWhoEndedIt(
      String name, Class<?> error, Throwable cause, Supplier<Context> supplier) {
    Context context = supplier.get();
    if (error == null) {
      assertThat(context.error()).isEmpty();
      assertThat(context.cause()).isEmpty();
      assertThat(context.isDone()).isFalse();
    } else {
      Throwable seen = context.error().orElseThrow();
      assertThat(seen).isInstanceOf(error);
      assertThat(context.cause()).containsSame(cause == null ? seen : cause);
      // Whoever derives now, inherits both.
      assertThat(context.withCancel().error()).containsSame(seen);
      assertThat(context.withCancel().cause()).isEqualTo(context.cause());
    }
  }
}
