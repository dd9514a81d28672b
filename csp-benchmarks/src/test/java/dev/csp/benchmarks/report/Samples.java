package dev.csp.benchmarks.report;

import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.plan.Workloads;
import java.util.ArrayList;
import java.util.List;

/** Measurements that were never taken. */
final class Samples {
  static final Workload PAIR = named("unbuffered pair");
  static final Workload SELECT = named("select of 2, unbuffered");
  static final Workload FLOOR = named("park and unpark");

  private final List<Measurement> measurements = new ArrayList<>();

  static Workload named(String title) {
    return Workloads.ALL.stream()
        .filter(workload -> workload.title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  /** Adds one fork, whose iterations lie a tenth around the median. */
  Samples fork(int round, Workload workload, Carriers carriers, Contender contender, double nanos) {
    measurements.add(
        new Measurement(
            round,
            carriers,
            workload.title(),
            contender,
            nanos,
            0.9 * nanos,
            1.1 * nanos,
            nanos / 10,
            2 * nanos));
    return this;
  }

  Results results() {
    return new Results(measurements);
  }

  Run run() {
    return new Run(
        ImmutableList.of("On a sheet of paper"),
        ImmutableList.copyOf(measurements),
        ImmutableList.of());
  }
}
