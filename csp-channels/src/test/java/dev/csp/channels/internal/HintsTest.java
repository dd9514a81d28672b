package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.SendChannel;
import dev.csp.testing.Guard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hints by which a select skips a channel. When nobody else is there they are exact: a false
 * "no" would keep a select from what is ready.
 */
@ExtendWith(Guard.class)
final class HintsTest {
  private static void assertHints(SendChannel<?> channel, boolean mayReceive, boolean maySend) {
    KernelChannel<?> port = Port.of(channel);
    assertThat(port.mayReceive()).as("may receive").isEqualTo(mayReceive);
    assertThat(port.maySend()).as("may send").isEqualTo(maySend);
  }

  @Test
  void aBufferedChannelMayReceiveUnlessEmptyAndMaySendUnlessFull() {
    Channel<Integer> channel = Channel.buffered(2);
    assertHints(channel, false, true);
    channel.trySend(1);
    assertHints(channel, true, true);
    channel.trySend(2);
    assertHints(channel, true, false);
    channel.close();
    assertHints(channel, true, true);
    channel.tryReceive();
    channel.tryReceive();
    assertHints(channel, true, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unlimited", "sliding", "dropping"})
  void aChannelThatIsNeverFullMayAlwaysSend(String kind) {
    Channel<Integer> channel =
        switch (kind) {
          case "unlimited" -> Channel.unlimited();
          case "sliding" -> Channel.sliding(1);
          default -> Channel.dropping(1);
        };
    assertHints(channel, false, true);
    channel.trySend(1);
    assertHints(channel, true, true);
    channel.tryReceive();
    assertHints(channel, false, true);
    channel.close();
    assertHints(channel, true, true);
  }

  @Test
  void anUnbufferedChannelMayDoWhatSomebodyWaitsFor() {
    RendezvousChannel<Integer> channel = new RendezvousChannel<>("channel");
    assertHints(channel, false, false);
    Waiter sender = PlainWaiter.forOperation(true, 1, true);
    channel.enqueue(sender);
    assertHints(channel, true, false);
    channel.unlink(sender);
    channel.enqueue(PlainWaiter.forOperation(false, null, true));
    assertHints(channel, false, true);
    channel.close();
    assertHints(channel, true, true);
  }

  @Test
  void aSemaphoreMayGrantWhileAnythingIsAvailable() {
    SemaphorePort port = new SemaphorePort("semaphore", 2);
    assertThat(port.mayReceive()).isTrue();
    assertThat(port.tryAcquire(1)).isTrue();
    assertThat(port.mayReceive()).isTrue();
    assertThat(port.tryAcquire(1)).isTrue();
    assertThat(port.mayReceive()).isFalse();
    port.release(2);
    assertThat(port.mayReceive()).isTrue();
  }
}
