/** Contexts: cancellation, deadlines and values that travel with a task. */
@NullMarked
package dev.csp.context;

import org.jspecify.annotations.NullMarked;
