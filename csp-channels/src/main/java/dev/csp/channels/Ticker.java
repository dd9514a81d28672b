package dev.csp.channels;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.TimerChannel;
import java.time.Duration;
import java.time.Instant;

/**
 * Sends the time at fixed intervals, with the guarantees of Go 1.23. The first tick is due one
 * interval after the start; each tick is the instant at which it was due, so ticks are exactly one
 * interval apart.
 *
 * <p>A slow receiver finds at most one tick waiting and misses the others: ticks do not pile up,
 * and the schedule does not drift. The channel has length and capacity 0, and is never closed. A
 * ticker that nobody references any more is garbage, stopped or not.
 *
 * @see <a href="https://pkg.go.dev/time#Ticker">Go: time.Ticker</a>
 */
public final class Ticker {
  private final TimerChannel channel;

  private Ticker(long period) {
    this.channel = TimerChannel.every(period);
  }

  /**
   * Starts a ticker.
   *
   * @param interval the time between ticks
   * @return the ticker
   * @throws IllegalArgumentException if {@code interval} is zero or negative
   */
  public static Ticker every(Duration interval) {
    return new Ticker(positive(interval));
  }

  /**
   * Starts a ticker for those who never stop it.
   *
   * @param interval the time between ticks
   * @return its channel; {@link Channel#never()} if {@code interval} is zero or negative
   */
  public static ReceiveChannel<Instant> tick(Duration interval) {
    long period = TimeSource.clampedNanos(requireNonNull(interval, "interval"));
    return period == 0 ? Channel.never() : TimerChannel.every(period);
  }

  /**
   * Returns the channel of the ticks; always the same.
   *
   * @return the channel
   */
  public ReceiveChannel<Instant> channel() {
    return channel;
  }

  /**
   * Stops the ticker. Once this returns, no tick can be received until a {@link #reset}. Does not
   * close the channel.
   */
  public void stop() {
    channel.stop();
  }

  /**
   * Stops the ticker and starts it anew with another interval; the next tick is due one interval
   * from now, and a tick of the old setting can no longer be received.
   *
   * @param interval the time between ticks
   * @throws IllegalArgumentException if {@code interval} is zero or negative
   */
  public void reset(Duration interval) {
    long period = positive(interval);
    channel.set(period, period);
  }

  private static long positive(Duration interval) {
    long period = TimeSource.clampedNanos(requireNonNull(interval, "interval"));
    if (period == 0) {
      throw new IllegalArgumentException(
          "the interval of a ticker must be positive, was " + interval);
    }
    return period;
  }
}
