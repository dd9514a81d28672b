package dev.csp.testkit.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.testkit.leak.LeakCheckExtension;
import dev.csp.testkit.simulation.Run;
import dev.csp.testkit.simulation.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(LeakCheckExtension.class)
final class ProbeTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(5);

  private final Channel<String> orders = Channel.buffered("orders", 16);
  private final Probe<String> probe = Probe.of(orders);

  private static void fails(String message, ThrowingCallable expectation) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(expectation).withMessage(message);
  }

  @Test
  void expectsValuesSilenceAndTheEnd() throws Exception {
    orders.send("a");
    orders.send("b");
    assertThat(probe.next(LONG)).isEqualTo("a");
    probe.expectNext("b", LONG).expectNothing(SHORT);
    orders.close();
    probe.expectClosed(LONG);
    assertThat(probe.received()).containsExactly("a", "b");
    assertThat(probe).hasToString("Probe[" + orders + "]");
  }

  @Test
  void waitsForAValueThatComesLater() throws Exception {
    var sender = Go.go(() -> orders.send("late"));
    probe.expectNext("late", LONG);
    sender.join();
  }

  @Test
  void nextWithinFailsWhenTheTimePasses() {
    fails(
        "expected a value from " + orders + " within PT0.005S, but nothing came",
        () -> probe.next(SHORT));
    fails(
        "expected x from " + orders + " within PT0S, but nothing came",
        () -> probe.expectNext("x", Duration.ZERO));
  }

  @Test
  void nextFailsAtTheEnd() {
    orders.close(new IOException("no line"));
    fails(
        "expected a value from "
            + orders
            + " within PT1H, but it is closed because of java.io.IOException: no line",
        () -> probe.next(LONG));
  }

  @Test
  void anotherValueFailsAndIsTaken() throws Exception {
    orders.send("a");
    orders.send("b");
    probe.expectNext("a", LONG);
    fails(
        "expected c from Channel[orders, buffered, 0 of 16] within PT1H, but b came; before that: a",
        () -> probe.expectNext("c", LONG));
    assertThat(probe.received()).containsExactly("a", "b");
  }

  @Test
  void nothingForWaitsThatLong() {
    Run run =
        Simulation.run(
            0,
            () -> {
              Channel<String> quiet = Channel.unbuffered("quiet");
              Go.go(() -> {
                Go.sleep(Duration.ofMinutes(11));
                quiet.send("late");
              });
              Probe.of(quiet)
                  .expectNothing(Duration.ofMinutes(10))
                  .expectNext("late", Duration.ofMinutes(1));
            });
    assertThat(run.elapsed()).isEqualTo(Duration.ofMinutes(11));
  }

  @Test
  void nothingFailsForAValueAndForTheEnd() throws Exception {
    orders.send("a");
    fails(
        "expected nothing from Channel[orders, buffered, 0 of 16] for PT1H, but a came",
        () -> probe.expectNothing(LONG));
    orders.close();
    fails(
        "expected nothing from "
            + orders
            + " for PT1H, but it is closed without a cause; before that: a",
        () -> probe.expectNothing(LONG));
  }

  @Test
  void closedFailsForAValueSilenceAndACause() throws Exception {
    fails(
        "expected the end without a cause from " + orders + " within PT0.005S, but nothing came",
        () -> probe.expectClosed(SHORT));
    orders.send("a");
    orders.close(new IOException("no line"));
    fails(
        "expected the end without a cause from Channel[orders, buffered, 0 of 16, closed] within"
            + " PT1H, but a came",
        () -> probe.expectClosed(LONG));
    fails(
        "expected the end without a cause from "
            + orders
            + " within PT1H, but it is closed because of java.io.IOException: no line; before that: a",
        () -> probe.expectClosed(LONG));
  }

  @Test
  void closedWithAnswersTheCause() throws Exception {
    IOException cause = new IOException("no line");
    orders.close(cause);
    assertThat(probe.expectClosedWith(IOException.class, LONG)).isSameAs(cause);
    fails(
        "expected the end because of java.util.concurrent.TimeoutException from "
            + orders
            + " within PT1H, but it is closed because of java.io.IOException: no line",
        () -> probe.expectClosedWith(TimeoutException.class, LONG));
  }

  @Test
  void closedWithFailsWithoutACause() {
    orders.close();
    fails(
        "expected the end because of java.io.IOException from "
            + orders
            + " within PT1H, but it is closed without a cause",
        () -> probe.expectClosedWith(IOException.class, LONG));
  }

  @Test
  void longValuesAndLongHistoriesAreCut() throws Exception {
    for (int i = 0; i < 12; i++) {
      orders.send("v" + i);
      probe.next(LONG);
    }
    orders.send("x".repeat(100));
    assertThatThrownBy(() -> probe.expectClosed(LONG))
        .hasMessageContaining("but " + "x".repeat(80) + "… came; before that: …, v2, v3,")
        .hasMessageEndingWith("v11");
  }

  @Test
  void anInterruptEndsTheWaitAndTakesNothing() throws Exception {
    orders.send("a");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> probe.next(LONG)).isInstanceOf(InterruptedException.class);
    assertThat(orders.length()).isEqualTo(1);
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> Probe.of(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> probe.expectNext(null, LONG)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> probe.next(null)).isInstanceOf(NullPointerException.class);
  }
}
