package dev.csp.benchmarks.threads;

/** A select in a loop, by one thread. */
interface Choice {
  /**
   * Selects once.
   *
   * @return the value that was received or sent
   */
  Object make() throws InterruptedException;
}
