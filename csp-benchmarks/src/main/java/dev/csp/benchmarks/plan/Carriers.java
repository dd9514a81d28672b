package dev.csp.benchmarks.plan;

import java.util.List;

/** On how many threads goroutines run, of whatever kind they are. */
public enum Carriers {
  /** As many as there are processors. */
  DEFAULT,
  /** One. */
  ONE;

  /** Those that differ on this machine. */
  public static List<Carriers> onThisMachine() {
    return processors() == 1 ? List.of(ONE) : List.of(values());
  }

  /** How many. */
  public int count() {
    return this == ONE ? 1 : processors();
  }

  /** What tells a JVM. Kotlin's dispatcher would else have two threads at least. */
  public List<String> jvmArguments() {
    var dispatcher = "-Dkotlinx.coroutines.scheduler.core.pool.size=" + count();
    return this == ONE
        ? List.of("-Djdk.virtualThreadScheduler.parallelism=1", dispatcher)
        : List.of(dispatcher);
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
