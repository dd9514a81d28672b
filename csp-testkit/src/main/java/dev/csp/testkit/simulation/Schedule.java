package dev.csp.testkit.simulation;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * The decisions of one run, in order: who went on, and which of several ready cases or due timers
 * was taken. Decisions with one possibility are not in it.
 *
 * <p>A decision is a number from 0: the place of what was decided for among the possibilities. 0 is
 * what happens if nobody interferes: who runs goes on, or, if it cannot, who has been able to for
 * the longest time; the first ready case. So a schedule of zeros, and the empty one, is the run
 * without any interference, and smaller numbers and shorter schedules are simpler ones.
 *
 * <p>Any list of numbers is a schedule of any program: a number that is too large counts modulo the
 * number of possibilities, and after the last one every decision is 0. So zeros at the end are left
 * out. Its text has the numbers in order, and {@code 0*17} for seventeen zeros in a row.
 *
 * {@snippet file="dev/csp/examples/snippets/SimulationSnippets.java" region="schedule"}
 */
public final class Schedule {
  private static final Schedule EMPTY = new Schedule(new int[0]);

  private final int[] decisions;

  private Schedule(int[] decisions) {
    this.decisions = decisions;
  }

  /**
   * Makes a schedule.
   *
   * @param decisions the decisions, none negative
   * @return the schedule
   * @throws IllegalArgumentException if one of them is negative
   */
  public static Schedule of(int... decisions) {
    Recorder recorder = new Recorder();
    for (int decision : decisions) {
      if (decision < 0) {
        throw new IllegalArgumentException("a decision must be >= 0, was " + decision);
      }
      recorder.add(decision);
    }
    return recorder.toSchedule();
  }

  /**
   * Reads a schedule from its text.
   *
   * @param text what {@link #toString} has made
   * @return the schedule
   * @throws IllegalArgumentException if the text is not that of a schedule
   */
  public static Schedule parse(String text) {
    Recorder recorder = new Recorder();
    for (String word : requireNonNull(text, "text").split("\\s+", -1)) {
      if (!word.isEmpty()) {
        int star = word.indexOf('*');
        int decision = number(star < 0 ? word : word.substring(0, star), word);
        int times = star < 0 ? 1 : number(word.substring(star + 1), word);
        for (int i = 0; i < times; i++) {
          recorder.add(decision);
        }
      }
    }
    return recorder.toSchedule();
  }

  private static int number(String digits, String word) {
    try {
      return Integer.parseUnsignedInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a schedule has numbers like 2, or 0*17, but not " + word, e);
    }
  }

  /**
   * Returns how many decisions this has.
   *
   * @return the number, at least 0
   */
  public int size() {
    return decisions.length;
  }

  /**
   * Returns one decision.
   *
   * @param index its place, from 0
   * @return the decision, at least 0
   * @throws IndexOutOfBoundsException if there is none at that place
   */
  public int get(int index) {
    return decisions[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Schedule that && Arrays.equals(decisions, that.decisions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(decisions);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int i = 0; i < decisions.length; ) {
      int end = i + 1;
      while (end < decisions.length && decisions[end] == decisions[i]) {
        end++;
      }
      int times = end - i;
      for (int shown = times > 2 ? 1 : times; shown > 0; shown--) {
        text.append(text.isEmpty() ? "" : " ").append(decisions[i]);
      }
      text.append(times > 2 ? "*" + times : "");
      i = end;
    }
    return text.toString();
  }

  /** A schedule that grows. */
  static final class Recorder {
    private int[] decisions = new int[16];
    private int size;

    /** Notes a decision. */
    void add(int decision) {
      if (size == decisions.length) {
        decisions = Arrays.copyOf(decisions, size * 2);
      }
      decisions[size++] = decision;
    }

    /** Without the zeros at the end, which go without saying. */
    Schedule toSchedule() {
      int end = size;
      while (end > 0 && decisions[end - 1] == 0) {
        end--;
      }
      return end == 0 ? EMPTY : new Schedule(Arrays.copyOf(decisions, end));
    }
  }
}
