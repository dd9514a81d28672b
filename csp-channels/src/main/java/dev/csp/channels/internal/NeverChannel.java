package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.InterruptedIterationException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import java.time.Duration;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The channel that is never ready. Not a port: there is nothing to lock and nobody to tell, so its
 * waiters stand in no queue.
 *
 * @param <T> the type of the values that never come
 */
public final class NeverChannel<T> implements ReceiveChannel<T> {
  private static final NeverChannel<?> INSTANCE = new NeverChannel<>();

  private NeverChannel() {}

  /**
   * Returns the one instance.
   *
   * @param <T> the type of the values that never come
   * @return it
   */
  @SuppressWarnings("unchecked") // it has no values
  public static <T> NeverChannel<T> instance() {
    return (NeverChannel<T>) INSTANCE;
  }

  @Override
  public T receive() throws InterruptedException {
    waitUntil(TimeSource.NO_DEADLINE);
    throw endOfNothing();
  }

  @Override
  public Received<T> receiveOrClosed() throws InterruptedException {
    waitUntil(TimeSource.NO_DEADLINE);
    throw endOfNothing();
  }

  @Override
  public Received<T> receive(Duration timeout) throws InterruptedException {
    long nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      Parking.throwIfInterrupted(WaitReason.CHAN_RECEIVE_NIL, null);
    } else {
      waitUntil(TimeSource.deadlineAfter(nanos));
    }
    return tryReceive();
  }

  @Override
  public Received<T> tryReceive() {
    return new Received.Empty<>();
  }

  private static void waitUntil(long deadline) throws InterruptedException {
    Wait.until(WaitReason.CHAN_RECEIVE_NIL, deadline);
  }

  private static AssertionError endOfNothing() {
    return new AssertionError("the wait for nothing came to an end");
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        throw waitForInterrupt();
      }

      @Override
      public T next() {
        throw waitForInterrupt();
      }
    };
  }

  private RuntimeException waitForInterrupt() {
    try {
      waitUntil(TimeSource.NO_DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new InterruptedIterationException("interrupted while iterating over " + this, e);
    }
    throw endOfNothing();
  }

  @Override
  public Stream<T> stream() {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), 0), false);
  }

  @Override
  public int length() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  public String toString() {
    return "Channel[never]";
  }
}
