package dev.csp.testkit.simulation;

import java.util.Arrays;

/*
 * Depth-first search over all schedules, one run for each, without keeping any state of the program: each run repeats the decisions of the
 * last one up to some place, decides for the next possibility there, and for the first one everywhere after it.
 *
 * With a limit on preemptions (Musuvathi and Qadeer, "Iterative context bounding", PLDI 2007) who runs goes on once it has been interrupted
 * so often; where it waits, ends or yields, all possibilities are tried.
 */

/** Decides differently in each run, until there is no other way to decide. */
final class ExploringDecider implements Decider {
  private final int mostPreemptions;
  private int[] decisions = new int[16];
  private int[] bounds = new int[16];

  /** How many decisions the last run had; of the present one, how many are repeated. */
  private int length;

  private int place;
  private int preemptions;
  private boolean diverged;

  ExploringDecider(int mostPreemptions) {
    this.mostPreemptions = mostPreemptions;
  }

  @Override
  public int next(Lineup lineup) {
    boolean preempts = lineup.running() >= 0 && !lineup.yields();
    int chosen = choose(preempts && preemptions >= mostPreemptions ? 1 : lineup.size());
    if (preempts && chosen > 0) {
      preemptions++;
    }
    return chosen;
  }

  @Override
  public int choose(int bound) {
    if (bound == 1) {
      return 0;
    }
    if (place == length) {
      if (length == decisions.length) {
        decisions = Arrays.copyOf(decisions, length * 2);
        bounds = Arrays.copyOf(bounds, length * 2);
      }
      decisions[length] = 0;
      bounds[length++] = bound;
    } else if (bounds[place] != bound) {
      diverged = true;
      return decisions[place++] % bound;
    }
    return decisions[place++];
  }

  /** Whether a run did not repeat what it was to repeat. */
  boolean hasDiverged() {
    return diverged || place < length;
  }

  /** Makes ready for the next run; false if there is no other. */
  boolean advance() {
    while (length > 0 && decisions[length - 1] + 1 == bounds[length - 1]) {
      length--;
    }
    place = 0;
    preemptions = 0;
    if (length == 0) {
      return false;
    }
    decisions[length - 1]++;
    return true;
  }
}
