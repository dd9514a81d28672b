package dev.csp.benchmarks.workloads;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Contexts. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ContextBenchmark {
  public static final int TIMES = 1_000;

  /** A child that is derived and cancelled. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void deriveAndCancel(Participant state) throws Exception {
    state.peer().deriveAndCancel(TIMES);
  }

  /** A child with a time-out, which is cancelled before it. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void deriveWithTimeoutAndCancel(Participant state) throws Exception {
    state.peer().deriveWithTimeoutAndCancel(TIMES);
  }
}
