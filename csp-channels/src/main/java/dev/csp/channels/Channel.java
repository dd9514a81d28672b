package dev.csp.channels;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.BufferedChannel;
import dev.csp.channels.internal.DroppingChannel;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.NeverChannel;
import dev.csp.channels.internal.RendezvousChannel;
import dev.csp.channels.internal.SlidingChannel;
import dev.csp.channels.internal.UnlimitedChannel;
import java.util.function.Consumer;
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
    return new UnlimitedChannel<>(null, null);
  }

  /**
   * Makes a named channel whose sends never wait.
   *
   * @param name the name for diagnosis
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> unlimited(String name) {
    return new UnlimitedChannel<>(requireNonNull(name, "name"), null);
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
    return new SlidingChannel<>(null, capacity, null);
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
    return new SlidingChannel<>(requireNonNull(name, "name"), capacity, null);
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
    return new DroppingChannel<>(null, capacity, null);
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
    return new DroppingChannel<>(requireNonNull(name, "name"), capacity, null);
  }

  /**
   * Begins a channel that gives each value that it has accepted and that nobody will ever receive
   * to a hook, exactly once: what it drops, and what is in it when it is {@linkplain #discard()
   * discarded}. {@link Undelivered} says when and where the hook runs.
   *
   * @param hook gets the values, perhaps on several threads at once
   * @param <T> the type of the values
   * @return a builder whose methods make the channel
   * @throws NullPointerException if {@code hook} is null
   */
  static <T> ChannelBuilder<T> onUndelivered(Consumer<? super T> hook) {
    return ChannelBuilder.of(hook);
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
   * Closes the channel, if it is still open, and empties it, in one step: each value that it has
   * accepted was either received before, or is given up now and goes to the {@linkplain Undelivered
   * undelivered hook} of the channel, if it has one. For the end of a channel whose receivers are
   * gone; {@link #close()} leaves what is buffered to them.
   *
   * <p>Waiting receivers see the end. Waiting senders fail, as at any close, and keep their values.
   * Returns when the hook has run for each value, oldest first, on the calling thread. What the
   * hook throws does not come out here. Never blocks, but in the hook. A later discard finds
   * nothing.
   *
   * @return how many values were given up; {@link #dropped()} does not count them
   */
  int discard();

  /**
   * Closes the channel because something went wrong, and empties it. As {@link #discard()}, and
   * receivers and failed senders learn the cause, unless the channel was closed before.
   *
   * @param cause what went wrong
   * @return how many values were given up
   * @throws NullPointerException if {@code cause} is null; nothing was done
   */
  int discard(Throwable cause);

  /**
   * Returns how many values a sliding or dropping channel has dropped so far because it was full.
   *
   * @return the number of dropped values; always 0 for the other kinds
   */
  long dropped();

  private static <T> Channel<T> makeBuffered(@Nullable String name, int capacity) {
    return capacity == 0
        ? new RendezvousChannel<>(name)
        : new BufferedChannel<>(name, capacity, null);
  }
}
