package dev.csp.benchmarks.workloads;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Goroutines that wait for more than one channel; an operation is one value. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SelectBenchmark {
  public static final int VALUES_OF_2 = 20_000;
  public static final int VALUES_OF_5 = 8_000;
  public static final int VALUES = 20_000;
  public static final int PER_SIDE = 4;
  public static final int SELECTS_EACH = 5_000;
  public static final int RECEIVERS = 1_000;
  public static final int ROUNDS = 100;

  /** Two senders, and one that selects between them. */
  @Benchmark
  @OperationsPerInvocation(2 * VALUES_OF_2)
  public void receiveFrom2(Participant.WithCapacity state) throws Exception {
    state.peer().selectReceive(2, VALUES_OF_2, state.capacity);
  }

  /** Five senders, and one that selects among them. */
  @Benchmark
  @OperationsPerInvocation(5 * VALUES_OF_5)
  public void receiveFrom5(Participant.WithCapacity state) throws Exception {
    state.peer().selectReceive(5, VALUES_OF_5, state.capacity);
  }

  /** A pair, in which every operation also watches a quiet channel and a timer. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public void withDoneAndTimer(Participant.WithCapacity state) throws Exception {
    state.peer().selectWithDoneAndTimer(VALUES, state.capacity);
  }

  /** Four against four, each with a send and a receive. */
  @Benchmark
  @OperationsPerInvocation(PER_SIDE * SELECTS_EACH)
  public void bothWays(Participant state) throws Exception {
    state.peer().selectBothWays(PER_SIDE, SELECTS_EACH);
  }

  /** A channel that a thousand selects wait on. */
  @Benchmark
  @OperationsPerInvocation(RECEIVERS * ROUNDS)
  public void popular(Participant state) throws Exception {
    state.peer().selectPopular(RECEIVERS, ROUNDS);
  }
}
