package dev.csp.select;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.PermitChannel;
import dev.csp.channels.internal.SelectClaim;
import org.jspecify.annotations.Nullable;

/** A receive from a semaphore: it waits for a number of permits. */
final class PermitCase<T, R extends @Nullable Object> extends ReceiveCase<T, R> {
  private final PermitChannel permits;

  PermitCase(
      PermitChannel permits, Select.OnValue<? super T, ? extends R> body, OnClosed<T, R> closed) {
    super(permits.port(), body, closed);
    this.permits = permits;
  }

  @Override
  CaseWaiter waiter(SelectClaim claim) {
    return requireNonNull(permits.waiter(claim));
  }
}
