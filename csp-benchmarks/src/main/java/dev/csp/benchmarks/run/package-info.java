/**
 * Runs the workloads: forks JVMs and the Go program, round after round. {@code bin/benchmark}
 * starts {@link dev.csp.benchmarks.run.Compare}.
 */
@NullMarked
package dev.csp.benchmarks.run;

import org.jspecify.annotations.NullMarked;
