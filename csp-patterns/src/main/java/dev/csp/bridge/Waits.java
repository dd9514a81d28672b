package dev.csp.bridge;

import dev.csp.go.WaitGroup;

/** Waits that an interrupt does not shorten. */
final class Waits {
  private Waits() {}

  /** Waits, come what may; if the thread was interrupted, the flag is set afterwards. */
  static void uninterruptibly(WaitGroup group) {
    boolean interrupted = false;
    while (true) {
      try {
        group.await();
        break;
      } catch (InterruptedException e) { // made good below
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
