package dev.csp.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.PrintedErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Guard.class)
final class GoTest {
  private static final Duration MOMENT = Duration.ofMillis(20);

  @AfterEach
  void restoreTheHandler() {
    Go.onUncaught(null);
  }

  // ---- start

  @Test
  void taskRunsOnAVirtualThreadOfItsOwnWithTheName() throws Exception {
    var thread = new AtomicReference<Thread>();
    Goroutine named = Go.go("worker", () -> thread.set(Thread.currentThread()));
    named.join();
    assertThat(named.name()).isEqualTo("worker");
    assertThat(thread.get()).isSameAs(named.thread()).isNotSameAs(Thread.currentThread());
    assertThat(thread.get().isVirtual()).isTrue();
    assertThat(thread.get().getName()).isEqualTo("worker");
    assertThat(named.toString()).contains("worker").contains(String.valueOf(named.id()));
  }

  @Test
  void idsAreUniqueAndNamesAreMadeFromThem() throws Exception {
    var ids = new HashSet<Long>();
    for (int i = 0; i < 100; i++) {
      Goroutine goroutine = Go.go(() -> {});
      assertThat(goroutine.id()).isPositive();
      assertThat(goroutine.name()).contains(String.valueOf(goroutine.id()));
      ids.add(goroutine.id());
      goroutine.join();
    }
    assertThat(ids).hasSize(100);
  }

  @Test
  void nullIsRejectedAndNothingIsStarted() {
    int before = Go.count();
    assertThatNullPointerException().isThrownBy(() -> Go.go(null)).withMessage("task");
    assertThatNullPointerException().isThrownBy(() -> Go.go("name", null)).withMessage("task");
    assertThatNullPointerException().isThrownBy(() -> Go.go(null, () -> {})).withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> Go.sleep(null)).withMessage("duration");
    assertThat(Go.count()).isEqualTo(before);
  }

  // ---- count

  @Test
  void countIsExact(Harness harness) throws Exception {
    int before = Go.count();
    var goroutines = new ArrayList<Goroutine>();
    for (int i = 1; i <= 100; i++) {
      goroutines.add(Go.go(Go::blockForever));
      assertThat(Go.count()).isEqualTo(before + i);
    }
    harness.run(Kind.VIRTUAL, Go::blockForever).awaitParked();
    harness.run(Kind.PLATFORM, Go::blockForever).awaitParked();
    assertThat(Go.count()).isEqualTo(before + 100);
    for (int i = 1; i <= 100; i++) {
      goroutines.get(i - 1).interrupt();
      goroutines.get(i - 1).join();
      assertThat(Go.count()).isEqualTo(before + 100 - i);
    }
  }

  /** A join that returned before the goroutine left the count would show here soon. */
  @Test
  void joinReturnsOnlyAfterTheGoroutineHasLeftTheCount() throws Exception {
    int before = Go.count();
    for (int i = 0; i < 10_000; i++) {
      Goroutine goroutine = Go.go(i % 2 == 0 ? () -> {} : Go::yieldNow);
      if (i % 4 < 2) {
        goroutine.join();
      } else {
        assertThat(goroutine.join(Duration.ofSeconds(60))).isTrue();
      }
      if (Go.count() != before) {
        throw new AssertionError("round " + i + ": " + Go.count() + " instead of " + before);
      }
    }
  }

  @Test
  void awaitReturnsOnlyAfterTheGoroutinesHaveLeftTheCount() throws Exception {
    int before = Go.count();
    for (int i = 0; i < 5_000; i++) {
      WaitGroup group = new WaitGroup();
      for (int g = 0; g < 3; g++) {
        group.go(Go::yieldNow);
      }
      group.await();
      if (Go.count() != before) {
        throw new AssertionError("round " + i + ": " + Go.count() + " instead of " + before);
      }
    }
  }

  @Test
  void goroutineHasLeftTheCountWhenIsDoneIsTrue() {
    int before = Go.count();
    for (int i = 0; i < 2_000; i++) {
      Goroutine goroutine = Go.go(() -> {});
      while (!goroutine.isDone()) {
        Thread.onSpinWait();
      }
      if (Go.count() != before) {
        throw new AssertionError("round " + i + ": " + Go.count() + " instead of " + before);
      }
    }
  }

  // ---- failures

  @Test
  void uncaughtHandlerRunsOnceOnTheGoroutineBeforeJoinReturns() throws Exception {
    for (int i = 0; i < 500; i++) {
      var calls = new AtomicInteger();
      var seen = new AtomicReference<Goroutine>();
      var thrown = new AtomicReference<Throwable>();
      var thread = new AtomicReference<Thread>();
      Go.onUncaught((goroutine, failure) -> {
        Thread.yield();
        thread.set(Thread.currentThread());
        seen.set(goroutine);
        thrown.set(failure);
        calls.incrementAndGet();
      });
      var failure = i % 2 == 0 ? new IllegalStateException("planted") : new Error("planted");
      Goroutine goroutine =
          Go.go(() -> {
            switch (failure) {
              case Exception e -> throw e;
              default -> throw (Error) failure;
            }
          });
      goroutine.join();
      assertThat(calls).hasValue(1);
      assertThat(seen.get()).isSameAs(goroutine);
      assertThat(thrown.get()).isSameAs(failure);
      assertThat(thread.get()).isSameAs(goroutine.thread());
      assertThat(goroutine.failure()).containsSame(failure);
    }
  }

  @Test
  void checkedExceptionIsAFailureToo() throws Exception {
    var thrown = new AtomicReference<Throwable>();
    Go.onUncaught((goroutine, failure) -> thrown.set(failure));
    var failure = new java.io.IOException("planted");
    Goroutine goroutine =
        Go.go(() -> {
          throw failure;
        });
    goroutine.join();
    assertThat(thrown.get()).isSameAs(failure);
  }

  @Test
  void defaultHandlerPrintsWhoFailedAndTheStackTrace() throws Exception {
    try (var errors = new PrintedErrors()) {
      Go.onUncaught((goroutine, failure) -> {});
      Go.onUncaught(null);
      Goroutine goroutine =
          Go.go(
              "worker",
              () -> {
                throw new IllegalStateException("planted");
              });
      goroutine.join();
      assertThat(errors.text())
          .contains("goroutine " + goroutine.id())
          .contains("worker")
          .contains("java.lang.IllegalStateException: planted")
          .contains("GoTest.java");
    }
  }

  @Test
  void whatTheHandlerThrowsIsPrintedWithTheFailure() throws Exception {
    try (var errors = new PrintedErrors()) {
      Go.onUncaught((goroutine, failure) -> {
        throw new IllegalArgumentException("from the handler");
      });
      var failure = new IllegalStateException("planted");
      Goroutine goroutine =
          Go.go(() -> {
            throw failure;
          });
      goroutine.join();
      assertThat(goroutine.failure()).containsSame(failure);
      assertThat(errors.text()).contains("planted").contains("from the handler");
    }
  }

  @Test
  void handlerThatRethrowsTheFailureIsPrintedToo() throws Exception {
    try (var errors = new PrintedErrors()) {
      Go.onUncaught((goroutine, failure) -> {
        throw (RuntimeException) failure;
      });
      Goroutine goroutine =
          Go.go(() -> {
            throw new IllegalStateException("planted");
          });
      goroutine.join();
      assertThat(errors.text()).contains("planted");
    }
  }

  @Test
  void failureWithoutSuppressionDoesNotLoseTheHandlersException() throws Exception {
    class Unsuppressable extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Unsuppressable() {
        super("planted", null, false, false);
      }
    }
    try (var errors = new PrintedErrors()) {
      Go.onUncaught((goroutine, failure) -> {
        throw new IllegalArgumentException("from the handler");
      });
      Goroutine goroutine =
          Go.go(() -> {
            throw new Unsuppressable();
          });
      goroutine.join();
      assertThat(errors.text()).contains("planted").contains("from the handler");
    }
  }

  @Test
  void interruptedExceptionIsTheQuietEnd(Harness harness) throws Exception {
    var calls = new AtomicInteger();
    Go.onUncaught((goroutine, failure) -> calls.incrementAndGet());
    try (var errors = new PrintedErrors()) {
      Goroutine goroutine = Go.go(Go::blockForever);
      harness.waitUntilParked(goroutine.thread());
      assertThat(goroutine.failure()).isEmpty();
      goroutine.interrupt();
      goroutine.join();
      assertThat(goroutine.failure()).containsInstanceOf(InterruptedException.class);
      assertThat(errors.text()).isEmpty();
    }
    assertThat(calls).hasValue(0);
  }

  @Test
  void stackOverflowInATaskIsAFailureLikeAnyOther() throws Exception {
    var thrown = new AtomicReference<Throwable>();
    Go.onUncaught((goroutine, failure) -> thrown.set(failure));
    Goroutine goroutine = Go.go(() -> overflow(0));
    goroutine.join();
    assertThat(thrown.get()).isInstanceOf(StackOverflowError.class);
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  // ---- sleep, yield, block

  @ParameterizedTest
  @EnumSource
  void sleepIsNotTooShort(Kind kind, Harness harness) {
    harness
        .run(
            kind,
            () -> {
              long before = System.nanoTime();
              Go.sleep(MOMENT);
              assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MOMENT.toNanos());
            })
        .join();
  }

  @ParameterizedTest
  @EnumSource
  void sleepThatIsNotPositiveThrowsIfInterruptedElseReturns(Kind kind, Harness harness) {
    var child =
        harness.run(
            kind,
            () -> {
              for (Duration d :
                  List.of(
                      Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                Go.sleep(d);
                Thread.currentThread().interrupt();
                try {
                  Go.sleep(d);
                  throw new AssertionError("not interrupted");
                } catch (InterruptedException e) {
                  assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }
              }
            });
    child.join();
    assertThat(child.wasInterruptedAtEnd()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void sleepAndBlockForeverEndWithAnInterrupt(Kind kind, Harness harness) {
    for (Task task :
        List.<Task>of(
            Go::blockForever,
            () -> Go.sleep(Duration.ofHours(1)),
            () -> Go.sleep(Duration.ofSeconds(Long.MAX_VALUE)))) {
      var child = harness.run(kind, task).awaitParked();
      child.interrupt();
      child.failure(InterruptedException.class);
      assertThat(child.wasInterruptedAtEnd()).isFalse();
      harness
          .run(
              kind,
              () -> {
                Thread.currentThread().interrupt();
                task.run();
              })
          .failure(InterruptedException.class);
    }
  }

  @Test
  void yieldNowLetsOthersRunAndIgnoresTheInterruptFlag(Harness harness) {
    var child =
        harness.run(() -> {
          var others = new CountDownLatch(10);
          for (int i = 0; i < 10; i++) {
            harness.run(others::countDown);
          }
          Thread.currentThread().interrupt();
          while (others.getCount() > 0) {
            Go.yieldNow();
          }
        });
    child.join();
    assertThat(child.wasInterruptedAtEnd()).isTrue();
  }

  @Test
  void parallelismIsWhatTheSchedulerWasGiven() {
    int configured =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    assertThat(Go.parallelism()).isEqualTo(configured).isPositive();
  }

  @Test
  void nowIsTheTimeOfTheDay() {
    var before = java.time.Instant.now();
    assertThat(Go.now()).isBetween(before, java.time.Instant.now().plusSeconds(1));
  }
}
