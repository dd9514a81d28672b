package dev.csp.go;

/**
 * What a goroutine runs. It may throw anything; see {@link Go#onUncaught} for what becomes of that.
 */
@FunctionalInterface
public interface Task {
  /**
   * Runs the task.
   *
   * @throws Exception whatever went wrong; an {@link InterruptedException}, or an {@link
   *     dev.csp.channels.InterruptedIterationException}, is the quiet way to end
   */
  void run() throws Exception;
}
