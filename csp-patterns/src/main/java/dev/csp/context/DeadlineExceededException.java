package dev.csp.context;

import java.util.concurrent.TimeoutException;

/**
 * A context's deadline has passed: its own, or that of a context that it is derived from.
 *
 * {@snippet file="dev/csp/examples/snippets/ContextSnippets.java" region="deadline"}
 *
 * <p><b>When not to use it.</b> For time-outs of your own: throw a {@link TimeoutException}, so
 * that nobody takes it for the end of the whole work. Nor to tell how a context has ended: {@link
 * Context#error()} says that without a catch.
 */
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
