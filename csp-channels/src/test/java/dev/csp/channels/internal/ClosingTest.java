package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a close completes those who wait. */
@ExtendWith(Guard.class)
final class ClosingTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Received<Integer> END = new Received.Closed<>(Optional.empty());

  private static List<Child<Received<Integer>>> receivers(
      Harness harness, Kind kind, ReceiveChannel<Integer> channel, int count) {
    List<Child<Received<Integer>>> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      children.add(harness.call(kind, channel::receiveOrClosed).awaitParked());
    }
    return children;
  }

  /**
   * A goroutine's end and a context's are closes, and nobody can try those again. Platform threads
   * wait, because the scheduler of the virtual ones allocates.
   */
  @Test
  void closingNeedsNoMemoryHoweverManyWait(Harness harness) {
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 10 && least > 0; attempt++) {
      Channel<Integer> channel = Channel.unbuffered();
      List<Child<Received<Integer>>> waiting = receivers(harness, Kind.PLATFORM, channel, 3);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      channel.close();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      waiting.forEach(child -> assertThat(child.get()).isEqualTo(END));
    }
    assertThat(least).isZero();
  }

  @Test
  void closeCompletesMoreSendersAndReceiversThanOneStepDoes(Harness harness) {
    Channel<Integer> channel = Channel.unbuffered();
    List<Child<Void>> senders = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int value = i;
      senders.add(harness.run(Kind.turn(i), () -> channel.send(value)).awaitParked());
    }
    channel.close();
    for (int i = 0; i < 200; i++) {
      assertThat(senders.get(i).failure(ChannelClosedException.class).value()).isEqualTo(i);
    }
    Channel<Integer> other = Channel.buffered(1);
    List<Child<Received<Integer>>> waiting = receivers(harness, Kind.GOROUTINE, other, 200);
    other.close();
    waiting.forEach(child -> assertThat(child.get()).isEqualTo(END));
  }

  /** The first was ended by an error in the middle, say: the others must not wait for ever. */
  @Test
  void closeThatHasNotCompletedAllIsFinishedByTheNext(Harness harness) {
    RendezvousChannel<Integer> channel = new RendezvousChannel<>("channel");
    List<Child<Received<Integer>>> waiting = receivers(harness, Kind.GOROUTINE, channel, 3);
    channel.lock();
    assertThat(channel.closeLocked(null)).isTrue();
    channel.unlock();
    assertThat(waiting).noneMatch(Child::isDone);
    channel.close(new IllegalStateException("too late to be the cause"));
    waiting.forEach(child -> assertThat(child.get()).isEqualTo(END));
  }
}
