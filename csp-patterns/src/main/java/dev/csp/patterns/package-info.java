/** The idioms, written against the public API alone. */
@NullMarked
package dev.csp.patterns;

import org.jspecify.annotations.NullMarked;
