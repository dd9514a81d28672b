package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Memory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlidingChannelTest extends ChannelContract {
  @Override
  <T> Channel<T> open() {
    return Channel.sliding(capacity());
  }

  @Override
  <T> Channel<T> open(String name) {
    return Channel.sliding(name, capacity());
  }

  @Override
  int capacity() {
    return 2 * PLENTY;
  }

  @Override
  String kind() {
    return "sliding, ";
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void capacityBelowOneIsRejected(int capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Channel.sliding(capacity))
        .withMessage("capacity must be >= 1, was " + capacity);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Channel.sliding("orders", capacity))
        .withMessage("capacity must be >= 1, was " + capacity);
  }

  @Test
  void fullChannelDropsTheOldest() throws Exception {
    for (int capacity : List.of(1, 2, 7, 64)) {
      Channel<Integer> channel = Channel.sliding(capacity);
      int sent = 3 * capacity + 1;
      for (int i = 0; i < sent; i++) {
        channel.send(i);
        assertThat(channel.length()).isEqualTo(Math.min(i + 1, capacity));
        assertThat(channel.dropped()).isEqualTo(Math.max(0, i + 1 - capacity));
      }
      channel.close();
      assertThat(channel.stream().toList()).isEqualTo(range(sent).subList(sent - capacity, sent));
    }
  }

  @Test
  void sendsToAFullChannelNeverWaitAndCountAsSent() throws Exception {
    Channel<Integer> channel = Channel.sliding(1);
    channel.send(0);
    channel.send(1);
    assertThat(channel.send(2, Duration.ZERO)).isTrue();
    assertThat(channel.send(3, LONG)).isTrue();
    assertThat(channel.trySend(4)).isEqualTo(Sent.SENT);
    assertThat(channel.dropped()).isEqualTo(4);
    assertThat(Kernel.senders(channel)).isZero();
    channel.close();
    assertThat(channel.trySend(5)).isEqualTo(Sent.CLOSED);
    assertThat(channel.dropped()).isEqualTo(4);
  }

  @Test
  void valueGivenToAWaitingReceiverIsNotDropped(Harness harness) throws Exception {
    Channel<Integer> channel = Channel.sliding(1);
    var receivers = new ArrayList<Harness.Child<Integer>>();
    for (int i = 0; i < 3; i++) {
      receivers.add(harness.call(channel::receive).awaitParked());
    }
    for (int i = 0; i < 4; i++) {
      channel.send(i);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(receivers.get(i).get()).isEqualTo(i);
    }
    assertThat(channel.dropped()).isZero();
    assertThat(channel.length()).isEqualTo(1);
  }

  @Test
  void discardedValueIsNotRetained() {
    Channel<Object> channel = Channel.sliding(1);
    Memory.awaitCollected("a discarded value", discard(channel));
    assertThat(channel.length()).isEqualTo(1);
    assertThat(channel.dropped()).isEqualTo(1);
  }

  private static WeakReference<Object> discard(Channel<Object> channel) {
    Object first = new byte[100];
    Object second = new byte[100];
    channel.trySend(first);
    channel.trySend(second);
    return new WeakReference<>(first);
  }

  @Test
  void everyValueIsReceivedOrLeftOrCountedAsDropped(Harness harness) {
    Channel<Integer> channel = Channel.sliding(3);
    int senders = 3;
    int each = 30_000;
    for (int s = 0; s < senders; s++) {
      harness.run(
          Kind.turn(s),
          () -> {
            for (int i = 0; i < each; i++) {
              channel.send(i);
            }
          });
    }
    var received =
        harness.call(
            Kind.PLATFORM,
            () -> {
              int count = 0;
              for (Integer value : channel) {
                count++;
              }
              return count;
            });
    harness.waitUntil("the senders are done", () -> harness.pending() <= 1);
    channel.close();
    assertThat(received.get() + channel.dropped()).isEqualTo((long) senders * each);
    assertThat(channel.length()).isZero();
  }
}
