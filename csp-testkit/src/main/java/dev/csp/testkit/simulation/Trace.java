package dev.csp.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last steps of a run. */
final class Trace {
  /** How many steps are kept: enough to see what led to an end, and few enough to keep. */
  static final int MOST = 1 << 14;

  private @Nullable Step[] steps = new @Nullable Step[64];
  private long count;

  Trace() {}

  void add(Step step) {
    if (count == steps.length && count < MOST) {
      @Nullable Step[] more = new @Nullable Step[steps.length * 2];
      System.arraycopy(steps, 0, more, 0, steps.length);
      steps = more;
    }
    steps[(int) (count & (steps.length - 1))] = step;
    count++;
  }

  /** How many steps there have been. */
  long count() {
    return count;
  }

  /** Those that are kept, the oldest first. */
  List<Step> steps() {
    int kept = (int) Math.min(count, steps.length);
    List<Step> list = new ArrayList<>(kept);
    for (long i = count - kept; i < count; i++) {
      Step step = steps[(int) (i & (steps.length - 1))];
      if (step != null) {
        list.add(step);
      }
    }
    return list;
  }
}
