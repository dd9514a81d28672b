package dev.csp.benchmarks.workloads;

import static java.util.Objects.requireNonNull;

import dev.csp.benchmarks.peers.Standing;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What must not cost more because there is more of it; an operation is one value. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScaleBenchmark {
  private static final int PAIRS = 4;
  private static final int VALUES = 10_000;

  /** Goroutines that stand by, parked. */
  @State(Scope.Benchmark)
  public static class Bystanders extends Participant {
    /** Set by JMH. */
    @Param("10")
    public int parked;

    private @Nullable Standing standing;

    /** Starts them. */
    @Setup
    public void start() throws Exception {
      standing = peer().park(parked);
    }

    /** Ends them. */
    @TearDown
    public void stop() throws Exception {
      requireNonNull(standing, "standing").end();
    }
  }

  /** How many channels a select has. */
  @State(Scope.Benchmark)
  public static class Width extends Participant {
    /** Set by JMH. */
    @Param("8")
    public int cases;
  }

  /** An unbuffered pair, with others parked. */
  @Benchmark
  @OperationsPerInvocation(PAIRS * VALUES)
  public void pairBesideParked(Bystanders state) throws Exception {
    for (int i = 0; i < PAIRS; i++) {
      state.peer().pair(VALUES, 0);
    }
  }

  /** A select among many channels, one of which is busy. */
  @Benchmark
  @OperationsPerInvocation(VALUES)
  public void selectAmongMany(Width state) throws Exception {
    state.peer().selectWide(state.cases, VALUES);
  }
}
