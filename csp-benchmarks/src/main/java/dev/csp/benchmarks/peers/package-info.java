/**
 * Who takes part, and what each of them is asked to do. {@link dev.csp.benchmarks.peers.Peer}
 * defines the workloads; whatever runs on threads does them with the code of {@code
 * dev.csp.benchmarks.threads}, the others with their own.
 */
@NullMarked
package dev.csp.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
