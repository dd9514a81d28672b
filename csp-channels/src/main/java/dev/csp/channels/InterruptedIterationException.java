package dev.csp.channels;

/**
 * Thrown by the iterator and the stream of a channel when their thread is interrupted, because
 * neither may throw {@link InterruptedException}. The thread's interrupt flag is set when this is
 * thrown. No value was taken.
 */
public class InterruptedIterationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception for an interrupted iteration.
   *
   * @param message which iteration was interrupted
   * @param cause the interruption
   */
  public InterruptedIterationException(String message, InterruptedException cause) {
    super(message, cause);
  }
}
