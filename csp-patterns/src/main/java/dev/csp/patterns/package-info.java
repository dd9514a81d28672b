/**
 * The idioms, written against the public API alone.
 *
 * <p>{@link dev.csp.patterns.ErrGroup} runs tasks together and reports the first that fails. {@link
 * dev.csp.patterns.Broadcast} passes each value on to any number of subscribers.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/errgroup">Go: package errgroup</a>
 */
@NullMarked
package dev.csp.patterns;

import org.jspecify.annotations.NullMarked;
