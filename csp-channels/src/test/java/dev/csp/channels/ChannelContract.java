package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Memory;
import dev.csp.testing.Scale;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds for every kind of channel. Each kind runs it on a channel that discards nothing within
 * {@link #PLENTY} values.
 *
 * <p>Left out: the order in which a close wakes waiters, which nobody promises, and edges of the
 * memory model, which {@code MemoryModelTest} has.
 */
@ExtendWith(Guard.class)
abstract class ChannelContract {
  /** No test here leaves more values than this in a channel. */
  static final int PLENTY = 1000;

  static final Duration LONG = Duration.ofHours(1);
  static final Duration MOMENT = Duration.ofMillis(20);
  static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
  static final Duration LONG_AGO = Duration.ofSeconds(Long.MIN_VALUE);

  /** A channel of this kind. */
  abstract <T> Channel<T> open();

  /** The same, with a name. */
  abstract <T> Channel<T> open(String name);

  /** What {@link ReceiveChannel#capacity()} should answer. */
  abstract int capacity();

  /** The kind, as {@code toString} says it. */
  abstract String kind();

  /** How many values the channel takes while nobody receives, at most {@link #PLENTY}. */
  final int room() {
    return Math.min(capacity(), PLENTY);
  }

  final Channel<Integer> holding(int count) {
    Channel<Integer> channel = open();
    for (int i = 0; i < count; i++) {
      assertThat(channel.trySend(i)).isEqualTo(Sent.SENT);
    }
    return channel;
  }

  static <T> Received<T> value(T value) {
    return new Received.Value<>(value);
  }

  static <T> Received<T> empty() {
    return new Received.Empty<>();
  }

  static <T> Received<T> closed() {
    return new Received.Closed<>(Optional.empty());
  }

  static <T> Received<T> closed(Throwable cause) {
    return new Received.Closed<>(Optional.of(cause));
  }

  // ---- transfer and order

  @Test
  void newChannelIsOpenAndEmpty() {
    Channel<Integer> channel = open();
    assertThat(channel.isClosed()).isFalse();
    assertThat(channel.length()).isZero();
    assertThat(channel.capacity()).isEqualTo(capacity());
    assertThat(channel.dropped()).isZero();
    assertThat(channel.tryReceive()).isEqualTo(empty());
  }

  @Test
  void waitingReceiverGetsTheValueItselfAndTheLengthNeverShowsIt(Harness harness) throws Exception {
    Channel<Object> channel = open();
    var receiver = harness.call(channel::receive).awaitParked();
    Object value = new Object();
    channel.send(value);
    assertThat(channel.length()).isZero();
    assertThat(receiver.get()).isSameAs(value);
  }

  @ParameterizedTest
  @EnumSource
  void trySendReachesAWaitingReceiverOfEveryForm(ReceiveForm form, Harness harness) {
    Channel<Integer> channel = open();
    var receiver = harness.call(() -> form.receive(channel)).awaitParked();
    assertThat(channel.trySend(7)).isEqualTo(Sent.SENT);
    assertThat(receiver.get()).isEqualTo(7);
  }

  static final List<ReceiveForm> FORMS = List.of(ReceiveForm.values());

  /** The ways to wait for a value; each answers null at the end. */
  enum ReceiveForm {
    RECEIVE {
      @Override
      Integer receive(ReceiveChannel<Integer> channel) throws InterruptedException {
        try {
          return channel.receive();
        } catch (ChannelClosedException e) {
          return null;
        }
      }
    },
    RECEIVE_OR_CLOSED {
      @Override
      Integer receive(ReceiveChannel<Integer> channel) throws InterruptedException {
        return payload(channel.receiveOrClosed());
      }
    },
    TIMED {
      @Override
      Integer receive(ReceiveChannel<Integer> channel) throws InterruptedException {
        return payload(channel.receive(LONG));
      }
    },
    TIMED_FOR_EVER {
      @Override
      Integer receive(ReceiveChannel<Integer> channel) throws InterruptedException {
        return payload(channel.receive(FOR_EVER));
      }
    },
    ITERATOR {
      @Override
      Integer receive(ReceiveChannel<Integer> channel) {
        Iterator<Integer> iterator = channel.iterator();
        return iterator.hasNext() ? iterator.next() : null;
      }
    },
    STREAM {
      @Override
      Integer receive(ReceiveChannel<Integer> channel) {
        return channel.stream().findFirst().orElse(null);
      }
    };

    abstract Integer receive(ReceiveChannel<Integer> channel) throws InterruptedException;

    private static Integer payload(Received<Integer> received) {
      return switch (received) {
        case Received.Value<Integer>(Integer value) -> value;
        case Received.Closed<Integer> end -> null;
        case Received.Empty<Integer>() -> throw new AssertionError("nothing within an hour");
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void valuesArriveExactlyOnceInOrder(Kind senderKind, Harness harness) {
    for (Kind receiverKind : Kind.values()) {
      Channel<Integer> channel = open();
      harness.run(
          senderKind,
          () -> {
            for (int i = 0; i < PLENTY; i++) {
              channel.send(i);
            }
            channel.close();
          });
      var received =
          harness.call(
              receiverKind,
              () -> {
                var values = new ArrayList<Integer>();
                channel.forEach(values::add);
                return values;
              });
      assertThat(received.get()).containsExactlyElementsOf(range(PLENTY));
    }
    harness.joinAll();
  }

  static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void orderOfEachSenderIsKeptAmongMany(Harness harness) {
    record Message(int sender, int number) {}
    Channel<Message> channel = open();
    int senders = 4;
    int each = PLENTY / senders;
    for (int s = 0; s < senders; s++) {
      int sender = s;
      harness.run(
          Kind.turn(s),
          () -> {
            for (int i = 0; i < each; i++) {
              channel.send(new Message(sender, i));
            }
          });
    }
    var received =
        harness.call(() -> {
          var messages = new ArrayList<Message>();
          for (int i = 0; i < senders * each; i++) {
            messages.add(channel.receive());
          }
          return messages;
        });
    for (int s = 0; s < senders; s++) {
      int sender = s;
      assertThat(received.get().stream().filter(m -> m.sender() == sender).map(Message::number))
          .containsExactlyElementsOf(range(each));
    }
    harness.joinAll();
  }

  @Test
  void waitingReceiversAreServedInTheOrderInWhichTheyBeganToWait(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    var receivers = new ArrayList<Child<Integer>>();
    for (int i = 0; i < 12; i++) {
      ReceiveForm form = FORMS.get(i % FORMS.size());
      receivers.add(harness.<Integer>call(Kind.turn(i), () -> form.receive(channel)).awaitParked());
    }
    for (int i = 0; i < receivers.size(); i++) {
      channel.send(i);
    }
    for (int i = 0; i < receivers.size(); i++) {
      assertThat(receivers.get(i).get()).isEqualTo(i);
    }
  }

  @Test
  void newcomerNeverOvertakesAWaitingReceiver(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    var waiting = harness.call(channel::receive).awaitParked();
    channel.send(1);
    assertThat(channel.tryReceive()).isEqualTo(empty());
    assertThat(waiting.get()).isEqualTo(1);
  }

  @Test
  void interruptedReceiverLosesItsPlace(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    var again = new AtomicBoolean();
    var first =
        harness.call(() -> {
          assertThatExceptionOfType(InterruptedException.class).isThrownBy(channel::receive);
          again.set(true);
          return channel.receive();
        });
    first.awaitParked();
    var second = harness.call(channel::receive).awaitParked();
    first.interrupt();
    expectServedFirst(channel, second, first, again, harness);
  }

  @Test
  void timedOutReceiverLosesItsPlace(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    var again = new AtomicBoolean();
    var late = new CompletableFuture<Thread>();
    var first =
        harness.call(() -> {
          assertThat(channel.receive(MOMENT)).isEqualTo(empty());
          harness.waitUntilParked(late.get());
          again.set(true);
          return channel.receive();
        });
    var second = harness.call(channel::receive).awaitParked();
    late.complete(second.thread());
    expectServedFirst(channel, second, first, again, harness);
  }

  private static void expectServedFirst(
      Channel<Integer> channel,
      Child<Integer> head,
      Child<Integer> tail,
      AtomicBoolean again,
      Harness harness)
      throws Exception {
    harness.waitUntil("the first waits again", () -> again.get() && Kernel.receivers(channel) == 2);
    channel.send(1);
    channel.send(2);
    assertThat(head.get()).isEqualTo(1);
    assertThat(tail.get()).isEqualTo(2);
  }

  // ---- try forms and time-outs

  @Test
  void tryReceiveTellsValueEmptyAndClosedApart() {
    Channel<Integer> channel = holding(Math.min(1, room()));
    if (room() > 0) {
      assertThat(channel.tryReceive()).isEqualTo(value(0));
    }
    assertThat(channel.tryReceive()).isEqualTo(empty());
    channel.close();
    assertThat(channel.tryReceive()).isEqualTo(closed());
  }

  @ParameterizedTest
  @EnumSource
  void tryOperationsNeverLookAtTheInterruptFlag(Kind kind, Harness harness) {
    Channel<Integer> channel = open();
    var child =
        harness.run(
            kind,
            () -> {
              Thread.currentThread().interrupt();
              channel.tryReceive();
              channel.trySend(1);
              channel.tryReceive();
              channel.close();
              channel.close(new IOException());
              channel.isClosed();
              assertThat(channel.trySend(1)).isEqualTo(Sent.CLOSED);
              assertThat(channel.tryReceive()).isEqualTo(closed());
            });
    child.join();
    assertThat(child.wasInterruptedAtEnd()).isTrue();
  }

  @Test
  void timeOutThatIsNotPositiveTriesOnceAndDoesNotWait() throws Exception {
    for (Duration timeout : List.of(Duration.ZERO, Duration.ofNanos(-1), LONG_AGO)) {
      Channel<Integer> channel = holding(room() > 0 ? 1 : 0);
      if (room() > 0) {
        assertThat(channel.receive(timeout)).isEqualTo(value(0));
        assertThat(channel.send(1, timeout)).isTrue();
        assertThat(channel.receive()).isEqualTo(1);
      }
      assertThat(channel.receive(timeout)).isEqualTo(empty());
      channel.close();
      assertThat(channel.receive(timeout)).isEqualTo(closed());
      assertThatExceptionOfType(ChannelClosedException.class)
          .isThrownBy(() -> channel.send(1, timeout));
    }
  }

  @Test
  void timedOutReceiveIsEmptyNotEarlyAndLeavesNoWaiter() throws Exception {
    Channel<Integer> channel = open();
    int timers = Kernel.timers();
    long before = System.nanoTime();
    assertThat(channel.receive(MOMENT)).isEqualTo(empty());
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MOMENT.toNanos());
    assertThat(Kernel.receivers(channel)).isZero();
    assertThat(Kernel.timers()).isEqualTo(timers);
    if (room() > 0) {
      channel.send(5);
      assertThat(channel.receive()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void receiveTimesOutOnEveryKindOfThread(Kind kind, Harness harness) {
    Channel<Integer> channel = open();
    assertThat(harness.call(kind, () -> channel.receive(MOMENT)).get()).isEqualTo(empty());
    assertThat(Kernel.receivers(channel)).isZero();
  }

  // ---- interruption

  @Test
  void interruptedOnEntryThrowsBeforeItTouchesTheChannel(Harness harness) throws Exception {
    int before = room() > 0 ? 1 : 0;
    Channel<Integer> channel = holding(before);
    List<Callable<Object>> operations =
        List.of(
            channel::receive,
            channel::receiveOrClosed,
            () -> channel.receive(LONG),
            () -> channel.receive(Duration.ZERO),
            () -> {
              channel.send(9);
              return null;
            },
            () -> channel.send(9, LONG),
            () -> channel.send(9, Duration.ZERO));
    for (Kind kind : Kind.values()) {
      for (Callable<Object> operation : operations) {
        var child =
            harness.call(
                kind,
                () -> {
                  Thread.currentThread().interrupt();
                  return operation.call();
                });
        child.failure(InterruptedException.class);
        assertThat(child.wasInterruptedAtEnd()).isFalse();
      }
    }
    assertThat(channel.length()).isEqualTo(before);
    assertThat(Kernel.receivers(channel)).isZero();
    assertThat(Kernel.senders(channel)).isZero();
    channel.close();
    for (Callable<Object> operation : operations) {
      harness
          .call(() -> {
            Thread.currentThread().interrupt();
            return operation.call();
          })
          .failure(InterruptedException.class);
    }
  }

  @Test
  void interruptedOnEntryTakesNothingFromAWaitingPartner(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    var receiver = harness.call(channel::receive).awaitParked();
    harness
        .run(() -> {
          Thread.currentThread().interrupt();
          channel.send(9);
        })
        .failure(InterruptedException.class);
    assertThat(receiver.isDone()).isFalse();
    channel.send(1);
    assertThat(receiver.get()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void interruptedReceiverThrowsWithAClearFlagAndLeavesNoWaiter(Kind kind, Harness harness) {
    Channel<Integer> channel = open();
    List<Callable<Object>> forms =
        List.of(channel::receive, channel::receiveOrClosed, () -> channel.receive(LONG));
    int timers = Kernel.timers();
    for (Callable<Object> form : forms) {
      var receiver = harness.call(kind, form).awaitParked();
      assertThat(Kernel.receivers(channel)).isEqualTo(1);
      receiver.interrupt();
      receiver.failure(InterruptedException.class);
      assertThat(receiver.wasInterruptedAtEnd()).isFalse();
      assertThat(Kernel.receivers(channel)).isZero();
    }
    assertThat(Kernel.timers()).isEqualTo(timers);
  }

  /**
   * The interrupt and the value come at once. Either the receive throws, and then the flag is clear
   * and the value is still there; or it returns the value, and then the flag is set.
   */
  @ParameterizedTest
  @EnumSource
  void interruptThatLosesToAPartnerIsLeftInTheFlag(Kind kind, Harness harness) throws Exception {
    int completed = 0;
    int interrupted = 0;
    for (int round = 0; round < 400; round++) {
      Channel<Integer> channel = open();
      AtomicBoolean delivered = new AtomicBoolean();
      var receiver =
          harness.call(
              kind,
              () -> {
                boolean got;
                try {
                  assertThat(channel.receive()).isEqualTo(1);
                  got = true;
                } catch (InterruptedException e) {
                  got = false;
                }
                while (!delivered.get()) {
                  Thread.yield();
                }
                assertThat(Thread.interrupted()).isEqualTo(got);
                return got;
              });
      if (round % 2 == 0) {
        receiver.awaitParked();
      }
      Sent sent;
      if (round % 4 < 2) {
        receiver.interrupt();
        sent = channel.trySend(1);
      } else {
        sent = channel.trySend(1);
        receiver.interrupt();
      }
      delivered.set(true);
      boolean got = receiver.get();
      if (got) {
        completed++;
        assertThat(sent).isEqualTo(Sent.SENT);
        assertThat(channel.tryReceive()).isEqualTo(empty());
      } else {
        interrupted++;
        assertThat(channel.tryReceive()).isEqualTo(sent == Sent.SENT ? value(1) : empty());
      }
    }
    assertThat(completed).isPositive();
    assertThat(interrupted).isPositive();
  }

  // ---- closing

  @Test
  void valuesAcceptedBeforeTheCloseAreReceivedInOrderThenTheEndForEver() throws Exception {
    Channel<Integer> channel = holding(room());
    channel.close();
    assertThat(channel.isClosed()).isTrue();
    assertThat(channel.length()).isEqualTo(room());
    assertThat(channel.capacity()).isEqualTo(capacity());
    for (int i = 0; i < room(); i++) {
      assertThat(i % 2 == 0 ? channel.tryReceive() : channel.receiveOrClosed()).isEqualTo(value(i));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(channel.tryReceive()).isEqualTo(closed());
      assertThat(channel.receiveOrClosed()).isEqualTo(closed());
      assertThat(channel.receive(LONG)).isEqualTo(closed());
      assertThat(channel.length()).isZero();
      assertThatExceptionOfType(ChannelClosedException.class)
          .isThrownBy(channel::receive)
          .withNoCause()
          .satisfies(e -> assertThat(e.value()).isNull());
    }
  }

  @Test
  void receiversDrainTheBufferThenSeeTheCause() throws Exception {
    Channel<Integer> channel = holding(Math.min(3, room()));
    var cause = new IOException("disk");
    channel.close(cause);
    channel.close();
    channel.close(new IOException("another"));
    for (int i = 0; i < Math.min(3, room()); i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    assertThat(channel.tryReceive()).isEqualTo(closed(cause));
    assertThat(channel.receiveOrClosed()).isEqualTo(closed(cause));
    assertThat(channel.receive(Duration.ZERO)).isEqualTo(closed(cause));
    assertThat(channel.receive(LONG)).isEqualTo(closed(cause));
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(channel::receive)
        .withCause(cause);
  }

  @Test
  void closeWithoutCauseIsNotAmendedByALaterCause() throws Exception {
    Channel<Integer> channel = open();
    channel.close();
    channel.close(new IOException());
    assertThat(channel.receiveOrClosed()).isEqualTo(closed());
  }

  @ParameterizedTest
  @EnumSource
  void closeWakesEveryWaitingReceiver(ReceiveForm form, Harness harness) {
    Channel<Integer> channel = open();
    var receivers = new ArrayList<Child<Integer>>();
    for (int i = 0; i < 200; i++) {
      receivers.add(harness.call(Kind.turn(i), () -> form.receive(channel)));
    }
    receivers.forEach(Child::awaitParked);
    channel.close();
    for (Child<Integer> receiver : receivers) {
      assertThat(receiver.get()).isNull();
    }
    assertThat(Kernel.receivers(channel)).isZero();
  }

  @Test
  void waitingReceiversLearnTheCause(Harness harness) {
    Channel<Integer> channel = open();
    var throwing = harness.call(channel::receive).awaitParked();
    var telling = harness.call(channel::receiveOrClosed).awaitParked();
    var iterating = harness.call(() -> channel.iterator().hasNext()).awaitParked();
    var streaming = harness.call(() -> channel.stream().toList()).awaitParked();
    var cause = new IOException("disk");
    channel.close(cause);
    assertThat(throwing.failure(ChannelClosedException.class)).hasCause(cause);
    assertThat(telling.get()).isEqualTo(closed(cause));
    assertThat(iterating.failure(ChannelClosedException.class)).hasCause(cause);
    assertThat(streaming.failure(ChannelClosedException.class)).hasCause(cause);
  }

  @Test
  void sendOnAClosedChannelFailsAndCarriesTheValueAndTheCauseAlsoIfThereIsRoom() {
    for (Throwable cause : new Throwable[] {null, new IOException("disk")}) {
      Channel<Object> channel = open("orders");
      if (cause == null) {
        channel.close();
      } else {
        channel.close(cause);
      }
      Object value = new Object();
      List<Callable<Object>> sends =
          List.of(
              () -> {
                channel.send(value);
                return null;
              },
              () -> channel.send(value, LONG),
              () -> channel.send(value, Duration.ZERO));
      for (Callable<Object> send : sends) {
        assertThatExceptionOfType(ChannelClosedException.class)
            .isThrownBy(send::call)
            .withMessageStartingWith("send on closed channel orders (" + kind())
            .satisfies(e -> assertThat(e.value()).isSameAs(value))
            .satisfies(e -> assertThat(e.getCause()).isSameAs(cause));
      }
      assertThat(channel.trySend(value)).isEqualTo(Sent.CLOSED);
      assertThat(channel.length()).isZero();
    }
  }

  @Test
  void receiveAtTheEndNamesTheChannel() {
    Channel<Object> channel = open("orders");
    channel.close();
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(channel::receive)
        .withMessageStartingWith("receive on closed channel orders (" + kind());
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> channel.iterator().next())
        .withMessageContaining("orders");
  }

  @Test
  void ofManyClosersOneGivesTheCause(Harness harness) throws Exception {
    for (int round = 0; round < 200; round++) {
      Channel<Integer> channel = open();
      int closers = 4;
      var barrier = new CyclicBarrier(closers);
      var causes = new ArrayList<Throwable>();
      for (int i = 0; i < closers; i++) {
        var cause = new IOException("closer " + i);
        causes.add(cause);
        harness.run(
            Kind.turn(i),
            () -> {
              barrier.await();
              channel.close(cause);
              assertThat(channel.isClosed()).isTrue();
            });
      }
      var received = channel.receiveOrClosed();
      assertThat(received).isInstanceOf(Received.Closed.class);
      assertThat(((Received.Closed<Integer>) received).cause().orElseThrow()).isIn(causes);
      assertThat(channel.receiveOrClosed()).isEqualTo(received);
    }
    harness.joinAll();
  }

  /** B12: delivered, or failed; never both, never neither. */
  @Test
  void sendThatRacesACloseIsDeliveredOrFails(Harness harness) throws Exception {
    int delivered = 0;
    int failed = 0;
    for (int round = 0; round < 400; round++) {
      Channel<Integer> channel = open();
      int number = round;
      var go = new AtomicInteger();
      var sender =
          harness.call(() -> {
            meet(go, 2);
            try {
              if (number % 2 == 0) {
                channel.send(number);
                return true;
              }
              return channel.trySend(number) == Sent.SENT;
            } catch (ChannelClosedException e) {
              assertThat(e.value()).isEqualTo(number);
              return false;
            }
          });
      harness.run(
          Kind.PLATFORM,
          () -> {
            meet(go, 2);
            if (number % 3 == 0) {
              Thread.yield();
            }
            channel.close();
          });
      var values = new ArrayList<Integer>();
      channel.forEach(values::add);
      if (sender.get()) {
        delivered++;
        assertThat(values).containsExactly(round);
      } else {
        failed++;
        assertThat(values).isEmpty();
      }
    }
    assertThat(delivered).isPositive();
    assertThat(failed).isPositive();
    harness.joinAll();
  }

  /** Spins until all parties are here, so that they go on at once. */
  static void meet(AtomicInteger here, int parties) {
    here.incrementAndGet();
    while (here.get() < parties) {
      Thread.yield();
    }
  }

  /** B11: after a value and a close, nobody sees "closed" before somebody has the value. */
  @Test
  void channelWithValuesLeftIsNeverReportedAsClosed(Harness harness) {
    if (room() == 0) {
      assertThat(open().capacity()).isZero(); // an unbuffered channel has none left
      return;
    }
    for (int round = 0; round < 200; round++) {
      Channel<Integer> channel = open();
      var receiver =
          harness.call(
              Kind.PLATFORM,
              () -> {
                int values = 0;
                while (true) {
                  switch (channel.tryReceive()) {
                    case Received.Value<Integer> v -> values++;
                    case Received.Empty<Integer>() -> Thread.onSpinWait();
                    case Received.Closed<Integer> end -> {
                      return values;
                    }
                  }
                }
              });
      assertThat(channel.trySend(1)).isEqualTo(Sent.SENT);
      channel.close();
      assertThat(receiver.get()).isEqualTo(1);
    }
  }

  @Test
  void closeInATryBlockEndsTheReceivers(Harness harness) {
    Channel<Integer> channel = open();
    harness.run(() -> {
      try (SendChannel<Integer> out = channel) {
        out.send(1);
      }
    });
    assertThat(harness.call(() -> channel.stream().toList()).get()).containsExactly(1);
  }

  // ---- bad arguments

  @Test
  void nullIsRejectedAtTheCallAndLeavesTheChannelUsable(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    assertThatNullPointerException().isThrownBy(() -> channel.send(null)).withMessage("value");
    assertThatNullPointerException()
        .isThrownBy(() -> channel.send(null, LONG))
        .withMessage("value");
    assertThatNullPointerException().isThrownBy(() -> channel.send(1, null)).withMessage("timeout");
    assertThatNullPointerException().isThrownBy(() -> channel.trySend(null)).withMessage("value");
    assertThatNullPointerException().isThrownBy(() -> channel.receive(null)).withMessage("timeout");
    assertThatNullPointerException()
        .isThrownBy(() -> channel.close((Throwable) null))
        .withMessage("cause");
    assertThat(channel.isClosed()).isFalse();
    assertThat(channel.length()).isZero();
    var receiver = harness.call(channel::receive).awaitParked();
    channel.send(1);
    assertThat(receiver.get()).isEqualTo(1);
    channel.close();
    assertThatNullPointerException().isThrownBy(() -> channel.trySend(null));
    assertThatNullPointerException().isThrownBy(() -> channel.close((Throwable) null));
  }

  @Test
  void nullNameIsRejected() {
    assertThatNullPointerException().isThrownBy(() -> open((String) null)).withMessage("name");
  }

  // ---- iteration

  @Test
  void forLoopEndsAfterCloseAndDrain(Harness harness) {
    Channel<Integer> channel = open();
    harness.run(() -> {
      for (int i = 0; i < 10; i++) {
        channel.send(i);
      }
      channel.close();
    });
    var seen = new ArrayList<Integer>();
    for (int value : channel) {
      seen.add(value);
    }
    assertThat(seen).containsExactlyElementsOf(range(10));
    for (int value : channel) {
      throw new AssertionError("a value after the end: " + value);
    }
  }

  @Test
  void forLoopThatIsLeftWithBreakLosesNothing(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    harness.run(() -> {
      for (int i = 0; i < 5; i++) {
        channel.send(i);
      }
    });
    for (int value : channel) {
      if (value == 2) {
        break;
      }
    }
    assertThat(channel.receive()).isEqualTo(3);
    assertThat(channel.receive()).isEqualTo(4);
    harness.joinAll();
  }

  @Test
  void hasNextTakesOneValueAheadAndNoMore(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    harness.run(() -> {
      channel.send(1);
      channel.send(2);
    });
    Iterator<Integer> abandoned = channel.iterator();
    assertThat(abandoned.hasNext()).isTrue();
    assertThat(abandoned.hasNext()).isTrue();
    Iterator<Integer> other = channel.iterator();
    assertThat(other).isNotSameAs(abandoned);
    assertThat(other.next()).isEqualTo(2);
    assertThat(abandoned.next()).isEqualTo(1);
    harness.joinAll();
    channel.close();
    assertThat(abandoned.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(abandoned::next);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(abandoned::remove);
  }

  @Test
  void iteratorOfAChannelThatWasClosedWithACauseThrowsAfterTheLastValue(Harness harness) {
    Channel<Integer> channel = open();
    var cause = new IOException("disk");
    harness.run(() -> {
      channel.send(1);
      channel.close(cause);
    });
    Iterator<Integer> iterator = channel.iterator();
    assertThat(iterator.next()).isEqualTo(1);
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ChannelClosedException.class)
          .isThrownBy(iterator::hasNext)
          .withCause(cause);
      assertThatExceptionOfType(ChannelClosedException.class)
          .isThrownBy(iterator::next)
          .withCause(cause);
    }
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(() -> channel.stream().toList())
        .withCause(cause);
  }

  @ParameterizedTest
  @EnumSource
  void interruptedIterationThrowsWithTheFlagSetAndTakesNothing(Kind kind, Harness harness)
      throws Exception {
    Channel<Integer> channel = open("orders");
    List<Callable<Object>> iterations =
        List.of(
            () -> channel.iterator().hasNext(),
            () -> channel.iterator().next(),
            () -> channel.stream().toList());
    for (Callable<Object> iteration : iterations) {
      var child = harness.call(kind, iteration).awaitParked();
      child.interrupt();
      assertThat(child.failure(InterruptedIterationException.class))
          .hasMessageContaining("orders")
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(child.wasInterruptedAtEnd()).isTrue();
    }
    assertThat(Kernel.receivers(channel)).isZero();
    if (room() > 0) {
      channel.send(1);
      var child =
          harness.call(
              kind,
              () -> {
                Thread.currentThread().interrupt();
                return channel.iterator().hasNext();
              });
      child.failure(InterruptedIterationException.class);
      assertThat(child.wasInterruptedAtEnd()).isTrue();
      assertThat(channel.length()).isEqualTo(1);
    }
  }

  @Test
  void interruptedIteratorGoesOnAfterwards(Harness harness) throws Exception {
    Channel<Integer> channel = open();
    var child =
        harness.call(() -> {
          Iterator<Integer> iterator = channel.iterator();
          assertThatExceptionOfType(InterruptedIterationException.class)
              .isThrownBy(iterator::hasNext);
          assertThat(Thread.interrupted()).isTrue();
          return iterator.next();
        });
    child.awaitParked().interrupt();
    harness.waitUntil(
        "it waits again",
        () -> !child.thread().isInterrupted() && Harness.isParked(child.thread()));
    channel.send(3);
    assertThat(child.get()).isEqualTo(3);
  }

  @Test
  void streamIsSequentialOrderedAndTakesNoValueBeyondThoseAskedFor(Harness harness)
      throws Exception {
    Channel<Integer> channel = open();
    assertThat(channel.stream().isParallel()).isFalse();
    harness.run(() -> {
      for (int i = 0; i < 10; i++) {
        channel.send(i);
      }
      channel.close();
    });
    assertThat(channel.stream().limit(3).toList()).containsExactly(0, 1, 2);
    assertThat(channel.stream().findFirst()).contains(3);
    assertThat(channel.stream().anyMatch(i -> i == 5)).isTrue();
    assertThat(channel.receive()).isEqualTo(6);
    assertThat(channel.stream().map(i -> i * 10).toList()).containsExactly(70, 80, 90);
    assertThat(channel.stream().toList()).isEmpty();
  }

  // ---- identity, names, views

  @Test
  void channelsHaveIdentity() {
    Channel<Integer> one = open("same");
    Channel<Integer> other = open("same");
    assertThat(one).isNotEqualTo(other);
    Map<Channel<Integer>, String> map = new HashMap<>();
    map.put(one, "one");
    map.put(other, "other");
    one.trySend(5);
    one.close();
    assertThat(map).containsEntry(one, "one").containsEntry(other, "other").hasSize(2);
  }

  @Test
  void toStringShowsNameKindAndStateButNoValue() {
    record Secret() {
      @Override
      public String toString() {
        throw new AssertionError("user code was called");
      }
    }
    Channel<Secret> channel = open("orders");
    channel.trySend(new Secret());
    assertThat(channel.toString()).startsWith("Channel[orders, " + kind()).doesNotContain("closed");
    channel.close();
    assertThat(channel.toString()).startsWith("Channel[orders, " + kind()).endsWith(", closed]");
    assertThat(open().toString()).matches("Channel\\[#\\d+, " + kind() + ".*]");
    assertThat(open().toString()).isNotEqualTo(open().toString());
  }

  @Test
  void viewsAreTheSameChannelButCannotBeCastToMore(Harness harness) throws Exception {
    Channel<Integer> channel = open("orders");
    ReceiveChannel<Integer> in = channel.receiveOnly();
    SendChannel<Integer> out = channel.sendOnly();
    assertThat((Object) in).isNotInstanceOf(SendChannel.class).isNotInstanceOf(Channel.class);
    assertThat((Object) in).isNotInstanceOf(AutoCloseable.class);
    assertThat((Object) out).isNotInstanceOf(ReceiveChannel.class).isNotInstanceOf(Iterable.class);
    assertThat(channel.receiveOnly()).isSameAs(in);
    assertThat(channel.sendOnly()).isSameAs(out);
    assertThat(in).hasToString(channel.toString());
    assertThat(out).hasToString(channel.toString());
    var receiver = harness.call(in::receive).awaitParked();
    out.send(4);
    assertThat(receiver.get()).isEqualTo(4);
  }

  // ---- robustness

  @Test
  void channelsTravelThroughChannels(Harness harness) throws Exception {
    Channel<Object> innermost = open();
    Object last = innermost;
    Channel<Object> first = innermost;
    for (int i = 0; i < 1000; i++) {
      Channel<Object> outer = open();
      Object inner = last;
      harness.run(() -> outer.send(inner));
      last = outer;
      first = outer;
    }
    Object current = first;
    for (int i = 0; i < 1000; i++) {
      assertThat(current).isInstanceOf(Channel.class);
      current = ((Channel<?>) current).receive();
    }
    assertThat(current).isSameAs(innermost);
    harness.joinAll();
  }

  /** S4: permits that come from nowhere neither leak out nor break a wait. */
  @ParameterizedTest
  @EnumSource
  void strayPermitsDoNotDisturb(Kind kind, Harness harness) throws Exception {
    Channel<Integer> channel = open();
    int rounds = 300;
    var receiver =
        harness.call(
            kind,
            () -> {
              int sum = 0;
              for (int i = 0; i < rounds; i++) {
                LockSupport.unpark(Thread.currentThread());
                sum +=
                    i % 2 == 0
                        ? channel.receive()
                        : ((Received.Value<Integer>) channel.receive(LONG)).value();
              }
              return sum;
            });
    var stop = new AtomicBoolean();
    harness.run(
        Kind.PLATFORM,
        () -> {
          while (!stop.get()) {
            LockSupport.unpark(receiver.thread());
            Thread.yield();
          }
        });
    for (int i = 0; i < rounds; i++) {
      if (i % 3 == 0) {
        Thread.yield();
      }
      channel.send(i);
    }
    assertThat(receiver.get()).isEqualTo(rounds * (rounds - 1) / 2);
    var untouched = harness.call(kind, () -> channel.receive(MOMENT));
    assertThat(untouched.get()).isEqualTo(empty());
    stop.set(true);
    harness.joinAll();
  }

  /** D2. */
  @Test
  void lengthIsNeverOutOfBounds(Harness harness) {
    Channel<Integer> channel = open();
    var looks = new AtomicInteger();
    var stop = new AtomicBoolean();
    var watcher =
        harness.run(
            Kind.PLATFORM,
            () -> {
              while (!stop.get()) {
                assertThat(channel.length()).isBetween(0, capacity());
                looks.incrementAndGet();
              }
            });
    for (Kind kind : Kind.values()) {
      harness.run(
          kind,
          () -> {
            int enough = looks.get() + 300;
            for (int i = 0; i < 5_000 || (looks.get() < enough && !watcher.isDone()); i++) {
              channel.trySend(i);
              if (i % 64 == 0) {
                Thread.yield();
              }
              channel.tryReceive();
            }
          });
    }
    harness.waitUntil("only the watcher is left", () -> harness.pending() <= 1);
    stop.set(true);
    harness.joinAll();
    assertThat(looks.get()).isGreaterThan(300);
  }

  // ---- retention

  @Test
  void receivedValueIsNotRetained() throws Exception {
    Channel<Object> channel = open();
    if (room() == 0) {
      return; // RendezvousChannelTest has the case
    }
    WeakReference<Object> value = sendAndReceiveOne(channel);
    Memory.awaitCollected("a received value", value);
    assertThat(channel.length()).isZero();
  }

  private static WeakReference<Object> sendAndReceiveOne(Channel<Object> channel)
      throws InterruptedException {
    Object value = new byte[100];
    channel.send(value);
    assertThat(channel.receive()).isSameAs(value);
    return new WeakReference<>(value);
  }

  @Test
  void valueHandedToAWaitingReceiverIsNotRetained(Harness harness) throws Exception {
    Channel<Object> channel = open();
    WeakReference<Object> value = handOver(channel, harness);
    Memory.awaitCollected("a value that was handed over", value);
    assertThat(channel.isClosed()).isFalse();
  }

  private static WeakReference<Object> handOver(Channel<Object> channel, Harness harness)
      throws Exception {
    var receiver = harness.call(() -> channel.receive() != null).awaitParked();
    Object value = new byte[100];
    channel.send(value);
    assertThat(receiver.get()).isTrue();
    return new WeakReference<>(value);
  }

  @Test
  void valueOfAFailedSendIsNotRetained() {
    Channel<Object> channel = open();
    channel.close();
    WeakReference<Object> value = failToSend(channel);
    Memory.awaitCollected("a value that was not sent", value);
    assertThat(channel.isClosed()).isTrue();
  }

  private static WeakReference<Object> failToSend(Channel<Object> channel) {
    Object value = new byte[100];
    assertThat(channel.trySend(value)).isEqualTo(Sent.CLOSED);
    assertThatThrownBy(() -> channel.send(value)).isInstanceOf(ChannelClosedException.class);
    return new WeakReference<>(value);
  }

  @Test
  void timeOutsThatAreNotNeededLeaveNothingInTheHeap(Harness harness) throws Exception {
    int timers = Kernel.timers();
    Channel<Integer> channel = open();
    int count = Scale.work(2000);
    var receiver =
        harness.run(() -> {
          for (int i = 0; i < count; i++) {
            assertThat(channel.receive(LONG)).isEqualTo(value(i));
          }
        });
    for (int i = 0; i < count; i++) {
      channel.send(i);
    }
    receiver.join();
    assertThat(Kernel.timers()).isEqualTo(timers);
  }
}
