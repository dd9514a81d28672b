package dev.csp.benchmarks.workloads;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** What it costs to hand one value from one goroutine to another. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PairBenchmark {
  public static final int PAIRS = 4;
  public static final int UNBUFFERED_VALUES = 10_000;
  public static final int BUFFERED_VALUES = 50_000;
  public static final int ROUND_TRIPS = 10_000;

  /** One sends, one receives; an operation is one value. */
  @Benchmark
  @OperationsPerInvocation(PAIRS * UNBUFFERED_VALUES)
  public void unbufferedPair(Participant state) throws Exception {
    for (int i = 0; i < PAIRS; i++) {
      state.peer().pair(UNBUFFERED_VALUES, 0);
    }
  }

  /** One sends, one receives, with a buffer between them; an operation is one value. */
  @Benchmark
  @OperationsPerInvocation(PAIRS * BUFFERED_VALUES)
  public void bufferedPair(Participant.WithCapacity state) throws Exception {
    for (int i = 0; i < PAIRS; i++) {
      state.peer().pair(BUFFERED_VALUES, state.capacity);
    }
  }

  /** To and fro; an operation is a round trip, two values. */
  @Benchmark
  @OperationsPerInvocation(PAIRS * ROUND_TRIPS)
  public void pingPong(Participant state) throws Exception {
    for (int i = 0; i < PAIRS; i++) {
      state.peer().pingPong(ROUND_TRIPS);
    }
  }
}
