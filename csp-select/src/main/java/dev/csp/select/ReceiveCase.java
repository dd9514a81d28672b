package dev.csp.select;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.PermitChannel;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.ReceivePort;
import dev.csp.channels.internal.SelectClaim;
import org.jspecify.annotations.Nullable;

/** A receive; what follows a value and what follows the end are two bodies. */
sealed class ReceiveCase<T, R extends @Nullable Object> extends KernelCase<R> permits PermitCase {
  /** What follows the end of the channel. */
  @FunctionalInterface
  interface OnClosed<T, R extends @Nullable Object> {
    R apply(ReceivePort<T> port) throws InterruptedException;
  }

  private final Select.OnValue<? super T, ? extends R> body;
  private final OnClosed<T, R> closed;

  ReceiveCase(
      @Nullable Port port, Select.OnValue<? super T, ? extends R> body, OnClosed<T, R> closed) {
    super(port);
    this.body = body;
    this.closed = closed;
  }

  /** Makes the case for any channel; null disables it. */
  static <T, R extends @Nullable Object> ReceiveCase<T, R> on(
      @Nullable ReceiveChannel<?> channel,
      Select.OnValue<? super T, ? extends R> body,
      OnClosed<T, R> closed) {
    return channel instanceof PermitChannel permits
        ? new PermitCase<>(permits, body, closed)
        : new ReceiveCase<>(channel == null ? null : Port.of(channel), body, closed);
  }

  @Override
  final @Nullable Object item() {
    return null;
  }

  @Override
  CaseWaiter waiter(SelectClaim claim) {
    return new CaseWaiter(claim, requireNonNull(port()), false);
  }

  @Override
  @SuppressWarnings("unchecked") // the port is that of a channel of T
  final R complete(CaseWaiter won) throws InterruptedException {
    Object item = won.item();
    won.setItem(null);
    return item == null ? closed.apply((ReceivePort<T>) won.port()) : body.apply((T) item);
  }

  @Override
  final Case<R> disabled() {
    return new ReceiveCase<>(null, body, closed);
  }
}
