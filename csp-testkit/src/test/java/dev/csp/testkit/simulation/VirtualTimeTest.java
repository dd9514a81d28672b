package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Ticker;
import dev.csp.channels.Timer;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The clock of a simulation. */
final class VirtualTimeTest {
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

  @Test
  void anHourOfSleepsTakesNoTime() {
    long begin = System.nanoTime();
    Run run =
        Simulation.run(
            1,
            () -> {
              assertThat(Go.now()).isEqualTo(BEGINNING);
              for (int i = 0; i < 60; i++) {
                Go.sleep(Duration.ofMinutes(1));
              }
              assertThat(Go.now()).isEqualTo(BEGINNING.plus(Duration.ofHours(1)));
            });
    assertThat(run.elapsed()).isEqualTo(Duration.ofHours(1));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void sleepersWakeInTheOrderOfTheirTimesExactly() {
    for (int seed = 0; seed < 100; seed++) {
      List<Integer> woken = new ArrayList<>();
      Simulation.run(
          seed,
          () -> {
            WaitGroup sleepers = new WaitGroup();
            for (int i : List.of(3, 1, 4, 5, 9, 2, 6)) {
              sleepers.go(() -> {
                Go.sleep(Duration.ofSeconds(i));
                assertThat(Go.now()).isEqualTo(BEGINNING.plusSeconds(i));
                woken.add(i);
              });
            }
            sleepers.await();
          });
      assertThat(woken).containsExactly(1, 2, 3, 4, 5, 6, 9);
    }
  }

  @Test
  void theClockStandsStillWhileAnybodyCanGoOn() {
    for (int seed = 0; seed < 100; seed++) {
      Simulation.run(
          seed,
          () -> {
            Channel<Integer> channel = Channel.unbuffered();
            Goroutine busy =
                Go.go(() -> {
                  for (int i = 0; i < 20; i++) {
                    Go.yieldNow();
                  }
                  channel.send(1);
                });
            assertThat(channel.receive(Duration.ofNanos(1))).isEqualTo(new Received.Value<>(1));
            assertThat(Go.now()).isEqualTo(BEGINNING);
            busy.join();
          });
    }
  }

  @Test
  void timersFireWhenTheyAreDue() {
    Simulation.run(
        1,
        () -> {
          Timer timer = Timer.start(Duration.ofSeconds(3));
          assertThat(timer.channel().receive()).isEqualTo(BEGINNING.plusSeconds(3));
          assertThat(Go.now()).isEqualTo(BEGINNING.plusSeconds(3));
          timer.reset(Duration.ofSeconds(4));
          assertThat(timer.stop()).isTrue();
          assertThat(timer.channel().receive(Duration.ofDays(1))).isEqualTo(new Received.Empty<>());
          assertThat(Timer.after(Duration.ofSeconds(1)).receive()).isEqualTo(Go.now());
        });
  }

  @Test
  void tickersTickAtTheirIntervals() {
    Simulation.run(
        1,
        () -> {
          Ticker ticker = Ticker.every(Duration.ofMillis(10));
          for (int i = 1; i <= 5; i++) {
            assertThat(ticker.channel().receive()).isEqualTo(BEGINNING.plusMillis(10L * i));
          }
          Go.sleep(Duration.ofMillis(35)); // the ticks of 60 to 80 ms: one is kept
          assertThat(ticker.channel().tryReceive())
              .isEqualTo(new Received.Value<>(BEGINNING.plusMillis(60)));
          assertThat(ticker.channel().receive()).isEqualTo(BEGINNING.plusMillis(90));
          ticker.stop();
        });
  }

  @Test
  void functionTimersStartGoroutinesOfTheSimulation() {
    Simulation.run(
        1,
        () -> {
          Channel<Instant> called = Channel.unbuffered();
          Timer.afterFunc(Duration.ofSeconds(2), () -> called.send(Go.now()));
          assertThat(called.receive()).isEqualTo(BEGINNING.plusSeconds(2));
        });
  }

  @Test
  void contextsEndAtTheirDeadlines() {
    Simulation.run(
        1,
        () -> {
          try (CancellableContext context =
              Context.background().withTimeout(Duration.ofMinutes(5))) {
            assertThat(context.deadline()).contains(BEGINNING.plus(Duration.ofMinutes(5)));
            Received<Void> end = context.done().receiveOrClosed();
            assertThat(end).isInstanceOf(Received.Closed.class);
            assertThat(Go.now()).isEqualTo(BEGINNING.plus(Duration.ofMinutes(5)));
            assertThat(context.error().orElseThrow()).isInstanceOf(DeadlineExceededException.class);
          }
        });
  }

  @Test
  void timedOperationsTimeOutExactly() {
    Simulation.run(
        1,
        () -> {
          Channel<Integer> channel = Channel.unbuffered();
          assertThat(channel.send(1, Duration.ofSeconds(1))).isFalse();
          assertThat(Go.now()).isEqualTo(BEGINNING.plusSeconds(1));
          assertThat(channel.receive(Duration.ofSeconds(1))).isEqualTo(new Received.Empty<>());
          assertThat(Go.now()).isEqualTo(BEGINNING.plusSeconds(2));
          Select.select(Select.receive(channel), Select.after(Duration.ofSeconds(1), () -> 0));
          assertThat(Go.now()).isEqualTo(BEGINNING.plusSeconds(3));
          WaitGroup group = new WaitGroup();
          group.add(1);
          assertThat(group.await(Duration.ofSeconds(1))).isFalse();
          assertThat(Go.now()).isEqualTo(BEGINNING.plusSeconds(4));
          Goroutine waits = Go.go(channel::receive);
          assertThat(waits.join(Duration.ofSeconds(1))).isFalse();
          assertThat(Go.now()).isEqualTo(BEGINNING.plusSeconds(5));
          channel.send(1);
          waits.join();
        });
  }

  /**
   * Of two who sleep until the same time, and two timers that are due then, either may be first.
   */
  @Test
  void whatIsDueAtTheSameTimeComesInAnyOrder() {
    Set<String> orders = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      var order = new StringBuilder();
      Simulation.run(
          seed,
          () -> {
            var first = Timer.after(Duration.ofSeconds(1));
            var second = Timer.after(Duration.ofSeconds(1));
            Goroutine a =
                Go.go(() -> {
                  Go.sleep(Duration.ofSeconds(1));
                  order.append('a');
                });
            Goroutine b =
                Go.go(() -> {
                  Go.sleep(Duration.ofSeconds(1));
                  order.append('b');
                });
            order.append(
                Select.<String>select(
                    Select.receive(first, at -> "1"),
                    Select.receive(second, at -> "2"),
                    Select.after(Duration.ofSeconds(1), () -> "3")));
            a.join();
            b.join();
          });
      orders.add(order.toString());
    }
    assertThat(orders).hasSize(18); // three for the select, in each of the six orders of three
  }

  @Test
  void theClockStopsWhenMainReturns() {
    SimulationFailure failure =
        Fails.in(
            () -> Simulation.run(1, () -> Go.go("late", () -> Go.sleep(Duration.ofSeconds(1)))));
    assertThat(failure)
        .hasMessageStartingWith(
            "main has returned, but 1 of its 1 goroutines are asleep - partial deadlock!");
    assertThat(failure.run().elapsed()).isZero();
  }

  @Test
  void aTickerThatNobodyStopsDoesNotKeepARunFromItsEnd() {
    Run run =
        Simulation.run(
            1,
            () -> {
              Ticker ticker = Ticker.every(Duration.ofSeconds(1));
              ticker.channel().receive();
            });
    assertThat(run.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }
}
