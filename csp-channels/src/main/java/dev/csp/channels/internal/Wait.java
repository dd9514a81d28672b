package dev.csp.channels.internal;

/** Waits in which nobody can complete the waiter: only time or an interrupt ends them. */
public final class Wait {
  private Wait() {}

  /**
   * Waits until the deadline.
   *
   * @param reason why, for diagnosis
   * @param deadline when to return, or {@link TimeSource#NO_DEADLINE}
   * @throws InterruptedException if interrupted before or meanwhile
   */
  public static void until(WaitReason reason, long deadline) throws InterruptedException {
    Parking.throwIfInterrupted(reason, null);
    Claim claim = new Claim(reason, null);
    if (Parking.await(claim, deadline, false) == Claim.INTERRUPTED) {
      throw new InterruptedException("interrupted in " + claim);
    }
  }
}
