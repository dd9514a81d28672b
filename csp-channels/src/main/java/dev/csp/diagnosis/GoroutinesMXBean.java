package dev.csp.diagnosis;

/**
 * The goroutines of this process as a management bean, for a console or a monitoring agent: {@code
 * dev.csp:type=Goroutines}, once {@link Goroutines#registerMXBean} has been called.
 *
 * {@snippet file="dev/csp/examples/snippets/DiagnosisSnippets.java" region="jmx"}
 */
public interface GoroutinesMXBean {
  /**
   * Counts the live goroutines, as {@link dev.csp.go.Go#count()}.
   *
   * @return how many live
   */
  int getCount();

  /**
   * Counts the goroutines that were found blocked for ever, as {@link LeakDetector#count()}.
   *
   * @return the number since the start of the process
   */
  long getLeakCount();

  /**
   * Says whether leaks are detected, as {@link LeakDetector#status()}.
   *
   * @return a sentence
   */
  String getLeakDetection();

  /**
   * Describes every live goroutine, as {@link dev.csp.go.Go#dump()}.
   *
   * @return the dump
   */
  String dump();

  /**
   * Lists the goroutines that have been blocked for long, as {@link Goroutines#blockedLongerThan}.
   *
   * @param seconds for how long at least
   * @return a block of text for each, longest first
   */
  String[] blockedLongerThan(long seconds);
}
