package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.csp.channels.Channel;
import dev.csp.channels.Timer;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Every schedule of small programs, with numbers computed by hand. */
final class ExplorationTest {
  private static long schedules(dev.csp.go.Task program) {
    Exploration exploration = Simulation.explore(program);
    assertThat(exploration.complete()).isTrue();
    return exploration.schedules();
  }

  @Test
  void aProgramWithoutChoiceHasOneSchedule() {
    assertThat(schedules(() -> {})).isEqualTo(1);
    assertThat(schedules(() -> Channel.buffered(1).send(1))).isEqualTo(1);
    assertThat(schedules(() -> Go.sleep(Duration.ofHours(1)))).isEqualTo(1);
  }

  /**
   * Main starts the other one and ends: after the start either of them goes on, and then there is
   * no choice left, because an end is no point at which one could choose before it.
   */
  @Test
  void oneEmptyGoroutineMakesTwo() {
    assertThat(schedules(() -> Go.go(() -> {}))).isEqualTo(2);
  }

  /** A receiver that waits may go on before the sender that has woken it does anything more. */
  @Test
  void aWakeIsADecision() {
    Set<Boolean> seen = new HashSet<>();
    Exploration all =
        Simulation.explore(() -> {
          Channel<Integer> channel = Channel.unbuffered();
          AtomicBoolean sent = new AtomicBoolean();
          Goroutine receiver =
              Go.go(() -> {
                channel.receive();
                seen.add(sent.get());
              });
          Go.sleep(Duration.ofMillis(1)); // until it waits
          channel.send(1);
          sent.set(true);
          receiver.join();
        });
    assertThat(all.complete()).isTrue();
    assertThat(seen).containsExactlyInAnyOrder(true, false);
  }

  /**
   * Main does n yields after the start, the other one m steps of the same kind. The two sequences
   * merge: the other one's first piece begins after any number of main's, and so on. With n + 1 and
   * m + 1 pieces whose order in each is fixed there are C(n + m + 2, n + 1) merges.
   */
  @Test
  void twoSequencesHaveAsManySchedulesAsTheyHaveMerges() {
    for (int n = 0; n <= 4; n++) {
      for (int m = 0; m <= 4; m++) {
        int mains = n;
        int others = m;
        long count =
            schedules(() -> {
              Channel<Integer> room = Channel.buffered(100);
              Go.go(() -> {
                for (int i = 0; i < others; i++) {
                  room.send(i);
                }
              });
              for (int i = 0; i < mains; i++) {
                room.send(i);
              }
            });
        assertThat(count).as(n + " and " + m).isEqualTo(binomial(n + m + 2, n + 1));
      }
    }
  }

  private static long binomial(int n, int k) {
    return k == 0 ? 1 : binomial(n - 1, k - 1) * n / k;
  }

  /** Three sequences of one piece each that are there from the beginning: 3! orders. */
  @Test
  void threeGoroutinesThatWaitForOneEventGoOnInSixOrders() {
    Map<String, Integer> orders = new TreeMap<>();
    Exploration exploration =
        Simulation.with(Strategy.random())
            .explore(
                0,
                1000,
                () -> {
                  Channel<Integer> start = Channel.unbuffered();
                  var order = new StringBuilder();
                  WaitGroup all = new WaitGroup();
                  for (char name : "abc".toCharArray()) {
                    all.go(() -> {
                      start.receiveOrClosed();
                      order.append(name);
                    });
                  }
                  Go.sleep(Duration.ofMillis(1));
                  start.close();
                  all.await();
                  orders.merge(order.toString(), 1, Integer::sum);
                });
    assertThat(exploration.complete()).isTrue();
    assertThat(orders.keySet()).containsExactly("abc", "acb", "bac", "bca", "cab", "cba");
    // The three begin in 3! orders, and go on in 3! orders after the close.
    assertThat(exploration.schedules()).isEqualTo(36);
  }

  @Test
  void aSelectHasAScheduleForEachReadyCaseAndNoMore() {
    assertThat(
            schedules(() -> {
              Channel<Integer> a = Channel.buffered(1);
              Channel<Integer> b = Channel.buffered(1);
              Channel<Integer> c = Channel.buffered(1);
              a.send(1);
              b.send(1);
              Select.select(
                  Select.receive(a), Select.receive(b), Select.receive(c), Select.send(c, 1));
            }))
        .isEqualTo(3);
  }

  @Test
  void timersThatAreDueTogetherHaveAScheduleForEachOrder() {
    assertThat(
            schedules(() -> {
              var count = new AtomicInteger();
              for (int i = 0; i < 3; i++) {
                Timer unused = Timer.call(Duration.ofSeconds(1), count::incrementAndGet);
              }
              Go.sleep(Duration.ofSeconds(2));
              assertThat(count).hasValue(3);
            }))
        .isEqualTo(6);
  }

  @Test
  void findsTheOneScheduleThatFailsAndTheFailureHasIt() {
    dev.csp.go.Task program =
        () -> {
          var shared = new int[1];
          Goroutine other =
              Go.go(() -> {
                int seen = shared[0];
                Go.yieldNow();
                shared[0] = seen + 1;
              });
          int seen = shared[0];
          Go.yieldNow();
          shared[0] = seen + 1;
          other.join();
          assertThat(shared[0]).isEqualTo(2);
        };
    SimulationFailure failure = Fails.in(() -> Simulation.explore(program));
    assertThat(failure.getCause()).isInstanceOf(AssertionError.class);
    SimulationFailure again = Fails.in(() -> Simulation.replay(failure.run().schedule(), program));
    assertThat(again.run().timeline()).isEqualTo(failure.run().timeline());
  }

  @Test
  void aLimitOnPreemptionsLeavesOutTheOthers() {
    dev.csp.go.Task program =
        () -> {
          Channel<Integer> room = Channel.buffered(100);
          Go.go(() -> {
            for (int i = 0; i < 3; i++) {
              room.send(i);
            }
          });
          for (int i = 0; i < 3; i++) {
            room.send(i);
          }
        };
    Simulation simulation = Simulation.with(Strategy.random());
    // Without interference main goes on until it ends.
    assertThat(simulation.explore(0, 1000, program)).isEqualTo(new Exploration(1, 11, true));
    // Once: main stops at one of its 4 points, and the other one runs to its end.
    assertThat(simulation.explore(1, 1000, program).schedules()).isEqualTo(1 + 4);
    assertThat(simulation.explore(100, 1000, program).schedules()).isEqualTo(binomial(8, 4));
  }

  @Test
  void stopsAtItsLimit() {
    Exploration exploration =
        Simulation.with(Strategy.random())
            .explore(
                5,
                () -> {
                  Go.go(Go::yieldNow);
                  Go.yieldNow();
                });
    assertThat(exploration.schedules()).isEqualTo(5);
    assertThat(exploration.complete()).isFalse();
  }

  @Test
  void saysSoIfAProgramDoesNotDoTheSameAgain() {
    var runs = new AtomicInteger();
    assertThatIllegalStateException()
        .isThrownBy(() ->
            Simulation.explore(() -> {
              if (runs.incrementAndGet() == 1) {
                Go.go(() -> {});
              }
            }))
        .withMessageStartingWith("the program did not do the same when it was run again");
  }
}
