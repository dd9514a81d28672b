package dev.csp.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testing.Harness.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Feeds the harness what it must turn red for. */
final class HarnessSelfTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @ParameterizedTest
  @EnumSource
  void childThatThrowsFailsTheTest(Kind kind) {
    var failure = new IllegalStateException("planted");
    var harness = new Harness();
    harness.run(
        kind,
        () -> {
          throw failure;
        });
    assertThatThrownBy(harness::joinAll).isInstanceOf(AssertionError.class).hasCause(failure);
  }

  @ParameterizedTest
  @EnumSource
  void childThatThrowsAnErrorFailsTheTestAlsoIfNobodyJoins(Kind kind) {
    var failure = new StackOverflowError("planted");
    var harness = new Harness();
    var child =
        harness.run(
            kind,
            () -> {
              throw failure;
            });
    harness.waitUntil("the child has ended", child::isDone);
    assertThatThrownBy(harness::close).isInstanceOf(AssertionError.class).hasCause(failure);
  }

  @Test
  void everyFailureIsReported() {
    var harness = new Harness();
    for (int i = 0; i < 3; i++) {
      String message = "planted " + i;
      harness.run(() -> {
        throw new IllegalStateException(message);
      });
    }
    assertThatThrownBy(harness::joinAll)
        .satisfies(all -> assertThat(all.getCause()).hasMessage("planted 0"))
        .satisfies(all ->
            assertThat(all.getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly("planted 1", "planted 2"));
  }

  @Test
  void failureThatWasAskedForIsNotReportedAgain() {
    try (var harness = new Harness()) {
      var child =
          harness.run(() -> {
            throw new IllegalStateException("planted");
          });
      assertThat(child.failure(IllegalStateException.class)).hasMessage("planted");
      harness.joinAll();
    }
  }

  @Test
  void childThatDoesNotThrowWhatItShouldFailsTheTest() {
    try (var harness = new Harness()) {
      var quiet = harness.call(() -> 7);
      assertThatThrownBy(() -> quiet.failure(InterruptedException.class))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("the result 7");
    }
  }

  @ParameterizedTest
  @EnumSource
  void hangingChildFailsTheTestWithItsStack(Kind kind) {
    var harness = new Harness(SHORT);
    var never = Channel.<Integer>unbuffered("planted");
    var child = harness.call(kind, () -> HangsHere.hang(never));
    assertThatThrownBy(harness::joinAll)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("has not ended")
        .hasMessageContaining("HangsHere.hang")
        .hasMessageContaining("planted");
    harness.close();
    assertThat(child.isDone()).isTrue();
  }

  private static final class HangsHere {
    static Integer hang(Channel<Integer> never) throws InterruptedException {
      return never.receive();
    }
  }

  @Test
  void childThatIgnoresInterruptsFailsTheClose() {
    var harness = new Harness(SHORT);
    var stop = new AtomicBoolean();
    var child =
        harness.run(
            Kind.PLATFORM,
            () -> {
              while (!stop.get()) {
                Thread.onSpinWait();
              }
            });
    try {
      assertThatThrownBy(harness::close).hasMessageContaining("has not ended");
    } finally {
      stop.set(true);
    }
    harness.waitUntil("the child has ended", child::isDone);
  }

  @Test
  void conditionThatNeverHoldsFailsTheTest() {
    try (var harness = new Harness(SHORT)) {
      assertThatThrownBy(() -> harness.waitUntil("pigs fly", () -> false))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("pigs fly");
    }
  }

  @Test
  void childThatEndsInsteadOfParkingFailsTheTest() {
    try (var harness = new Harness()) {
      var child = harness.call(() -> "done");
      assertThatThrownBy(child::awaitParked).hasMessageContaining("ended with the result done");
    }
  }

  @Test
  void threadThatWaitsForSomethingElseIsNotParkedByTheLibrary() {
    try (var harness = new Harness()) {
      var lock = new java.util.concurrent.CountDownLatch(1);
      var other = harness.run(Kind.PLATFORM, lock::await);
      harness.waitUntil("it waits", () -> other.thread().getState() == Thread.State.WAITING);
      assertThat(Harness.isParked(other.thread())).isFalse();
      var ours = harness.run(Kind.PLATFORM, Go::blockForever).awaitParked();
      assertThat(Harness.isParked(ours.thread())).isTrue();
    }
  }

  @Test
  void stalledTestFailsWithADumpOfEveryGoroutine() {
    try (var harness = new Harness()) {
      harness.run(Go::blockForever).awaitParked();
      PrintedErrors errors = new PrintedErrors();
      try (errors) {
        assertThatThrownBy(() ->
                Guard.guarded(
                    "planted stall", SHORT, new Harness(), () -> Go.sleep(Duration.ofHours(1))))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("planted stall has not ended")
            .hasMessageContaining("[select (no cases)")
            .hasCauseInstanceOf(InterruptedException.class);
      }
      assertThat(errors.text()).contains("planted stall stalls");
    }
  }

  @Test
  void goroutineThatATestLeavesBehindFailsTheTest() {
    var left = new AtomicReference<Goroutine>();
    Throwable failure = null;
    try {
      Guard.guarded(
          "planted leak",
          Duration.ofSeconds(60),
          new Harness(SHORT),
          () -> left.set(Go.go("left-behind", Go::blockForever)));
    } catch (Throwable t) {
      failure = t;
    } finally {
      left.get().interrupt();
    }
    assertThat(failure).isInstanceOf(AssertionError.class).hasMessageContaining("left-behind");
  }

  @Test
  void interruptFlagThatATestLeavesSetFailsTheTest() {
    assertThatThrownBy(() ->
            Guard.guarded(
                "planted flag",
                Duration.ofSeconds(60),
                new Harness(),
                () -> Thread.currentThread().interrupt()))
        .hasMessageContaining("interrupt flag");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void failureOfTheTestComesBeforeThatOfItsChildren() {
    var harness = new Harness();
    assertThatThrownBy(() ->
            Guard.guarded(
                "planted failures",
                Duration.ofSeconds(60),
                harness,
                () -> {
                  harness
                      .run(() -> {
                        throw new IllegalStateException("child");
                      })
                      .thread()
                      .join();
                  throw new IllegalArgumentException("test");
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(t -> assertThat(t.getSuppressed()[0]).hasMessageContaining("child"));
  }

  @Test
  @ExtendWith(Guard.class)
  void guardGivesTheTestAHarness(Harness harness) {
    assertThat(harness.call(() -> 42).get()).isEqualTo(42);
  }
}
