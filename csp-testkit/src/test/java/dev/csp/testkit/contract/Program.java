package dev.csp.testkit.contract;

import dev.csp.go.Task;

/**
 * A small program and its invariant: the body throws if that does not hold. It must hold under
 * every schedule, and everybody must come to an end.
 *
 * @param name what it shows, as the name of a test
 * @param body what main runs, each time anew
 */
record Program(String name, Task body) {
  /** Runs something that may be interrupted; whether it was not. */
  static boolean completes(Task operation) throws Exception {
    try {
      operation.run();
      return true;
    } catch (InterruptedException e) {
      return false; // all or nothing: nothing has happened
    }
  }
}
