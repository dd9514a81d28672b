package dev.csp.channels;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a send on a closed channel, and by a receive on a channel that is closed and drained.
 *
 * <p>Its {@linkplain #getCause() cause} is what the channel was {@linkplain
 * SendChannel#close(Throwable) closed with}, if anything. A failed send carries its value back.
 */
public class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** The value that could not be sent, or null. */
  @SuppressWarnings("serial") // the value is the sender's own; it serializes if that does
  private final @Nullable Object value;

  /**
   * Makes an exception for an operation on a closed channel.
   *
   * @param message which operation on which channel
   * @param value the value that could not be sent; null for a receive
   * @param cause what the channel was closed with, or null
   */
  public ChannelClosedException(String message, @Nullable Object value, @Nullable Throwable cause) {
    super(message, cause);
    this.value = value;
  }

  /**
   * Returns the value that could not be sent.
   *
   * @return the very object that was given to the send; null if the failed operation was a receive
   */
  public @Nullable Object value() {
    return value;
  }
}
