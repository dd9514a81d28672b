package dev.csp.benchmarks.workloads;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Many senders and receivers at one channel; an operation is one value. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CrowdBenchmark {
  public static final int VALUES_EACH_OF_10 = 5_000;
  public static final int VALUES_EACH_OF_100 = 1_000;
  public static final int VALUES_EACH_OF_1000 = 300;

  /** Ten on each side. */
  @Benchmark
  @OperationsPerInvocation(10 * VALUES_EACH_OF_10)
  public void crowd10(Participant.WithCapacity state) throws Exception {
    state.peer().crowd(10, VALUES_EACH_OF_10, state.capacity);
  }

  /** A hundred on each side. */
  @Benchmark
  @OperationsPerInvocation(100 * VALUES_EACH_OF_100)
  public void crowd100(Participant.WithCapacity state) throws Exception {
    state.peer().crowd(100, VALUES_EACH_OF_100, state.capacity);
  }

  /** A thousand on each side. */
  @Benchmark
  @OperationsPerInvocation(1000 * VALUES_EACH_OF_1000)
  public void crowd1000(Participant.WithCapacity state) throws Exception {
    state.peer().crowd(1000, VALUES_EACH_OF_1000, state.capacity);
  }
}
