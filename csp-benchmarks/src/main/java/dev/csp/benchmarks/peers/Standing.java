package dev.csp.benchmarks.peers;

/** Goroutines that outlive a batch. */
public interface Standing {
  /** Ends the goroutines and waits for them. */
  void end() throws Exception;
}
