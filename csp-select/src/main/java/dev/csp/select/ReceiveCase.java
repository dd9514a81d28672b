package dev.csp.select;

import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.ReceivePort;
import org.jspecify.annotations.Nullable;

/** A receive; what follows a value and what follows the end are two bodies. */
final class ReceiveCase<T, R extends @Nullable Object> extends KernelCase<R> {
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

  @Override
  @Nullable Object item() {
    return null;
  }

  @Override
  boolean isSender() {
    return false;
  }

  @Override
  @SuppressWarnings("unchecked") // the port is that of a channel of T
  R complete(CaseWaiter won) throws InterruptedException {
    Object item = won.item();
    won.setItem(null);
    return item == null ? closed.apply((ReceivePort<T>) won.port()) : body.apply((T) item);
  }

  @Override
  Case<R> disabled() {
    return new ReceiveCase<>(null, body, closed);
  }
}
