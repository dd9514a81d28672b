package dev.csp.testkit.simulation;

import dev.csp.channels.internal.Situation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says how a run has failed. */
final class Report {
  private static final int LONGEST_SCHEDULE = 2000;

  private Report() {}

  /** Makes the failure of a run; null if it has not failed. */
  static @Nullable SimulationFailure failure(Run run, Ending ending, List<String> unfinished) {
    if (ending.kind() == Ending.Kind.DONE && unfinished.isEmpty()) {
      return null;
    }
    DeadlockReport deadlock = DeadlockReport.of(ending, run.trace());
    var text = new StringBuilder();
    if (deadlock != null) {
      text.append(deadlock);
    } else {
      text.append(ending.headline()).append('\n');
      for (Situation situation : ending.situations()) {
        text.append('\n');
        situation.appendTo(text);
      }
    }
    if (!unfinished.isEmpty()) {
      text.append("\nThese did not end with the simulation: ")
          .append(String.join(", ", unfinished));
      text.append('\n');
    }
    text.append('\n').append(howToSeeItAgain(run));
    text.append("\n\n").append(run.timeline());
    return new SimulationFailure(text.toString(), run, deadlock, ending.cause());
  }

  private static String howToSeeItAgain(Run run) {
    return "seed "
        + run.seed()
        + ", strategy "
        + run.strategy()
        + ", "
        + run.steps()
        + " steps, at "
        + Timeline.time(run.elapsed().toNanos())
        + "\n"
        + schedule(run.schedule());
  }

  private static String schedule(Schedule schedule) {
    String text = schedule.toString();
    return text.length() <= LONGEST_SCHEDULE
        ? "schedule \"" + text + "\""
        : "a schedule of " + schedule.size() + " decisions";
  }

  /** Lists the ids that a text is to name: "2", "2 and 3", "2, 3 and 4". */
  static String join(List<Long> ids) {
    List<String> words = new ArrayList<>();
    ids.forEach(id -> words.add(Long.toString(id)));
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
