package dev.csp.channels;

/** What became of a value that was offered without waiting. */
public enum Sent {
  /** The channel took the value. */
  SENT,
  /** No receiver waited and the buffer had no room. */
  FULL,
  /** The channel is closed. */
  CLOSED
}
