package dev.csp.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/*
 * What it costs to hand one value from one goroutine to another.
 *
 * Each invocation is a batch: make the pipes, start the goroutines, move the values, join. A score is the time of one value over one
 * pipe. Starts and joins are inside, a few for at least 100 000 values; only the daisy chain, where each goroutine passes one value
 * on, is mostly starts, and means to be.
 *
 * Pipes are new in every batch, and a batch has several, one after the other: where an object happens to lie (which fields share a
 * cache line with what) moves the time of a hand-over by tens of percent, and one object per fork would measure that luck.
 *
 * All ends are virtual threads; JMH's own thread only starts and joins. Nothing is boxed or allocated for a value: it is one token,
 * and takers check that they got it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class HandOffBenchmark {
  private static final int PAIRS = 4;
  private static final int VALUES_PER_PAIR = 100_000;

  private static final int CHAINS = 2;
  private static final int CHAIN_LENGTH = 100;
  private static final int VALUES_PER_CHAIN = 1_000;

  private static final int DAISY_LENGTH = 10_000;

  private static final int RINGS = 2;
  private static final int RING_LENGTH = 100;
  private static final int ROUNDS_PER_RING = 1_000;

  private static final Object TOKEN = new Object();

  /** Who takes part without a buffer. */
  @State(Scope.Benchmark)
  public static class Unbuffered {
    @Param({"CHANNEL", "SYNCHRONOUS_QUEUE"})
    public Contender contender = Contender.CHANNEL;
  }

  /** Who takes part with a buffer. */
  @State(Scope.Benchmark)
  public static class Buffered {
    @Param({"CHANNEL", "ARRAY_BLOCKING_QUEUE"})
    public Contender contender = Contender.CHANNEL;

    @Param({"16", "100", "1000"})
    public int capacity;
  }

  /** One sends, one receives. */
  @Benchmark
  @OperationsPerInvocation(PAIRS * VALUES_PER_PAIR)
  public void unbufferedPair(Unbuffered state) throws InterruptedException {
    pairs(state.contender, 0);
  }

  /** One sends, one receives, with a buffer between them. */
  @Benchmark
  @OperationsPerInvocation(PAIRS * VALUES_PER_PAIR)
  public void bufferedPair(Buffered state) throws InterruptedException {
    pairs(state.contender, state.capacity);
  }

  /** A source, a row of goroutines that pass on what they get, a sink: many values under way. */
  @Benchmark
  @OperationsPerInvocation(CHAINS * VALUES_PER_CHAIN * (CHAIN_LENGTH + 1))
  public void chain100(Unbuffered state) throws InterruptedException {
    for (int i = 0; i < CHAINS; i++) {
      var pipes = pipes(state.contender, CHAIN_LENGTH + 1);
      var crew = new Crew(state.contender);
      for (int k = 0; k < CHAIN_LENGTH; k++) {
        Pipe in = pipes[k];
        Pipe out = pipes[k + 1];
        crew.start(() -> pass(in, out, VALUES_PER_CHAIN));
      }
      crew.start(() -> send(pipes[0], VALUES_PER_CHAIN));
      crew.start(() -> receive(pipes[CHAIN_LENGTH], VALUES_PER_CHAIN));
      crew.join();
    }
  }

  /** One value through a row of goroutines that are started for it. */
  @Benchmark
  @OperationsPerInvocation(DAISY_LENGTH)
  public void daisyChain10000(Unbuffered state) throws InterruptedException {
    var crew = new Crew(state.contender);
    Pipe first = state.contender.pipe(0);
    Pipe out = first;
    for (int i = 0; i < DAISY_LENGTH; i++) {
      Pipe to = out;
      Pipe from = state.contender.pipe(0);
      crew.start(() -> pass(from, to, 1));
      out = from;
    }
    Pipe last = out;
    crew.start(() -> receive(first, 1));
    crew.start(() -> send(last, 1));
    crew.join();
  }

  /** One token that goes round: one goroutine can run at a time. */
  @Benchmark
  @OperationsPerInvocation(RINGS * ROUNDS_PER_RING * RING_LENGTH)
  public void ring100(Unbuffered state) throws InterruptedException {
    for (int i = 0; i < RINGS; i++) {
      var pipes = pipes(state.contender, RING_LENGTH);
      var crew = new Crew(state.contender);
      for (int k = 1; k < RING_LENGTH; k++) {
        Pipe in = pipes[k - 1];
        Pipe out = pipes[k];
        crew.start(() -> pass(in, out, ROUNDS_PER_RING));
      }
      crew.start(() -> {
        for (int round = 0; round < ROUNDS_PER_RING; round++) {
          pipes[0].put(TOKEN);
          check(pipes[RING_LENGTH - 1].take());
        }
      });
      crew.join();
    }
  }

  private static void pairs(Contender contender, int capacity) throws InterruptedException {
    for (int i = 0; i < PAIRS; i++) {
      Pipe pipe = contender.pipe(capacity);
      var crew = new Crew(contender);
      crew.start(() -> send(pipe, VALUES_PER_PAIR));
      crew.start(() -> receive(pipe, VALUES_PER_PAIR));
      crew.join();
    }
  }

  private static Pipe[] pipes(Contender contender, int count) {
    var pipes = new Pipe[count];
    for (int i = 0; i < count; i++) {
      pipes[i] = contender.pipe(0);
    }
    return pipes;
  }

  private static void send(Pipe out, int values) throws InterruptedException {
    for (int i = 0; i < values; i++) {
      out.put(TOKEN);
    }
  }

  private static void receive(Pipe in, int values) throws InterruptedException {
    for (int i = 0; i < values; i++) {
      check(in.take());
    }
  }

  private static void pass(Pipe in, Pipe out, int values) throws InterruptedException {
    for (int i = 0; i < values; i++) {
      out.put(in.take());
    }
  }

  private static void check(Object value) {
    if (value != TOKEN) {
      throw new IllegalStateException("got a value that nobody sent");
    }
  }
}
