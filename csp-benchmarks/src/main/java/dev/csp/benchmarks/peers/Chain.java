package dev.csp.benchmarks.peers;

/**
 * Goroutines in a row, unbuffered channels between them. They outlive a batch: starting ten
 * thousand of them would cost more than the values of one.
 */
public interface Chain extends Standing {
  /**
   * Sends values in at one end and receives them at the other, each end by a goroutine; returns
   * once all have come out.
   */
  void pass(int values) throws Exception;
}
