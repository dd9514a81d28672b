package dev.csp.testkit.simulation;

import dev.csp.channels.internal.Deadlock;
import dev.csp.channels.internal.Situation;
import dev.csp.channels.internal.WaitGraph;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for ever, for what, and, where it can be told, because of whom. The text is in Go's
 * words: {@code all goroutines are asleep - deadlock!}
 *
 * <p>That the goroutines wait for ever is certain: nobody can go on, and no timer is pending. Why
 * is told by what has happened on the channels: a goroutine that waits to send to a full channel
 * waits for those whose values are in it, and one that waits to receive, for those that have sent
 * before. If such facts make a circle, the report shows it; if nobody is left who has ever used the
 * other side of a channel, the channel is an orphan.
 *
 * {@snippet file="dev/csp/examples/snippets/SimulationSnippets.java" region="deadlock"}
 */
public final class DeadlockReport {
  private final String headline;
  private final List<Situation> situations;
  private final List<String> reasons;
  private final List<Long> cycle;

  private DeadlockReport(
      String headline, List<Situation> situations, List<String> reasons, List<Long> cycle) {
    this.headline = headline;
    this.situations = situations;
    this.reasons = reasons;
    this.cycle = cycle;
  }

  /** Makes the report of a run; null if it has not ended in a deadlock. */
  static @Nullable DeadlockReport of(Ending ending, Trace trace) {
    List<Situation> situations = ending.situations();
    String headline =
        switch (ending.kind()) {
          case DEADLOCK -> "all goroutines are asleep - deadlock!";
          case LEFT_BEHIND ->
              "main has returned, but "
                  + situations.size()
                  + " of its "
                  + (ending.goroutines() - 1)
                  + " goroutines are asleep - partial deadlock!";
          case DONE, FAILED, ENDLESS, OUTSIDE, MISUSE -> null;
        };
    if (headline == null) {
      return null;
    }
    WaitsFor waitsFor = new WaitsFor(situations, trace);
    List<String> reasons = new ArrayList<>();
    List<Long> cycle = new ArrayList<>();
    for (WaitGraph.Edge edge : waitsFor.cycle()) {
      cycle.add(edge.from());
      reasons.add(edge.toString());
    }
    reasons.addAll(waitsFor.orphans());
    return new DeadlockReport(headline, situations, reasons, cycle);
  }

  /**
   * Returns the first line of the report.
   *
   * @return what has happened
   */
  public String headline() {
    return headline;
  }

  /**
   * Returns who waits for ever.
   *
   * @return the ids, in order
   */
  public List<Long> goroutines() {
    return situations.stream().map(Situation::id).toList();
  }

  /**
   * Returns goroutines each of which waits for the next one, and the last one for the first.
   *
   * @return their ids; empty if no circle could be told
   */
  public List<Long> cycle() {
    return List.copyOf(cycle);
  }

  /**
   * Returns why they wait for ever, as far as it can be told: a sentence for each step of the
   * circle, and one for each channel whose other side nobody uses any more.
   *
   * @return the sentences
   */
  public List<String> reasons() {
    return List.copyOf(reasons);
  }

  /**
   * Returns the report.
   *
   * @return the headline, the reasons, and each goroutine with what it waits on, where it is, and
   *     where it was started
   */
  @Override
  public String toString() {
    return Deadlock.describe(headline, reasons, situations);
  }
}
