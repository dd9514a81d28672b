package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.channels.internal.Kernel;
import dev.csp.go.Go;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Memory;
import dev.csp.testing.PrintedErrors;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Guard.class)
final class TimerTest {
  private static final Duration MOMENT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);
  private static final List<Duration> AT_ONCE =
      List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE));
  private static final Received<Instant> EMPTY = new Received.Empty<>();

  /** F1. */
  @ParameterizedTest
  @EnumSource
  void valueComesNotEarlyAndIsTheInstantAtWhichItWasDue(Kind kind, Harness harness) {
    var child =
        harness.run(
            kind,
            () -> {
              long before = System.nanoTime();
              Instant from = Instant.now();
              Instant value = Timer.after(MOMENT).receive();
              assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MOMENT.toNanos());
              assertThat(value).isBetween(from.plus(MOMENT), Instant.now());
            });
    child.join();
    assertThat(Kernel.timers()).isZero();
  }

  @Test
  void valueIsTheDueTimeAlsoIfItIsReceivedLater() throws Exception {
    Instant from = Instant.now();
    Timer timer = Timer.start(Duration.ofMillis(1));
    Instant to = Instant.now();
    Go.sleep(MOMENT);
    assertThat(timer.channel().receive()).isBetween(from.plusMillis(1), to.plusMillis(1));
  }

  @Test
  void delayThatIsNotPositiveIsAtOnce() {
    for (Duration delay : AT_ONCE) {
      assertThat(Timer.start(delay).channel().tryReceive()).isInstanceOf(Received.Value.class);
      assertThat(Timer.after(delay).tryReceive()).isInstanceOf(Received.Value.class);
    }
  }

  @Test
  void yieldsOneValueAndIsNeverClosed(Harness harness) throws Exception {
    Timer timer = Timer.start(Duration.ofMillis(1));
    timer.channel().receive();
    assertThat(timer.channel().tryReceive()).isEqualTo(EMPTY);
    assertThat(timer.channel().receive(MOMENT)).isEqualTo(EMPTY);
    assertThat(timer.stop()).isFalse();
    assertThat((Object) timer.channel())
        .isNotInstanceOf(SendChannel.class)
        .isNotInstanceOf(AutoCloseable.class);
  }

  /** F2. */
  @Test
  void channelLooksUnbufferedAlsoWhenTheValueIsDue() {
    Timer timer = Timer.start(Duration.ZERO);
    assertThat(timer.channel().length()).isZero();
    assertThat(timer.channel().capacity()).isZero();
    assertThat(timer.channel()).isSameAs(timer.channel());
    assertThat(timer.channel().toString()).contains("timer").contains("armed");
    assertThat(timer.stop()).isTrue();
    assertThat(timer.channel().toString()).contains("stopped");
  }

  /** F3: also if the time has come, stop answers true, and nothing can be received. */
  @Test
  void stopAfterTheDueTimeIsTrueAndNoStaleValueCanBeReceived() throws Exception {
    Timer timer = Timer.start(Duration.ZERO);
    assertThat(timer.stop()).isTrue();
    assertThat(timer.channel().tryReceive()).isEqualTo(EMPTY);
    assertThat(timer.channel().receive(MOMENT)).isEqualTo(EMPTY);
    assertThat(timer.stop()).isFalse();
  }

  /** F4. */
  @Test
  void resetForgetsTheOldSettingAndTellsWhetherItWasArmed() throws Exception {
    Timer timer = Timer.start(Duration.ZERO);
    assertThat(timer.reset(LONG)).isTrue();
    assertThat(timer.channel().tryReceive()).isEqualTo(EMPTY);
    assertThat(timer.reset(Duration.ZERO)).isTrue();
    assertThat(timer.channel().tryReceive()).isInstanceOf(Received.Value.class);
    assertThat(timer.reset(Duration.ofMillis(1))).isFalse();
    assertThat(timer.channel().receive()).isNotNull();
    assertThat(timer.stop()).isFalse();
    assertThat(timer.reset(LONG)).isFalse();
    assertThat(timer.stop()).isTrue();
  }

  /** F6. */
  @Test
  void receiverOfAStoppedTimerGoesOnWaitingUntilAReset(Harness harness) {
    Timer timer = Timer.start(LONG);
    var receiver = harness.call(timer.channel()::receive).awaitParked();
    assertThat(Kernel.timers()).isEqualTo(1);
    assertThat(timer.stop()).isTrue();
    assertThat(Kernel.timers()).isZero();
    assertThat(Kernel.receivers(timer.channel())).isEqualTo(1);
    assertThat(receiver.isDone()).isFalse();
    assertThat(timer.reset(Duration.ofMillis(1))).isFalse();
    assertThat(receiver.get()).isNotNull();
    assertThat(Kernel.timers()).isZero();
  }

  @Test
  void resetToAnEarlierTimeWakesAWaitingReceiver(Harness harness) {
    Timer timer = Timer.start(LONG);
    var receiver = harness.call(timer.channel()::receive).awaitParked();
    assertThat(timer.reset(Duration.ZERO)).isTrue();
    assertThat(receiver.get()).isNotNull();
  }

  @Test
  void resetToALaterTimeDelaysAWaitingReceiver(Harness harness) {
    long before = System.nanoTime();
    Timer timer = Timer.start(LONG);
    var receiver = harness.call(timer.channel()::receive).awaitParked();
    timer.reset(Duration.ofMillis(200));
    timer.reset(Duration.ofMillis(220));
    assertThat(receiver.get()).isNotNull();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(Duration.ofMillis(220).toNanos());
  }

  /** F11. */
  @Test
  void ofTwoReceiversExactlyOneGetsTheValue(Harness harness) throws Exception {
    Timer timer = Timer.start(LONG);
    ReceiveChannel<Instant> channel = timer.channel();
    var first = harness.call(channel::receive).awaitParked();
    var second = harness.call(channel::receive).awaitParked();
    timer.reset(MOMENT);
    assertThat(first.get()).isNotNull();
    assertThat(second.isDone()).isFalse();
    second.interrupt();
    second.failure(InterruptedException.class);
    assertThat(Kernel.timers()).isZero();
  }

  /** F5: stop is false exactly if the value was received. */
  @Test
  void stopThatRacesAReceiverIsFalseExactlyIfItGotTheValue(Harness harness) throws Exception {
    int received = 0;
    int stopped = 0;
    for (int round = 0; round < 400; round++) {
      Timer timer = Timer.start(Duration.ofNanos(round % 50 * 2_000L));
      var receiver = harness.call(Kind.turn(round), () -> timer.channel().receive(MOMENT));
      if (round % 3 == 0) {
        Thread.yield();
      } else if (round % 3 == 1) {
        harness.waitUntil(
            "it waits", () -> receiver.isDone() || Harness.isParked(receiver.thread()));
      }
      boolean wasStopped = round % 2 == 0 ? timer.stop() : timer.reset(LONG);
      boolean got = receiver.get() instanceof Received.Value;
      assertThat(wasStopped).isNotEqualTo(got);
      received += got ? 1 : 0;
      stopped += wasStopped ? 1 : 0;
    }
    assertThat(received).isPositive();
    assertThat(stopped).isPositive();
    assertThat(Kernel.timers()).isZero();
  }

  /** F10. */
  @Test
  void hugeDelayIsClamped(Harness harness) throws Exception {
    Timer timer = Timer.start(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(timer.channel().tryReceive()).isEqualTo(EMPTY);
    assertThat(timer.channel().receive(MOMENT)).isEqualTo(EMPTY);
    var receiver = harness.call(timer.channel()::receive).awaitParked();
    timer.reset(Duration.ZERO);
    assertThat(receiver.get()).isNotNull();
  }

  /** F8. */
  @Test
  void timerThatNobodyReferencesIsGarbageStoppedOrNot() {
    Memory.awaitCollected("an abandoned timer", abandonedTimer());
    Memory.awaitCollected("an abandoned channel", new WeakReference<>(Timer.after(LONG)));
    Memory.awaitCollected("an abandoned ticker", new WeakReference<>(Ticker.every(LONG).channel()));
    Memory.awaitCollected("an abandoned tick", new WeakReference<>(Ticker.tick(LONG)));
    assertThat(Kernel.timers()).isZero();
  }

  private static WeakReference<?> abandonedTimer() {
    Timer timer = Timer.start(LONG);
    assertThat(timer.channel().tryReceive()).isEqualTo(EMPTY);
    return new WeakReference<>(timer.channel());
  }

  @Test
  void timerIsGarbageAfterItsReceiverHasGivenUp(Harness harness) {
    Memory.awaitCollected("a timer whose receiver gave up", giveUp(harness));
    assertThat(Kernel.timers()).isZero();
  }

  private static WeakReference<?> giveUp(Harness harness) {
    var channel = new AtomicReference<>(Timer.after(LONG));
    var weak = new WeakReference<>(channel.get());
    var receiver = harness.call(() -> channel.getAndSet(null).receive()).awaitParked();
    receiver.interrupt();
    receiver.failure(InterruptedException.class);
    return weak;
  }

  @Test
  void iteratesLikeAnyChannel() {
    assertThat(Timer.after(Duration.ZERO).iterator().hasNext()).isTrue();
    assertThat(Timer.after(Duration.ZERO).stream().limit(1).toList()).hasSize(1);
  }

  @Test
  void rejectsNull() {
    assertThatNullPointerException().isThrownBy(() -> Timer.start(null)).withMessage("delay");
    assertThatNullPointerException().isThrownBy(() -> Timer.after(null)).withMessage("delay");
    assertThatNullPointerException()
        .isThrownBy(() -> Timer.start(LONG).reset(null))
        .withMessage("delay");
    assertThatNullPointerException()
        .isThrownBy(() -> Timer.afterFunc(LONG, null))
        .withMessage("task");
    assertThatNullPointerException().isThrownBy(() -> Timer.call(LONG, null)).withMessage("action");
    assertThat(Kernel.timers()).isZero();
  }

  // ---- calls

  /** F9. */
  @Test
  void afterFuncRunsOnAGoroutineOfItsOwnNotEarly(Harness harness) throws Exception {
    long before = System.nanoTime();
    var ran = new AtomicReference<Thread>();
    var done = new CountDownLatch(1);
    Timer timer =
        Timer.afterFunc(
            MOMENT,
            () -> {
              assertThat(Go.count()).isPositive();
              ran.set(Thread.currentThread());
              done.countDown();
            });
    assertThat((Object) timer.channel()).isSameAs(Channel.never());
    assertThat(Kernel.timers()).isEqualTo(1);
    done.await();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MOMENT.toNanos());
    assertThat(ran.get().isVirtual()).isTrue();
    assertThat(timer.stop()).isFalse();
  }

  @Test
  void stoppedCallDoesNotBegin() throws Exception {
    var calls = new AtomicInteger();
    Timer function = Timer.afterFunc(MOMENT, calls::incrementAndGet);
    Timer call = Timer.call(MOMENT, calls::incrementAndGet);
    assertThat(function.stop()).isTrue();
    assertThat(call.stop()).isTrue();
    assertThat(function.stop()).isFalse();
    assertThat(Kernel.timers()).isZero();
    Go.sleep(MOMENT.multipliedBy(3));
    assertThat(calls.get()).isZero();
  }

  @Test
  void stopOfACallIsFalseExactlyIfItBegins(Harness harness) {
    int began = 0;
    for (int round = 0; round < 400; round++) {
      var calls = new AtomicInteger();
      Timer timer = Timer.call(Duration.ofNanos(round % 40 * 2_500L), calls::incrementAndGet);
      if (round % 4 == 0) {
        harness.waitUntil("the call has begun", () -> calls.get() == 1);
      } else if (round % 2 == 0) {
        Thread.yield();
      }
      if (timer.stop()) {
        assertThat(calls.get()).isZero();
      } else {
        began++;
        harness.waitUntil("the call has begun", () -> calls.get() == 1);
      }
    }
    assertThat(began).isPositive();
  }

  @Test
  void resetCallRunsAgain() throws Exception {
    Channel<Integer> calls = Channel.buffered(4);
    Timer timer = Timer.call(Duration.ZERO, () -> calls.trySend(1));
    calls.receive();
    assertThat(timer.reset(Duration.ofMillis(1))).isFalse();
    calls.receive();
    assertThat(timer.reset(LONG)).isFalse();
    assertThat(timer.reset(Duration.ZERO)).isTrue();
    calls.receive();
    assertThat(calls.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void callThatThrowsDoesNotStopOtherTimers() throws Exception {
    try (var errors = new PrintedErrors()) {
      Timer.call(
          Duration.ZERO,
          () -> {
            throw new IllegalStateException("planted");
          });
      assertThat(Timer.after(Duration.ofMillis(5)).receive()).isNotNull();
      Harness.await("it is reported", () -> errors.text().contains("planted"));
    }
  }
}
