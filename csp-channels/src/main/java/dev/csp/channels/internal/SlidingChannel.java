package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel that keeps the newest values: when it is full, the oldest makes room for the next.
 *
 * @param <T> the type of the values
 */
public final class SlidingChannel<T> extends OverflowChannel<T> {
  /**
   * Makes a channel.
   *
   * @param name for diagnosis, or null
   * @param capacity how many values it holds, at least 1
   * @param onUndelivered gets each value that is given up, or null
   */
  public SlidingChannel(
      @Nullable String name, int capacity, @Nullable Consumer<? super T> onUndelivered) {
    super(name, capacity, onUndelivered);
  }

  @Override
  Object displace(Object value) {
    Object oldest = requireNonNull(ring().poll());
    ring().add(value);
    return oldest;
  }

  @Override
  String describeKind() {
    return "sliding, " + fill();
  }
}
