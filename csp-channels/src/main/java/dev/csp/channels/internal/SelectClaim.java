package dev.csp.channels.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The claim that the waiters of a select share. It can be used again, by one thread at a time. */
public final class SelectClaim extends Claim {
  private static final int MOST_DESCRIBED = 8;

  /** For diagnosis. The owner's; read by dumps, racily. */
  private @Nullable Waiter[] cases = new Waiter[0];

  /** The last owner, if it was no goroutine. */
  private @Nullable Sleeper guest;

  /** Makes a claim that waits. */
  public SelectClaim() {}

  /**
   * Makes the claim ready for a wait. Only its owner may call this, with no waiter enqueued.
   *
   * @param waiters the cases, for diagnosis; those after the last may be null
   */
  public void reset(@Nullable Waiter[] waiters) {
    cases = waiters;
    resetOutcome();
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
    var text = new StringBuilder(WaitReason.SELECT.toString());
    @Nullable Waiter[] described = cases;
    String separator = " on ";
    for (Waiter waiter : Arrays.copyOf(described, Math.min(described.length, MOST_DESCRIBED))) {
      if (waiter != null) {
        text.append(separator).append(waiter.describeCase());
        separator = ", ";
      }
    }
    return described.length > MOST_DESCRIBED ? text + ", ..." : text.toString();
  }
}
