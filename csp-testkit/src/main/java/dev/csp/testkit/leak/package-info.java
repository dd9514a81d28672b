/**
 * Finds goroutines that a test has started and that outlive it. The door is {@link
 * dev.csp.testkit.leak.LeakCheck}; in JUnit, {@link dev.csp.testkit.leak.LeakCheckExtension}.
 *
 * <p>A goroutine belongs to the {@link dev.csp.testkit.leak.LeakScope} in which it was started, or
 * in which the goroutine that started it was; so tests that run at the same time do not see each
 * other's. What outlives its scope is a {@link dev.csp.testkit.leak.Leak}, and all of them together
 * a {@link dev.csp.testkit.leak.LeakError}.
 */
@NullMarked
package dev.csp.testkit.leak;

import org.jspecify.annotations.NullMarked;
