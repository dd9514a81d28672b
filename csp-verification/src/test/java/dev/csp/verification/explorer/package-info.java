/**
 * Schedules of the kernel's steps: loads the kernel with every access to a volatile field, every
 * lock, park and wake turned into a decision, and runs small programs under every order of these
 * decisions within a bound.
 */
@NullMarked
package dev.csp.verification.explorer;

import org.jspecify.annotations.NullMarked;
