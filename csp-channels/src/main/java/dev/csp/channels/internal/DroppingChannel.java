package dev.csp.channels.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel that keeps the oldest values: when it is full, what is sent is given up.
 *
 * @param <T> the type of the values
 */
public final class DroppingChannel<T> extends OverflowChannel<T> {
  /**
   * Makes a channel.
   *
   * @param name for diagnosis, or null
   * @param capacity how many values it holds, at least 1
   * @param onUndelivered gets each value that is given up, or null
   */
  public DroppingChannel(
      @Nullable String name, int capacity, @Nullable Consumer<? super T> onUndelivered) {
    super(name, capacity, onUndelivered);
  }

  @Override
  Object displace(Object value) {
    return value;
  }

  @Override
  String describeKind() {
    return "dropping, " + fill();
  }
}
