package dev.csp.benchmarks;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark runs once, cold: enough to see that it still works, too little for a result. */
final class SmokeTest {
  @Test
  @Timeout(120)
  void everyBenchmarkRunsAndHasAScore() throws RunnerException {
    Collection<RunResult> results = runOnce();

    assertThat(results.stream().map(r -> r.getParams().getBenchmark()).collect(toSet()))
        .isNotEmpty()
        .isEqualTo(
            Arrays.stream(HandOffBenchmark.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> HandOffBenchmark.class.getName() + "." + method.getName())
                .collect(toSet()));
    assertThat(results.stream().map(r -> r.getParams().getParam("contender")).collect(toSet()))
        .isEqualTo(Arrays.stream(Contender.values()).map(Enum::name).collect(toSet()));
    assertThat(results)
        .allSatisfy(r -> assertThat(r.getPrimaryResult().getScore()).isFinite().isPositive());
  }

  @Test
  @Timeout(120)
  void theHeapOfEachKindOfThreadIsMeasured() throws Exception {
    for (var kind : HeapPerGoroutine.Kind.values()) {
      var bytes = HeapPerGoroutine.measure(kind, 2_000);
      assertThat(bytes.cold()).as(kind.title()).isPositive();
      assertThat(bytes.warm()).as(kind.title()).isPositive();
    }
  }

  @Test
  @Timeout(120)
  void aFailureInACrewReachesTheBenchmark() {
    var crew = new Crew(Contender.CHANNEL);
    Pipe pipe = Contender.CHANNEL.pipe(0);
    crew.start(pipe::take);
    crew.start(() -> {
      throw new IllegalArgumentException("planted");
    });

    assertThatThrownBy(crew::join)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("planted");
    assertThat(Thread.interrupted()).isFalse();
  }

  private static Collection<RunResult> runOnce() throws RunnerException {
    // Two builds on one machine may run this at the same time.
    System.setProperty("jmh.ignoreLock", "true");
    return new Runner(
            new OptionsBuilder()
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }
}
