package dev.csp.select;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.SelectClaim;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A send, of a value that is given or that a supplier makes on entry. */
final class SendCase<T, R extends @Nullable Object> extends KernelCase<R> {
  private final @Nullable T value;
  private final @Nullable Supplier<? extends T> supplier;

  /** Null: the result is the value itself. */
  private final Select.@Nullable OnEvent<? extends R> body;

  SendCase(
      @Nullable KernelChannel<?> port,
      @Nullable T value,
      @Nullable Supplier<? extends T> supplier,
      Select.@Nullable OnEvent<? extends R> body) {
    super(port);
    this.value = value;
    this.supplier = supplier;
    this.body = body;
  }

  @Override
  Object item() {
    if (supplier != null) {
      return requireNonNull(supplier.get(), "the value that a case's supplier returned");
    }
    return requireNonNull(value, "the value of a send case");
  }

  @Override
  CaseWaiter waiter(SelectClaim claim) {
    return new CaseWaiter(claim, requireNonNull(port()), true);
  }

  @Override
  @SuppressWarnings("unchecked") // without a body R is T, see Select.send
  R complete(CaseWaiter won) throws InterruptedException {
    Object left = won.item();
    if (left != null) {
      won.setItem(null);
      throw ((KernelChannel<?>) won.port()).sendFailed(left);
    }
    return body != null ? body.get() : (R) requireNonNull(value);
  }

  @Override
  Case<R> disabled() {
    return new SendCase<>(null, value, supplier, body);
  }
}
