package dev.csp.testkit.assertions;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.Signal;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.presentation.StandardRepresentation;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a channel or one end of it. Each is a look at one moment, which blocks nobody and
 * takes no value; while others send and receive, what was true may be over. To wait for something,
 * use a {@link dev.csp.testkit.probe.Probe}.
 *
 * {@snippet file="dev/csp/examples/snippets/AssertionSnippets.java" region="channel"}
 */
public final class ChannelAssert extends AbstractAssert<ChannelAssert, Object> {
  ChannelAssert(@Nullable Object actual) {
    super(actual, ChannelAssert.class);
    info.useRepresentation(new WithoutValues());
  }

  /** AssertJ shows an iterable by its elements, which would receive them. */
  private static final class WithoutValues extends StandardRepresentation {
    @Override
    public String toStringOf(@Nullable Object object) {
      return object instanceof ReceiveChannel<?> ? object.toString() : super.toStringOf(object);
    }
  }

  /**
   * Expects a number of buffered values.
   *
   * @param expected how many
   * @return this
   */
  public ChannelAssert hasLength(int expected) {
    int length = length();
    return expect(length == expected, "to have length " + expected, "it has " + length);
  }

  /**
   * Expects that no value is buffered.
   *
   * @return this
   */
  public ChannelAssert isEmpty() {
    int length = length();
    return expect(length == 0, "to be empty", "it has length " + length);
  }

  /**
   * Expects room for a number of values with nobody receiving.
   *
   * @param expected how many
   * @return this
   */
  public ChannelAssert hasCapacity(int expected) {
    int capacity = receivingEnd().capacity();
    return expect(capacity == expected, "to have capacity " + expected, "it has " + capacity);
  }

  /**
   * Expects that the channel has dropped a number of values because it was full.
   *
   * @param expected how many
   * @return this
   */
  public ChannelAssert hasDropped(long expected) {
    long dropped = port() instanceof KernelChannel<?> channel ? channel.dropped() : 0;
    return expect(
        dropped == expected,
        "to have dropped " + expected + " values",
        "it has dropped " + dropped);
  }

  /**
   * Expects that the channel has not been closed.
   *
   * @return this
   */
  public ChannelAssert isOpen() {
    return expect(!closed(), "to be open", "it is closed" + because());
  }

  /**
   * Expects that the channel has been closed, with or without a cause. Values may still be
   * buffered.
   *
   * @return this
   */
  public ChannelAssert isClosed() {
    return expect(closed(), "to be closed", "it is open");
  }

  /**
   * Expects that the channel has been closed with a cause.
   *
   * @param type what the cause must be an instance of
   * @return this
   */
  public ChannelAssert isClosedWith(Class<? extends Throwable> type) {
    String expected = "to be closed because of " + type.getName();
    if (!closed()) {
      return expect(false, expected, "it is open");
    }
    Throwable cause = cause();
    return expect(
        type.isInstance(cause),
        expected,
        cause == null ? "it is closed without a cause" : "it is closed" + because());
  }

  /**
   * Expects that the channel has been closed without a cause.
   *
   * @return this
   */
  public ChannelAssert isClosedWithoutCause() {
    return isClosed()
        .expect(cause() == null, "to be closed without a cause", "it is closed" + because());
  }

  private ChannelAssert expect(boolean met, String expected, String seen) {
    if (!met) {
      throw failure("%s", "expected " + actual + " " + expected + ", but " + seen);
    }
    return this;
  }

  private @Nullable Port port() {
    isNotNull();
    return actual instanceof ReceiveChannel<?> end
        ? Port.of(end)
        : Port.of((SendChannel<?>) actual);
  }

  /** Every sending end belongs to a channel that can be received from. */
  private ReceiveChannel<?> receivingEnd() {
    isNotNull();
    return actual instanceof ReceiveChannel<?> end
        ? end
        : (Channel<?>) Port.of((SendChannel<?>) actual);
  }

  private int length() {
    return receivingEnd().length();
  }

  private boolean closed() {
    return switch (port()) {
      case KernelChannel<?> channel -> channel.isClosed();
      case Signal signal -> signal.tryReceive() instanceof Received.Closed; // it has no values
      case null, default -> false; // nobody can close it
    };
  }

  private @Nullable Throwable cause() {
    Port port = port();
    return port == null ? null : port.closeCause();
  }

  private String because() {
    Throwable cause = cause();
    return cause == null ? "" : " because of " + cause;
  }
}
