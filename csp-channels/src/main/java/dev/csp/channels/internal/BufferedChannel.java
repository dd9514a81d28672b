package dev.csp.channels.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel that holds up to a number of values; when it is full, senders wait.
 *
 * @param <T> the type of the values
 */
public final class BufferedChannel<T> extends RingChannel<T> {
  /**
   * Makes a channel.
   *
   * @param name for diagnosis, or null
   * @param capacity how many values it holds, at least 1
   * @param onUndelivered gets what a discard gives up, or null
   */
  public BufferedChannel(
      @Nullable String name, int capacity, @Nullable Consumer<? super T> onUndelivered) {
    super(name, capacity, onUndelivered);
  }

  @Override
  Offer offerWhenFull(Object value) {
    return Offer.FULL;
  }

  @Override
  String describeKind() {
    return "buffered, " + fill();
  }
}
