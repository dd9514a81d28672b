package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each operation of the view is that of the channel. */
@ExtendWith(Guard.class)
final class ReceiveOnlyChannelTest {
  private final Channel<Integer> channel = Channel.buffered("orders", 8);
  private final ReceiveChannel<Integer> view = channel.receiveOnly();

  @Test
  void receivesWhatIsSentToTheChannel() throws Exception {
    for (int i = 0; i < 7; i++) {
      channel.send(i);
    }
    assertThat(view.length()).isEqualTo(7);
    assertThat(view.capacity()).isEqualTo(8);
    assertThat(view.receive()).isEqualTo(0);
    assertThat(view.receiveOrClosed()).isEqualTo(new Received.Value<>(1));
    assertThat(view.receive(Duration.ofHours(1))).isEqualTo(new Received.Value<>(2));
    assertThat(view.tryReceive()).isEqualTo(new Received.Value<>(3));
    assertThat(view.iterator().next()).isEqualTo(4);
    assertThat(view.stream().limit(2).toList()).containsExactly(5, 6);
    assertThat(view.tryReceive()).isEqualTo(new Received.Empty<>());
    assertThat(view.receive(Duration.ZERO)).isEqualTo(new Received.Empty<>());
    assertThat(view).hasToString("Channel[orders, buffered, 0 of 8]");
    assertThatNullPointerException().isThrownBy(() -> view.receive(null)).withMessage("timeout");
  }

  @Test
  void seesTheEndAndItsCause() throws Exception {
    var cause = new IOException("disk");
    channel.send(1);
    channel.close(cause);
    assertThat(view.receive()).isEqualTo(1);
    assertThat(view.receiveOrClosed()).isEqualTo(new Received.Closed<>(Optional.of(cause)));
    assertThat(view.tryReceive()).isEqualTo(new Received.Closed<>(Optional.of(cause)));
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(view::receive)
        .withCause(cause)
        .withMessageContaining("orders");
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(() -> view.iterator().hasNext())
        .withCause(cause);
  }

  @Test
  void sharesItsPlaceInTheQueueWithTheChannel(Harness harness) throws Exception {
    var first = harness.call(view::receive).awaitParked();
    var second = harness.call(channel::receive).awaitParked();
    var third = harness.call(view::receive).awaitParked();
    for (int i = 1; i <= 3; i++) {
      channel.send(i);
    }
    assertThat(first.get()).isEqualTo(1);
    assertThat(second.get()).isEqualTo(2);
    assertThat(third.get()).isEqualTo(3);
  }
}
