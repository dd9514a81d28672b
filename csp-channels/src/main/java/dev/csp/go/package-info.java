/**
 * Goroutines: light threads that are started with one word, and ways to wait for them.
 *
 * <p>The door is {@link dev.csp.go.Go}. A goroutine is a virtual thread with a name, an id and a
 * memory of where it was started. Results travel through {@linkplain dev.csp.channels channels};
 * what a task throws goes to the {@linkplain dev.csp.go.Go#onUncaught uncaught handler} and stays
 * in {@link dev.csp.go.Goroutine#failure()}: it is never silent.
 *
 * <p>Virtual threads are daemons: when {@code main} returns, the program ends and does not wait for
 * its goroutines, as in Go.
 *
 * <p><b>Memory effects.</b> Actions before a start happen-before the task. The task's actions
 * happen-before a {@code join} that returns, and before an {@code await} of the group that it
 * counted in; also before a receive that finds {@code done()} or {@code zero()} closed.
 */
@NullMarked
package dev.csp.go;

import org.jspecify.annotations.NullMarked;
