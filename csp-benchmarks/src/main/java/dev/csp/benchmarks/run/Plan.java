package dev.csp.benchmarks.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workload;
import java.util.List;

/*
 * Which forks a run consists of, in their order.
 *
 * A run is so many rounds. In each, workload after workload, the contenders follow upon one another, one fork each: JMH's own forks would
 * run one side five times and then the other, and on a machine that changes its speed meanwhile that compares two machines.
 *
 * The workloads and contenders that a ratio is asked for are in every round; the rest, which is the larger part, only in the first ones.
 */
record Plan(ImmutableList<Fork> forks) {
  /** One fork. */
  record Fork(int round, Workload workload, Carriers carriers, Contender contender) {}

  /**
   * Makes a plan.
   *
   * @param workloads what to run
   * @param contenders who takes part, where it can
   * @param carriers on what
   * @param rounds how often a fork runs that a ratio is asked for
   * @param otherRounds how often any other
   */
  static Plan of(
      List<Workload> workloads,
      ImmutableSet<Contender> contenders,
      List<Carriers> carriers,
      int rounds,
      int otherRounds) {
    var forks = ImmutableList.<Fork>builder();
    for (int round = 1; round <= Math.max(rounds, otherRounds); round++) {
      for (Workload workload : workloads) {
        // What runs on the calling thread is the same on any carriers.
        for (Carriers some : workload.onCaller() ? carriers.subList(0, 1) : carriers) {
          for (Contender contender : workload.contenders()) {
            int times = workload.isTargeted(some, contender) ? rounds : otherRounds;
            if (contenders.contains(contender) && round <= times) {
              forks.add(new Fork(round, workload, some, contender));
            }
          }
        }
      }
    }
    return new Plan(forks.build());
  }
}
