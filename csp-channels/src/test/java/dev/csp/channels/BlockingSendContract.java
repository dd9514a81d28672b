package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Memory;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds besides for the kinds of channels on which senders wait. */
abstract class BlockingSendContract extends ChannelContract {
  /** A channel that is full with 0, 1, 2, … */
  private Channel<Integer> full() {
    return holding(capacity());
  }

  /** Starts senders of the given values, each once the one before waits. */
  private static List<Child<Void>> parkSenders(
      Channel<Integer> channel, int from, int count, Harness harness) {
    var senders = new ArrayList<Child<Void>>();
    for (int i = 0; i < count; i++) {
      int value = from + i;
      Kind kind = Kind.turn(i);
      senders.add(
          (i % 2 == 0
                  ? harness.run(kind, () -> channel.send(value))
                  : harness.run(kind, () -> assertThat(channel.send(value, LONG)).isTrue()))
              .awaitParked());
    }
    return senders;
  }

  @Test
  void exactlyCapacitySendsCompleteWithoutAReceiver(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    for (int i = 0; i < capacity(); i++) {
      channel.send(i);
      assertThat(channel.length()).isEqualTo(i + 1);
    }
    assertThat(channel.trySend(99)).isEqualTo(Sent.FULL);
    assertThat(channel.send(99, Duration.ZERO)).isFalse();
    assertThat(channel.send(99, LONG_AGO)).isFalse();
    var sender = parkSenders(channel, capacity(), 1, harness).getFirst();
    assertThat(channel.length()).isEqualTo(capacity());
    assertThat(channel.receive()).isEqualTo(0);
    sender.join();
    assertThat(channel.dropped()).isZero();
  }

  /** A7. */
  @Test
  void receiveFreesExactlyTheOldestSenderAndTheLengthStays(Harness harness) {
    Channel<Integer> channel = full();
    int count = 6;
    var senders = parkSenders(channel, capacity(), count, harness);
    for (int i = 0; i < count; i++) {
      assertThat(channel.tryReceive()).isEqualTo(value(i));
      assertThat(channel.length()).isEqualTo(capacity());
      assertThat(Kernel.senders(channel)).isEqualTo(count - i - 1);
      senders.get(i).join();
      for (int later = i + 1; later < count; later++) {
        assertThat(senders.get(later).isDone()).isFalse();
      }
    }
    for (int i = 0; i < capacity(); i++) {
      assertThat(channel.tryReceive()).isEqualTo(value(count + i));
    }
    assertThat(channel.tryReceive()).isEqualTo(empty());
  }

  /** C3. */
  @Test
  void newcomerNeverOvertakesAWaitingSender(Harness harness) throws Exception {
    Channel<Integer> channel = full();
    parkSenders(channel, capacity(), 2, harness);
    assertThat(channel.receive()).isEqualTo(0);
    assertThat(channel.trySend(99)).isEqualTo(Sent.FULL);
    assertThat(channel.receive()).isEqualTo(1);
    for (int i = 2; i < capacity() + 2; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    harness.joinAll();
  }

  @Test
  void waitingSendersFailOnCloseAndTheirValuesAreNeverDelivered(Harness harness) throws Exception {
    for (Throwable cause : new Throwable[] {null, new IOException("disk")}) {
      Channel<Integer> channel = full();
      var senders = parkSenders(channel, 1000, 150, harness);
      if (cause == null) {
        channel.close();
      } else {
        channel.close(cause);
      }
      for (int i = 0; i < capacity(); i++) {
        assertThat(channel.tryReceive()).isEqualTo(value(i));
      }
      assertThat(channel.tryReceive()).isEqualTo(cause == null ? closed() : closed(cause));
      for (int i = 0; i < senders.size(); i++) {
        var failure = senders.get(i).failure(ChannelClosedException.class);
        assertThat(failure.value()).isEqualTo(1000 + i);
        assertThat(failure.getCause()).isSameAs(cause);
        assertThat(failure).hasMessageStartingWith("send on closed channel");
      }
      assertThat(Kernel.senders(channel)).isZero();
    }
  }

  /**
   * The closer fails the waiting senders one after the other. Who comes meanwhile, and knows of the
   * close, must not meet one that is still queued.
   */
  @Test
  void valuesOfWaitingSendersAreNotDeliveredOnceTheCloseCanBeSeen(Harness harness) {
    for (int round = 0; round < 15; round++) {
      Channel<Integer> channel = full();
      var senders = new ArrayList<Child<Void>>();
      for (int i = 0; i < 300; i++) {
        senders.add(harness.run(Kind.VIRTUAL, () -> channel.send(1000)));
      }
      harness.waitUntil("all wait", () -> Kernel.senders(channel) == 300);
      var drainer =
          harness.call(
              Kind.PLATFORM,
              () -> {
                while (!channel.isClosed()) {
                  Thread.onSpinWait();
                }
                return channel.stream().toList();
              });
      Thread.yield();
      channel.close();
      assertThat(drainer.get()).isEqualTo(range(capacity()));
      for (Child<Void> sender : senders) {
        sender.failure(ChannelClosedException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void timedOutSendIsFalseNotEarlyAndTheValueWasNotSent(Kind kind, Harness harness)
      throws Exception {
    Channel<Integer> channel = full();
    int timers = Kernel.timers();
    var sender =
        harness.run(
            kind,
            () -> {
              long before = System.nanoTime();
              assertThat(channel.send(99, MOMENT)).isFalse();
              assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MOMENT.toNanos());
            });
    sender.join();
    assertThat(Kernel.senders(channel)).isZero();
    assertThat(Kernel.timers()).isEqualTo(timers);
    channel.close();
    assertThat(channel.stream().toList()).isEqualTo(range(capacity()));
  }

  @ParameterizedTest
  @EnumSource
  void interruptedSenderThrowsWithAClearFlagAndLeavesNoWaiterAndNoValue(
      Kind kind, Harness harness) {
    Channel<Integer> channel = full();
    List<Callable<Object>> forms =
        List.of(
            () -> {
              channel.send(99);
              return null;
            },
            () -> channel.send(99, LONG),
            () -> channel.send(99, FOR_EVER));
    for (Callable<Object> form : forms) {
      var sender = harness.call(kind, form).awaitParked();
      assertThat(Kernel.senders(channel)).isEqualTo(1);
      sender.interrupt();
      sender.failure(InterruptedException.class);
      assertThat(sender.wasInterruptedAtEnd()).isFalse();
      assertThat(Kernel.senders(channel)).isZero();
    }
    channel.close();
    assertThat(channel.stream().toList()).isEqualTo(range(capacity()));
  }

  @Test
  void interruptedSenderInTheMiddleIsSkipped(Harness harness) throws Exception {
    Channel<Integer> channel = full();
    var senders = parkSenders(channel, capacity(), 3, harness);
    senders.get(1).interrupt();
    senders.get(1).failure(InterruptedException.class);
    var expected = new ArrayList<>(range(capacity() + 3));
    expected.remove(Integer.valueOf(capacity() + 1));
    for (int value : expected) {
      assertThat(channel.receive()).isEqualTo(value);
    }
    harness.joinAll();
  }

  @Test
  void timedOutSenderLosesItsPlace(Harness harness) throws Exception {
    Channel<Integer> channel = full();
    var again = new AtomicBoolean();
    var late = new CompletableFuture<Thread>();
    harness.run(() -> {
      assertThat(channel.send(1001, MOMENT)).isFalse();
      harness.waitUntilParked(late.get());
      again.set(true);
      channel.send(1002);
    });
    var second = harness.run(() -> channel.send(1003)).awaitParked();
    late.complete(second.thread());
    harness.waitUntil("the first waits again", () -> again.get() && Kernel.senders(channel) == 2);
    for (int i = 0; i < capacity(); i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    assertThat(channel.receive()).isEqualTo(1003);
    assertThat(channel.receive()).isEqualTo(1002);
    harness.joinAll();
  }

  /** As for receivers: an interrupt and a partner come at once; one of them has the effect. */
  @ParameterizedTest
  @EnumSource
  void interruptOfASenderThatLosesToAReceiverIsLeftInTheFlag(Kind kind, Harness harness) {
    int completed = 0;
    int interrupted = 0;
    for (int round = 0; round < 300; round++) {
      Channel<Integer> channel = full();
      var delivered = new AtomicBoolean();
      var sender =
          harness.call(
              kind,
              () -> {
                boolean sent;
                try {
                  channel.send(99);
                  sent = true;
                } catch (InterruptedException e) {
                  sent = false;
                }
                while (!delivered.get()) {
                  Thread.yield();
                }
                assertThat(Thread.interrupted()).isEqualTo(sent);
                return sent;
              });
      if (round % 2 == 0) {
        sender.awaitParked();
      }
      Received<Integer> received;
      if (round % 4 < 2) {
        sender.interrupt();
        received = channel.tryReceive();
      } else {
        received = channel.tryReceive();
        sender.interrupt();
      }
      delivered.set(true);
      boolean sent = sender.get();
      var values = new ArrayList<Integer>();
      if (received instanceof Received.Value<Integer>(Integer value)) {
        values.add(value);
      }
      channel.close();
      channel.forEach(values::add);
      var expected = new ArrayList<>(range(capacity()));
      if (sent) {
        completed++;
        expected.add(99);
      } else {
        interrupted++;
      }
      assertThat(values).isEqualTo(expected);
    }
    assertThat(completed).isPositive();
    assertThat(interrupted).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void strayPermitsDoNotDisturbSenders(Kind kind, Harness harness) throws Exception {
    Channel<Integer> channel = full();
    var sender = harness.run(kind, () -> channel.send(capacity())).awaitParked();
    for (int i = 0; i < 2000; i++) {
      LockSupport.unpark(sender.thread());
      if (i % 50 == 0) {
        Thread.yield();
      }
    }
    assertThat(sender.isDone()).isFalse();
    assertThat(Kernel.senders(channel)).isEqualTo(1);
    for (int i = 0; i <= capacity(); i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    sender.join();
  }

  @Test
  void valueOfASenderThatGaveUpIsNotRetained(Harness harness) {
    Channel<Object> channel = open();
    for (int i = 0; i < capacity(); i++) {
      assertThat(channel.trySend(i)).isEqualTo(Sent.SENT);
    }
    for (WeakReference<?> value : giveUp(channel, harness)) {
      Memory.awaitCollected("a value whose sender gave up", value);
    }
    assertThat(channel.length()).isEqualTo(capacity());
  }

  private static List<WeakReference<Object>> giveUp(Channel<Object> channel, Harness harness) {
    var references = new ArrayList<WeakReference<Object>>();
    var timedOut = new Object[] {new byte[100]};
    references.add(new WeakReference<>(timedOut[0]));
    harness.run(() -> assertThat(channel.send(timedOut[0], MOMENT)).isFalse()).join();
    timedOut[0] = null;
    var interrupted = new Object[] {new byte[100]};
    references.add(new WeakReference<>(interrupted[0]));
    var sender =
        harness
            .run(() ->
                assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> channel.send(interrupted[0])))
            .awaitParked();
    sender.interrupt();
    sender.join();
    interrupted[0] = null;
    return references;
  }

  @Test
  void sendersThatWaitInEveryMixOfThreadsAreAllServed(Harness harness) throws Exception {
    for (Kind senderKind : Kind.values()) {
      for (Kind receiverKind : Kind.values()) {
        Channel<Integer> channel = open();
        int count = 300;
        var sender =
            harness.run(
                senderKind,
                () -> {
                  for (int i = 0; i < count; i++) {
                    channel.send(i);
                  }
                });
        var receiver =
            harness.run(
                receiverKind,
                () -> {
                  for (int i = 0; i < count; i++) {
                    assertThat(channel.receive()).isEqualTo(i);
                  }
                });
        sender.join();
        receiver.join();
      }
    }
  }
}
