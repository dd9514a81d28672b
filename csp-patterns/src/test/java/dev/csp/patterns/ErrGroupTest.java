package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.context.Key;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.patterns.testing.Crew;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class ErrGroupTest {
  private final int before = Go.count();

  @AfterEach
  void nothingIsLeftBehind() {
    Go.onUncaught(null);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(Go.count()).isEqualTo(before);
  }

  private static Task failing(Throwable failure) {
    return () -> {
      if (failure instanceof Exception e) {
        throw e;
      }
      throw (Error) failure;
    };
  }

  private static Throwable failureOf(ErrGroup group) {
    return catchThrowableOfType(ExecutionException.class, group::await).getCause();
  }

  // ---- N1, N2, N8

  @Test
  void awaitReturnsWhenAllHaveEnded() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      AtomicInteger ran = new AtomicInteger();
      for (int i = 0; i < 100; i++) {
        assertThat(
                group.go(() -> {
                  Go.yieldNow();
                  ran.incrementAndGet();
                }))
            .isTrue();
      }
      group.await();
      assertThat(ran).hasValue(100);
      assertThat(Go.count()).isEqualTo(before);
    }
  }

  @Test
  void anEmptyGroupHasNothingToWaitFor() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      group.await();
      group.await();
    }
  }

  @Test
  void aGroupCanBeUsedAgainUntilItIsCancelled() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      AtomicInteger ran = new AtomicInteger();
      for (int i = 1; i <= 3; i++) {
        group.go(ran::incrementAndGet);
        group.await();
        assertThat(ran).hasValue(i);
        assertThat(group.context().isDone()).isFalse();
      }
      group.close();
      assertThat(group.context().isDone()).isTrue();
      assertThat(group.go(ran::incrementAndGet)).isFalse();
      assertThat(group.tryGo(ran::incrementAndGet)).isFalse();
      assertThat(ran).hasValue(3);
    }
  }

  @Test
  void awaitWaitsForAllAndReportsTheFirstFailureEveryTime() throws Exception {
    ErrGroup group = new ErrGroup();
    IOException first = new IOException("first");
    AtomicBoolean slowOneEnded = new AtomicBoolean();
    Channel<String> hold = Channel.unbuffered();
    group.go(() -> {
      try {
        hold.receive();
      } finally {
        slowOneEnded.set(true);
      }
    });
    group.go(failing(first));
    ExecutionException thrown = catchThrowableOfType(ExecutionException.class, group::await);
    assertThat(thrown).hasCause(first);
    assertThat(slowOneEnded).isTrue();
    assertThat(group.context().cause()).containsSame(first);
    assertThat(group.context().error().orElseThrow()).isInstanceOf(CancellationException.class);
    ExecutionException again = catchThrowableOfType(ExecutionException.class, group::await);
    assertThat(again).hasCause(first).isNotSameAs(thrown);
    assertThat(first).hasNoSuppressedExceptions();
    group.close();
    assertThat(failureOf(group)).isSameAs(first);
  }

  @Test
  void theContextCarriesTheParentsValuesAndEndsWithTheParent() throws Exception {
    Key<String> name = Key.of("name");
    CancellableContext parent = Context.background().withValue(name, "n").withCancel();
    ErrGroup group = new ErrGroup(parent);
    assertThat(group.context().value(name)).contains("n");
    assertThat(group.context()).isSameAs(group.context());
    Exception why = new Exception("why");
    parent.cancel(why);
    assertThat(group.context().cause()).containsSame(why);
    group.await();
    group.close();
  }

  @Test
  void aClosedGroupLeavesItsParent() throws Exception {
    CancellableContext parent = Context.background().withCancel();
    for (int i = 0; i < 3; i++) {
      try (ErrGroup group = new ErrGroup(parent)) {
        group.go(() -> {});
        group.await();
      }
    }
    assertThat(parent.isDone()).isFalse();
    parent.cancel();
  }

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

  // ---- interrupts

  @Test
  void eachMemberIsInterruptedOnce() throws Exception {
    AtomicInteger interrupts = new AtomicInteger();
    try (ErrGroup group = new ErrGroup()) {
      Channel<String> ready = Channel.unbuffered();
      for (int i = 0; i < 100; i++) {
        group.go(() -> {
          try {
            ready.send("ready");
            Go.blockForever();
          } catch (InterruptedException e) {
            interrupts.incrementAndGet();
            // A second interrupt would cut this short.
            Go.sleep(ofMillis(5));
          }
        });
      }
      for (int i = 0; i < 100; i++) {
        ready.receive();
      }
      group.go(failing(new IOException("stop")));
      IOException failure = (IOException) failureOf(group);
      assertThat(failure).hasNoSuppressedExceptions();
      group.close();
    }
    assertThat(interrupts).hasValue(100);
  }

  /** A member that was accepted before the cancellation and begins after it: runs, interrupted. */
  @Test
  void aMemberAcceptedBeforeTheCancellationRunsInterrupted() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < Crew.times(2000); i++) {
      ErrGroup group = new ErrGroup();
      try (Crew crew = new Crew()) {
        crew.go(() -> {
          if (group.go(
              () -> {
                ran.incrementAndGet();
                Go.blockForever();
              })) {
            accepted.incrementAndGet();
          }
        });
        group.close();
      }
      group.close();
    }
    assertThat(ran).hasValue(accepted.get());
  }

  @Test
  void callbacksOfTheContextDoNotSeeAMembersInterrupt() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      AtomicBoolean seen = new AtomicBoolean();
      group.context().onDone(() -> seen.set(Thread.currentThread().isInterrupted()));
      group.go(() -> {
        Thread.currentThread().interrupt();
        throw new IOException("with the flag set");
      });
      failureOf(group);
      assertThat(seen).isFalse();
    }
  }

  /** Sockets report an interrupt in their own way, which is a failure like any other. */
  @Test
  void blockingIoStops() throws Exception {
    try (var server = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        ErrGroup group = new ErrGroup()) {
      group.go(server::accept);
      group.go(failing(new IOException("stop")));
      Throwable first = failureOf(group);
      assertThat(first).hasMessage("stop");
      assertThat(first.getSuppressed()).hasSize(1).hasOnlyElementsOfType(IOException.class);
    }
  }

  // ---- close

  @Test
  void closeCancelsAndWaits() {
    AtomicBoolean cleanedUp = new AtomicBoolean();
    try (ErrGroup group = new ErrGroup()) {
      group.tryGo(() -> {
        try {
          Go.blockForever();
        } finally {
          Go.yieldNow();
          cleanedUp.set(true);
        }
      });
    }
    assertThat(cleanedUp).isTrue();
    assertThat(Go.count()).isEqualTo(before);
  }

  @Test
  void closeAfterAFailureDoesNotThrow() {
    ErrGroup group = new ErrGroup();
    group.tryGo(failing(new IOException("never asked for")));
    group.close();
    group.close();
    assertThat(failureOf(group)).hasMessage("never asked for");
  }

  @Test
  void anInterruptedCloseWaitsAndRestoresTheFlag() throws Exception {
    try (Crew crew = new Crew()) {
      ErrGroup group = new ErrGroup();
      Channel<String> stubborn = Channel.unbuffered();
      group.go(() -> receiveStubbornly(stubborn));
      Goroutine closer =
          crew.go(() -> {
            Thread.currentThread().interrupt();
            group.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(stubborn.isClosed()).isTrue();
          });
      untilParked(closer);
      closer.interrupt();
      closer.interrupt();
      assertThat(closer.join(ofMillis(10))).isFalse();
      stubborn.close();
    }
  }

  /** Heeds no interrupt. */
  private static void receiveStubbornly(Channel<String> channel) {
    while (true) {
      try {
        channel.receiveOrClosed();
        return;
      } catch (InterruptedException e) { // on purpose
      }
    }
  }

  // ---- N9

  @Test
  void anInterruptedAwaitCancelsWaitsForAllAndThenThrows() throws Exception {
    try (Crew crew = new Crew()) {
      ErrGroup group = new ErrGroup();
      Channel<String> stubborn = Channel.unbuffered();
      IOException failure = new IOException("while it was stopped");
      group.go(Go::blockForever);
      group.go(() -> {
        receiveStubbornly(stubborn);
        throw failure;
      });
      Goroutine waiting =
          crew.go(() -> {
            Throwable thrown = catchThrowable(group::await);
            assertThat(thrown).isInstanceOf(InterruptedException.class);
            assertThat(thrown).hasSuppressedException(failure);
            assertThat(group.context().cause()).containsSame(thrown);
            assertThat(stubborn.isClosed()).isTrue();
            assertThat(Thread.interrupted()).isFalse();
          });
      untilParked(waiting);
      waiting.interrupt();
      until("the group is cancelled", group.context()::isDone);
      waiting.interrupt();
      assertThat(waiting.join(ofMillis(10))).isFalse();
      stubborn.close();
      waiting.join();
      assertThat(failureOf(group)).isSameAs(failure);
      group.close();
    }
  }

  @Test
  void awaitInterruptedOnEntryCancels() {
    ErrGroup group = new ErrGroup();
    group.tryGo(Go::blockForever);
    Thread.currentThread().interrupt();
    assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class);
    assertThat(group.context().isDone()).isTrue();
    assertThat(Go.count()).isEqualTo(before);
  }

  // ---- limits: N4 to N7

  @Test
  void theLimitHoldsAtEveryInstant() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      group.setLimit(3);
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      for (int i = 0; i < 1000; i++) {
        group.go(() -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          Go.yieldNow();
          running.decrementAndGet();
        });
      }
      group.await();
      assertThat(most.get()).isBetween(1, 3);
    }
  }

  @Test
  void tryGoIsFalseExactlyWhenTheGroupIsFull() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      group.setLimit(2);
      Channel<String> hold = Channel.unbuffered();
      assertThat(group.tryGo(hold::receive)).isTrue();
      assertThat(group.tryGo(hold::receive)).isTrue();
      assertThat(group.tryGo(() -> {})).isFalse();
      hold.send("end one");
      until("there is room again", () -> group.tryGo(hold::receive));
      assertThat(group.tryGo(() -> {})).isFalse();
      hold.send("end");
      hold.send("end");
      group.await();
    }
  }

  @Test
  void goWaitsForItsTurnAndIsNotOvertaken() throws Exception {
    try (Crew crew = new Crew();
        ErrGroup group = new ErrGroup()) {
      group.setLimit(1);
      Channel<String> hold = Channel.unbuffered();
      group.go(hold::receive);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int number = i;
        untilParked(crew.go(() -> assertThat(group.go(() -> order.add(number))).isTrue()));
      }
      hold.send("end");
      until("a free slot", () -> group.tryGo(() -> order.add(100)));
      group.await();
      assertThat(order)
          .containsExactlyElementsOf(
              java.util.stream.IntStream.concat(
                      java.util.stream.IntStream.range(0, 20), java.util.stream.IntStream.of(100))
                  .boxed()
                  .toList());
    }
  }

  @Test
  void aWaitingGoIsRefusedWhenTheGroupIsCancelled() throws Exception {
    try (Crew crew = new Crew()) {
      ErrGroup group = new ErrGroup();
      group.setLimit(1);
      Channel<String> stubborn = Channel.unbuffered();
      group.go(() -> receiveStubbornly(stubborn));
      AtomicBoolean ran = new AtomicBoolean();
      Goroutine waiting = crew.go(() -> assertThat(group.go(() -> ran.set(true))).isFalse());
      untilParked(waiting);
      crew.go(group::close);
      waiting.join();
      stubborn.close();
      assertThat(ran).isFalse();
    }
  }

  @Test
  void anInterruptedGoDoesNotRun() throws Exception {
    try (Crew crew = new Crew();
        ErrGroup group = new ErrGroup()) {
      AtomicBoolean ran = new AtomicBoolean();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> group.go(() -> ran.set(true)))
          .isInstanceOf(InterruptedException.class);
      group.setLimit(1);
      Channel<String> hold = Channel.unbuffered();
      group.go(hold::receive);
      Goroutine waiting =
          crew.go(() ->
              assertThatThrownBy(() -> group.go(() -> ran.set(true)))
                  .isInstanceOf(InterruptedException.class));
      untilParked(waiting);
      waiting.interrupt();
      waiting.join();
      hold.send("end");
      group.await();
      assertThat(ran).isFalse();
      assertThat(group.tryGo(() -> {})).isTrue();
      group.await();
    }
  }

  @Test
  void aRefusedGoLeavesTheInterruptFlagAlone() throws Exception {
    ErrGroup group = new ErrGroup();
    group.close();
    Thread.currentThread().interrupt();
    assertThat(group.go(() -> {})).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  /**
   * A member that waits for a slot of its own group is refused and interrupted; it sees the
   * refusal.
   */
  @Test
  void aMemberThatWaitsForASlotSeesTheRefusal() throws Exception {
    for (int i = 0; i < Crew.times(2000); i++) {
      AtomicInteger refused = new AtomicInteger();
      AtomicInteger asked = new AtomicInteger();
      try (ErrGroup group = new ErrGroup()) {
        group.setLimit(2);
        group.go(Go::blockForever);
        group.go(() -> {
          asked.incrementAndGet();
          assertThat(group.go(() -> {})).isFalse();
          refused.incrementAndGet();
        });
        if (i % 2 == 0) {
          until("it has begun", () -> asked.get() == 1);
        }
      }
      assertThat(refused).hasValue(1);
    }
  }

  @Test
  void aFailedMemberGivesItsSlotBack() throws Exception {
    for (int i = 0; i < 100; i++) {
      ErrGroup group = new ErrGroup();
      group.setLimit(1);
      group.go(failing(new IOException("failed")));
      assertThat(group.go(() -> {})).isFalse();
      group.close();
    }
  }

  @Test
  void limitsBelowOneAreRefused() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> group.setLimit(0))
          .withMessage("limit must be >= 1, was 0");
      assertThatIllegalArgumentException().isThrownBy(() -> group.setLimit(-1));
      group.setLimit(Integer.MAX_VALUE);
      group.go(() -> {});
      group.await();
    }
  }

  @Test
  void theLimitCannotChangeWhileTasksAreActive() throws Exception {
    try (Crew crew = new Crew();
        ErrGroup group = new ErrGroup()) {
      group.setLimit(1);
      Channel<String> hold = Channel.unbuffered();
      group.go(hold::receive);
      Goroutine waiting = crew.go(() -> group.go(hold::receive));
      untilParked(waiting);
      assertThatIllegalStateException()
          .isThrownBy(() -> group.setLimit(5))
          .withMessage("limit of a group must not change while 2 of its tasks are active");
      assertThat(group.tryGo(() -> {})).isFalse();
      hold.send("end");
      hold.send("end");
      group.await();
      waiting.join();
      group.setLimit(5);
    }
  }

  // ---- the rest

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> new ErrGroup(null));
    try (ErrGroup group = new ErrGroup()) {
      assertThatNullPointerException().isThrownBy(() -> group.go(null));
      assertThatNullPointerException().isThrownBy(() -> group.tryGo(null));
      assertThat(Go.count()).isEqualTo(before);
    }
  }

  @Test
  void membersMayAddMembers() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      AtomicInteger ran = new AtomicInteger();
      group.go(() -> spread(group, ran, 9));
      group.await();
      assertThat(ran).hasValue(1023);
    }
  }

  private static void spread(ErrGroup group, AtomicInteger ran, int depth) throws Exception {
    ran.incrementAndGet();
    if (depth > 0) {
      group.go(() -> spread(group, ran, depth - 1));
      group.go(() -> spread(group, ran, depth - 1));
    }
  }

  @Test
  void startSitesPointAtTheCaller() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      group.go(Go::blockForever);
      assertThat(Go.dump()).contains("startSitesPointAtTheCaller");
    }
  }

  @Test
  void toStringShowsCountsAndState() throws Exception {
    ErrGroup group = new ErrGroup();
    assertThat(group).hasToString("ErrGroup[0 running]");
    group.setLimit(4);
    Channel<String> hold = Channel.unbuffered();
    group.go(hold::receive);
    assertThat(group).hasToString("ErrGroup[1 running, limit 4]");
    group.go(failing(new IOException("secret")));
    failureOf(group);
    assertThat(group)
        .hasToString("ErrGroup[0 running, limit 4, failed: java.io.IOException, cancelled]");
  }

  @Test
  void worksFromPlatformThreads() throws Exception {
    Throwable[] failed = new Throwable[1];
    Thread thread =
        new Thread(() -> {
          try (ErrGroup group = new ErrGroup()) {
            group.setLimit(2);
            for (int i = 0; i < 100; i++) {
              group.go(Go::yieldNow);
            }
            group.await();
          } catch (Throwable t) {
            failed[0] = t;
          }
        });
    thread.start();
    thread.join();
    assertThat(failed[0]).isNull();
  }
}
