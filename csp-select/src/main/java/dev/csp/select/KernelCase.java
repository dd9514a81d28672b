package dev.csp.select;

import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.SelectClaim;
import org.jspecify.annotations.Nullable;

/** A case that waits on a channel. */
abstract sealed class KernelCase<R extends @Nullable Object> implements Case<R>
    permits DoneCase, ReceiveCase, SendCase {
  /** Null if this case cannot be chosen: it is disabled, or its channel is null or never ready. */
  private final @Nullable Port port;

  KernelCase(@Nullable Port port) {
    this.port = port;
  }

  final @Nullable Port port() {
    return port;
  }

  /** The value to send, evaluated now; null for a receive. */
  abstract @Nullable Object item();

  /** Runs the body, with no lock held; the waiter's item tells what happened. */
  abstract R complete(CaseWaiter won) throws InterruptedException;

  /** Makes a waiter for one select; only if this can be chosen. */
  abstract CaseWaiter waiter(SelectClaim claim);

  abstract Case<R> disabled();

  @Override
  public final Case<R> when(boolean enabled) {
    return enabled || port == null ? this : disabled();
  }
}
