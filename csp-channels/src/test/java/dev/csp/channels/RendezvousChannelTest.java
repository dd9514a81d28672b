package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.testing.Harness;
import dev.csp.testing.Memory;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RendezvousChannelTest extends BlockingSendContract {
  @Override
  <T> Channel<T> open() {
    return Channel.unbuffered();
  }

  @Override
  <T> Channel<T> open(String name) {
    return Channel.unbuffered(name);
  }

  @Override
  int capacity() {
    return 0;
  }

  @Override
  String kind() {
    return "unbuffered";
  }

  @Test
  void bufferedWithCapacityZeroIsUnbuffered() {
    for (Channel<Integer> channel :
        List.<Channel<Integer>>of(Channel.buffered(0), Channel.buffered("orders", 0))) {
      assertThat(channel.toString()).contains("unbuffered");
      assertThat(channel.capacity()).isZero();
      assertThat(channel.trySend(1)).isEqualTo(Sent.FULL);
    }
  }

  @Test
  void sendReturnsOnlyOnceAReceiverHasTheValue(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    var sender = harness.run(() -> channel.send(1)).awaitParked();
    assertThat(channel.length()).isZero();
    assertThat(sender.isDone()).isFalse();
    assertThat(channel.receive()).isEqualTo(1);
    sender.join();
  }

  @Test
  void lengthIsZeroAlsoWhileSendersWait(Harness harness) {
    Channel<Integer> channel = open();
    for (int i = 0; i < 3; i++) {
      int value = i;
      harness.run(() -> channel.send(value)).awaitParked();
    }
    assertThat(channel.length()).isZero();
    assertThat(channel.tryReceive()).isEqualTo(value(0));
    assertThat(channel.length()).isZero();
    assertThat(channel.tryReceive()).isEqualTo(value(1));
    assertThat(channel.tryReceive()).isEqualTo(value(2));
    harness.joinAll();
  }

  @Test
  void twoTryOperationsNeverMeet(Harness harness) {
    Channel<Integer> channel = open();
    var sender =
        harness.call(
            Harness.Kind.PLATFORM,
            () -> {
              int sent = 0;
              for (int i = 0; i < 100_000; i++) {
                sent += channel.trySend(i) == Sent.SENT ? 1 : 0;
              }
              return sent;
            });
    int received = 0;
    while (!sender.isDone()) {
      received += channel.tryReceive() instanceof Received.Value ? 1 : 0;
    }
    assertThat(sender.get()).isZero();
    assertThat(received).isZero();
  }

  @Test
  void valueTakenFromAWaitingSenderIsNotRetained(Harness harness) throws Exception {
    Channel<Object> channel = open();
    var holder = new Object[] {new byte[100]};
    var value = new WeakReference<>(holder[0]);
    var sender =
        harness
            .run(() -> {
              Object mine = holder[0];
              holder[0] = null;
              channel.send(mine);
            })
            .awaitParked();
    assertThat(channel.receive() != null).isTrue();
    sender.join();
    Memory.awaitCollected("a value that was taken", value);
    assertThat(channel.isClosed()).isFalse();
  }
}
