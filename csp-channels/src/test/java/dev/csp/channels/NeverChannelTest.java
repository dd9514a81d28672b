package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Guard.class)
final class NeverChannelTest {
  private static final Duration MOMENT = Duration.ofMillis(20);
  private final ReceiveChannel<Integer> never = Channel.never();

  @Test
  void isOneObjectThatCannotBeSentToOrClosed() {
    assertThat((Object) never).isSameAs(Channel.<String>never());
    assertThat((Object) never).isNotInstanceOf(SendChannel.class);
    assertThat((Object) never).isNotInstanceOf(AutoCloseable.class);
    assertThat(never).hasToString("Channel[never]");
    assertThat(never.length()).isZero();
    assertThat(never.capacity()).isZero();
  }

  @Test
  void isNeverReady() throws Exception {
    assertThat(never.tryReceive()).isEqualTo(new Received.Empty<>());
    for (Duration timeout :
        List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThat(never.receive(timeout)).isEqualTo(new Received.Empty<>());
    }
    long before = System.nanoTime();
    assertThat(never.receive(MOMENT)).isEqualTo(new Received.Empty<>());
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MOMENT.toNanos());
    assertThatNullPointerException().isThrownBy(() -> never.receive(null)).withMessage("timeout");
  }

  @ParameterizedTest
  @EnumSource
  void everyReceiveWaitsUntilInterrupted(Kind kind, Harness harness) {
    List<Callable<Object>> forms =
        List.of(
            never::receive,
            never::receiveOrClosed,
            () -> never.receive(Duration.ofHours(1)),
            () -> never.receive(Duration.ofSeconds(Long.MAX_VALUE)));
    for (Callable<Object> form : forms) {
      var child = harness.call(kind, form).awaitParked();
      child.interrupt();
      child.failure(InterruptedException.class);
      assertThat(child.wasInterruptedAtEnd()).isFalse();
      var interruptedBefore =
          harness.call(
              kind,
              () -> {
                Thread.currentThread().interrupt();
                return form.call();
              });
      interruptedBefore.failure(InterruptedException.class);
    }
  }

  @Test
  void iterationWaitsUntilInterruptedAndLeavesTheFlagSet(Harness harness) {
    List<Callable<Object>> iterations =
        List.of(
            () -> never.iterator().hasNext(),
            () -> never.iterator().next(),
            () -> never.stream().toList());
    for (Callable<Object> iteration : iterations) {
      var child = harness.call(iteration).awaitParked();
      child.interrupt();
      assertThat(child.failure(InterruptedIterationException.class))
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(child.wasInterruptedAtEnd()).isTrue();
    }
  }

  @Test
  void interruptedOnEntryThrowsAlsoForATimeOutOfZero(Harness harness) {
    var child =
        harness.call(() -> {
          Thread.currentThread().interrupt();
          return never.receive(Duration.ZERO);
        });
    child.failure(InterruptedException.class);
    assertThat(child.wasInterruptedAtEnd()).isFalse();
  }
}
