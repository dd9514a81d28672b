package dev.csp.patterns;

import static dev.csp.patterns.Tasks.failing;
import static dev.csp.patterns.Tasks.failureOf;
import static dev.csp.patterns.Tasks.receiveStubbornly;
import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.Key;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import dev.csp.select.Select;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class ErrGroupTest {
  private final int before = Go.count();

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

  // ---- the rest

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> new ErrGroup(null)).withMessage("parent");
    assertThatNullPointerException()
        .isThrownBy(() -> new ErrGroup(null, OnFailure.CANCEL))
        .withMessage("parent");
    assertThatNullPointerException()
        .isThrownBy(() -> new ErrGroup(Context.background(), null))
        .withMessage("onFailure");
    try (ErrGroup group = new ErrGroup()) {
      assertThatNullPointerException().isThrownBy(() -> group.go(null));
      assertThatNullPointerException().isThrownBy(() -> group.tryGo(null));
      assertThatNullPointerException().isThrownBy(() -> group.go("name", null)).withMessage("task");
      assertThatNullPointerException()
          .isThrownBy(() -> group.go(null, () -> {}))
          .withMessage("name");
      assertThatNullPointerException().isThrownBy(() -> group.tryGo("name", null));
      assertThatNullPointerException().isThrownBy(() -> group.tryGo(null, () -> {}));
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
  void membersCanHaveNames() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      assertThat(group.go("fetcher", Go::blockForever)).isTrue();
      assertThat(group.tryGo("writer", Go::blockForever)).isTrue();
      assertThat(Go.dump()).contains("]: fetcher\n", "]: writer\n", "membersCanHaveNames");
      group.close();
      assertThat(group.go("late", () -> {})).isFalse();
      assertThat(group.tryGo("late", () -> {})).isFalse();
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

  // ---- the end as a case of a select

  @Test
  void zeroClosesWhenNoMemberIsLeft() throws Exception {
    Channel<String> hold = Channel.unbuffered();
    try (ErrGroup group = new ErrGroup()) {
      assertThat(group.zero().tryReceive()).isInstanceOf(Received.Closed.class);
      group.go(hold::receiveOrClosed);
      ReceiveChannel<Void> zero = group.zero();
      assertThat(zero.tryReceive()).isInstanceOf(Received.Empty.class);
      hold.close();
      Select.run(Select.onDone(zero, () -> {}));
      assertThat(Go.count()).isEqualTo(before);
      group.go(failing(new IOException("not reported by the channel")));
      Select.run(Select.onDone(group.zero(), () -> {}));
      assertThat(zero.tryReceive()).isInstanceOf(Received.Closed.class);
      assertThat(group.awaitAll()).hasSize(1);
      assertThat(Go.count()).isEqualTo(before);
    }
  }
}
