package dev.csp.select;

import org.jspecify.annotations.Nullable;

/**
 * What is done if nothing is ready.
 *
 * @param body what follows
 * @param isEnabled whether it takes part
 */
record OtherwiseCase<R extends @Nullable Object>(
    Select.OnEvent<? extends R> body, boolean isEnabled) implements Case<R> {
  @Override
  public Case<R> when(boolean enabled) {
    return enabled || !isEnabled ? this : new OtherwiseCase<>(body, false);
  }
}
