package dev.csp.benchmarks.run;

import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.report.Measurement;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** One contender, one workload, one JVM: JMH's fork, with its allocation profiler and ours. */
final class JvmFork {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /** A contender that hangs must not hold up the others for long. */
  private static final TimeValue TIMEOUT = TimeValue.seconds(60);

  private JvmFork() {}

  static Measurement run(
      Workload workload, Contender contender, Carriers carriers, int round, Timing timing)
      throws RunnerException {
    String name = workload.benchmark().getName() + "." + workload.method();
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(name) + "$")
            .param("contender", contender.name())
            .forks(1)
            .warmupIterations(timing.warmups())
            .warmupTime(TimeValue.milliseconds(timing.warmupMillis()))
            .measurementIterations(timing.iterations())
            .measurementTime(TimeValue.milliseconds(timing.millis()))
            .timeout(TIMEOUT)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuProfiler.class)
            .shouldFailOnError(true)
            .jvmArgsAppend(carriers.jvmArguments().toArray(String[]::new));
    workload.parameters().forEach(options::param);
    // What JMH has to say matters only if it fails.
    var log = new ByteArrayOutputStream();
    var stream = new PrintStream(log, true, StandardCharsets.UTF_8);
    try {
      Collection<RunResult> results =
          new Runner(
                  options.build(),
                  OutputFormatFactory.createFormatInstance(stream, VerboseMode.NORMAL))
              .run();
      BenchmarkResult fork = results.iterator().next().getBenchmarkResults().iterator().next();
      Statistics nanos = fork.getPrimaryResult().getStatistics();
      return new Measurement(
          round,
          carriers,
          workload.title(),
          contender,
          nanos.getPercentile(50),
          nanos.getMin(),
          nanos.getMax(),
          secondary(fork, ALLOCATION),
          secondary(fork, CpuProfiler.LABEL));
    } catch (RunnerException | RuntimeException e) {
      System.err.print(log.toString(StandardCharsets.UTF_8));
      throw e;
    }
  }

  private static double secondary(BenchmarkResult fork, String label) {
    Result<?> result = fork.getSecondaryResults().get(label);
    if (result == null) {
      throw new IllegalStateException("JMH's fork has no " + label);
    }
    return result.getScore();
  }
}
