package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the strategies promise. */
final class StrategiesTest {
  private static void assertEvenOdds(Map<String, Integer> counts, int outcomes) {
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(counts).hasSize(outcomes);
    double expected = (double) total / outcomes;
    // Five standard deviations: one in two million would fail by chance, and the seeds are fixed.
    double slack = 5 * Math.sqrt(expected * (1 - 1.0 / outcomes));
    counts.forEach((outcome, count) ->
        assertThat((double) count).as(outcome).isBetween(expected - slack, expected + slack));
  }

  @Test
  void randomChoosesEveryReadyCaseEquallyOften() {
    Map<String, Integer> counts = new TreeMap<>();
    for (int seed = 0; seed < 3000; seed++) {
      Simulation.run(
          seed,
          () -> {
            Channel<Integer> a = Channel.buffered(1);
            Channel<Integer> b = Channel.buffered(1);
            Channel<Integer> empty = Channel.buffered(1);
            a.send(1);
            b.send(1);
            counts.merge(
                Select.<String>select(
                    Select.receive(a, v -> "first"),
                    Select.receive(empty, v -> "never"),
                    Select.receive(b, v -> "second"),
                    Select.receive(a, v -> "third"),
                    Select.send(empty, 1, () -> "fourth")),
                1,
                Integer::sum);
          });
    }
    assertEvenOdds(counts, 4);
  }

  @Test
  void randomChoosesEveryRunnableGoroutineEquallyOften() {
    Map<String, Integer> counts = new TreeMap<>();
    for (int seed = 0; seed < 3000; seed++) {
      Simulation.run(
          seed,
          () -> {
            var order = new StringBuilder();
            Channel<Integer> start = Channel.unbuffered();
            WaitGroup all = new WaitGroup();
            for (char name : "abcd".toCharArray()) {
              all.go(() -> {
                start.receiveOrClosed();
                order.append(name);
              });
            }
            Go.sleep(java.time.Duration.ofNanos(1));
            start.close(); // wakes them one after the other, and each may go on before the next
            all.await();
            counts.merge(order.substring(0, 1), 1, Integer::sum);
          });
    }
    assertThat(counts).hasSize(4);
    counts.forEach((name, count) -> assertThat(count).as(name).isGreaterThan(100));
  }

  @Test
  void randomInterleavesTwoSequencesEvenly() {
    Map<String, Integer> counts = new TreeMap<>();
    for (int seed = 0; seed < 4000; seed++) {
      Simulation.run(
          seed,
          () -> {
            var order = new StringBuilder();
            WaitGroup all = new WaitGroup();
            Channel<Integer> gate = Channel.unbuffered();
            all.go(() -> {
              gate.receiveOrClosed();
              Go.yieldNow();
              order.append('a');
            });
            all.go(() -> {
              gate.receiveOrClosed();
              Go.yieldNow();
              order.append('b');
            });
            Go.sleep(java.time.Duration.ofNanos(1));
            gate.close();
            all.await();
            counts.merge(order.toString(), 1, Integer::sum);
          });
    }
    // Who is woken first has a small start.
    assertThat(counts.keySet()).containsExactly("ab", "ba");
    counts.forEach((order, count) -> assertThat(count).as(order).isBetween(1000, 3000));
  }

  /**
   * A bug of depth 2: the other goroutine's first step must come before main's, and its second one
   * after main's last. Many steps lie between, so a random walk nearly never stays away for so
   * long.
   */
  private static final Task DEPTH_TWO =
      () -> {
        boolean[] begun = new boolean[1];
        boolean[] ended = new boolean[1];
        Goroutine other =
            Go.go(() -> {
              begun[0] = true;
              Go.yieldNow();
              ended[0] = true;
            });
        Channel<Integer> room = Channel.unlimited();
        boolean early = begun[0];
        for (int i = 0; i < 40; i++) {
          room.send(i);
        }
        boolean late = ended[0];
        other.join();
        assertThat(early && !late).isFalse();
      };

  private static int finds(Strategy strategy, int runs, Task program) {
    int found = 0;
    for (int seed = 0; seed < runs; seed++) {
      try {
        Simulation.with(strategy).seed(seed).run(program);
      } catch (SimulationFailure e) {
        found++;
      }
    }
    return found;
  }

  /** The promise is one run in n k^(d - 1), here 2 × 45 at most. */
  @Test
  void pctFindsABugOfDepthTwoAsOftenAsItPromises() {
    int runs = 2000;
    assertThat(finds(Strategy.pct(1, 45), runs, DEPTH_TWO)).isGreaterThan(runs / 90);
  }

  @Test
  void pctWithoutChangePointsRunsByPriorityAlone() {
    Map<String, Integer> counts = new TreeMap<>();
    for (int seed = 0; seed < 3000; seed++) {
      var order = new StringBuilder();
      Simulation.with(Strategy.pct(0, 1))
          .seed(seed)
          .run(() -> {
            Channel<Integer> start = Channel.unbuffered();
            WaitGroup all = new WaitGroup();
            for (char name : "abc".toCharArray()) {
              all.go(() -> {
                start.receiveOrClosed();
                order.append(name);
                Channel.buffered(1).send(1);
                order.append(name);
              });
            }
            Go.sleep(java.time.Duration.ofNanos(1));
            start.close();
            all.await();
          });
      counts.merge(order.toString(), 1, Integer::sum);
    }
    // Nobody is interrupted by one that was there before; main, which wakes them, may be.
    assertThat(counts.keySet())
        .allMatch(order -> order.charAt(0) == order.charAt(1) || order.length() == 6);
    assertThat(counts).hasSizeGreaterThanOrEqualTo(6);
  }

  /** By strict priorities the one that waits would go on for ever. */
  @Test
  void pctLetsOthersRunWhenSomebodyYields() {
    for (int seed = 0; seed < 200; seed++) {
      Simulation.with(Strategy.pct(2, 20))
          .seed(seed)
          .steps(1000)
          .run(() -> {
            boolean[] done = new boolean[1];
            Go.go(() -> done[0] = true);
            while (!done[0]) {
              Go.yieldNow();
            }
          });
    }
  }

  @Test
  void replayTakesDecisionsModuloTheNumberOfPossibilitiesAndThenZero() {
    Task program =
        () -> {
          Channel<Integer> room = Channel.buffered(10);
          Goroutine other = Go.go(() -> room.send(1));
          room.send(2);
          other.join();
        };
    String second = Simulation.replay(Schedule.of(1), program).timeline();
    assertThat(Simulation.replay(Schedule.of(7), program).timeline()).isEqualTo(second);
    assertThat(Simulation.replay(Schedule.of(1, 0, 0, 0), program).timeline()).isEqualTo(second);
    assertThat(Simulation.replay(Schedule.of(), program).timeline()).isNotEqualTo(second);
  }

  @Test
  void theEmptyScheduleInterferesNowhere() {
    var order = new StringBuilder();
    Run run =
        Simulation.replay(
            Schedule.of(),
            () -> {
              Goroutine other = Go.go(() -> order.append("other "));
              Channel<Integer> room = Channel.buffered(10);
              for (int i = 0; i < 5; i++) {
                room.send(i);
                order.append(i).append(' ');
              }
              other.join();
            });
    assertThat(order).hasToString("0 1 2 3 4 other ");
    assertThat(run.schedule()).isEqualTo(Schedule.of());
  }

  @Test
  void badNumbersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategy.pct(-1, 10))
        .withMessage("changePoints must be >= 0, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategy.pct(1, 0))
        .withMessage("steps must be >= 1, was 0");
  }

  @Test
  void strategiesSayWhatTheyAre() {
    assertThat(Strategy.random()).hasToString("random");
    assertThat(Strategy.pct(2, 100)).hasToString("pct(2, 100)");
    assertThat(Strategy.replay(Schedule.of())).hasToString("replay");
  }
}
