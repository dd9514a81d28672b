/**
 * The choice: wait for several channel operations and perform exactly one of them.
 *
 * <p>The door is {@link dev.csp.select.Select}. Its expression form yields the chosen case's
 * result; the style to prefer maps every case to one sealed event type and handles it in a {@code
 * switch}, so that a loop can {@code break}, {@code return} and assign. {@link
 * dev.csp.select.Select#run run} is the statement form, and {@link dev.csp.select.Selector} is
 * prepared once for a loop.
 *
 * <p>All the rules of {@linkplain dev.csp.channels channels} hold for a chosen case as for a plain
 * operation: order, memory effects, all-or-nothing. A case that is not chosen has no effect at all,
 * and leaves nothing behind in its channel.
 *
 * @see <a href="https://go.dev/ref/spec#Select_statements">The Go specification: select
 *     statements</a>
 */
@NullMarked
package dev.csp.select;

import org.jspecify.annotations.NullMarked;
