package dev.csp.context;

/**
 * A callback that waits for the end of a context.
 *
 * {@snippet file="dev/csp/examples/snippets/ContextSnippets.java" region="registration"}
 *
 * <p><b>When not to use it.</b> To wait for a callback that has begun: {@link #stop} does not. To
 * wait for the end of a context oneself: {@link Context#done()} is a channel.
 */
public interface Registration {
  /**
   * Takes the callback back. Never waits: a callback that has begun goes on.
   *
   * @return true if this call kept the callback from running; false if it has begun, or was taken
   *     back before
   */
  boolean stop();
}
