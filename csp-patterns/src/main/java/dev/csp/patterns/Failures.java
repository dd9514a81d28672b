package dev.csp.patterns;

import dev.csp.channels.InterruptedIterationException;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a group threw: each object once, in the order in which they came, all others
 * suppressed on the first. When the {@link #add} of a failure returns, it is in the list and on the
 * first.
 */
final class Failures {
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final List<Throwable> inOrder = new ArrayList<>(0);
  private final Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>(1));

  /** Adds one; true if it is the first of all. */
  boolean add(Throwable failure) {
    Throwable first;
    lock.lock();
    try {
      if (!known.add(failure)) {
        return false; // several tasks threw the same object
      }
      inOrder.add(failure);
      first = inOrder.get(0);
    } finally {
      lock.unlock();
    }
    if (first == failure) {
      return true;
    }
    first.addSuppressed(failure);
    return false;
  }

  /** All of them now. */
  List<Throwable> all() {
    lock.lock();
    try {
      return List.copyOf(inOrder);
    } finally {
      lock.unlock();
    }
  }

  /** The first, or null. */
  @Nullable Throwable first() {
    lock.lock();
    try {
      return inOrder.isEmpty() ? null : inOrder.get(0);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether what a task threw is no failure, but what the end of its context brought about: an
   * interrupt or a cancellation, if the context has ended; a deadline exceeded, if it has ended by
   * its deadline.
   */
  static boolean isQuiet(Throwable thrown, Context context) {
    if (thrown instanceof InterruptedException
        || thrown instanceof InterruptedIterationException
        || thrown instanceof CancellationException) {
      return context.isDone();
    }
    return thrown instanceof DeadlineExceededException
        && context.error().orElse(null) instanceof DeadlineExceededException;
  }
}
