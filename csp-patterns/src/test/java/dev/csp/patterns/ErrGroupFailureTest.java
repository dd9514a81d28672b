package dev.csp.patterns;

import static dev.csp.patterns.Tasks.failing;
import static dev.csp.patterns.Tasks.failureOf;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a failure of a group, and how failures are reported. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class ErrGroupFailureTest {
  private final int before = Go.count();

  // ---- failures

  @ParameterizedTest
  @ValueSource(
      classes = {
        StackOverflowError.class,
        OutOfMemoryError.class,
        AssertionError.class,
        RuntimeException.class,
        InterruptedException.class,
        CancellationException.class,
        DeadlineExceededException.class
      })
  void whateverAMemberThrowsBeforeTheCancellationIsAFailure(Class<? extends Throwable> type)
      throws Exception {
    Throwable failure = type.getDeclaredConstructor().newInstance();
    try (ErrGroup group = new ErrGroup()) {
      group.go(failing(failure));
      assertThat(failureOf(group)).isSameAs(failure);
    }
  }

  @Test
  void aRealStackOverflowIsAFailure() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      group.go(() -> recurse(1));
      assertThat(failureOf(group)).isInstanceOf(StackOverflowError.class);
    }
  }

  private static int recurse(int depth) {
    return depth == 0 ? 0 : recurse(depth + 1) + 1; // overflows before the int does
  }

  @Test
  void laterFailuresAreSuppressedOnTheFirstEachOnce() throws Exception {
    IOException first = new IOException("first");
    IOException shared = new IOException("shared");
    ErrGroup group = new ErrGroup();
    Channel<String> hold = Channel.unbuffered();
    for (int i = 0; i < 10; i++) {
      int number = i;
      group.go(() -> {
        try {
          hold.receive();
        } catch (InterruptedException e) {
          throw number % 2 == 0 ? shared : new IllegalStateException("later " + number);
        }
      });
    }
    group.go(failing(first));
    assertThat(failureOf(group)).isSameAs(first);
    assertThat(first.getSuppressed())
        .hasSize(6)
        .contains(shared)
        .extracting(Throwable::getMessage)
        .contains("later 1", "later 3", "later 5", "later 7", "later 9");
    assertThat(failureOf(group)).isSameAs(first);
    assertThat(first.getSuppressed()).hasSize(6);
    group.close();
  }

  @Test
  void theSameObjectThrownTwiceIsOneFailure() {
    IOException same = new IOException("same");
    try (ErrGroup group = new ErrGroup()) {
      for (int i = 0; i < 10; i++) {
        group.tryGo(() -> {
          try {
            Go.blockForever();
          } catch (InterruptedException e) {
            throw same;
          }
        });
      }
      group.tryGo(failing(same));
      assertThat(failureOf(group)).isSameAs(same);
      assertThat(same).hasNoSuppressedExceptions();
    }
  }

  private static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed() {
      super("cannot carry anything", null, false, false);
    }
  }

  @Test
  void aFailureThatTakesNoSuppressedOnesIsReported() throws Exception {
    Closed first = new Closed();
    try (ErrGroup group = new ErrGroup()) {
      group.go(() -> {
        try {
          Go.blockForever();
        } catch (InterruptedException e) {
          throw new IOException("later");
        }
      });
      group.go(failing(first));
      assertThat(failureOf(group)).isSameAs(first);
    }
  }

  @Test
  void failuresDoNotGoToTheUncaughtHandler() throws Exception {
    ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    try (ErrGroup group = new ErrGroup()) {
      group.go(failing(new IOException("reported by await")));
      group.go(failing(new AssertionError("reported by await")));
      assertThat(catchThrowable(group::await)).isInstanceOf(ExecutionException.class);
    }
    assertThat(uncaught).isEmpty();
  }

  // ---- what is quiet

  @Test
  void membersThatEndByTheCancellationAreQuiet() throws Exception {
    IOException first = new IOException("first");
    try (ErrGroup group = new ErrGroup()) {
      Channel<String> silent = Channel.unbuffered();
      group.go(silent::receive);
      group.go(() -> group.context().receive(silent));
      group.go(() -> group.context().sleep(ofHours(1)));
      group.go(() -> {
        try {
          silent.receive();
        } catch (InterruptedException e) {
          throw new CancellationException("my own");
        }
      });
      group.go(failing(first));
      assertThat(failureOf(group)).isSameAs(first);
      assertThat(first).hasNoSuppressedExceptions();
    }
  }

  @Test
  void aParentsCancellationIsNoFailure() throws Exception {
    try (Crew crew = new Crew();
        CancellableContext parent = Context.background().withCancel();
        ErrGroup group = new ErrGroup(parent)) {
      group.go(Go::blockForever);
      group.go(() -> group.context().sleep(ofHours(1)));
      crew.go(parent::cancel);
      group.await();
      group.await();
    }
  }

  @Test
  void aParentsDeadlineIsNoFailure() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (CancellableContext parent =
              Context.background().withTimeout(Duration.ofNanos(i * 50_000));
          ErrGroup group = new ErrGroup(parent)) {
        group.go(Go::blockForever);
        group.go(() -> group.context().sleep(ofHours(1)));
        group.await();
        assertThat(group.context().error().orElseThrow())
            .isInstanceOf(DeadlineExceededException.class);
      }
    }
  }

  @Test
  void aMembersOwnDeadlineIsAFailureAlsoAfterTheCancellation() throws Exception {
    IOException first = new IOException("first");
    try (ErrGroup group = new ErrGroup()) {
      group.go(() -> {
        try {
          Go.blockForever();
        } catch (InterruptedException e) {
          Context.background().withTimeout(ZERO).sleep(ZERO);
        }
      });
      group.go(failing(first));
      assertThat(failureOf(group)).isSameAs(first);
      assertThat(first.getSuppressed()).hasOnlyElementsOfType(DeadlineExceededException.class);
      assertThat(first.getSuppressed()).hasSize(1);
    }
  }

  @Test
  void aFailureAfterAParentsCancellationIsReported() throws Exception {
    CancellableContext parent = Context.background().withCancel();
    IOException failure = new IOException("could not clean up");
    try (ErrGroup group = new ErrGroup(parent)) {
      group.go(() -> {
        try {
          Go.blockForever();
        } catch (InterruptedException e) {
          throw failure;
        }
      });
      parent.cancel();
      assertThat(failureOf(group)).isSameAs(failure);
      assertThat(group.context().cause()).isEqualTo(parent.cause());
    }
  }

  // ---- every failure

  /** With a limit of one, the next begins when the failure of the one before has been taken. */
  @Test
  void awaitAllReportsEveryFailureInTheOrderInWhichTheyCame() throws Exception {
    try (ErrGroup group = new ErrGroup(Context.background(), OnFailure.CONTINUE)) {
      group.setLimit(1);
      List<Throwable> expected = new ArrayList<>();
      AtomicInteger ran = new AtomicInteger();
      for (int i = 0; i < 5; i++) {
        IOException failure = new IOException("number " + i);
        expected.add(failure);
        group.go(failing(failure));
        group.go(ran::incrementAndGet);
      }
      List<Throwable> failures = group.awaitAll();
      assertThat(failures).containsExactlyElementsOf(expected);
      assertThat(expected.get(0).getSuppressed()).containsExactlyElementsOf(expected.subList(1, 5));
      assertThat(ran).hasValue(5);
      assertThat(group.awaitAll()).isEqualTo(failures);
      assertThatThrownBy(() -> failures.add(expected.get(0)))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(failureOf(group)).isSameAs(expected.get(0));
      group.go(failing(new IOException("one more")));
      assertThat(group.awaitAll()).hasSize(6).startsWith(failures.toArray(new Throwable[0]));
      assertThat(failures).hasSize(5);
    }
  }

  /** The limit of two makes sure that the failure has been taken before the rest happens. */
  @Test
  void withContinueAFailureCancelsNobody() throws Exception {
    try (ErrGroup group = new ErrGroup(Context.background(), OnFailure.CONTINUE)) {
      group.setLimit(2);
      Channel<String> hold = Channel.unbuffered();
      AtomicBoolean received = new AtomicBoolean();
      group.go(() -> {
        hold.receive();
        received.set(true);
      });
      IOException failure = new IOException("alone");
      group.go(failing(failure));
      assertThat(group.go(() -> {})).isTrue();
      assertThat(group.context().isDone()).isFalse();
      hold.send("go on");
      assertThat(failureOf(group)).isSameAs(failure);
      assertThat(received).isTrue();
      assertThat(group.context().isDone()).isFalse();
    }
  }

  @Test
  void awaitAllOfAGroupWithoutFailuresIsEmpty() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      group.go(() -> {});
      assertThat(group.awaitAll()).isEmpty();
    }
  }

  /** The first cancels; what the others threw because of that is quiet, what else is not. */
  @Test
  void awaitAllOfACancelledGroupReportsWhatTheInterruptedThrew() throws Exception {
    IOException first = new IOException("first");
    IOException second = new IOException("second");
    try (ErrGroup group = new ErrGroup()) {
      group.go(Go::blockForever);
      group.go(() -> {
        try {
          Go.blockForever();
        } catch (InterruptedException e) {
          throw second;
        }
      });
      group.go(failing(first));
      assertThat(group.awaitAll()).containsExactly(first, second);
    }
  }

  @Test
  void anInterruptedAwaitAllCancelsAndWaits() throws Exception {
    ErrGroup group = new ErrGroup(Context.background(), OnFailure.CONTINUE);
    group.go(Go::blockForever);
    Thread.currentThread().interrupt();
    assertThatThrownBy(group::awaitAll).isInstanceOf(InterruptedException.class);
    assertThat(group.context().isDone()).isTrue();
    assertThat(Go.count()).isEqualTo(before);
    assertThat(group.awaitAll()).isEmpty();
  }
}
