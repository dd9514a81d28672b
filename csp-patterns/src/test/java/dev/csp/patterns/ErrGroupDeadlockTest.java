package dev.csp.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.context.Context;
import dev.csp.go.DeadlockDetector;
import dev.csp.go.DeadlockException;
import dev.csp.go.DeadlockScope;
import dev.csp.go.Go;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deadlock among the members of a group is a failure. */
final class ErrGroupDeadlockTest {
  private static final DeadlockDetector DETECTOR =
      DeadlockDetector.standard().every(Duration.ofMillis(2));

  @AfterEach
  void nobodyIsLeft() {
    assertThat(Go.count()).isZero();
  }

  @Test
  void threeOfFiftyWaitForEverAndAwaitSaysSo() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      DeadlockScope scope = group.detectDeadlocks(DETECTOR);
      Channel<String> approvals = scope.confine(Channel.unbuffered("approvals"));
      for (int i = 1; i <= 50; i++) {
        if (i % 20 == 7) {
          group.go("worker " + i, approvals::receive);
        } else {
          group.go("worker " + i, Go::yieldNow);
        }
      }
      ExecutionException failed = catchThrowableOfType(ExecutionException.class, group::await);
      assertThat(failed.getCause())
          .isInstanceOf(DeadlockException.class)
          .hasMessageStartingWith(
              "all goroutines are asleep - deadlock! (scope ErrGroup: 4 of 51 are left)")
          .hasMessageContaining("nobody has sent to channel approvals")
          .hasMessageContaining("[chan receive]: worker 7\n")
          .hasMessageContaining("[chan receive]: worker 27\n")
          .hasMessageContaining("[chan receive]: worker 47\n")
          .hasMessageContaining("ErrGroupDeadlockTest.");
      assertThat(group.context().cause()).containsSame(failed.getCause());
      assertThat(scope.deadlock()).containsSame((DeadlockException) failed.getCause());
    }
  }

  @Test
  void aGroupThatGoesOnAfterFailuresIsCancelledToo() throws Exception {
    try (ErrGroup group = new ErrGroup(Context.background(), OnFailure.CONTINUE)) {
      DeadlockScope scope = group.detectDeadlocks(DETECTOR);
      Channel<String> nobody = scope.confine(Channel.unbuffered("nobody"));
      group.go(nobody::receive);
      assertThat(group.awaitAll()).singleElement().isInstanceOf(DeadlockException.class);
    }
  }

  @Test
  void aGroupWithoutADeadlockIsAsItWas() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      DeadlockScope scope = group.detectDeadlocks(DETECTOR);
      Channel<Integer> numbers = scope.confine(Channel.unbuffered("numbers"));
      group.go(() -> {
        try (numbers) {
          for (int i = 0; i < 1000; i++) {
            numbers.send(i);
          }
        }
      });
      int[] sum = new int[1];
      group.go(() -> numbers.forEach(number -> sum[0] += number));
      group.await();
      assertThat(sum[0]).isEqualTo(499_500);
      assertThat(scope.deadlock()).isEmpty();
      assertThat(group.context().isDone()).isFalse();
    }
  }

  @Test
  void whoIsNotInTheScopeStartsNoMember() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      DeadlockScope unused = group.detectDeadlocks(DETECTOR);
      AtomicReference<Throwable> refused = new AtomicReference<>();
      Thread other =
          Thread.ofPlatform().start(() -> refused.set(catchThrowable(() -> group.go(() -> {}))));
      other.join();
      assertThat(refused.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a WaitGroup is confined to the deadlock scope ErrGroup")
          .hasMessageContaining("is no member");
      group.go(() -> {});
      group.await();
    }
  }

  @Test
  void aGroupIsToldOnceAndBeforeItsFirstMember() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      DeadlockScope unused = group.detectDeadlocks(DETECTOR);
      assertThatIllegalStateException()
          .isThrownBy(() -> group.detectDeadlocks(DETECTOR))
          .withMessageContaining("before it is used, and once");
    }
    try (ErrGroup group = new ErrGroup()) {
      group.go(() -> Go.blockForever());
      assertThatIllegalStateException().isThrownBy(group::detectDeadlocks);
    }
  }
}
