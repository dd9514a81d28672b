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

/** What holds for the kinds whose senders never wait because a full channel drops something. */
abstract class OverflowContract extends ChannelContract {
  /** A channel of this kind that keeps so many values. */
  abstract <T> Channel<T> openFor(int capacity);

  /** The same, with a name. */
  abstract <T> Channel<T> openFor(String name, int capacity);

  /** The same, with a hook. */
  abstract <T> Channel<T> openFor(ChannelBuilder<T> builder, int capacity);

  /** What is left in a channel of this kind when all these values were sent. */
  abstract <T> List<T> kept(List<T> sent, int capacity);

  @Override
  final <T> Channel<T> open() {
    return openFor(capacity());
  }

  @Override
  final <T> Channel<T> open(String name) {
    return openFor(name, capacity());
  }

  @Override
  final int capacity() {
    return 2 * PLENTY;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void capacityBelowOneIsRejected(int capacity) {
    String message = "capacity must be >= 1, was " + capacity;
    assertThatIllegalArgumentException().isThrownBy(() -> openFor(capacity)).withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> openFor("orders", capacity))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> openFor(Channel.onUndelivered(value -> {}), capacity))
        .withMessage(message);
  }

  @Test
  void fullChannelDropsWhatItShould() throws Exception {
    for (int capacity : List.of(1, 2, 7, 64)) {
      Channel<Integer> channel = openFor(capacity);
      int sent = 3 * capacity + 1;
      for (int i = 0; i < sent; i++) {
        channel.send(i);
        assertThat(channel.length()).isEqualTo(Math.min(i + 1, capacity));
        assertThat(channel.dropped()).isEqualTo(Math.max(0, i + 1 - capacity));
      }
      channel.close();
      assertThat(channel.stream().toList()).isEqualTo(kept(range(sent), capacity));
    }
  }

  @Test
  void hookGetsWhatAFullChannelDropsFromEveryFormOfSend() throws Exception {
    for (int capacity : List.of(1, 2, 7)) {
      var undelivered = new ArrayList<Integer>();
      Channel<Integer> channel = openFor(Channel.onUndelivered(undelivered::add), capacity);
      int sent = 3 * capacity + 3;
      for (int i = 0; i < sent; i++) {
        switch (i % 4) {
          case 0 -> channel.send(i);
          case 1 -> assertThat(channel.send(i, LONG)).isTrue();
          case 2 -> assertThat(channel.send(i, Duration.ZERO)).isTrue();
          default -> assertThat(channel.trySend(i)).isEqualTo(Sent.SENT);
        }
        assertThat(undelivered).hasSize(Math.max(0, i + 1 - capacity));
        assertThat(channel.dropped()).isEqualTo(undelivered.size());
      }
      List<Integer> dropped = new ArrayList<>(range(sent));
      dropped.removeAll(kept(range(sent), capacity));
      assertThat(undelivered).isEqualTo(dropped);
      channel.close();
      assertThat(channel.stream().toList()).isEqualTo(kept(range(sent), capacity));
      assertThat(undelivered).isEqualTo(dropped);
    }
  }

  @Test
  void sendsToAFullChannelNeverWaitAndCountAsSent() throws Exception {
    Channel<Integer> channel = openFor(1);
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
    Channel<Integer> channel =
        openFor(
            Channel.onUndelivered(value -> {
              throw new AssertionError(value);
            }),
            1);
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
  void droppedValueIsNotRetained() {
    Channel<Object> channel = openFor(1);
    Memory.awaitCollected("a dropped value", drop(channel));
    assertThat(channel.length()).isEqualTo(1);
    assertThat(channel.dropped()).isEqualTo(1);
  }

  @Test
  void droppedValueIsNotRetainedOnceTheHookHasRun() {
    var runs = new ArrayList<Integer>();
    Channel<Object> channel = openFor(Channel.onUndelivered(value -> runs.add(1)), 1);
    Memory.awaitCollected("a dropped value", drop(channel));
    assertThat(runs).hasSize(1);
    assertThat(channel.length()).isEqualTo(1);
  }

  /** Fills a channel for one value and one more; answers what is dropped. */
  private WeakReference<Object> drop(Channel<Object> channel) {
    Object first = new byte[100];
    Object second = new byte[100];
    channel.trySend(first);
    channel.trySend(second);
    return new WeakReference<>(kept(List.of(first, second), 1).contains(first) ? second : first);
  }

  @Test
  void everyValueIsReceivedOrLeftOrCountedAsDropped(Harness harness) {
    Channel<Integer> channel = openFor(3);
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
