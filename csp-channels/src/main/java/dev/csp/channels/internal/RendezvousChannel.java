package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/**
 * A channel without a buffer: whoever comes second completes the exchange with the longest-waiting
 * of the other side.
 *
 * @param <T> the type of the values
 */
public final class RendezvousChannel<T> extends KernelChannel<T> {
  /**
   * Makes a channel.
   *
   * @param name for diagnosis, or null
   */
  public RendezvousChannel(@Nullable String name) {
    super(name);
  }

  @Override
  public Offer sendLocked(Object value) {
    if (hasClosed()) {
      return Offer.CLOSED;
    }
    return handToReceiver(value) ? Offer.ACCEPTED : Offer.FULL;
  }

  @Override
  public @Nullable Object receiveLocked() {
    if (hasClosed()) {
      return CLOSED; // senders that the closer has not reached yet have failed already
    }
    return takeFromSender();
  }

  @Override
  int discardPort(@Nullable Throwable cause) {
    closePort(cause);
    return 0;
  }

  @Override
  public boolean mayReceive() {
    return hasSenders() || hasClosed();
  }

  @Override
  public boolean maySend() {
    return hasReceivers() || hasClosed();
  }

  @Override
  boolean partnersMeet() {
    return true;
  }

  @Override
  public int length() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  String describeKind() {
    return "unbuffered";
  }
}
