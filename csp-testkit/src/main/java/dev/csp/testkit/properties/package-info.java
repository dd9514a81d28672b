/**
 * Properties of concurrent programs, for jqwik: {@code @ForAll Schedule} tries schedules and
 * shrinks the one that fails. The door is {@link dev.csp.testkit.properties.Schedules}. Needs
 * jqwik, which this module does not bring along.
 */
@NullMarked
package dev.csp.testkit.properties;

import org.jspecify.annotations.NullMarked;
