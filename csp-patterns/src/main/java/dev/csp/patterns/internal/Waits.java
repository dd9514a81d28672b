package dev.csp.patterns.internal;

/** Waits that an interrupt does not shorten. */
public final class Waits {
  /** A wait that an interrupt ends, and that can then be begun again. */
  @FunctionalInterface
  public interface Wait {
    /**
     * Waits.
     *
     * @throws InterruptedException if interrupted before or meanwhile
     */
    void await() throws InterruptedException;
  }

  private Waits() {}

  /**
   * Waits, come what may. If the thread was interrupted, its flag is set afterwards.
   *
   * @param wait what to wait for
   */
  public static void uninterruptibly(Wait wait) {
    if (interruptedWhile(wait)) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits, come what may.
   *
   * @param wait what to wait for
   * @return whether the thread was interrupted; its flag is clear, and the caller owes it
   */
  public static boolean interruptedWhile(Wait wait) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.await();
        return interrupted;
      } catch (InterruptedException e) { // whoever has called this makes it good
        interrupted = true;
      }
    }
  }
}
