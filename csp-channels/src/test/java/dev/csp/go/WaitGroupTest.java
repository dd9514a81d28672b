package dev.csp.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Guard.class)
final class WaitGroupTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final WaitGroup group = new WaitGroup();

  @AfterEach
  void restoreTheHandler() {
    Go.onUncaught(null);
  }

  @Test
  void awaitOfZeroReturnsAtOnce() throws Exception {
    group.await();
    assertThat(group.await(Duration.ZERO)).isTrue();
    assertThat(group.await(LONG)).isTrue();
    group.add(2);
    group.done();
    group.add(-1);
    group.await();
    assertThat(group).hasToString("WaitGroup[0]");
  }

  @Test
  void manyWaitersAreAllReleasedAtZero(Harness harness) {
    group.add(2);
    var waiters = new ArrayList<Child<Void>>();
    for (int i = 0; i < 300; i++) {
      waiters.add(
          i % 2 == 0
              ? harness.run(Kind.turn(i), group::await)
              : harness.run(Kind.turn(i), () -> assertThat(group.await(LONG)).isTrue()));
    }
    waiters.forEach(Child::awaitParked);
    group.done();
    assertThat(waiters).noneMatch(Child::isDone);
    group.done();
    waiters.forEach(Child::join);
    assertThat(Kernel.timers()).isZero();
  }

  @Test
  void negativeCounterIsRejectedAndTheCounterIsUnchanged() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(group::done)
        .withMessage("negative WaitGroup counter: 0 + (-1)");
    group.add(3);
    assertThatIllegalStateException()
        .isThrownBy(() -> group.add(-4))
        .withMessage("negative WaitGroup counter: 3 + (-4)");
    assertThatIllegalStateException().isThrownBy(() -> group.add(Integer.MIN_VALUE));
    assertThat(group).hasToString("WaitGroup[3]");
    assertThat(group.await(Duration.ZERO)).isFalse();
    group.add(-3);
    assertThat(group.await(Duration.ZERO)).isTrue();
  }

  @Test
  void counterThatIsTooLargeIsRejectedAndUnchanged() {
    group.add(Integer.MAX_VALUE);
    assertThatIllegalStateException()
        .isThrownBy(() -> group.add(1))
        .withMessageStartingWith("too large a WaitGroup counter");
    assertThat(group).hasToString("WaitGroup[" + Integer.MAX_VALUE + "]");
  }

  @Test
  void timedAwaitTellsWhetherTheCounterWasZero() throws Exception {
    group.add(1);
    Duration moment = Duration.ofMillis(20);
    long before = System.nanoTime();
    assertThat(group.await(moment)).isFalse();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(moment.toNanos());
    for (Duration timeout :
        List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThat(group.await(timeout)).isFalse();
    }
    group.done();
    assertThat(group.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThatNullPointerException().isThrownBy(() -> group.await(null)).withMessage("timeout");
  }

  @ParameterizedTest
  @EnumSource
  void interruptedAwaitThrowsAndTheOthersGoOnWaiting(Kind kind, Harness harness) {
    group.add(1);
    var other = harness.run(group::await).awaitParked();
    for (Task await : List.<Task>of(group::await, () -> group.await(LONG))) {
      var waiter = harness.run(kind, await).awaitParked();
      waiter.interrupt();
      waiter.failure(InterruptedException.class);
      assertThat(waiter.wasInterruptedAtEnd()).isFalse();
      harness
          .run(
              kind,
              () -> {
                Thread.currentThread().interrupt();
                await.run();
              })
          .failure(InterruptedException.class);
    }
    harness
        .run(
            kind,
            () -> {
              Thread.currentThread().interrupt();
              group.await(Duration.ZERO);
            })
        .failure(InterruptedException.class);
    assertThat(other.isDone()).isFalse();
    group.done();
    other.join();
  }

  @Test
  void goAddsBeforeTheStartAndIsDoneHoweverTheTaskEnds(Harness harness) throws Exception {
    var failures = new AtomicInteger();
    Go.onUncaught((goroutine, failure) -> failures.incrementAndGet());
    Channel<Integer> gate = Channel.unbuffered();
    var started = new ArrayList<Goroutine>();
    for (int i = 0; i < 9; i++) {
      int how = i % 3;
      started.add(
          group.go(() -> {
            gate.receiveOrClosed();
            switch (how) {
              case 0 -> {}
              case 1 -> throw new IllegalStateException("planted");
              default -> throw new StackOverflowError("planted");
            }
          }));
      assertThat(group).hasToString("WaitGroup[" + (i + 1) + "]");
    }
    gate.close();
    group.await();
    assertThat(failures).hasValue(6);
    assertThat(started).allMatch(Goroutine::isDone);
    assertThat(started).extracting(g -> g.failure().isPresent()).contains(true, false);
  }

  @Test
  void goGivesTheGoroutineItsName() throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    Goroutine named = group.go("fetcher", gate::receiveOrClosed);
    assertThat(named.name()).isEqualTo("fetcher");
    assertThat(Go.dump()).contains("]: fetcher\n").contains("goGivesTheGoroutineItsName");
    assertThat(group).hasToString("WaitGroup[1]");
    gate.close();
    group.await();
    assertThat(named.isDone()).isTrue();
  }

  @Test
  void goWithoutATaskStartsAndCountsNothing() throws Exception {
    int before = Go.count();
    assertThatNullPointerException().isThrownBy(() -> group.go(null)).withMessage("task");
    assertThatNullPointerException().isThrownBy(() -> group.go("name", null)).withMessage("task");
    assertThatNullPointerException().isThrownBy(() -> group.go(null, () -> {})).withMessage("name");
    assertThat(group).hasToString("WaitGroup[0]");
    assertThat(Go.count()).isEqualTo(before);
    group.await();
  }

  /** L4. */
  @Test
  void taskMayStartMoreTasksOfItsGroup() throws Exception {
    var leaves = new AtomicInteger();
    group.go(() -> grow(6, leaves));
    group.await();
    assertThat(leaves).hasValue(64);
  }

  private void grow(int depth, AtomicInteger leaves) {
    if (depth == 0) {
      leaves.incrementAndGet();
    } else {
      group.go(() -> grow(depth - 1, leaves));
      group.go(() -> grow(depth - 1, leaves));
    }
  }

  @Test
  void isUsableAgainAfterEachReturnToZero(Harness harness) throws Exception {
    for (int round = 0; round < 1_000; round++) {
      var ran = new AtomicInteger();
      for (int i = 0; i < 3; i++) {
        group.go(ran::incrementAndGet);
      }
      group.await();
      assertThat(ran).hasValue(3);
    }
  }

  /** Who waits is released by the zero that it waited for, even if the counter has risen since. */
  @Test
  void laterRoundDoesNotHoldThoseWhoWaitedForAnEarlierOne(Harness harness) {
    for (int round = 0; round < 200; round++) {
      group.add(1);
      var waiters = new ArrayList<Child<Void>>();
      for (int i = 0; i < 4; i++) {
        waiters.add(harness.run(Kind.turn(i), group::await).awaitParked());
      }
      group.done();
      group.add(1);
      waiters.forEach(Child::join);
      group.done();
    }
  }

  // ---- zero

  private static final Received<Void> EMPTY = new Received.Empty<>();
  private static final Received<Void> CLOSED = new Received.Closed<>(Optional.empty());

  @Test
  void zeroIsClosedWhileTheCounterIsZero() throws Exception {
    assertThat(group.zero().receiveOrClosed()).isEqualTo(CLOSED);
    group.add(1);
    assertThat(group.zero().tryReceive()).isEqualTo(EMPTY);
    group.done();
    assertThat(group.zero().tryReceive()).isEqualTo(CLOSED);
  }

  @Test
  void zeroClosesAtTheStepToZeroAndNotBefore(Harness harness) {
    group.add(2);
    ReceiveChannel<Void> zero = group.zero();
    assertThat(group.zero()).isSameAs(zero);
    var waiters = new ArrayList<Child<Void>>();
    for (int i = 0; i < 30; i++) {
      waiters.add(
          i % 3 == 0
              ? harness.run(Kind.turn(i), group::await)
              : harness.run(
                  Kind.turn(i), () -> assertThat(zero.receiveOrClosed()).isEqualTo(CLOSED)));
    }
    waiters.forEach(Child::awaitParked);
    group.done();
    assertThat(zero.tryReceive()).isEqualTo(EMPTY);
    group.done();
    assertThat(zero.tryReceive()).isEqualTo(CLOSED);
    waiters.forEach(Child::join);
    assertThat(Kernel.receivers(zero)).isZero();
  }

  @Test
  void zeroBelongsToTheRoundInWhichItWasAskedFor() {
    group.add(1);
    ReceiveChannel<Void> first = group.zero();
    group.add(1);
    assertThat(group.zero()).isSameAs(first);
    group.add(-2);
    group.add(1);
    ReceiveChannel<Void> second = group.zero();
    assertThat(second).isNotSameAs(first);
    assertThat(first.tryReceive()).isEqualTo(CLOSED);
    assertThat(second.tryReceive()).isEqualTo(EMPTY);
    group.done();
    assertThat(first.tryReceive()).isEqualTo(CLOSED);
    assertThat(second.tryReceive()).isEqualTo(CLOSED);
  }

  /** As an await that returns. */
  @Test
  void goroutinesOfTheGroupHaveLeftTheCountWhenZeroCloses() throws Exception {
    int before = Go.count();
    for (int round = 0; round < 500; round++) {
      for (int i = 0; i < 3; i++) {
        group.go(() -> {});
      }
      assertThat(group.zero().receiveOrClosed()).isEqualTo(CLOSED);
      assertThat(Go.count()).isEqualTo(before);
    }
  }

  @Test
  void zeroIsReadOnlyAndLooksUnbuffered() {
    group.add(1);
    ReceiveChannel<Void> zero = group.zero();
    assertThat((Object) zero)
        .isNotInstanceOf(SendChannel.class)
        .isNotInstanceOf(AutoCloseable.class);
    assertThat(zero.length()).isZero();
    assertThat(zero.capacity()).isZero();
    group.done();
    assertThatThrownBy(zero::receive)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("receive on closed sync.WaitGroup.Wait");
  }

  @Test
  void whatWasDoneBeforeDoneIsSeenAfterZero(Harness harness) throws Exception {
    for (int round = 0; round < 300; round++) {
      var seen = new int[3];
      group.add(seen.length);
      ReceiveChannel<Void> zero = group.zero();
      for (int i = 0; i < seen.length; i++) {
        int number = i;
        harness.run(
            Kind.turn(i),
            () -> {
              seen[number] = 1;
              group.done();
            });
      }
      zero.receiveOrClosed();
      assertThat(seen).containsOnly(1);
    }
    harness.joinAll();
  }
}
