package dev.csp.benchmarks.report;

import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;

/**
 * What one fork found. All are per operation.
 *
 * @param round in which round it ran
 * @param carriers on what it ran
 * @param workload the title of the workload
 * @param contender who ran
 * @param nanos the median of the iterations, in nanoseconds
 * @param lowest the lowest of the iterations
 * @param highest the highest of the iterations
 * @param bytes what was allocated, by all threads
 * @param cpuNanos the CPU time of the whole process: a spinner pays here
 */
public record Measurement(
    int round,
    Carriers carriers,
    String workload,
    Contender contender,
    double nanos,
    double lowest,
    double highest,
    double bytes,
    double cpuNanos) {}
