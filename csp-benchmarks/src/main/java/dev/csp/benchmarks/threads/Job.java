package dev.csp.benchmarks.threads;

import dev.csp.go.Task;

/** One object that every contender can start as it is. */
interface Job extends Task, Runnable {
  @Override
  void run();
}
