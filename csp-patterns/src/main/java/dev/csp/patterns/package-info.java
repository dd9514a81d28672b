/**
 * The idioms, written against the public API alone.
 *
 * <ul>
 *   <li>{@link dev.csp.patterns.ErrGroup} runs tasks together and reports the first that fails, or
 *       every one; {@link dev.csp.patterns.ResultGroup} collects what they return.
 *   <li>{@link dev.csp.patterns.Race} takes the first success of several; {@link
 *       dev.csp.patterns.Replicated} sends one request to several servers.
 *   <li>{@link dev.csp.patterns.WorkerPool} runs a stream of jobs on a bounded number of
 *       goroutines.
 *   <li>{@link dev.csp.patterns.Broadcast} passes each value on to any number of subscribers.
 *   <li>{@link dev.csp.patterns.Supervisor} keeps a task running.
 *   <li>{@link dev.csp.patterns.Heartbeat} tells a worker that is stuck from one that works; {@link
 *       dev.csp.patterns.Backoff} says how long to wait before the next attempt.
 * </ul>
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/errgroup">Go: package errgroup</a>
 */
@NullMarked
package dev.csp.patterns;

import org.jspecify.annotations.NullMarked;
