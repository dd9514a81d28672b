package dev.csp.context;

import org.jspecify.annotations.Nullable;

/**
 * A context that its owner can end. Give {@link Context} to those who should only be told.
 *
 * <p>Ending it releases what it holds: its place with its parent, and its timer. So end every one,
 * best in a block:
 *
 * {@snippet file="dev/csp/examples/snippets/ContextSnippets.java" region="cancellable"}
 *
 * <p><b>When not to use it.</b> As the type of a parameter: who is only to be told needs a {@link
 * Context}, and cannot end it by mistake.
 */
public interface CancellableContext extends Context, AutoCloseable {
  /**
   * Ends this context and all that are derived from it. When this returns, all of them have ended,
   * whoever was first. Does not wait for the work that they stand for, and interrupts nobody. Only
   * the first cancellation counts; a further one does nothing.
   */
  void cancel();

  /**
   * Ends this context and all that are derived from it, and says why. Otherwise as {@link
   * #cancel()}.
   *
   * @param cause what {@link #cause()} reports; null is {@link #cancel()}
   */
  void cancel(@Nullable Throwable cause);

  /** Cancels: the same as {@link #cancel()}. */
  @Override
  void close();
}
