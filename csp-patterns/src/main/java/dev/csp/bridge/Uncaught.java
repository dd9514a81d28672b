package dev.csp.bridge;

import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;

/** Where failures go that user code has thrown and nobody waits for. */
@StartsForCaller
final class Uncaught {
  private Uncaught() {}

  /** Has a goroutine fail with it, so that it comes to the uncaught handler. */
  static void report(Throwable failure) {
    Go.go(() -> {
      switch (failure) {
        case Exception e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure); // a Throwable of its own kind
      }
    });
  }
}
