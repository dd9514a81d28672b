package dev.csp.benchmarks.threads;

import org.jspecify.annotations.Nullable;

/**
 * What values go through, whoever made it. A fork measures one contender, so the calls through this
 * interface have one target each, and cost every contender the same.
 */
interface Pipe {
  void put(Object value) throws InterruptedException;

  Object take() throws InterruptedException;

  /** Puts a value if that needs no waiting. */
  default boolean offer(Object value) {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " cannot try to send");
  }

  /** Takes a value if there is one, else null. */
  default @Nullable Object poll() {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " cannot try to receive");
  }
}
