package dev.csp.benchmarks.peers;

/** What a workload asks of a contender. The text says what a contender without it is missing. */
public enum Ability {
  /** Hands a value over without a buffer. */
  RENDEZVOUS("no rendezvous"),
  /** Holds back senders once so many values are buffered. */
  BUFFER("no bounded buffer"),
  /** Gives up at once instead of waiting, when there is no room. */
  TRY_SEND("no try-send"),
  /** Gives up at once instead of waiting, when there is no value. */
  TRY_RECEIVE("no try-receive"),
  /** Receives from whichever of several is ready. */
  SELECT("no select"),
  /** Selects on a channel that others receive from as well. */
  SELECT_SHARED("no select on a shared end"),
  /** Sends and receives in one select. */
  SELECT_SEND("no send in a select"),
  /** Makes channels. */
  MAKE("makes no channels"),
  /** Starts goroutines of its own kind. */
  START("has no goroutines of its own"),
  /** Has contexts, or jobs, that are derived and cancelled. */
  CONTEXT("no contexts"),
  /** Has goroutines stand by, parked. */
  PARK("asked of the library alone"),
  /** Selects among any number of channels. */
  SELECT_WIDE("asked of the library alone"),
  /** Hands control from one thread to another, and nothing else. */
  SWITCH("not the floor");

  private final String lack;

  Ability(String lack) {
    this.lack = lack;
  }

  /** What a table says about a contender without it. */
  public String lack() {
    return lack;
  }
}
