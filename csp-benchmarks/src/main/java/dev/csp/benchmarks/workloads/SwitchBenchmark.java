package dev.csp.benchmarks.workloads;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** The floor: what nobody can do without who has to switch. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SwitchBenchmark {
  public static final int SWITCHES = 40_000;

  /** One wakes another and goes to sleep. */
  @Benchmark
  @OperationsPerInvocation(SWITCHES)
  public void parkAndUnpark(Participant state) throws Exception {
    state.peer().switches(SWITCHES);
  }
}
