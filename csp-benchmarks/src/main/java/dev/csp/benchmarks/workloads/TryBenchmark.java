package dev.csp.benchmarks.workloads;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Operations that give up at once. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TryBenchmark {
  public static final int TIMES = 1_000;

  /** No room. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void trySend(Participant.WithCapacity state) throws Exception {
    state.peer().trySend(TIMES, state.capacity);
  }

  /** No value. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void tryReceive(Participant.WithCapacity state) throws Exception {
    state.peer().tryReceive(TIMES, state.capacity);
  }
}
