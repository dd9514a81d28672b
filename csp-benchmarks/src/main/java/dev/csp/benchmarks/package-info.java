/**
 * Benchmarks: the same workloads for the library and for its peers, measured in one run by {@code
 * bin/benchmark}.
 *
 * <p>A new peer is a constant of {@link dev.csp.benchmarks.peers.Contender}; a new workload is a
 * method of {@link dev.csp.benchmarks.peers.Peer}, a benchmark in {@code
 * dev.csp.benchmarks.workloads} and an entry of {@link dev.csp.benchmarks.plan.Workloads}. The
 * report takes in both.
 */
@NullMarked
package dev.csp.benchmarks;

import org.jspecify.annotations.NullMarked;
