package dev.csp.channels.internal;

/** Waits in which nobody can complete the waiter: only time or an interrupt ends them. */
public final class Wait extends Claim {
  private final WaitReason reason;

  private Wait(WaitReason reason) {
    this.reason = reason;
  }

  /**
   * Waits until the deadline.
   *
   * @param reason why, for diagnosis
   * @param deadline when to return, or {@link TimeSource#NO_DEADLINE}
   * @throws InterruptedException if interrupted before or meanwhile
   */
  public static void until(WaitReason reason, long deadline) throws InterruptedException {
    Member.before(Act.WAIT, reason, deadline);
    Parking.throwIfInterrupted(reason, null);
    StackReserve.ensure();
    Wait claim = new Wait(reason);
    if (Parking.await(claim, null, deadline) == Claim.INTERRUPTED) {
      throw new InterruptedException("interrupted in " + claim);
    }
  }

  /**
   * Waits until those who wait outside the carriers' queues have had their turn. An interrupt that
   * is pending does not matter, one that comes ends this; both are pending afterwards.
   */
  static void forOthers() {
    boolean interrupted = Thread.interrupted();
    Wait claim = new Wait(WaitReason.YIELD);
    Starvation.completeLater(claim);
    Object outcome = Parking.await(claim, null, TimeSource.NO_DEADLINE);
    if (interrupted || outcome == Claim.INTERRUPTED) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  WaitReason reason() {
    return reason;
  }

  @Override
  public String toString() {
    return reason.toString();
  }
}
