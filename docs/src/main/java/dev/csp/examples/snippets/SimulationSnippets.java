package dev.csp.examples.snippets;

import dev.csp.channels.Channel;
import dev.csp.channels.Ticker;
import dev.csp.go.Go;
import dev.csp.go.Task;
import dev.csp.testkit.simulation.DeadlockReport;
import dev.csp.testkit.simulation.Exploration;
import dev.csp.testkit.simulation.Run;
import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import dev.csp.testkit.simulation.Strategy;
import java.time.Duration;
import java.util.List;

final class SimulationSnippets {
  private SimulationSnippets() {}

  // @start region="simulation"
  static void firstAnswer(int room) throws InterruptedException {
    Channel<String> answers = Channel.buffered("answers", room);
    for (String mirror : List.of("berlin", "lisbon")) {
      Go.go(mirror, () -> answers.send("hello from " + mirror));
    }
    answers.receive();
  }

  static void test() {
    Simulation.with(Strategy.random()).runs(1000, () -> firstAnswer(1));
    Simulation.run(0, () -> firstAnswer(0)); // fails: somebody waits for ever
  }

  // @end

  // @start region="run"
  static Run anHourOfTicks() {
    Run run =
        Simulation.run(
            1,
            () -> {
              Ticker ticker = Ticker.every(Duration.ofMinutes(1));
              for (int i = 0; i < 60; i++) {
                ticker.channel().receive();
              }
              ticker.stop();
            });
    System.out.println(run.elapsed()); // PT1H, after some milliseconds
    return run;
  }

  // @end

  // @start region="strategy"
  static void rareOrders(Task program) {
    Simulation.with(Strategy.random()).runs(1000, program);
    Simulation.with(Strategy.pct(2, 100)).runs(1000, program); // some goroutine stays far behind
  }

  // @end

  // @start region="schedule"
  static Run again(Task program) {
    return Simulation.replay(Schedule.parse("0*3 1"), program); // as a failed run has printed it
  }

  // @end

  // @start region="exploration"
  static Exploration everyOrder() {
    Exploration all = Simulation.explore(() -> firstAnswer(1));
    System.out.println(all.schedules() + " schedules, all of them: " + all.complete());
    return all;
  }

  // @end

  // @start region="deadlock"
  static List<Long> whoIsStuck(Task program) {
    try {
      Simulation.run(0, program);
      return List.of();
    } catch (SimulationFailure failure) {
      System.out.println(failure.run().timeline());
      return failure.deadlock().map(DeadlockReport::goroutines).orElse(List.of());
    }
  }
  // @end
}
