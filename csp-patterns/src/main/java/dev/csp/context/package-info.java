/**
 * Contexts: cancellation, deadlines and values that travel with a piece of work.
 *
 * <p>The door is {@link dev.csp.context.Context}. Derive from {@link
 * dev.csp.context.Context#background()} or from the context that you were given, hand it down, and
 * end what you derived:
 *
 * <pre>{@code
 * try (var ctx = parent.withTimeout(Duration.ofSeconds(2))) {
 *   return ctx.receive(answers); // the answer, or DeadlineExceededException
 * }
 * }</pre>
 *
 * <p>A derived context costs memory and, with a deadline, an entry in the process's one timer;
 * never a goroutine.
 *
 * @see <a href="https://pkg.go.dev/context">Go: package context</a>
 */
@NullMarked
package dev.csp.context;

import org.jspecify.annotations.NullMarked;
