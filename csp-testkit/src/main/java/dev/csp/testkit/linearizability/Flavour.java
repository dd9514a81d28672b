package dev.csp.testkit.linearizability;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;

/**
 * A kind of channel.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="check"}
 *
 * @param capacity how many values it keeps
 * @param overflow what a send does if it is full
 */
public record Flavour(int capacity, Overflow overflow) {
  /** What a send to a full channel does. */
  public enum Overflow {
    /** It waits. */
    WAIT,
    /** It discards the oldest value. */
    DROP_OLDEST,
    /** It discards its own value. */
    DROP_NEWEST
  }

  /** Hand-over without a buffer. */
  public static final Flavour UNBUFFERED = new Flavour(0, Overflow.WAIT);

  /** A buffer without a bound. */
  public static final Flavour UNLIMITED = new Flavour(Integer.MAX_VALUE, Overflow.WAIT);

  /**
   * Makes a kind of channel.
   *
   * @param capacity how many values it keeps
   * @param overflow what a send does if it is full
   * @throws IllegalArgumentException if {@code capacity} is negative, or is 0 and sends do not wait
   */
  public Flavour {
    int least = requireNonNull(overflow, "overflow") == Overflow.WAIT ? 0 : 1;
    if (capacity < least) {
      throw new IllegalArgumentException("capacity must be >= " + least + ", was " + capacity);
    }
  }

  /**
   * A bounded buffer.
   *
   * @param capacity its bound
   * @return the kind
   */
  public static Flavour buffered(int capacity) {
    return new Flavour(capacity, Overflow.WAIT);
  }

  /**
   * A buffer that keeps the newest values.
   *
   * @param capacity its bound
   * @return the kind
   */
  public static Flavour sliding(int capacity) {
    return new Flavour(capacity, Overflow.DROP_OLDEST);
  }

  /**
   * A buffer that keeps the oldest values.
   *
   * @param capacity its bound
   * @return the kind
   */
  public static Flavour dropping(int capacity) {
    return new Flavour(capacity, Overflow.DROP_NEWEST);
  }

  /**
   * Makes a channel of this library of this kind.
   *
   * @param name its name
   * @param <T> the type of the values
   * @return a new channel
   */
  public <T> Channel<T> make(String name) {
    return switch (overflow) {
      case WAIT ->
          capacity == Integer.MAX_VALUE
              ? Channel.unlimited(name)
              : Channel.buffered(name, capacity);
      case DROP_OLDEST -> Channel.sliding(name, capacity);
      case DROP_NEWEST -> Channel.dropping(name, capacity);
    };
  }
}
