package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel, or its receiving end alone, as a queue. It has no state: each method is one operation
 * of the channel, or a loop of them.
 */
final class ChannelQueue<E> extends AbstractQueue<E> implements BlockingQueue<E> {
  private final ReceiveChannel<E> out;
  private final @Nullable SendChannel<E> in;

  ChannelQueue(ReceiveChannel<E> out, @Nullable SendChannel<E> in) {
    this.out = out;
    this.in = in;
  }

  // ---- putting in

  private SendChannel<E> in() {
    if (in == null) {
      throw new UnsupportedOperationException(
          "a queue over the receiving end of a channel takes no elements: " + out);
    }
    return in;
  }

  @Override
  public boolean offer(E element) {
    return switch (in().trySend(element)) {
      case SENT -> true;
      case FULL -> false;
      case CLOSED -> throw sendFailed(element);
    };
  }

  @Override
  public void put(E element) throws InterruptedException {
    in().send(element);
  }

  @Override
  public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
    return in().send(element, Duration.ofNanos(unit.toNanos(timeout)));
  }

  /** What a send on the closed channel throws; only that knows the cause of the close. */
  private ChannelClosedException sendFailed(E element) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          in().send(element, Duration.ZERO);
          throw new AssertionError("a channel was closed and is not");
        } catch (ChannelClosedException e) {
          return e;
        } catch (InterruptedException e) { // made good below
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public int remainingCapacity() {
    if (in == null || in.isClosed()) {
      return 0;
    }
    int capacity = out.capacity();
    return capacity == Integer.MAX_VALUE ? capacity : capacity - out.length();
  }

  // ---- taking out

  @Override
  public E take() throws InterruptedException {
    return out.receive();
  }

  @Override
  public @Nullable E poll() {
    return orNull(out.tryReceive());
  }

  @Override
  public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
    return orNull(out.receive(Duration.ofNanos(unit.toNanos(timeout))));
  }

  private @Nullable E orNull(Received<E> received) {
    return switch (received) {
      case Received.Value<E>(E value) -> value;
      case Received.Empty<E>() -> null;
      case Received.Closed<E>(var cause) -> {
        failIfPresent(cause);
        yield null;
      }
    };
  }

  /** A failure must not look like an empty queue. */
  private void failIfPresent(Optional<Throwable> cause) {
    if (cause.isPresent()) {
      throw new ChannelClosedException("receive on closed channel " + out, null, cause.get());
    }
  }

  @Override
  public int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(Collection<? super E> target, int most) {
    requireNonNull(target, "target");
    if (target == this) {
      throw new IllegalArgumentException("a queue cannot be drained to itself: " + this);
    }
    int drained = 0;
    while (drained < most) {
      switch (out.tryReceive()) {
        case Received.Value<E>(E value) -> {
          target.add(value);
          drained++;
        }
        case Received.Empty<E>() -> {
          return drained;
        }
        case Received.Closed<E>(var cause) -> {
          if (drained == 0) {
            failIfPresent(cause);
          }
          return drained;
        }
      }
    }
    return drained;
  }

  @Override
  public void clear() {
    boolean more = true;
    while (more) {
      more = out.tryReceive() instanceof Received.Value;
    }
  }

  // ---- looking at

  @Override
  public int size() {
    return out.length();
  }

  private UnsupportedOperationException cannotLook() {
    return new UnsupportedOperationException(
        "what is in a channel can only be received, not looked at: " + out);
  }

  @Override
  public E peek() {
    throw cannotLook();
  }

  /** Also for what is made of it: contains, remove(Object), toArray and so on. */
  @Override
  public Iterator<E> iterator() {
    throw cannotLook();
  }

  @Override
  public Spliterator<E> spliterator() {
    throw cannotLook();
  }

  /** Shows the channel, no values. */
  @Override
  public String toString() {
    return "BlockingQueue[" + out + "]";
  }
}
