package dev.csp.testkit.simulation;

import dev.csp.channels.internal.Act;
import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.Port;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a run: what one goroutine did while it had its turn, as far as it is known. */
final class Step {
  private final long number;
  private final long nanos;
  private final long goroutine;
  private final Act act;
  private final @Nullable Object subject;
  private final @Nullable Object detail;

  private @Nullable Object result;
  private boolean complete;
  private boolean blocked;
  private List<Long> woken = List.of();
  private int choice;
  private int choices;

  Step(
      long number,
      long nanos,
      long goroutine,
      Act act,
      @Nullable Object subject,
      @Nullable Object detail) {
    this.number = number;
    this.nanos = nanos;
    this.goroutine = goroutine;
    this.act = act;
    // A selector uses the array again.
    this.subject = subject instanceof CaseWaiter[] cases ? cases.clone() : subject;
    this.detail = detail;
  }

  void complete(@Nullable Object outcome) {
    result = outcome;
    complete = true;
  }

  void block() {
    blocked = true;
  }

  void wakes(long other) {
    if (woken.isEmpty()) {
      woken = new ArrayList<>(1);
    }
    woken.add(other);
  }

  /** Somebody decided that this comes next, or what comes of it. */
  void decide(int chosen, int possibilities) {
    choice = chosen;
    choices = possibilities;
  }

  /** Its place in the run, from 1. */
  long number() {
    return number;
  }

  /** The time of the simulation, in nanoseconds since its beginning. */
  long nanos() {
    return nanos;
  }

  /** Whose step it is; 0 for the one that serves the timers. */
  long goroutine() {
    return goroutine;
  }

  Act act() {
    return act;
  }

  /** A {@link Port}, a goroutine, the waiters of a select, a wait reason, or null. */
  @Nullable Object subject() {
    return subject;
  }

  /**
   * The value to send, the nanoseconds of a timer, the deadline of a wait, the step that is
   * resumed, or null.
   */
  @Nullable Object detail() {
    return detail;
  }

  /** What came of it; see {@link #isComplete()}. */
  @Nullable Object result() {
    return result;
  }

  /** Whether it has had a result; if not, it threw, or has none to show, or has blocked. */
  boolean isComplete() {
    return complete;
  }

  /** Whether it had to wait. */
  boolean isBlocked() {
    return blocked;
  }

  /** Whose waits it has completed. */
  List<Long> woken() {
    return woken;
  }

  /** The last decision that led to it; see {@link #choices()}. */
  int choice() {
    return choice;
  }

  /** How many possibilities that decision had; 0 if there was nothing to decide. */
  int choices() {
    return choices;
  }
}
