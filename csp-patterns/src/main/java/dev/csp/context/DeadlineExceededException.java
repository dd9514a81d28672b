package dev.csp.context;

import java.util.concurrent.TimeoutException;

/** A context's deadline has passed. */
public class DeadlineExceededException extends TimeoutException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception without a cause. */
  public DeadlineExceededException() {
    super("context deadline exceeded");
  }

  /**
   * Makes an exception with a cause.
   *
   * @param cause why the context ended, from {@link Context#cause()}
   */
  @SuppressWarnings(
      "this-escape") // there is no other way; a subclass gets to see a finished exception
  public DeadlineExceededException(Throwable cause) {
    this();
    initCause(cause);
  }
}
