/**
 * Model checking of the lock, the ring, the queues of waiters and the semaphore, with Lincheck: the
 * operations that never block, on platform threads. Lincheck tries the orders of every access to
 * shared memory, and compares what the operations answer with a sequential model.
 *
 * <p>It cannot find a lost wake: to Lincheck, a park may end for no reason. It knows neither
 * virtual threads nor weak memory. The explorer looks for the former, the litmus tests for the
 * latter.
 */
@NullMarked
package dev.csp.verification.lincheck;

import org.jspecify.annotations.NullMarked;
