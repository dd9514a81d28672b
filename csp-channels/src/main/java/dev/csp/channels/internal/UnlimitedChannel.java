package dev.csp.channels.internal;

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
   */
  public UnlimitedChannel(@Nullable String name) {
    super(name, Integer.MAX_VALUE);
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
