package dev.csp.channels;

/** What came of a {@link SendChannel#trySend(Object) trySend}. */
public enum Sent {
  /**
   * The channel accepted the value (a dropping channel may have discarded it; that is its
   * contract).
   */
  SENT,
  /** Nobody waits for a value and there is no room; the value was not sent. */
  FULL,
  /** The channel is closed; the value was not sent. */
  CLOSED
}
