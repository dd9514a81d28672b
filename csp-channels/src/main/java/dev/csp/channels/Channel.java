package dev.csp.channels;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.BufferedChannel;
import dev.csp.channels.internal.DroppingChannel;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.NeverChannel;
import dev.csp.channels.internal.RendezvousChannel;
import dev.csp.channels.internal.SlidingChannel;
import dev.csp.channels.internal.UnlimitedChannel;
import org.jspecify.annotations.Nullable;

/**
 * A typed conduit between goroutines: what is sent at one end is received at the other, once, in
 * order. {@linkplain dev.csp.channels Package notes} say what is common to all operations.
 *
 * <p>Each factory has a form that takes a name; it appears in {@code toString}, in error messages,
 * thread dumps and {@link dev.csp.go.Go#dump()}. Channels have identity: {@code equals} is {@code
 * ==}. {@code toString} shows the name, kind, fill and state, never a value.
 *
 * @param <T> the type of the values
 */
public sealed interface Channel<T> extends SendChannel<T>, ReceiveChannel<T> permits KernelChannel {
  /**
   * Makes a channel without a buffer: a send and a receive meet, and neither completes alone.
   *
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> unbuffered() {
    return new RendezvousChannel<>(null);
  }

  /**
   * Makes a named channel without a buffer.
   *
   * @param name the name for diagnosis
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> unbuffered(String name) {
    return new RendezvousChannel<>(requireNonNull(name, "name"));
  }

  /**
   * Makes a channel that holds up to the given number of values; a send waits while it is full.
   * Memory for the buffer is taken as it fills, not at once.
   *
   * @param capacity how many values it can hold; 0 makes an unbuffered channel
   * @param <T> the type of the values
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is negative
   */
  static <T> Channel<T> buffered(int capacity) {
    return makeBuffered(null, capacity);
  }

  /**
   * Makes a named channel that holds up to the given number of values.
   *
   * @param name the name for diagnosis
   * @param capacity how many values it can hold; 0 makes an unbuffered channel
   * @param <T> the type of the values
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is negative
   */
  static <T> Channel<T> buffered(String name, int capacity) {
    return makeBuffered(requireNonNull(name, "name"), capacity);
  }

  /**
   * Makes a channel whose sends never wait: it grows as far as memory goes. Choose it only where
   * something else bounds the number of values.
   *
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> unlimited() {
    return new UnlimitedChannel<>(null);
  }

  /**
   * Makes a named channel whose sends never wait.
   *
   * @param name the name for diagnosis
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> unlimited(String name) {
    return new UnlimitedChannel<>(requireNonNull(name, "name"));
  }

  /**
   * Makes a channel that keeps the newest values: a send to a full channel discards the oldest
   * value and never waits.
   *
   * @param capacity how many values it keeps
   * @param <T> the type of the values
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  static <T> Channel<T> sliding(int capacity) {
    return new SlidingChannel<>(null, capacity);
  }

  /**
   * Makes a named channel that keeps the newest values.
   *
   * @param name the name for diagnosis
   * @param capacity how many values it keeps
   * @param <T> the type of the values
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  static <T> Channel<T> sliding(String name, int capacity) {
    return new SlidingChannel<>(requireNonNull(name, "name"), capacity);
  }

  /**
   * Makes a channel that keeps the oldest values: a send to a full channel discards the value that
   * is being sent and never waits. Such a send counts as done ({@link Sent#SENT}), and as {@link
   * #dropped()}.
   *
   * @param capacity how many values it keeps
   * @param <T> the type of the values
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  static <T> Channel<T> dropping(int capacity) {
    return new DroppingChannel<>(null, capacity);
  }

  /**
   * Makes a named channel that keeps the oldest values.
   *
   * @param name the name for diagnosis
   * @param capacity how many values it keeps
   * @param <T> the type of the values
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  static <T> Channel<T> dropping(String name, int capacity) {
    return new DroppingChannel<>(requireNonNull(name, "name"), capacity);
  }

  /**
   * Returns the channel that is never ready: Go's nil channel. A receive from it waits until it is
   * interrupted or runs out of time; a select never chooses it. It costs nothing and retains
   * nothing, however many threads wait on it.
   *
   * @param <T> the type of the values that never come
   * @return the one such channel
   */
  static <T> ReceiveChannel<T> never() {
    return NeverChannel.instance();
  }

  /**
   * Returns this channel's receiving end alone: an object that cannot be cast back to send or
   * close. It stands for this same channel in a select and in {@code toString}; every call returns
   * the same object.
   *
   * @return the receiving end
   */
  ReceiveChannel<T> receiveOnly();

  /**
   * Returns this channel's sending end alone: an object that cannot be cast back to receive. It
   * stands for this same channel in a select and in {@code toString}; every call returns the same
   * object.
   *
   * @return the sending end
   */
  SendChannel<T> sendOnly();

  /**
   * Returns how many values a sliding or dropping channel has discarded so far.
   *
   * @return the number of discarded values; always 0 for the other kinds
   */
  long dropped();

  private static <T> Channel<T> makeBuffered(@Nullable String name, int capacity) {
    return capacity == 0 ? new RendezvousChannel<>(name) : new BufferedChannel<>(name, capacity);
  }
}
