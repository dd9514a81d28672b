package dev.csp.sync;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/*
 * A counter that only falls, and a channel that whoever brings it to zero closes. The latch is open when the channel is closed; in the
 * moment between the two the count still answers 1, so that whoever reads a 0 finds the channel closed.
 */

/**
 * Opens once, when so many have counted down: {@link java.util.concurrent.CountDownLatch}, which
 * can also be a case of a select.
 *
 * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="latch"}
 *
 * <p><b>Memory effects.</b> Actions before each count down happen-before actions after an {@code
 * await} that returns, and after a receive from {@link #done()}.
 *
 * <p><b>When not to use it.</b> To wait for goroutines, use {@link dev.csp.go.WaitGroup} or a
 * group; for a single event that one goroutine announces, close a channel. For rounds, use {@link
 * Barrier}.
 */
public final class Latch {
  private final String name;
  private final Channel<Void> done;
  private final AtomicInteger left;

  /**
   * Makes a latch.
   *
   * @param count how often it must be counted down; with zero it is open
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public Latch(int count) {
    this("latch", count);
  }

  /**
   * Makes a named latch.
   *
   * @param name the name for diagnosis: dumps, {@code toString}
   * @param count how often it must be counted down; with zero it is open
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public Latch(String name, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count of a latch must be >= 0, was " + count);
    }
    this.name = requireNonNull(name, "name");
    this.done = Channel.unbuffered(name);
    this.left = new AtomicInteger(count);
    if (count == 0) {
      done.close();
    }
  }

  /**
   * Counts down; the step to zero opens the latch before this returns. Does nothing if it is open.
   * Never blocks.
   */
  public void countDown() {
    if (left.getAndUpdate(n -> Math.max(0, n - 1)) == 1) {
      done.close();
    }
  }

  /**
   * Waits until the latch is open.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void await() throws InterruptedException {
    done.receiveOrClosed();
  }

  /**
   * Waits at most the given time until the latch is open.
   *
   * @param timeout how long to wait; zero or negative looks once
   * @return whether it is open
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return done.receive(timeout) instanceof Received.Closed<Void>;
  }

  /**
   * Returns the channel that closes when the latch opens. It never carries a value, and nobody else
   * can close it.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<Void> done() {
    return done.receiveOnly();
  }

  /**
   * Returns how often it must still be counted down.
   *
   * @return a number that only falls; 0 exactly if the latch is open
   */
  public int count() {
    int now = left.get();
    return now == 0 && !done.isClosed() ? 1 : now;
  }

  @Override
  public String toString() {
    return "Latch[" + name + ", " + count() + "]";
  }
}
