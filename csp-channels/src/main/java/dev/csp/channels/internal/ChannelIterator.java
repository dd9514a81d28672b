package dev.csp.channels.internal;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.InterruptedIterationException;
import dev.csp.channels.Received;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Receives until the end. Belongs to one thread. */
final class ChannelIterator<T> implements Iterator<T> {
  private final ReceivePort<T> port;
  private @Nullable T ahead;
  private boolean ended;

  ChannelIterator(ReceivePort<T> port) {
    this.port = port;
  }

  static <T> Stream<T> streamOf(ReceivePort<T> port) {
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new ChannelIterator<>(port), characteristics), false);
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      ahead = receive();
    }
    return ahead != null;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the end of " + port.describe());
    }
    T value = ahead;
    ahead = null;
    if (value == null) {
      throw new AssertionError("hasNext() without a value");
    }
    return value;
  }

  private @Nullable T receive() {
    Received<T> received;
    try {
      received = port.receiveOrClosed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIterationException(
          "interrupted while iterating over " + port.describe(), e);
    }
    return switch (received) {
      case Received.Value<T>(T value) -> value;
      case Received.Empty<T>() -> throw new AssertionError("an untimed receive came back empty");
      case Received.Closed<T>(var cause) -> {
        if (cause.isPresent()) {
          throw new ChannelClosedException(
              "the end of " + port.describe() + ", closed with a cause", null, cause.get());
        }
        ended = true;
        yield null;
      }
    };
  }
}
