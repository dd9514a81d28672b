/**
 * Benchmarks: the same workloads for the library and for its peers, measured in one run. {@code
 * bin/benchmark} runs {@link dev.csp.benchmarks.Compare}.
 *
 * <p>A new peer is a constant of {@link dev.csp.benchmarks.Contender}; a new workload is a method
 * with {@code @Benchmark} whose state has a parameter {@code contender}. The report takes in both.
 */
@NullMarked
package dev.csp.benchmarks;

import org.jspecify.annotations.NullMarked;
