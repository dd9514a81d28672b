package dev.csp.channels.internal;

import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import java.time.Duration;

/**
 * A channel's sending end, as an object that cannot be cast to anything more.
 *
 * @param <T> the type of the values
 */
public final class SendOnlyChannel<T> implements SendChannel<T> {
  private final KernelChannel<T> base;

  SendOnlyChannel(KernelChannel<T> base) {
    this.base = base;
  }

  /**
   * Returns the channel that this stands for.
   *
   * @return the channel
   */
  public KernelChannel<T> base() {
    return base;
  }

  @Override
  public void send(T value) throws InterruptedException {
    base.send(value);
  }

  @Override
  public boolean send(T value, Duration timeout) throws InterruptedException {
    return base.send(value, timeout);
  }

  @Override
  public Sent trySend(T value) {
    return base.trySend(value);
  }

  @Override
  public void close() {
    base.close();
  }

  @Override
  public void close(Throwable cause) {
    base.close(cause);
  }

  @Override
  public boolean isClosed() {
    return base.isClosed();
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
