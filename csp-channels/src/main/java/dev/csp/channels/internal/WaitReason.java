package dev.csp.channels.internal;

/** Why a goroutine waits, in Go's words. */
public enum WaitReason {
  /** A receive from a channel. */
  CHAN_RECEIVE("chan receive"),
  /** A send to a channel. */
  CHAN_SEND("chan send"),
  /** A receive from the channel that is never ready. */
  CHAN_RECEIVE_NIL("chan receive (nil chan)"),
  /** A select with at least one case. */
  SELECT("select"),
  /** A select without cases. */
  SELECT_NO_CASES("select (no cases)"),
  /** A sleep. */
  SLEEP("sleep"),
  /** Letting others run. */
  YIELD("runnable"),
  /** Waiting for permits of a semaphore. */
  SEMACQUIRE("semacquire"),
  /** Waiting for a group's counter to fall to zero. */
  WAIT_GROUP("sync.WaitGroup.Wait"),
  /** Waiting for the end of a goroutine. */
  JOIN("goroutine join");

  private final String words;

  WaitReason(String words) {
    this.words = words;
  }

  @Override
  public String toString() {
    return words;
  }
}
