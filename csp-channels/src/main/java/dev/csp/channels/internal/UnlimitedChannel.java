package dev.csp.channels.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel that holds any number of values; senders never wait.
 *
 * @param <T> the type of the values
 */
public final class UnlimitedChannel<T> extends RingChannel<T> {
  /**
   * Makes a channel.
   *
   * @param name for diagnosis, or null
   * @param onUndelivered gets what a discard gives up, or null
   */
  public UnlimitedChannel(@Nullable String name, @Nullable Consumer<? super T> onUndelivered) {
    super(name, Integer.MAX_VALUE, onUndelivered);
  }

  @Override
  Offer offerWhenFull(Object value) {
    throw new OutOfMemoryError(describe() + " is full");
  }

  @Override
  String describeKind() {
    return "unlimited, " + ring().size();
  }
}
