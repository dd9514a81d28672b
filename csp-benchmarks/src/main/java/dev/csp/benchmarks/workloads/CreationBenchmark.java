package dev.csp.benchmarks.workloads;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Making channels and goroutines. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class CreationBenchmark {
  public static final int COUNT = 1_000;

  private final Object[] channels = new Object[COUNT];

  /** A channel; they stay reachable until the next batch, so that none is optimized away. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public Object[] makeChannel(Participant.WithCapacity state) {
    state.peer().makeChannels(channels, state.capacity);
    return channels;
  }

  /** A goroutine, from its start to its end. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public void startAndJoin(Participant state) throws Exception {
    state.peer().startAndJoin(COUNT);
  }
}
