package dev.csp.benchmarks;

/**
 * What values go through, whoever made it. A fork measures one contender, so the calls through this
 * interface have one target each, and cost every contender the same.
 */
interface Pipe {
  void put(Object value) throws InterruptedException;

  Object take() throws InterruptedException;
}
