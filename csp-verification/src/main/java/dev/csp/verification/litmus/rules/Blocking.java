package dev.csp.verification.litmus.rules;

import java.util.concurrent.Callable;

/** How an actor runs something that may block. */
final class Blocking {
  private Blocking() {}

  /** On the actor's own thread, a platform thread. */
  static <T> T here(Callable<T> body) {
    try {
      return body.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** On a virtual thread of its own. */
  @SuppressWarnings("Interruption") // the actor is not interrupted; the virtual thread may be
  static void virtually(Runnable body) {
    Thread thread = Thread.startVirtualThread(body);
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts an actor here", e);
    }
  }
}
