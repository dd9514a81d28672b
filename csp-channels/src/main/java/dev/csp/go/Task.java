package dev.csp.go;

/** What a goroutine runs. */
@FunctionalInterface
public interface Task {
  /**
   * Runs the task.
   *
   * @throws Exception if the task fails
   */
  void run() throws Exception;
}
