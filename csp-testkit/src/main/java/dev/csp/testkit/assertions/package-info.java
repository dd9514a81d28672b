/**
 * Assertions in the style of AssertJ for channels, goroutines, and code that is to leave none. The
 * door is {@link dev.csp.testkit.assertions.CspAssertions}.
 */
@NullMarked
package dev.csp.testkit.assertions;

import org.jspecify.annotations.NullMarked;
