package dev.csp.select;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.SelectClaim;
import org.jspecify.annotations.Nullable;

/** A receive from a channel that never carries a value: it goes on at the end of the channel. */
final class DoneCase<R extends @Nullable Object> extends KernelCase<R> {
  private final Select.OnEvent<? extends R> body;

  DoneCase(@Nullable Port port, Select.OnEvent<? extends R> body) {
    super(port);
    this.body = body;
  }

  @Override
  @Nullable Object item() {
    return null;
  }

  @Override
  CaseWaiter waiter(SelectClaim claim) {
    return new CaseWaiter(claim, requireNonNull(port()), false);
  }

  @Override
  R complete(CaseWaiter won) throws InterruptedException {
    return body.get();
  }

  @Override
  Case<R> disabled() {
    return new DoneCase<>(null, body);
  }
}
