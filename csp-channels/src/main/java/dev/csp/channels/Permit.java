package dev.csp.channels;

import dev.csp.channels.internal.Grant;

/**
 * A share of a {@link Semaphore} that somebody holds. Made by a receive from {@link
 * Semaphore#permits}; meant for a {@code try} with resources:
 *
 * {@snippet file="dev/csp/examples/snippets/SemaphoreSnippets.java" region="permit"}
 *
 * <p>It belongs to nobody: any thread may close it. One that is never closed is lost to the
 * semaphore.
 */
public sealed interface Permit extends AutoCloseable permits Grant {
  /**
   * Returns how much this holds.
   *
   * @return the number that was asked for, at least 0
   */
  long count();

  /**
   * Releases what this holds. Only the first call does; later ones, also by other threads at the
   * same time, do nothing. Never blocks.
   *
   * @throws IllegalStateException if so much is not held any more, because somebody has released it
   *     with {@link Semaphore#release(long)}; the semaphore is unchanged
   */
  @Override
  void close();
}
