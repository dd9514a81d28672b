package dev.csp.channels;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.PermitChannel;
import dev.csp.channels.internal.SemaphorePort;
import dev.csp.channels.internal.TimeSource;
import java.time.Duration;

/**
 * A number of permits that are acquired, several at once if need be, and released: Go's weighted
 * semaphore, which can also be a case of a select.
 *
 * {@snippet file="dev/csp/examples/snippets/SemaphoreSnippets.java" region="weights"}
 *
 * <p><b>Order.</b> Who waits is served in the order in which they began to wait, whatever they ask
 * for: one that asks for much blocks those behind it even if they would fit, and so is not starved.
 * A newcomer never overtakes, also not with {@link #tryAcquire}. Who gives up (time-out, interrupt,
 * another case of its select) leaves its place at once, and those whom it has blocked go on. Cases
 * of one select do not block each other.
 *
 * <p><b>Never enough.</b> To ask for more than the {@link #size} is no error. It waits until it is
 * interrupted or times out, or another case of its select wins, and blocks nobody meanwhile.
 *
 * <p><b>In a select</b>, receive from {@link #permits}. With a context, {@code
 * ctx.receive(semaphore.permits(n))}: if the context has ended, that fails even if there are
 * permits.
 *
 * <p><b>Ownership.</b> A permit belongs to nobody: another thread than that which acquired it may
 * release it. Nothing is closed, ever; a semaphore that nobody references any more is garbage.
 *
 * <p><b>Memory effects.</b> Actions before a release happen-before actions after an acquisition
 * that it made possible.
 *
 * <p><b>When not to use it.</b> To guard a piece of state, let one goroutine own it, or use a lock.
 * To bound the number of goroutines of a group, give the group its limit. A channel of capacity n
 * is a semaphore too, if everybody takes one.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/semaphore">Go: package semaphore</a>
 */
public final class Semaphore {
  private final SemaphorePort port;

  /**
   * Makes a semaphore of which nothing is held.
   *
   * @param permits how many permits there are
   * @throws IllegalArgumentException if {@code permits} is less than 1
   */
  public Semaphore(long permits) {
    port = new SemaphorePort(null, checked(permits));
  }

  /**
   * Makes a named semaphore of which nothing is held.
   *
   * @param name the name for diagnosis: messages, dumps, {@code toString}
   * @param permits how many permits there are
   * @throws IllegalArgumentException if {@code permits} is less than 1
   */
  public Semaphore(String name, long permits) {
    port = new SemaphorePort(requireNonNull(name, "name"), checked(permits));
  }

  private static long checked(long permits) {
    if (permits < 1) {
      throw new IllegalArgumentException("permits of a semaphore must be >= 1, was " + permits);
    }
    return permits;
  }

  /**
   * Acquires one permit, waiting until there is one and nobody is before.
   *
   * @throws InterruptedException if the calling thread is interrupted; nothing was acquired
   */
  public void acquire() throws InterruptedException {
    acquire(1);
  }

  /**
   * Acquires a number of permits at once, waiting until there are so many and nobody is before.
   *
   * <p><b>Interruption.</b> If interrupted before they are granted, throws, and nothing was
   * acquired. If the grant came first, returns normally and leaves the interrupt flag set.
   *
   * @param n how many; zero takes nothing, but waits for its turn; with more than {@link #size}
   *     this waits until it is interrupted
   * @throws InterruptedException if the calling thread is interrupted; nothing was acquired
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public void acquire(long n) throws InterruptedException {
    port.acquire(checkedCount(n), TimeSource.NO_DEADLINE);
  }

  /**
   * Acquires a number of permits at once, waiting at most the given time.
   *
   * @param n how many; as for {@link #acquire(long)}
   * @param timeout how long to wait; zero or negative tries once
   * @return whether they were acquired; if not, nothing was
   * @throws InterruptedException if the calling thread is interrupted; nothing was acquired
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public boolean acquire(long n, Duration timeout) throws InterruptedException {
    checkedCount(n);
    long nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    if (nanos == 0) {
      port.throwIfInterrupted();
      return port.tryAcquire(n);
    }
    return port.acquire(n, TimeSource.deadlineAfter(nanos));
  }

  /**
   * Acquires one permit if there is one now and nobody waits. Never blocks, and does not look at
   * the interrupt flag.
   *
   * @return whether it was acquired
   */
  public boolean tryAcquire() {
    return port.tryAcquire(1);
  }

  /**
   * Acquires a number of permits at once, if there are so many now and nobody waits, for however
   * much. Never blocks, and does not look at the interrupt flag.
   *
   * @param n how many
   * @return whether they were acquired; if not, nothing was
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public boolean tryAcquire(long n) {
    return port.tryAcquire(checkedCount(n));
  }

  /**
   * Releases one permit. Never blocks.
   *
   * @throws IllegalStateException if none is held; the semaphore is unchanged
   */
  public void release() {
    port.release(1);
  }

  /**
   * Releases a number of permits. When this returns, whoever can go on now has what it asked for.
   * Never blocks.
   *
   * @param n how many
   * @throws IllegalStateException if fewer are held; the semaphore is unchanged
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public void release(long n) {
    port.release(checkedCount(n));
  }

  private static long checkedCount(long n) {
    if (n < 0) {
      throw new IllegalArgumentException("a number of permits must be >= 0, was " + n);
    }
    return n;
  }

  /**
   * Returns this semaphore as a channel from which each receive acquires {@code n} permits: for a
   * select, or for a {@code try} with resources.
   *
   * <p>It is never closed, and a receive is one of this semaphore's acquisitions in every respect.
   * A select that does not choose the case has acquired nothing. Its length and capacity are 0, for
   * a permit comes into being when somebody receives. Its iterator and stream do not end; they
   * acquire with each {@code next()}, and not before, and wait for nobody to close what they gave
   * out.
   *
   * <p>Several such channels of one semaphore, for the same or different numbers, can stand in one
   * select. A channel for more than {@link #size} is never ready.
   *
   * {@snippet file="dev/csp/examples/snippets/SemaphoreSnippets.java" region="select"}
   *
   * @param n what each receive acquires
   * @return a channel; every call returns a new one, and all stand for this semaphore
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public ReceiveChannel<Permit> permits(long n) {
    return new PermitChannel(port, checkedCount(n));
  }

  /**
   * Returns how many permits nobody holds now, for diagnosis. There may be some although others
   * wait: for more.
   *
   * @return a number from 0 to {@link #size}
   */
  public long available() {
    return port.available();
  }

  /**
   * Returns how many permits there are in all.
   *
   * @return the number that this was made with
   */
  public long size() {
    return port.size();
  }

  @Override
  public String toString() {
    return port.label();
  }
}
