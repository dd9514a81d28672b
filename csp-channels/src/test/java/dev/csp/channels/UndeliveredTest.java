package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.internal.Kernel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Memory;
import dev.csp.testing.PrintedErrors;
import dev.csp.testing.Scale;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hooks and discards. What a full channel drops is in {@link OverflowContract}; random scripts in
 * {@link ChannelProperties}; races in {@link Storm} and here.
 */
@ExtendWith(Guard.class)
final class UndeliveredTest {
  /** The kinds that hold values. */
  enum Holding {
    BUFFERED,
    UNLIMITED,
    SLIDING,
    DROPPING;

    <T> Channel<T> open(ChannelBuilder<T> builder) {
      return switch (this) {
        case BUFFERED -> builder.buffered(8);
        case UNLIMITED -> builder.unlimited();
        case SLIDING -> builder.sliding(8);
        case DROPPING -> builder.dropping(8);
      };
    }

    <T> Channel<T> open(Consumer<? super T> hook) {
      return open(Channel.<T>onUndelivered(hook));
    }
  }

  private final List<Integer> undelivered = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void restoreTheHandler() {
    Go.onUncaught(null);
  }

  private static void fill(Channel<Integer> channel, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(channel.trySend(i)).isEqualTo(Sent.SENT);
    }
  }

  // ---- discard

  @ParameterizedTest
  @EnumSource
  void discardGivesEachBufferedValueToTheHookOldestFirst(Holding kind) throws Exception {
    Channel<Integer> channel = kind.open(undelivered::add);
    fill(channel, 5);
    assertThat(channel.receive()).isZero();
    assertThat(channel.discard()).isEqualTo(4);
    assertThat(undelivered).containsExactly(1, 2, 3, 4);
    assertThat(channel.length()).isZero();
    assertThat(channel.dropped()).isZero();
    assertThat(channel.isClosed()).isTrue();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(Optional.empty()));
    assertThat(channel.trySend(7)).isEqualTo(Sent.CLOSED);
  }

  @ParameterizedTest
  @EnumSource
  void secondDiscardFindsNothing(Holding kind) {
    Channel<Integer> channel = kind.open(undelivered::add);
    fill(channel, 3);
    assertThat(channel.discard()).isEqualTo(3);
    assertThat(channel.discard()).isZero();
    assertThat(channel.discard(new IOException("late"))).isZero();
    assertThat(undelivered).containsExactly(0, 1, 2);
    assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource
  void discardWithACauseClosesWithIt(Holding kind) {
    var cause = new IOException("disk");
    Channel<Integer> channel = kind.open(undelivered::add);
    fill(channel, 2);
    assertThat(channel.discard(cause)).isEqualTo(2);
    assertThat(undelivered).containsExactly(0, 1);
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(channel::receive)
        .withCause(cause);
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(() -> channel.send(9))
        .withCause(cause)
        .satisfies(e -> assertThat(e.value()).isEqualTo(9));
    assertThat(undelivered).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void discardAfterACloseEmptiesAndKeepsTheFirstCause(Holding kind) {
    var first = new IOException("first");
    Channel<Integer> channel = kind.open(undelivered::add);
    fill(channel, 2);
    channel.close(first);
    assertThat(undelivered).isEmpty();
    assertThat(channel.discard(new IOException("second"))).isEqualTo(2);
    assertThat(undelivered).containsExactly(0, 1);
    assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(Optional.of(first)));
  }

  @Test
  void discardWithANullCauseDoesNothing() {
    Channel<Integer> channel = Channel.<Integer>onUndelivered(undelivered::add).buffered(2);
    fill(channel, 2);
    assertThatNullPointerException().isThrownBy(() -> channel.discard(null)).withMessage("cause");
    assertThat(channel.isClosed()).isFalse();
    assertThat(channel.length()).isEqualTo(2);
    assertThat(undelivered).isEmpty();
  }

  @Test
  void discardWithoutAHookCountsAndForgets() {
    for (Channel<Integer> channel :
        List.<Channel<Integer>>of(
            Channel.buffered(3), Channel.unlimited(), Channel.sliding(3), Channel.dropping(3))) {
      fill(channel, 3);
      assertThat(channel.discard()).isEqualTo(3);
      assertThat(channel.length()).isZero();
      assertThat(channel.isClosed()).isTrue();
    }
    Channel<Integer> rendezvous = Channel.unbuffered();
    assertThat(rendezvous.discard()).isZero();
    assertThat(rendezvous.isClosed()).isTrue();
  }

  @Test
  void discardGivesUpAMillionValues() {
    var sum = new long[1];
    Channel<Integer> channel = Channel.<Integer>onUndelivered(value -> sum[0] += value).unlimited();
    fill(channel, 1_000_000);
    assertThat(channel.discard()).isEqualTo(1_000_000);
    assertThat(sum[0]).isEqualTo(499_999_500_000L);
  }

  @Test
  void discardedBufferIsNotRetained() {
    Channel<Object> channel = Channel.onUndelivered(value -> {}).buffered(4);
    Memory.awaitCollected("a discarded value", discarded(channel));
    assertThat(channel.length()).isZero();
  }

  private static WeakReference<Object> discarded(Channel<Object> channel) {
    Object value = new byte[100];
    channel.trySend(value);
    channel.discard();
    return new WeakReference<>(value);
  }

  @Test
  void waitingReceiversSeeTheEndOfADiscard(Harness harness) {
    Channel<Integer> channel = Channel.<Integer>onUndelivered(undelivered::add).buffered(2);
    var receivers = new ArrayList<Harness.Child<Received<Integer>>>();
    for (int i = 0; i < 100; i++) {
      receivers.add(harness.call(channel::receiveOrClosed).awaitParked());
    }
    assertThat(channel.discard()).isZero();
    for (var receiver : receivers) {
      assertThat(receiver.get()).isEqualTo(new Received.Closed<>(Optional.empty()));
    }
    assertThat(undelivered).isEmpty();
    assertThat(Kernel.receivers(channel)).isZero();
  }

  @Test
  void waitingSendersFailAtADiscardAndKeepTheirValues(Harness harness) {
    for (int capacity : List.of(0, 1, 3)) {
      var cause = new IOException("gone");
      undelivered.clear();
      Channel<Integer> channel =
          Channel.<Integer>onUndelivered(undelivered::add).buffered(capacity);
      fill(channel, capacity);
      var senders = new ArrayList<Harness.Child<Void>>();
      for (int i = 0; i < 100; i++) {
        int value = 100 + i;
        senders.add(harness.run(() -> channel.send(value)).awaitParked());
      }
      assertThat(channel.discard(cause)).isEqualTo(capacity);
      for (int i = 0; i < 100; i++) {
        var failure = senders.get(i).failure(ChannelClosedException.class);
        assertThat(failure.value()).isEqualTo(100 + i);
        assertThat(failure).hasCause(cause);
      }
      assertThat(undelivered).isEqualTo(IntStream.range(0, capacity).boxed().toList());
      assertThat(Kernel.senders(channel)).isZero();
    }
  }

  @Test
  void waitingSendersAreFreeBeforeTheHookRuns(Harness harness) {
    Channel<Integer> gate = Channel.unbuffered();
    Channel<Integer> channel =
        Channel.<Integer>onUndelivered(value -> gate.forEach(nothing -> {})).buffered(1);
    fill(channel, 1);
    var sender = harness.run(() -> channel.send(1)).awaitParked();
    var discarder = harness.run(channel::discard);
    assertThat(sender.failure(ChannelClosedException.class).value()).isEqualTo(1);
    discarder.awaitParked();
    gate.close();
    discarder.join();
  }

  @Test
  void discardDoesNotLookAtTheInterruptFlag() {
    Channel<Integer> channel = Channel.<Integer>onUndelivered(undelivered::add).buffered(2);
    fill(channel, 2);
    Thread.currentThread().interrupt();
    assertThat(channel.discard()).isEqualTo(2);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(undelivered).containsExactly(0, 1);
  }

  /** One channel, full at first, that one thread empties while another discards it. */
  private static final class Race {
    static final int VALUES = 256;

    final BitSet undelivered = new BitSet();
    final Channel<Integer> channel =
        Channel.<Integer>onUndelivered(
                value -> {
                  synchronized (undelivered) {
                    assertThat(undelivered.get(value)).isFalse();
                    undelivered.set(value);
                  }
                })
            .buffered(VALUES);
    private final AtomicInteger missing = new AtomicInteger(2);

    Race() {
      fill(channel, VALUES);
    }

    /** Lets both sides begin at the same instant, as nearly as can be. */
    void begin() {
      missing.decrementAndGet();
      for (int i = 0; missing.get() > 0; i++) {
        if (i % 1_000 == 999) {
          Thread.yield();
        }
        Thread.onSpinWait();
      }
    }

    /** Keeps one side from waiting for another that is gone. */
    static void callOff(List<Race> races) {
      races.forEach(race -> race.missing.set(0));
    }
  }

  @Test
  void eachValueIsEitherReceivedOrUndeliveredWhenReceiversRaceDiscards(Harness harness) {
    var races = Stream.generate(Race::new).limit(Scale.work(6_000)).toList();
    var random = new SplittableRandom();
    harness.run(
        Kind.PLATFORM,
        () -> {
          try {
            for (Race race : races) {
              int spins = random.nextInt(60);
              race.begin();
              for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
              }
              race.channel.discard();
            }
          } finally {
            Race.callOff(races);
          }
        });
    var receiver =
        harness.call(
            Kind.PLATFORM,
            () -> {
              List<BitSet> received = new ArrayList<>();
              try {
                for (int i = 0; i < races.size(); i++) {
                  races.get(i).begin();
                  received.add(receiveAll(races.get(i).channel, i % 8 == 0 ? i % Race.VALUES : -1));
                }
              } finally {
                Race.callOff(races);
              }
              return received;
            });
    harness.joinAll();
    for (int i = 0; i < races.size(); i++) {
      BitSet all = receiver.get().get(i);
      BitSet undelivered = races.get(i).undelivered;
      assertThat(all.cardinality() + undelivered.cardinality()).isEqualTo(Race.VALUES);
      assertThat(all.intersects(undelivered)).isFalse();
    }
  }

  private static BitSet receiveAll(Channel<Integer> channel, int discardAfter) {
    var values = new BitSet();
    while (channel.tryReceive() instanceof Received.Value<Integer>(var value)) {
      assertThat(values.get(value)).isFalse();
      values.set(value);
      if (value == discardAfter) {
        channel.discard();
      }
    }
    return values;
  }

  // ---- where the hook runs

  @ParameterizedTest
  @EnumSource
  void hookRunsOnTheThreadThatGaveTheValueUpBeforeTheOperationReturns(Kind kind, Harness harness) {
    harness
        .run(
            kind,
            () -> {
              var threads = new ArrayList<Thread>();
              Channel<Integer> channel =
                  Channel.<Integer>onUndelivered(value -> threads.add(Thread.currentThread()))
                      .sliding(1);
              channel.send(0);
              assertThat(threads).isEmpty();
              channel.send(1);
              assertThat(threads).containsExactly(Thread.currentThread());
              channel.trySend(2);
              assertThat(threads).hasSize(2);
              channel.discard();
              assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
            })
        .join();
  }

  @ParameterizedTest
  @EnumSource
  void hookMayUseItsOwnChannel(Holding kind) throws Exception {
    var channels = new ArrayList<Channel<Integer>>();
    var seen = new ArrayList<String>();
    Channel<Integer> channel =
        kind.open(value -> {
          Channel<Integer> own = channels.get(0);
          seen.add(value + ": " + own.length() + ", " + own.isClosed() + ", " + own.discard());
          assertThat(own.trySend(100)).isEqualTo(Sent.CLOSED);
        });
    channels.add(channel);
    fill(channel, 2);
    assertThat(channel.discard()).isEqualTo(2);
    assertThat(seen).containsExactly("0: 0, true, 0", "1: 0, true, 0");
  }

  @Test
  void hookOfADropMayReceiveFromAndSendToItsOwnChannel() throws Exception {
    var channels = new ArrayList<Channel<Integer>>();
    Channel<Integer> channel =
        Channel.<Integer>onUndelivered(
                value -> {
                  undelivered.add(value);
                  // Room for two, so that the value that is sent again is not dropped again.
                  channels.get(0).tryReceive();
                  channels.get(0).trySend(10 + value);
                })
            .sliding(2);
    channels.add(channel);
    fill(channel, 3);
    assertThat(undelivered).containsExactly(0);
    channel.close();
    assertThat(channel.stream().toList()).containsExactly(2, 10);
  }

  @Test
  void hookMayBlockAndOthersGoOn(Harness harness) throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    Channel<Integer> channel =
        Channel.<Integer>onUndelivered(value -> gate.forEach(nothing -> {})).sliding(1);
    channel.send(0);
    var sender = harness.run(() -> channel.send(1)).awaitParked();
    assertThat(channel.receive()).isEqualTo(1);
    channel.send(2);
    assertThat(channel.receive()).isEqualTo(2);
    gate.close();
    sender.join();
  }

  @Test
  void whatWasDoneBeforeTheSendIsSeenByTheHook(Harness harness) {
    int rounds = Scale.work(20_000);
    var wrong = new AtomicInteger();
    Channel<int[]> channel =
        Channel.<int[]>onUndelivered(
                value -> {
                  if (value[0] != 1) {
                    wrong.incrementAndGet();
                  }
                })
            .sliding(1);
    for (int s = 0; s < 2; s++) {
      harness.run(
          Kind.PLATFORM,
          () -> {
            for (int i = 0; i < rounds; i++) {
              int[] value = new int[1];
              value[0] = 1;
              channel.send(value);
            }
          });
    }
    harness.joinAll();
    channel.discard();
    assertThat(wrong).hasValue(0);
    assertThat(channel.dropped()).isEqualTo(2L * rounds - 1);
  }

  // ---- what the hook throws

  private static final class PlantedError extends Error {
    private static final long serialVersionUID = 1L;

    PlantedError(int value) {
      super("planted " + value);
    }
  }

  @Test
  void onAGoroutineWhatTheHookThrowsGoesToTheUncaughtHandlerAndDisturbsNothing(Harness harness) {
    var reported = Collections.synchronizedList(new ArrayList<String>());
    Go.onUncaught(
        (goroutine, failure) -> reported.add(goroutine.name() + ": " + failure.getMessage()));
    Channel<Integer> channel =
        Channel.<Integer>onUndelivered(
                value -> {
                  undelivered.add(value);
                  throw new PlantedError(value);
                })
            .sliding(2);
    Goroutine goroutine =
        harness.adopt(
            Go.go(
                "sender",
                () -> {
                  fill(channel, 4);
                  assertThat(channel.length()).isEqualTo(2);
                  channel.send(4);
                  assertThat(channel.discard()).isEqualTo(2);
                  assertThat(channel.isClosed()).isTrue();
                }));
    harness.waitUntil("the goroutine has ended", goroutine::isDone);
    assertThat(goroutine.failure()).isEmpty();
    assertThat(undelivered).containsExactly(0, 1, 2, 3, 4);
    assertThat(reported)
        .isEqualTo(IntStream.range(0, 5).mapToObj(i -> "sender: planted " + i).toList());
  }

  @ParameterizedTest
  @EnumSource(names = {"PLATFORM", "VIRTUAL"})
  void onAnotherThreadWhatTheHookThrowsGoesToTheHandlerOfThatThread(Kind kind, Harness harness)
      throws Exception {
    var reported = Collections.synchronizedList(new ArrayList<String>());
    Go.onUncaught((goroutine, failure) -> reported.add("wrong handler: " + failure));
    var builder = kind == Kind.VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform();
    Channel<Integer> channel =
        Channel.<Integer>onUndelivered(
                value -> {
                  throw new PlantedError(value);
                })
            .dropping(1);
    Thread thread =
        builder
            .name("guest")
            .uncaughtExceptionHandler((t, e) -> reported.add(t.getName() + ": " + e.getMessage()))
            .start(() -> {
              fill(channel, 3);
              channel.discard();
              reported.add("went on");
            });
    harness.waitUntil("the thread has ended", () -> !thread.isAlive());
    assertThat(reported)
        .containsExactly("guest: planted 1", "guest: planted 2", "guest: planted 0", "went on");
  }

  @Test
  void handlerThatThrowsIsPrintedAndDisturbsNothing(Harness harness) throws Exception {
    Channel<Integer> channel =
        Channel.<Integer>onUndelivered(
                value -> {
                  throw new PlantedError(value);
                })
            .buffered(2);
    fill(channel, 2);
    try (var errors = new PrintedErrors()) {
      var thread =
          Thread.ofPlatform()
              .name("guest")
              .uncaughtExceptionHandler((t, e) -> {
                throw new IllegalStateException("of the handler");
              })
              .start(channel::discard);
      harness.waitUntil("the thread has ended", () -> !thread.isAlive());
      assertThat(errors.text())
          .contains("uncaught in thread [guest]: " + PlantedError.class.getName() + ": planted 0")
          .contains("planted 1")
          .contains("of the handler");
    }
  }

  // ---- the helpers

  private static final class Resource implements AutoCloseable {
    private final Exception failure;
    private int closes;

    Resource(Exception failure) {
      this.failure = failure;
    }

    @Override
    public void close() throws Exception {
      closes++;
      if (failure != null) {
        throw failure;
      }
    }
  }

  @Test
  void closingHookClosesEachValueOnce() {
    Channel<Resource> channel = Channel.<Resource>onUndelivered(Undelivered.closing()).sliding(2);
    var resources = IntStream.range(0, 5).mapToObj(i -> new Resource(null)).toList();
    resources.forEach(channel::trySend);
    assertThat(resources).extracting(r -> r.closes).containsExactly(1, 1, 1, 0, 0);
    assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(resources.get(3)));
    channel.discard();
    assertThat(resources).extracting(r -> r.closes).containsExactly(1, 1, 1, 0, 1);
  }

  @Test
  void closingHookPassesOnWhatACloseThrows() {
    var unchecked = new UnsupportedOperationException("planted");
    assertThatThrownBy(() -> Undelivered.closing().accept(new Resource(unchecked)))
        .isSameAs(unchecked);
    var checked = new IOException("planted");
    assertThatIllegalStateException()
        .isThrownBy(() -> Undelivered.closing().accept(new Resource(checked)))
        .withMessage("an undelivered value could not be closed: java.io.IOException: planted")
        .withCause(checked);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void closingHookKeepsAnInterrupt() {
    var interrupt = new InterruptedException("planted");
    assertThatIllegalStateException()
        .isThrownBy(() -> Undelivered.closing().accept(new Resource(interrupt)))
        .withCause(interrupt);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void reportRunsTheHookAndThrowsNothingOfIt(Harness harness) {
    var reported = Collections.synchronizedList(new ArrayList<Throwable>());
    Go.onUncaught((goroutine, failure) -> reported.add(failure));
    Undelivered.report(undelivered::add, 7);
    assertThat(undelivered).containsExactly(7);
    harness
        .run(() ->
            Undelivered.report(
                value -> {
                  throw new PlantedError(value);
                },
                8))
        .join();
    assertThat(reported).singleElement().extracting(Throwable::getMessage).isEqualTo("planted 8");
    assertThatNullPointerException()
        .isThrownBy(() -> Undelivered.report(null, 1))
        .withMessage("hook");
    assertThatNullPointerException()
        .isThrownBy(() -> Undelivered.report(value -> {}, null))
        .withMessage("value");
  }

  // ---- the builder

  @Test
  void builderMakesEveryKindAndIsNotChangedByANameOrAUse() {
    ChannelBuilder<Integer> plain = Channel.onUndelivered(undelivered::add);
    ChannelBuilder<Integer> named = plain.named("jobs");
    assertThat(named.unbuffered()).hasToString("Channel[jobs, unbuffered]");
    assertThat(named.buffered(0)).hasToString("Channel[jobs, unbuffered]");
    assertThat(named.buffered(3)).hasToString("Channel[jobs, buffered, 0 of 3]");
    assertThat(named.unlimited()).hasToString("Channel[jobs, unlimited, 0]");
    assertThat(named.sliding(3)).hasToString("Channel[jobs, sliding, 0 of 3]");
    assertThat(named.dropping(3)).hasToString("Channel[jobs, dropping, 0 of 3]");
    assertThat(named.named("more").buffered(1)).hasToString("Channel[more, buffered, 0 of 1]");
    assertThat(plain.buffered(3).toString()).startsWith("Channel[#");
    assertThat(named.buffered(3)).isNotSameAs(named.buffered(3));
  }

  @Test
  void builderRejectsWhatTheFactoriesReject() {
    ChannelBuilder<Integer> builder = Channel.onUndelivered(undelivered::add);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.buffered(-1))
        .withMessage("capacity must be >= 0, was -1");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.named(null))
        .withMessage("channelName");
    assertThatNullPointerException()
        .isThrownBy(() -> Channel.onUndelivered(null))
        .withMessage("hook");
  }
}
