package dev.csp.patterns.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * What goes wrong in one trial, and when.
 *
 * @param event what happens
 * @param step where it happens
 * @param k at the k-th time, from 1
 */
record Scenario(Event event, Step step, int k) {
  enum Event {
    /** Everything runs to its end. */
    NOTHING,
    /** The context is cancelled. */
    CANCEL,
    /** The thread that uses the pattern is interrupted. */
    INTERRUPT,
    /** The step fails. */
    THROW,
    /** The consumer takes no further value. */
    LEAVE
  }

  enum Step {
    /** The k-th value is to be fed in; one more than there are values is the end. */
    SOURCE,
    /** A function of the user gets the k-th value that was fed in. */
    CALL,
    /** The k-th value has come out. */
    TAKE
  }

  static final Scenario NOTHING = new Scenario(Event.NOTHING, Step.SOURCE, 0);

  /**
   * All scenarios.
   *
   * @param inputs how many values are fed in
   * @param outputs how many come out if nothing happens
   * @param calls whether the pattern calls functions of the user
   */
  static List<Scenario> all(int inputs, int outputs, boolean calls) {
    List<Scenario> all = new ArrayList<>();
    all.add(NOTHING);
    for (int k = 1; k <= inputs + 1; k++) {
      all.add(new Scenario(Event.CANCEL, Step.SOURCE, k));
      all.add(new Scenario(Event.INTERRUPT, Step.SOURCE, k));
      all.add(new Scenario(Event.THROW, Step.SOURCE, k));
    }
    for (int k = 1; calls && k <= inputs; k++) {
      all.add(new Scenario(Event.CANCEL, Step.CALL, k));
      all.add(new Scenario(Event.INTERRUPT, Step.CALL, k));
      all.add(new Scenario(Event.THROW, Step.CALL, k));
    }
    for (int k = 1; k <= outputs; k++) {
      all.add(new Scenario(Event.CANCEL, Step.TAKE, k));
      all.add(new Scenario(Event.INTERRUPT, Step.TAKE, k));
    }
    for (int k = 0; k <= outputs + 1; k++) {
      all.add(new Scenario(Event.LEAVE, Step.TAKE, k));
    }
    return all;
  }

  boolean is(Event wanted, Step at) {
    return event == wanted && step == at;
  }

  @Override
  public String toString() {
    return switch (event) {
      case NOTHING -> "nothing happens";
      case CANCEL -> "cancelled at " + where();
      case INTERRUPT -> "interrupted at " + where();
      case THROW -> "failure at " + where();
      case LEAVE -> "the consumer leaves after " + k + " values";
    };
  }

  private String where() {
    return switch (step) {
      case SOURCE -> "input " + k;
      case CALL -> "the call with " + k;
      case TAKE -> "output " + k;
    };
  }
}
