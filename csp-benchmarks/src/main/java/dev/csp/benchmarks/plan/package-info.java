/**
 * What is measured: each workload, who takes part in it, and the ratio that is asked for. The
 * runner and the report read the same list.
 */
@NullMarked
package dev.csp.benchmarks.plan;

import org.jspecify.annotations.NullMarked;
