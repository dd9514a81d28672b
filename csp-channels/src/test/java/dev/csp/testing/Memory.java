package dev.csp.testing;

import java.lang.ref.WeakReference;

/** What the garbage collector sees. */
public final class Memory {
  private Memory() {}

  /** Waits until the object has been collected; fails if something retains it. */
  public static void awaitCollected(String what, WeakReference<?> reference) {
    Harness.await(
        what + " is garbage",
        () -> {
          System.gc();
          return reference.refersTo(null);
        });
  }

  /** The heap in use after collections have brought it no further down. */
  public static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0, still = 0; i < 20 && still < 3; i++) {
      System.gc();
      long used = runtime.totalMemory() - runtime.freeMemory();
      still = used < least - 10_000 ? 0 : still + 1;
      least = Math.min(least, used);
    }
    return least;
  }
}
