package dev.csp.context;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How a context ended, and why. A context hands its own on to all that end with it, so they report
 * the same objects.
 *
 * @param error a {@link CancellationException} or a {@link DeadlineExceededException}
 * @param cause what the canceller gave, else the error
 */
record End(Throwable error, Throwable cause) {
  static final String CANCELED = "context canceled";

  static End cancelled(@Nullable Throwable cause) {
    CancellationException error = new CancellationException(CANCELED);
    if (cause == null) {
      return new End(error, error);
    }
    error.initCause(cause);
    return new End(error, cause);
  }

  static End deadlineExceeded(@Nullable Throwable cause) {
    if (cause == null) {
      DeadlineExceededException error = new DeadlineExceededException();
      return new End(error, error);
    }
    return new End(new DeadlineExceededException(cause), cause);
  }

  /** The end of a context of somebody else, who may have forgotten to say how. */
  static End of(Context foreign) {
    Throwable error = foreign.error().orElse(null);
    return error == null
        ? cancelled(foreign.cause().orElse(null))
        : new End(error, foreign.cause().orElse(error));
  }
}
