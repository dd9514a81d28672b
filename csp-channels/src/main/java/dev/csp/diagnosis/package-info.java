/**
 * What a running program can be asked about its goroutines: who is blocked, who is blocked for
 * ever, and what happened.
 *
 * <p>{@link dev.csp.diagnosis.Goroutines} answers at once; {@link dev.csp.diagnosis.LeakDetector}
 * has the garbage collector find the goroutines that can never go on. {@link dev.csp.go.Go#dump()}
 * shows everybody. Nothing here shows a value of the program, and nothing here costs a program that
 * does not ask more than the read of a field where a goroutine parks, starts or ends.
 *
 * <p>The Flight Recorder has these events, of the category CSP, whenever something is recorded.
 * Each has the {@code goroutine}'s id (0 for another thread) and its {@code name}.
 *
 * <table class="striped">
 *   <caption>Events</caption>
 *   <thead><tr><th scope="col">event</th><th scope="col">fields</th><th scope="col">by default</th></tr></thead>
 *   <tbody>
 *   <tr><th scope="row">dev.csp.GoroutineStart</th><td>startedAt</td><td>off</td></tr>
 *   <tr><th scope="row">dev.csp.GoroutineEnd</th><td>failure: a class, or null</td><td>off</td></tr>
 *   <tr><th scope="row">dev.csp.Blocked</th><td>reason, channels, outcome; its length, stack</td><td>from 20 ms on</td></tr>
 *   <tr><th scope="row">dev.csp.SelectWait</th><td>reason, channels, outcome; its length, stack</td><td>from 20 ms on</td></tr>
 *   <tr><th scope="row">dev.csp.StillBlocked</th><td>look, operation, startedAt, blockedFor</td><td>at the end of each chunk, for the thousand
 *       goroutines that have been blocked longest, 100 ms or more</td></tr>
 *   <tr><th scope="row">dev.csp.ChannelClose</th><td>channel; cause: a class, or null; stack</td><td>on</td></tr>
 *   <tr><th scope="row">dev.csp.Undelivered</th><td>channel, count; stack</td><td>on</td></tr>
 *   <tr><th scope="row">dev.csp.GoroutineLeak</th><td>operation, startedAt, blockedFor</td><td>on</td></tr>
 *   </tbody>
 * </table>
 */
@NullMarked
package dev.csp.diagnosis;

import org.jspecify.annotations.NullMarked;
