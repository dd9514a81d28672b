/**
 * The idioms, written against the public API alone.
 *
 * <p>{@link dev.csp.patterns.ErrGroup} runs tasks together and reports the first that fails.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/errgroup">Go: package errgroup</a>
 */
@NullMarked
package dev.csp.patterns;

import org.jspecify.annotations.NullMarked;
