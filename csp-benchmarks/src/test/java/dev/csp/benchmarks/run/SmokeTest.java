package dev.csp.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.plan.Workloads;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Each benchmark runs once, cold and in this JVM: enough to see that it still works, too little for
 * a result. {@code ContenderTest} has the peers do the same workloads in small.
 */
final class SmokeTest {
  @Test
  @Timeout(300)
  void everyBenchmarkRunsAndHasAScore() throws RunnerException {
    // Two builds on one machine may run this at the same time.
    System.setProperty("jmh.ignoreLock", "true");
    for (Workload workload : Workloads.ALL) {
      Contender contender = workload.contenders().get(0);
      assertThat(runOnce(workload, contender).getPrimaryResult().getScore())
          .as("%s of %s", workload, contender)
          .isFinite()
          .isPositive();
    }
  }

  @Test
  @Timeout(300)
  void theHeapOfEachKindOfThreadIsMeasured() throws Exception {
    for (var kind : HeapPerGoroutine.Kind.values()) {
      var heap = HeapPerGoroutine.measure(kind, 2_000);
      assertThat(heap.cold()).as(kind.title()).isPositive();
      assertThat(heap.warm()).as(kind.title()).isPositive();
      assertThat(heap.cpu()).as(kind.title()).isNotNegative();
    }
  }

  private static RunResult runOnce(Workload workload, Contender contender) throws RunnerException {
    String name = workload.benchmark().getName() + "." + workload.method();
    var options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(name) + "$")
            .param("contender", contender.name())
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    workload.parameters().forEach(options::param);
    return new Runner(options.build()).runSingle();
  }
}
