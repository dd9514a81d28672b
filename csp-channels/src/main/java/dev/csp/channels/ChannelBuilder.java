package dev.csp.channels;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.BufferedChannel;
import dev.csp.channels.internal.DroppingChannel;
import dev.csp.channels.internal.RendezvousChannel;
import dev.csp.channels.internal.SlidingChannel;
import dev.csp.channels.internal.UnlimitedChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes channels with an {@linkplain Undelivered undelivered hook}; {@link Channel#onUndelivered}
 * begins one. It never changes: it can be kept, shared, and used for any number of channels.
 *
 * {@snippet file="dev/csp/examples/snippets/UndeliveredSnippets.java" region="builder"}
 *
 * <p>For a channel without a hook, use the factories of {@link Channel}.
 *
 * @param <T> the type of the values
 */
public final class ChannelBuilder<T> {
  private final Consumer<? super T> onUndelivered;
  private final @Nullable String name;

  private ChannelBuilder(Consumer<? super T> onUndelivered, @Nullable String name) {
    this.onUndelivered = onUndelivered;
    this.name = name;
  }

  /** See {@link Channel#onUndelivered}. */
  static <T> ChannelBuilder<T> of(Consumer<? super T> hook) {
    return new ChannelBuilder<>(requireNonNull(hook, "hook"), null);
  }

  /**
   * Names the channels to be made.
   *
   * @param channelName the name for diagnosis
   * @return a builder with this name and the same hook
   * @throws NullPointerException if {@code channelName} is null
   */
  public ChannelBuilder<T> named(String channelName) {
    return new ChannelBuilder<>(onUndelivered, requireNonNull(channelName, "channelName"));
  }

  /**
   * Makes a channel without a buffer. It holds no values, so its hook is never called.
   *
   * @return a new channel
   * @see Channel#unbuffered()
   */
  public Channel<T> unbuffered() {
    return new RendezvousChannel<>(name);
  }

  /**
   * Makes a channel that holds up to the given number of values. Its hook gets what a discard finds
   * in the buffer.
   *
   * @param capacity how many values it can hold; 0 makes an unbuffered channel
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is negative
   * @see Channel#buffered(int)
   */
  public Channel<T> buffered(int capacity) {
    return capacity == 0 ? unbuffered() : new BufferedChannel<>(name, capacity, onUndelivered);
  }

  /**
   * Makes a channel whose sends never wait. Its hook gets what a discard finds in the buffer.
   *
   * @return a new channel
   * @see Channel#unlimited()
   */
  public Channel<T> unlimited() {
    return new UnlimitedChannel<>(name, onUndelivered);
  }

  /**
   * Makes a channel that keeps the newest values. Its hook gets the oldest value whenever a send
   * finds the channel full, and what a discard finds in the buffer.
   *
   * @param capacity how many values it keeps
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   * @see Channel#sliding(int)
   */
  public Channel<T> sliding(int capacity) {
    return new SlidingChannel<>(name, capacity, onUndelivered);
  }

  /**
   * Makes a channel that keeps the oldest values. Its hook gets the value that is being sent
   * whenever a send finds the channel full, and what a discard finds in the buffer.
   *
   * @param capacity how many values it keeps
   * @return a new channel
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   * @see Channel#dropping(int)
   */
  public Channel<T> dropping(int capacity) {
    return new DroppingChannel<>(name, capacity, onUndelivered);
  }
}
