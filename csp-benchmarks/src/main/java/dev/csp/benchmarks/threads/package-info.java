/**
 * The workloads for everything that runs on threads: written once, each contender brings its pipes,
 * its selects and its way to start a thread.
 */
@NullMarked
package dev.csp.benchmarks.threads;

import org.jspecify.annotations.NullMarked;
