package dev.csp.benchmarks.report;

import com.google.common.math.Quantiles;
import java.util.List;

/**
 * The middle of some numbers, and how far they lie apart.
 *
 * @param median the median
 * @param lowest the lowest
 * @param highest the highest
 * @param count how many there are
 */
record Summary(double median, double lowest, double highest, int count) {
  /** Of forks: the middle of their medians, and the lowest and highest of all their iterations. */
  static Summary ofNanos(List<Measurement> forks) {
    return new Summary(
        Quantiles.median().compute(forks.stream().map(Measurement::nanos).toList()),
        forks.stream().mapToDouble(Measurement::lowest).min().orElseThrow(),
        forks.stream().mapToDouble(Measurement::highest).max().orElseThrow(),
        forks.size());
  }

  static Summary of(List<Double> numbers) {
    return new Summary(
        Quantiles.median().compute(numbers),
        numbers.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        numbers.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
        numbers.size());
  }
}
