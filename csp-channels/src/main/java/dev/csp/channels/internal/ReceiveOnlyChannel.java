package dev.csp.channels.internal;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * A channel's receiving end, as an object that cannot be cast to anything more.
 *
 * @param <T> the type of the values
 */
public final class ReceiveOnlyChannel<T> implements ReceiveChannel<T> {
  private final KernelChannel<T> base;

  ReceiveOnlyChannel(KernelChannel<T> base) {
    this.base = base;
  }

  /**
   * Returns the channel that this stands for.
   *
   * @return the channel
   */
  public ReceivePort<T> base() {
    return base;
  }

  @Override
  public T receive() throws InterruptedException {
    return base.receive();
  }

  @Override
  public Received<T> receiveOrClosed() throws InterruptedException {
    return base.receiveOrClosed();
  }

  @Override
  public Received<T> receive(Duration timeout) throws InterruptedException {
    return base.receive(timeout);
  }

  @Override
  public Received<T> tryReceive() {
    return base.tryReceive();
  }

  @Override
  public Iterator<T> iterator() {
    return base.iterator();
  }

  @Override
  public Stream<T> stream() {
    return base.stream();
  }

  @Override
  public int length() {
    return base.length();
  }

  @Override
  public int capacity() {
    return base.capacity();
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
