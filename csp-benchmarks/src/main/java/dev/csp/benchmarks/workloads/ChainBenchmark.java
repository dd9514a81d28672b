package dev.csp.benchmarks.workloads;

import static java.util.Objects.requireNonNull;

import dev.csp.benchmarks.peers.Chain;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Goroutines in rows; an operation is one value at one of them. The chains stand from one batch to
 * the next, since starting one costs more than its values: the luck of where objects lie is not in
 * them, which have so many.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChainBenchmark {
  public static final int SHORT = 100;
  public static final int VALUES_OF_SHORT = 1_000;
  public static final int LONG = 10_000;
  public static final int VALUES_OF_LONG = 20;

  /** The thousandth prime. */
  public static final int LAST_PRIME = 7_919;

  public static final int PRIMES = 1_000;

  /** How many values go through all the channels of the sieve together, stops included. */
  public static final int SIEVE_HOPS = 518_384;

  /** A hundred goroutines in a row. */
  public static class OfShort extends Standing {
    /** For JMH. */
    public OfShort() {
      super(SHORT);
    }
  }

  /** Ten thousand goroutines in a row. */
  public static class OfLong extends Standing {
    /** For JMH. */
    public OfLong() {
      super(LONG);
    }
  }

  /** A chain. */
  @State(Scope.Benchmark)
  public abstract static class Standing extends Participant {
    private final int length;
    private @Nullable Chain chain;

    Standing(int length) {
      this.length = length;
    }

    /** Starts its goroutines. */
    @Setup
    public void start() throws Exception {
      chain = peer().chain(length);
    }

    final Chain chain() {
      return requireNonNull(chain, "chain");
    }

    /** Ends its goroutines. */
    @TearDown
    public void stop() throws Exception {
      chain().end();
    }
  }

  /** Many values under way. */
  @Benchmark
  @OperationsPerInvocation(VALUES_OF_SHORT * (SHORT + 1))
  public void chain100(OfShort state) throws Exception {
    state.chain().pass(VALUES_OF_SHORT);
  }

  /** Few values under way, among many goroutines. */
  @Benchmark
  @OperationsPerInvocation(VALUES_OF_LONG * (LONG + 1))
  public void chain10000(OfLong state) throws Exception {
    state.chain().pass(VALUES_OF_LONG);
  }

  /** To the thousandth prime. */
  @Benchmark
  @OperationsPerInvocation(SIEVE_HOPS)
  public void sieve(Participant state) throws Exception {
    int primes = state.peer().sieve(LAST_PRIME);
    if (primes != PRIMES) {
      throw new IllegalStateException("found " + primes + " primes up to " + LAST_PRIME);
    }
  }
}
