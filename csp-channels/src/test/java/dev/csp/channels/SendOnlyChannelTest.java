package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each operation of the view is that of the channel. */
@ExtendWith(Guard.class)
final class SendOnlyChannelTest {
  private final Channel<Integer> channel = Channel.buffered("orders", 3);
  private final SendChannel<Integer> view = channel.sendOnly();

  @Test
  void sendsToTheChannel() throws Exception {
    view.send(1);
    assertThat(view.send(2, Duration.ofHours(1))).isTrue();
    assertThat(view.trySend(3)).isEqualTo(Sent.SENT);
    assertThat(view.trySend(4)).isEqualTo(Sent.FULL);
    assertThat(view.send(4, Duration.ZERO)).isFalse();
    assertThat(view.send(4, Duration.ofMillis(10))).isFalse();
    assertThat(view).hasToString("Channel[orders, buffered, 3 of 3]");
    view.close();
    assertThat(view.isClosed()).isTrue();
    assertThat(channel.isClosed()).isTrue();
    assertThat(channel.stream().toList()).containsExactly(1, 2, 3);
    assertThat(view.trySend(5)).isEqualTo(Sent.CLOSED);
  }

  @Test
  void closesTheChannelWithACause() throws Exception {
    var cause = new IOException("disk");
    view.close(cause);
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(channel::receive)
        .withCause(cause);
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(() -> view.send(7))
        .withCause(cause)
        .satisfies(e -> assertThat(e.value()).isEqualTo(7));
  }

  @Test
  void rejectsNull() {
    assertThatNullPointerException().isThrownBy(() -> view.send(null)).withMessage("value");
    assertThatNullPointerException().isThrownBy(() -> view.trySend(null)).withMessage("value");
    assertThatNullPointerException().isThrownBy(() -> view.send(1, null)).withMessage("timeout");
    assertThatNullPointerException().isThrownBy(() -> view.close(null)).withMessage("cause");
    assertThat(channel.length()).isZero();
    assertThat(channel.isClosed()).isFalse();
  }

  @Test
  void inATryBlockEndsTheReceivers(Harness harness) {
    harness.run(() -> {
      try (view) {
        view.send(1);
      }
    });
    assertThat(harness.call(() -> channel.stream().toList()).get()).containsExactly(1);
  }
}
