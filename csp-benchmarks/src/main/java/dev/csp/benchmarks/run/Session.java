package dev.csp.benchmarks.run;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.report.Archive;
import dev.csp.benchmarks.report.Measurement;
import dev.csp.benchmarks.report.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Carries out a plan, and tells standard error of each fork that has ended. A fork that fails is
 * told of, in the report as well, and the run goes on: it may have taken half an hour already.
 */
final class Session {
  private final Plan plan;
  private final Timing timing;
  private final Path archive;
  private final Optional<GoProgram> go;
  private final String settings;
  private final Machine machine = new Machine();
  private final Stopwatch time = Stopwatch.createStarted();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Run.Heap> heaps = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Session(Plan plan, Timing timing, Optional<GoProgram> go, Path archive, String settings) {
    this.plan = plan;
    this.timing = timing;
    this.go = go;
    this.archive = archive;
    this.settings = settings;
  }

  /** Runs all forks; what there is after each round is kept in the archive. */
  void forks() throws IOException, InterruptedException {
    if (go.isEmpty()) {
      System.err.println("*** Go is missing: there is no go on the path. ***");
    }
    int round = 0;
    int done = 0;
    for (Plan.Fork fork : plan.forks()) {
      if (fork.round() != round) {
        round = fork.round();
        machine.look();
        Archive.write(result(), archive);
      }
      done++;
      if (fork.contender() != Contender.GO || go.isPresent()) {
        fork(fork, "[%d/%d] ".formatted(done, plan.forks().size()));
      }
    }
  }

  /** Measures the heap of parked threads. */
  void heaps() throws IOException, InterruptedException {
    for (HeapPerGoroutine.Kind kind : HeapPerGoroutine.Kind.values()) {
      System.err.println("heap: " + kind.title());
      heaps.add(HeapPerGoroutine.measure(kind, HeapPerGoroutine.THREADS));
    }
  }

  boolean hasFailed() {
    return !failures.isEmpty();
  }

  Run result() throws IOException {
    machine.look();
    var conditions = ImmutableList.<String>builder();
    conditions.addAll(
        machine.conditions(
            System.getProperty("csp.benchmarks.commit", "unknown"),
            go.map(GoProgram::version).orElse("**no Go**")));
    conditions.add(settings);
    conditions.add("Took " + time.elapsed().toMinutes() + " minutes");
    failures.forEach(failure -> conditions.add("**Failed: " + failure + "**"));
    return new Run(
        conditions.build(), ImmutableList.copyOf(measurements), ImmutableList.copyOf(heaps));
  }

  private void fork(Plan.Fork fork, String prefix) throws IOException, InterruptedException {
    String name =
        "%s, %s, %s".formatted(fork.workload(), fork.carriers(), fork.contender().title());
    try {
      Measurement measurement = measure(fork);
      measurements.add(measurement);
      System.err.printf(
          Locale.ROOT,
          "%sround %d: %s: %.1f ns, %.1f B, %.1f ns CPU%n",
          prefix,
          fork.round(),
          name,
          measurement.nanos(),
          measurement.bytes(),
          measurement.cpuNanos());
    } catch (IOException | RunnerException | RuntimeException e) {
      System.err.println(prefix + "FAILED: " + name + ": " + e);
      failures.add("%s (round %d)".formatted(name, fork.round()));
    }
  }

  private Measurement measure(Plan.Fork fork)
      throws IOException, InterruptedException, RunnerException {
    Timing some = timing.of(fork.contender());
    return fork.contender() == Contender.GO
        ? go.orElseThrow().run(fork.workload(), fork.carriers(), fork.round(), some)
        : JvmFork.run(fork.workload(), fork.contender(), fork.carriers(), fork.round(), some);
  }
}
