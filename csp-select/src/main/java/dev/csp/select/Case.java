package dev.csp.select;

import org.jspecify.annotations.Nullable;

/**
 * One alternative of a {@link Select}; made by its factory methods. Immutable: a case can be used
 * in any number of selects, also at once.
 *
 * @param <R> what a select yields if this case is chosen
 */
public sealed interface Case<R extends @Nullable Object>
    permits KernelCase, TimeOutCase, OtherwiseCase {
  /**
   * Returns this case under a condition. Conditions are and-ed: a case that was disabled once stays
   * so. A disabled case is never chosen, its value may be null, and its supplier is not called.
   *
   * @param enabled whether the case takes part
   * @return this case, or a disabled one
   */
  Case<R> when(boolean enabled);
}
