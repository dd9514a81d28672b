package dev.csp.context;

/** A callback that waits for the end of a context. */
public interface Registration {
  /**
   * Takes the callback back. Never waits: a callback that has begun goes on.
   *
   * @return true if this call kept the callback from running; false if it has begun, or was taken
   *     back before
   */
  boolean stop();
}
