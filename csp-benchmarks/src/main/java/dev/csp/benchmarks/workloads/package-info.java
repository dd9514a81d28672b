/**
 * The workloads as JMH benchmarks, one class for each family: the sizes, and how many operations a
 * batch counts for. {@link dev.csp.benchmarks.peers.Peer} says what each does, {@code
 * dev.csp.benchmarks.plan.Workloads} who takes part.
 *
 * <p>Each invocation is a batch, whose starts and joins are in its time. The sizes keep them below
 * a percent or two of it, except where starting is what is measured. Channels are new in every
 * batch, and a batch of pairs has several, one after the other: where an object happens to lie
 * (which fields share a cache line with what) moves the time of a hand-over by tens of percent, and
 * one object for each fork would measure that luck.
 *
 * <p>All ends are goroutines, on virtual threads or whatever the contender has; JMH's own thread
 * only starts and joins. What never waits runs on JMH's thread itself.
 */
@NullMarked
package dev.csp.benchmarks.workloads;

import org.jspecify.annotations.NullMarked;
