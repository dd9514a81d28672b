package dev.csp.patterns;

import static dev.csp.patterns.Tasks.failing;
import static dev.csp.patterns.Tasks.receiveStubbornly;
import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many members of a group run at once: N4 to N7. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class ErrGroupLimitTest {

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
}
