package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/** The claim that the waiters of a select share. It can be used again, by one thread at a time. */
public final class SelectClaim extends Claim {
  private static final int MOST_DESCRIBED = 8;

  /** The last owner, if it was no goroutine. */
  private @Nullable Sleeper guest;

  /** Makes a claim that waits. */
  public SelectClaim() {}

  /** Makes the claim ready for a wait. Only its owner may call this, with no waiter enqueued. */
  public void reset() {
    begin(null);
  }

  @Override
  Sleeper sleeperFor(Thread owner) {
    if (guest != null && guest.thread() == owner) {
      return guest;
    }
    Sleeper sleeper = super.sleeperFor(owner);
    guest = sleeper.isMember() ? null : sleeper;
    return sleeper;
  }

  @Override
  WaitReason reason() {
    return WaitReason.SELECT;
  }

  @Override
  public String toString() {
    return describe(subject() instanceof CaseWaiter[] cases ? cases : new CaseWaiter[0]);
  }

  /**
   * Names a select in messages and dumps.
   *
   * @param cases its cases; those after the last may be null
   * @return "select" and the first of the cases; no user value
   */
  public static String describe(@Nullable CaseWaiter[] cases) {
    var text = new StringBuilder(WaitReason.SELECT.toString());
    int described = 0;
    for (CaseWaiter waiter : cases) {
      if (waiter != null && described < MOST_DESCRIBED) {
        text.append(described == 0 ? " on " : ", ").append(waiter);
      }
      described += waiter == null ? 0 : 1;
    }
    return described > MOST_DESCRIBED
        ? text + ", and " + (described - MOST_DESCRIBED) + " more"
        : text.toString();
  }
}
