package dev.csp.select;

import org.jspecify.annotations.Nullable;

/**
 * A time-out.
 *
 * @param nanos how long after the entry, at least 0
 * @param body what follows
 * @param isEnabled whether it takes part
 */
record TimeOutCase<R extends @Nullable Object>(
    long nanos, Select.OnEvent<? extends R> body, boolean isEnabled) implements Case<R> {
  @Override
  public Case<R> when(boolean enabled) {
    return enabled || !isEnabled ? this : new TimeOutCase<>(nanos, body, false);
  }
}
