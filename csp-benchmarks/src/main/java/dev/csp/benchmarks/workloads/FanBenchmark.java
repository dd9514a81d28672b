package dev.csp.benchmarks.workloads;

import dev.csp.benchmarks.peers.Jobs;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Small jobs out to workers and back in; an operation is one job, which goes over two channels. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanBenchmark {
  public static final int WORKERS = 8;
  public static final int JOBS = 100_000;
  public static final int CAPACITY = 16;

  private static final long SUM = Jobs.expected(JOBS);

  /** One producer, eight workers, one collector. */
  @Benchmark
  @OperationsPerInvocation(JOBS)
  public void fan(Participant state) throws Exception {
    long sum = state.peer().fan(WORKERS, JOBS, CAPACITY);
    if (sum != SUM) {
      throw new IllegalStateException("the results add up to " + sum + " instead of " + SUM);
    }
  }
}
