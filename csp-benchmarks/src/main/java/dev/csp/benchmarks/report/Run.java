package dev.csp.benchmarks.report;

import com.google.common.collect.ImmutableList;

/**
 * All that a run leaves behind, and a report is made of.
 *
 * @param conditions lines on the machine, the versions, the load, the settings
 * @param measurements what the forks found
 * @param heaps what parked threads cost
 */
public record Run(
    ImmutableList<String> conditions,
    ImmutableList<Measurement> measurements,
    ImmutableList<Heap> heaps) {

  /**
   * What parked threads of one kind cost.
   *
   * @param kind what is parked
   * @param cold bytes of heap for each in the first wave
   * @param warm bytes of heap for each in those after it
   * @param cpu how much CPU time the process takes while all of them are parked, in milliseconds
   *     per second
   */
  public record Heap(String kind, long cold, long warm, double cpu) {}
}
