package dev.csp.channels;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.TimerCall;
import dev.csp.channels.internal.TimerChannel;
import dev.csp.channels.internal.VirtualGoroutine;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A single event in the future, with the guarantees of Go 1.23: a value on a channel, or a call.
 *
 * <p>A timer's channel has length and capacity 0, and is never closed. Its value is the instant at
 * which it was due, and comes into being when somebody receives: so once {@link #stop} or {@link
 * #reset} returns, no value of the old setting can be received. A timer with a channel that nobody
 * references any more is garbage, stopped or not; a timer with a call lives until it is due or
 * stopped.
 *
 * @see <a href="https://pkg.go.dev/time#Timer">Go: time.Timer</a>
 */
@StartsForCaller
public final class Timer {
  /** Exactly one of these is there. */
  private final @Nullable TimerChannel channel;

  private final @Nullable TimerCall call;

  private Timer(@Nullable TimerChannel channel, @Nullable TimerCall call) {
    this.channel = channel;
    this.call = call;
  }

  /**
   * Starts a timer with a channel.
   *
   * @param delay when its value is due, from now; zero or negative is at once
   * @return the timer
   */
  public static Timer start(Duration delay) {
    return new Timer(TimerChannel.once(nanos(delay)), null);
  }

  /**
   * Starts a timer for those who never stop it.
   *
   * @param delay when its value is due, from now; zero or negative is at once
   * @return its channel, which yields one value; of several receivers, one gets it
   */
  public static ReceiveChannel<Instant> after(Duration delay) {
    return TimerChannel.once(nanos(delay));
  }

  /**
   * Starts a goroutine at a time in the future.
   *
   * @param delay when, from now; zero or negative is at once
   * @param task what to run
   * @return the timer; its channel is {@link Channel#never()}
   * @see <a href="https://pkg.go.dev/time#AfterFunc">Go: time.AfterFunc</a>
   */
  public static Timer afterFunc(Duration delay, Task task) {
    requireNonNull(task, "task");
    return call(delay, VirtualGoroutine.starter(task));
  }

  /**
   * Calls a method at a time in the future, on the thread that serves all timers. For library code
   * that has something very short to do and wants no goroutine for it: while the call runs, every
   * other timer of the process waits. It must not block. What it throws goes to the
   * uncaught-exception handler of that thread.
   *
   * @param delay when, from now; zero or negative is at once
   * @param action what to run
   * @return the timer; its channel is {@link Channel#never()}
   */
  public static Timer call(Duration delay, Runnable action) {
    TimerCall call = new TimerCall(requireNonNull(action, "action"));
    call.set(nanos(delay));
    return new Timer(null, call);
  }

  /**
   * Returns the channel of the value; always the same.
   *
   * @return the channel
   */
  public ReceiveChannel<Instant> channel() {
    return channel != null ? channel : Channel.never();
  }

  /**
   * Stops the timer. Never waits: a call that has begun goes on. Does not close the channel; who
   * waits on it goes on waiting.
   *
   * @return true if this call ended the setting: its value was not received and never will be (also
   *     if it was due already), or its call will not begin; false if it had been received, had
   *     begun, or had been stopped
   */
  public boolean stop() {
    return channel != null ? channel.stop() : requireNonNull(call).stop();
  }

  /**
   * Stops the timer and starts it anew.
   *
   * @param delay when the value is due, from now; zero or negative is at once
   * @return what {@link #stop} would have returned
   */
  public boolean reset(Duration delay) {
    long nanos = nanos(delay);
    return channel != null ? channel.set(nanos, 0) : requireNonNull(call).set(nanos);
  }

  private static long nanos(Duration delay) {
    return TimeSource.clampedNanos(requireNonNull(delay, "delay"));
  }
}
