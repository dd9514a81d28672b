/**
 * Did a channel do what some order of whole operations explains? A {@link
 * dev.csp.testkit.linearizability.History} says what was asked and answered, and when; a {@link
 * dev.csp.testkit.linearizability.Model} says what one operation after the other may answer; {@link
 * dev.csp.testkit.linearizability.Linearizability} looks for an order in which both agree.
 *
 * <p>For channels and selects there are operations ({@link
 * dev.csp.testkit.linearizability.Operation}), answers ({@link
 * dev.csp.testkit.linearizability.Answer}), a model ({@link
 * dev.csp.testkit.linearizability.ChannelModel}), and scripts that goroutines of a simulation run
 * ({@link dev.csp.testkit.linearizability.Script}), on our channels or, through a {@link
 * dev.csp.testkit.linearizability.Subject}, on your own.
 */
@NullMarked
package dev.csp.testkit.linearizability;

import org.jspecify.annotations.NullMarked;
