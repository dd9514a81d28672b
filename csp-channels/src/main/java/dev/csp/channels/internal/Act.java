package dev.csp.channels.internal;

/** What a goroutine of a simulated {@link World} does in one step. */
public enum Act {
  /** A send that may wait. */
  SEND("send"),
  /** A send that does not wait. */
  TRY_SEND("trySend"),
  /** A receive that may wait. */
  RECEIVE("receive"),
  /** A receive that does not wait. */
  TRY_RECEIVE("tryReceive"),
  /** A close. */
  CLOSE("close"),
  /** A close that gives up what is buffered. */
  DISCARD("discard"),
  /** A select. */
  SELECT("select"),
  /** An acquisition from a semaphore that may wait. */
  ACQUIRE("acquire"),
  /** An acquisition from a semaphore that does not wait. */
  TRY_ACQUIRE("tryAcquire"),
  /** A release to a semaphore. */
  RELEASE("release"),
  /** A wait that only time or an interrupt ends: a sleep, or a wait for nothing. */
  WAIT("wait"),
  /** A wait for the end of a goroutine. */
  JOIN("join"),
  /** A wait for a counter to fall to zero. */
  AWAIT("await"),
  /** A step down of a counter. */
  DONE("done"),
  /** A look at the state of a channel or a goroutine. */
  LOOK("look"),
  /** The setting of a timer. */
  SET("set"),
  /** The stopping of a timer. */
  STOP("stop"),
  /** The start of a goroutine. */
  GO("go"),
  /** An interrupt of a goroutine. */
  INTERRUPT("interrupt"),
  /** A request to let others run. */
  YIELD("yield"),
  /** The goroutine's first step. */
  BEGIN("begins"),
  /** The goroutine goes on after a wait. */
  RESUME("resumes"),
  /** The goroutine has completed the wait of another one. */
  WAKE("wakes"),
  /** A timer is due. */
  FIRE("timer"),
  /** The goroutine has ended. */
  END("ends");

  private final String words;

  Act(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
