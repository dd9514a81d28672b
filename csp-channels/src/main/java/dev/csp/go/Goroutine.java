package dev.csp.go;

import dev.csp.channels.ReceiveChannel;
import java.time.Duration;
import java.util.Optional;

/** A handle on a goroutine. It can be joined and interrupted; results travel through channels. */
public interface Goroutine {
  /**
   * Returns the number that no other goroutine of this process has.
   *
   * @return the id, at least 1
   */
  long id();

  /**
   * Returns the name that it was started with, or one made from its id.
   *
   * @return the name
   */
  String name();

  /**
   * Waits until the goroutine has ended, however it ended. Does not rethrow what the task threw;
   * see {@link #failure()}. When this returns, the goroutine has left {@link Go#count()}, and the
   * uncaught handler, if it was called, has returned.
   *
   * @throws InterruptedException if the calling thread is interrupted; the goroutine goes on
   */
  void join() throws InterruptedException;

  /**
   * Waits at most the given time until the goroutine has ended.
   *
   * @param timeout how long to wait; zero or negative looks once
   * @return whether it has ended
   * @throws InterruptedException if the calling thread is interrupted; the goroutine goes on
   */
  boolean join(Duration timeout) throws InterruptedException;

  /**
   * Returns the channel that closes when the goroutine has ended, however it ended: {@link #join}
   * as a case of a select. When it is closed, the goroutine has left {@link Go#count()}, {@link
   * #isDone()} is true, and {@link #failure()} says what the task threw. It never carries a value,
   * is closed without a cause, and nobody else can close it. A goroutine that nobody asks pays
   * nothing.
   *
   * {@snippet file="dev/csp/examples/snippets/GoroutineSnippets.java" region="done"}
   *
   * @return the channel; the same on every call
   */
  ReceiveChannel<Void> done();

  /**
   * Interrupts the goroutine's thread: a blocking operation in it throws {@link
   * InterruptedException}. Does not wait.
   */
  void interrupt();

  /**
   * Tells whether the goroutine has ended.
   *
   * @return whether {@link #join()} would return at once
   */
  boolean isDone();

  /**
   * Returns what the task threw.
   *
   * @return the throwable; empty while the goroutine runs, and if the task returned normally
   */
  Optional<Throwable> failure();

  /**
   * Returns the thread that runs the task.
   *
   * @return a virtual thread
   */
  Thread thread();
}
