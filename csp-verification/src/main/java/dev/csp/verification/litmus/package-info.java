/**
 * Litmus tests with jcstress: what two threads may see of one another on this very hardware. {@link
 * dev.csp.verification.litmus.Litmus} runs them; see the README of this module.
 */
@NullMarked
package dev.csp.verification.litmus;

import org.jspecify.annotations.NullMarked;
