package dev.csp.testkit.probe;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receiver for tests: it expects values, silence, or the end of a channel, each within a time,
 * and fails with what came instead. Works on any channel, of a pattern or a pipeline too, and in a
 * {@linkplain dev.csp.testkit.simulation simulation}, where the time is virtual.
 *
 * {@snippet file="dev/csp/examples/snippets/ProbeSnippets.java" region="probe"}
 *
 * <p>Each expectation is one receive: it blocks for at most its time, zero or a negative time tries
 * once, an interrupt ends it and takes no value. A value that was not expected has been taken from
 * the channel. A probe may be used by several threads, one at a time. Not for production: receive
 * there, and handle each {@link Received}.
 *
 * @param <T> the type of the values
 */
public final class Probe<T> {
  private static final int LONGEST = 80;
  private static final int MOST = 10;

  private final ReceiveChannel<T> channel;
  private final List<T> received = new ArrayList<>();

  private Probe(ReceiveChannel<T> channel) {
    this.channel = channel;
  }

  /**
   * Puts a probe at the receiving end of a channel. Receives nothing yet.
   *
   * @param channel the channel
   * @param <T> the type of its values
   * @return the probe
   */
  public static <T> Probe<T> of(ReceiveChannel<T> channel) {
    return new Probe<>(requireNonNull(channel, "channel"));
  }

  /**
   * Expects a value.
   *
   * @param within how long to wait for it
   * @return the value
   * @throws AssertionError if the time passes, or the channel is at its end
   * @throws InterruptedException if the calling thread is interrupted
   */
  public T next(Duration within) throws InterruptedException {
    return valueOf("a value", within);
  }

  /**
   * Expects a certain value next.
   *
   * @param expected what it must be equal to
   * @param within how long to wait for it
   * @return this probe
   * @throws AssertionError if the time passes, another value comes, or the channel is at its end
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Probe<T> expectNext(T expected, Duration within) throws InterruptedException {
    requireNonNull(expected, "expected");
    List<T> before = List.copyOf(received);
    T value = valueOf(show(expected), within);
    if (!expected.equals(value)) {
      throw failure(show(expected), within, show(value) + " came", before);
    }
    return this;
  }

  /**
   * Expects that no value and no end comes.
   *
   * @param duration for how long; waits that long
   * @return this probe
   * @throws AssertionError if a value comes, which then has been taken; or the end
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Probe<T> expectNothing(Duration duration) throws InterruptedException {
    List<T> before = List.copyOf(received);
    return switch (receive(duration)) {
      case Received.Empty<T> empty -> this;
      case Received.Value<T>(T value) ->
          throw failure("nothing", duration, show(value) + " came", before);
      case Received.Closed<T> closed ->
          throw failure("nothing", duration, describe(closed), before);
    };
  }

  /**
   * Expects the end of the channel: it is closed, without a cause, and all values have been
   * received.
   *
   * @param within how long to wait for it
   * @throws AssertionError if the time passes, a value comes, or the channel is closed with a cause
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void expectClosed(Duration within) throws InterruptedException {
    Received.Closed<T> closed = endOf("the end without a cause", within);
    if (closed.cause().isPresent()) {
      throw failure("the end without a cause", within, describe(closed), received);
    }
  }

  /**
   * Expects the end of the channel, with a cause.
   *
   * @param type what the cause must be an instance of
   * @param within how long to wait for it
   * @param <X> its type
   * @return the cause
   * @throws AssertionError if the time passes, a value comes, or the channel is closed without such
   *     a cause
   * @throws InterruptedException if the calling thread is interrupted
   */
  public <X extends Throwable> X expectClosedWith(Class<X> type, Duration within)
      throws InterruptedException {
    String expected = "the end because of " + type.getName();
    Received.Closed<T> closed = endOf(expected, within);
    Throwable cause = closed.cause().orElse(null);
    if (!type.isInstance(cause)) {
      throw failure(expected, within, describe(closed), received);
    }
    return type.cast(cause);
  }

  /**
   * Returns what this probe has received.
   *
   * @return the values in order, those that were not expected too; a copy
   */
  public List<T> received() {
    return List.copyOf(received);
  }

  private Received<T> receive(Duration within) throws InterruptedException {
    Received<T> outcome = channel.receive(within);
    if (outcome instanceof Received.Value<T>(T value)) {
      received.add(value);
    }
    return outcome;
  }

  private T valueOf(String expected, Duration within) throws InterruptedException {
    return switch (receive(within)) {
      case Received.Value<T>(T value) -> value;
      case Received.Empty<T> empty -> throw failure(expected, within, "nothing came", received);
      case Received.Closed<T> closed -> throw failure(expected, within, describe(closed), received);
    };
  }

  private Received.Closed<T> endOf(String expected, Duration within) throws InterruptedException {
    List<T> before = List.copyOf(received);
    return switch (receive(within)) {
      case Received.Closed<T> closed -> closed;
      case Received.Empty<T> empty -> throw failure(expected, within, "nothing came", before);
      case Received.Value<T>(T value) ->
          throw failure(expected, within, show(value) + " came", before);
    };
  }

  private AssertionError failure(String expected, Duration within, String seen, List<T> before) {
    StringBuilder message = new StringBuilder();
    message.append("expected ").append(expected).append(" from ").append(channel);
    message.append(expected.equals("nothing") ? " for " : " within ").append(within);
    message.append(", but ").append(seen);
    if (!before.isEmpty()) {
      message.append("; before that: ");
      message.append(before.size() > MOST ? "…, " : "");
      List<T> last = before.subList(Math.max(before.size() - MOST, 0), before.size());
      message.append(String.join(", ", last.stream().map(Probe::show).toList()));
    }
    return new AssertionError(message.toString());
  }

  private static String describe(Received.Closed<?> closed) {
    return closed
        .cause()
        .map(cause -> "it is closed because of " + show(cause))
        .orElse("it is closed without a cause");
  }

  private static String show(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  @Override
  public String toString() {
    return "Probe[" + channel + "]";
  }
}
