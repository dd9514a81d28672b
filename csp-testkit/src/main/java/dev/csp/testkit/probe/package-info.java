/**
 * A {@link dev.csp.testkit.probe.Probe} at the end of a channel says in a test what is to come out
 * of it, and when.
 */
@NullMarked
package dev.csp.testkit.probe;

import org.jspecify.annotations.NullMarked;
