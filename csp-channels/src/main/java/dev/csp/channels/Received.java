package dev.csp.channels;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What came of a receive: a value, nothing yet, or the end. Go's {@code v, ok := <-ch}, with the
 * third outcome that a receive which does not wait needs.
 *
 * @param <T> the type of the values
 */
public sealed interface Received<T> {
  /**
   * A value was received.
   *
   * @param value the value; never null
   * @param <T> the type of the value
   */
  record Value<T>(T value) implements Received<T> {
    /** Rejects null. */
    public Value {
      requireNonNull(value, "value");
    }
  }

  /**
   * There was nothing to receive, or not in time; the channel is not at its end.
   *
   * @param <T> the type of the values
   */
  record Empty<T>() implements Received<T> {}

  /**
   * The channel is closed and all its values have been received.
   *
   * @param cause what the channel was closed with, if anything
   * @param <T> the type of the values
   */
  record Closed<T>(Optional<Throwable> cause) implements Received<T> {
    /** Rejects null. */
    public Closed {
      requireNonNull(cause, "cause");
    }
  }
}
