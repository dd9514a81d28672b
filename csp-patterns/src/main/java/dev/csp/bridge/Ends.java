package dev.csp.bridge;

import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** How contexts end. */
final class Ends {
  private Ends() {}

  /** What an operation of this context throws, which has ended. */
  static Exception of(Context ended) {
    try {
      ended.sleep(Duration.ZERO);
      return new IllegalStateException("a context has ended and has not: " + ended);
    } catch (CancellationException | DeadlineExceededException | InterruptedException e) {
      return e;
    }
  }
}
