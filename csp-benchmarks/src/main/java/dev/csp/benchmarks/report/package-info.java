/** From measurements to tables and charts. */
@NullMarked
package dev.csp.benchmarks.report;

import org.jspecify.annotations.NullMarked;
