package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.channels.internal.Kernel;
import dev.csp.go.Go;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Guard.class)
final class TickerTest {
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofHours(1);
  private static final List<Duration> NOT_POSITIVE =
      List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE));
  private static final Received<Instant> EMPTY = new Received.Empty<>();

  @ParameterizedTest
  @EnumSource
  void ticksAreWholeIntervalsApartAndNotEarly(Kind kind, Harness harness) {
    harness
        .run(
            kind,
            () -> {
              Instant from = Instant.now();
              long before = System.nanoTime();
              Ticker ticker = Ticker.every(INTERVAL);
              Instant to = Instant.now();
              Instant first = null;
              for (int i = 1; i <= 5; i++) {
                Instant tick = ticker.channel().receive();
                assertThat(System.nanoTime() - before)
                    .isGreaterThanOrEqualTo(i * INTERVAL.toNanos());
                if (first == null) {
                  first = tick;
                  assertThat(tick).isAfterOrEqualTo(from.plus(INTERVAL));
                }
                long offset = Duration.between(first, tick).toNanos();
                assertThat(offset % INTERVAL.toNanos()).isZero();
                assertThat(offset / INTERVAL.toNanos()).isGreaterThanOrEqualTo(i - 1);
              }
              ticker.stop();
            })
        .join();
    assertThat(Kernel.timers()).isZero();
  }

  /**
   * F7: no bursts. The tick that waited is the first that was missed; the next is in the future.
   */
  @Test
  void slowReceiverFindsAtMostOneTickAndTheScheduleDoesNotDrift() throws Exception {
    Duration interval = Duration.ofMillis(40);
    Ticker ticker = Ticker.every(interval);
    long start = System.nanoTime();
    Go.sleep(interval.multipliedBy(3).plusMillis(1));
    Instant waited = ((Received.Value<Instant>) ticker.channel().tryReceive()).value();
    Received<Instant> second = ticker.channel().tryReceive();
    long now = System.nanoTime();
    if (now - start < interval.multipliedBy(4).toNanos()) { // else another is due: not a burst
      assertThat(second).isEqualTo(EMPTY);
    }
    Instant next =
        second instanceof Received.Value<Instant>(Instant tick) ? tick : ticker.channel().receive();
    long offset = Duration.between(waited, next).toNanos();
    assertThat(offset % interval.toNanos()).isZero();
    assertThat(offset / interval.toNanos()).isGreaterThanOrEqualTo(3);
    ticker.stop();
  }

  @Test
  void noTickCanBeReceivedAfterStopUntilAReset(Harness harness) throws Exception {
    Ticker ticker = Ticker.every(INTERVAL);
    Go.sleep(INTERVAL.multipliedBy(2));
    ticker.stop();
    ticker.stop();
    assertThat(ticker.channel().tryReceive()).isEqualTo(EMPTY);
    assertThat(ticker.channel().receive(INTERVAL.multipliedBy(3))).isEqualTo(EMPTY);
    var receiver = harness.call(ticker.channel()::receive).awaitParked();
    ticker.reset(INTERVAL);
    assertThat(receiver.get()).isNotNull();
    assertThat(ticker.channel().receive()).isNotNull();
    ticker.stop();
    assertThat(Kernel.timers()).isZero();
  }

  @Test
  void resetForgetsATickOfTheOldSetting() throws Exception {
    Ticker ticker = Ticker.every(INTERVAL);
    Go.sleep(INTERVAL.multipliedBy(2));
    ticker.reset(LONG);
    assertThat(ticker.channel().tryReceive()).isEqualTo(EMPTY);
    Instant from = Instant.now();
    ticker.reset(INTERVAL);
    assertThat(ticker.channel().receive()).isAfterOrEqualTo(from.plus(INTERVAL));
  }

  @Test
  void everyReceiverInTurnGetsATick(Harness harness) {
    Ticker ticker = Ticker.every(INTERVAL);
    var first = harness.call(ticker.channel()::receive);
    var second = harness.call(ticker.channel()::receive);
    assertThat(second.get()).isNotEqualTo(first.get());
    ticker.stop();
  }

  @Test
  void looksUnbuffered() {
    Ticker ticker = Ticker.every(INTERVAL);
    assertThat(ticker.channel().length()).isZero();
    assertThat(ticker.channel().capacity()).isZero();
    assertThat(ticker.channel()).isSameAs(ticker.channel());
    assertThat(ticker.channel().toString()).contains("ticker");
    assertThat((Object) ticker.channel()).isNotInstanceOf(AutoCloseable.class);
  }

  @Test
  void intervalThatIsNotPositiveIsRejectedAndTickIsNever() {
    Ticker ticker = Ticker.every(LONG);
    for (Duration interval : NOT_POSITIVE) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ticker.every(interval))
          .withMessage("the interval of a ticker must be positive, was " + interval);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ticker.reset(interval))
          .withMessage("the interval of a ticker must be positive, was " + interval);
      assertThat((Object) Ticker.tick(interval)).isSameAs(Channel.never());
    }
    assertThatNullPointerException().isThrownBy(() -> Ticker.every(null)).withMessage("interval");
    assertThatNullPointerException().isThrownBy(() -> Ticker.tick(null)).withMessage("interval");
    assertThatNullPointerException().isThrownBy(() -> ticker.reset(null)).withMessage("interval");
  }

  @Test
  void tickTicks() throws Exception {
    ReceiveChannel<Instant> ticks = Ticker.tick(INTERVAL);
    assertThat(ticks.receive()).isBefore(ticks.receive());
  }

  @Test
  void hugeIntervalIsClamped() throws Exception {
    Ticker ticker = Ticker.every(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(ticker.channel().tryReceive()).isEqualTo(EMPTY);
    ticker.reset(Duration.ofNanos(1));
    assertThat(ticker.channel().receive()).isNotNull();
    assertThat(ticker.channel().receive()).isNotNull();
  }
}
