package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Timer;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.ErrGroup;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Same seed, same run; other seed, other run. */
final class DeterminismTest {
  /** A bit of everything. */
  private static void program() throws Exception {
    Channel<Integer> numbers = Channel.unbuffered();
    Channel<Integer> squares = Channel.buffered(2);
    try (CancellableContext context = Context.background().withTimeout(Duration.ofSeconds(1));
        ErrGroup group = new ErrGroup(context)) {
      WaitGroup workers = new WaitGroup();
      for (int i = 0; i < 3; i++) {
        workers.go(() -> {
          for (int number : numbers) {
            squares.send(number * number);
          }
        });
      }
      group.go(() -> {
        for (int i = 0; i < 10; i++) {
          numbers.send(i);
          Go.sleep(Duration.ofMillis(i));
        }
        numbers.close();
        workers.await();
        squares.close();
      });
      Timer late = Timer.start(Duration.ofMillis(30));
      int left = 10;
      while (left > 0) {
        left -=
            Select.select(
                Select.receive(squares, square -> 1), Select.receive(late.channel(), at -> 0));
      }
      group.await();
    }
  }

  @Test
  void theSameSeedMakesTheSameRun() {
    for (Strategy strategy : List.of(Strategy.random(), Strategy.pct(3, 100))) {
      for (int seed = 0; seed < 50; seed++) {
        Simulation simulation = Simulation.with(strategy).seed(seed);
        Run first = simulation.run(DeterminismTest::program);
        Run second = simulation.run(DeterminismTest::program);
        assertThat(second.timeline()).isEqualTo(first.timeline());
        assertThat(second.schedule()).isEqualTo(first.schedule());
      }
    }
  }

  @Test
  void otherSeedsMakeOtherRuns() {
    Set<Schedule> schedules = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      schedules.add(Simulation.run(seed, DeterminismTest::program).schedule());
    }
    assertThat(schedules).hasSizeGreaterThan(45);
  }

  /** Pins what seeds mean, so that a seed in somebody's bug report is worth something tomorrow. */
  @Test
  void aSeedMeansTheSameOnEveryMachine() {
    Run run =
        Simulation.run(
            42,
            () -> {
              Channel<Integer> channel = Channel.buffered(1);
              Goroutine sender = Go.go(() -> channel.send(1));
              Goroutine other = Go.go(() -> channel.send(2));
              channel.receive();
              channel.receive();
              sender.join();
              other.join();
            });
    assertThat(run.schedule()).hasToString("1 0*4 1 0 1");
  }

  @Test
  void aScheduleMakesTheSameRunWhateverHasMadeIt() {
    for (Strategy strategy : List.of(Strategy.random(), Strategy.pct(3, 100))) {
      for (int seed = 0; seed < 50; seed++) {
        Run run = Simulation.with(strategy).seed(seed).run(DeterminismTest::program);
        Run replayed =
            Simulation.replay(Schedule.parse(run.schedule().toString()), DeterminismTest::program);
        assertThat(replayed.timeline()).isEqualTo(run.timeline());
      }
    }
  }

  @Test
  void simulationsOnSeveralThreadsDoNotDisturbEachOtherNorRealGoroutines() throws Exception {
    List<String> alone =
        LongStream.range(0, 200)
            .mapToObj(seed -> Simulation.run(seed, DeterminismTest::program).timeline())
            .toList();
    Channel<Integer> real = Channel.unbuffered();
    Goroutine beside =
        Go.go(() -> {
          for (int i = 0; ; i++) {
            real.send(i);
          }
        });
    List<Goroutine> drivers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int offset = i * 50;
      drivers.add(
          Go.go(() -> {
            for (int seed = offset; seed < offset + 50; seed++) {
              Run run = Simulation.run(seed, DeterminismTest::program);
              assertThat(run.timeline()).isEqualTo(alone.get(seed));
            }
          }));
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(real.receive()).isEqualTo(i);
    }
    for (Goroutine driver : drivers) {
      driver.join();
      assertThat(driver.failure()).isEmpty();
    }
    beside.interrupt();
    beside.join();
  }

  @Test
  void idsAndNamesCountFromTheBeginningOfEachRun() {
    for (int i = 0; i < 3; i++) {
      Simulation.run(
          i,
          () -> {
            Goroutine first = Go.go(() -> {});
            Goroutine second = Go.go("worker", () -> {});
            assertThat(first.id()).isEqualTo(2);
            assertThat(first.name()).isEqualTo("goroutine-2");
            assertThat(second.id()).isEqualTo(3);
            assertThat(Channel.unbuffered()).hasToString("Channel[#1, unbuffered]");
            assertThat(Channel.buffered(4)).hasToString("Channel[#2, buffered, 0 of 4]");
            first.join();
            second.join();
          });
    }
  }

  @Test
  void goroutinesOfARunAreCountedAndDumpedInItAndNowhereElse() throws Exception {
    int before = Go.count();
    Channel<Integer> real = Channel.unbuffered();
    Goroutine beside = Go.go("beside", real::receive);
    Simulation.run(
        1,
        () -> {
          assertThat(Go.count()).isEqualTo(1);
          Channel<Integer> channel = Channel.unbuffered();
          Goroutine waits = Go.go("waits", channel::receive);
          Go.sleep(Duration.ofMillis(1));
          assertThat(Go.count()).isEqualTo(2);
          assertThat(Go.dump())
              .contains("goroutine 1 [running, 0s]: main", "goroutine 2 [chan receive, 1ms]: waits")
              .doesNotContain("beside");
          channel.send(1);
          waits.join();
          assertThat(Go.count()).isEqualTo(1);
        });
    assertThat(Go.count()).isEqualTo(before + 1);
    assertThat(Go.dump()).contains("beside").doesNotContain("waits");
    real.send(1);
    beside.join();
  }
}
