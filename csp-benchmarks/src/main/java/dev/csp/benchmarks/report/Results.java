package dev.csp.benchmarks.report;

import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Rival;
import dev.csp.benchmarks.plan.Workload;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The measurements of one run. A ratio is taken within a round, where both sides ran within a
 * minute of each other, and then has its median over the rounds: on a machine that changes its
 * speed meanwhile, the ratio of two medians would compare two machines.
 */
final class Results {
  private final ImmutableList<Measurement> measurements;

  Results(List<Measurement> measurements) {
    this.measurements = ImmutableList.copyOf(measurements);
  }

  boolean has(Workload workload, Carriers carriers) {
    return measurements.stream()
        .anyMatch(m -> m.workload().equals(workload.title()) && m.carriers() == carriers);
  }

  boolean has(Contender contender) {
    return measurements.stream().anyMatch(m -> m.contender() == contender);
  }

  /** The range is that of the iterations; anywhere else it is that of the forks. */
  Optional<Summary> nanos(Workload workload, Carriers carriers, Contender contender) {
    List<Measurement> forks = of(workload, carriers, contender);
    return forks.isEmpty() ? Optional.empty() : Optional.of(Summary.ofNanos(forks));
  }

  Optional<Summary> bytes(Workload workload, Carriers carriers, Contender contender) {
    return summary(of(workload, carriers, contender), Measurement::bytes);
  }

  Optional<Summary> cpuNanos(Workload workload, Carriers carriers, Contender contender) {
    return summary(of(workload, carriers, contender), Measurement::cpuNanos);
  }

  /** Our time divided by theirs, over the rounds in which both ran. */
  Optional<Summary> ratio(Workload workload, Carriers carriers, Contender ours, Contender theirs) {
    List<Measurement> others = of(workload, carriers, theirs);
    List<Double> ratios =
        of(workload, carriers, ours).stream()
            .flatMap(mine ->
                others.stream()
                    .filter(other -> other.round() == mine.round())
                    .map(other -> mine.nanos() / other.nanos()))
            .toList();
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Summary.of(ratios));
  }

  /** Who stands for a rival: of several, the one with the lowest median. */
  Optional<Contender> representative(Workload workload, Carriers carriers, Rival rival) {
    return workload.contenders().stream()
        .filter(rival::includes)
        .filter(contender -> nanos(workload, carriers, contender).isPresent())
        .min(
            Comparator.comparingDouble(
                contender -> nanos(workload, carriers, contender).orElseThrow().median()));
  }

  private List<Measurement> of(Workload workload, Carriers carriers, Contender contender) {
    return measurements.stream()
        .filter(m -> m.workload().equals(workload.title()))
        .filter(m -> m.carriers() == carriers && m.contender() == contender)
        .toList();
  }

  private static Optional<Summary> summary(
      List<Measurement> some, ToDoubleFunction<Measurement> field) {
    return some.isEmpty()
        ? Optional.empty()
        : Optional.of(Summary.of(some.stream().map(field::applyAsDouble).toList()));
  }
}
