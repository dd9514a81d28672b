/** The workloads in Clojure: a go block is a macro, so they cannot be written in Java. */
@NullMarked
package dev.csp.benchmarks.coreasync;

import org.jspecify.annotations.NullMarked;
