package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.InterruptedIterationException;
import dev.csp.channels.Permit;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import java.time.Duration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore's receiving end for one number of permits. All such views of a semaphore share its
 * port.
 */
public final class PermitChannel implements ReceiveChannel<Permit> {
  private static final Received<Permit> EMPTY = new Received.Empty<>();

  private final SemaphorePort semaphore;
  private final long count;

  /**
   * Makes a view.
   *
   * @param semaphore of what
   * @param count what each receive acquires, at least 0
   */
  public PermitChannel(SemaphorePort semaphore, long count) {
    this.semaphore = semaphore;
    this.count = count;
  }

  /**
   * Returns what a select waits on.
   *
   * @return the port; null if there will never be so many permits
   */
  public @Nullable Port port() {
    return count > semaphore.size() ? null : semaphore;
  }

  /**
   * Makes the waiter of a case.
   *
   * @param claim the select's claim
   * @return a waiter that is not enqueued; null if there will never be so many permits
   */
  public @Nullable CaseWaiter waiter(SelectClaim claim) {
    return count > semaphore.size() ? null : new PermitWaiter(claim, semaphore, count);
  }

  @Override
  public Permit receive() throws InterruptedException {
    Permit permit = semaphore.acquire(grant(), TimeSource.NO_DEADLINE);
    return requireNonNull(permit);
  }

  @Override
  public Received<Permit> receiveOrClosed() throws InterruptedException {
    return new Received.Value<>(receive());
  }

  @Override
  public Received<Permit> receive(Duration timeout) throws InterruptedException {
    long nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      semaphore.throwIfInterrupted();
      return tryReceive();
    }
    Permit permit = semaphore.acquire(grant(), TimeSource.deadlineAfter(nanos));
    return permit == null ? EMPTY : new Received.Value<>(permit);
  }

  @Override
  public Received<Permit> tryReceive() {
    Received<Permit> value = new Received.Value<>(grant());
    return semaphore.tryAcquire(count) ? value : EMPTY;
  }

  private Grant grant() {
    return new Grant(semaphore, count);
  }

  /** Acquires in {@code next}, so that nothing is lost with an iterator that is abandoned. */
  @Override
  public Iterator<Permit> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Permit next() {
        try {
          return receive();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIterationException(
              "interrupted while iterating over permits of " + semaphore.describe(), e);
        }
      }
    };
  }

  @Override
  public Stream<Permit> stream() {
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(iterator(), characteristics), false);
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
    return semaphore.label() + ".permits(" + count + ")";
  }
}
