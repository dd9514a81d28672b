package dev.csp.channels.internal;

/** The waiter of one case of a select. Its owner may use it again once it has unlinked it. */
public final class CaseWaiter extends Waiter {
  private final Port port;

  /**
   * Makes a waiter that is not enqueued.
   *
   * @param claim the select's claim
   * @param port where the case waits
   * @param sender whether the case sends
   */
  public CaseWaiter(SelectClaim claim, Port port, boolean sender) {
    super(claim, sender);
    this.port = port;
  }

  /**
   * Returns where this waits.
   *
   * @return the port
   */
  public Port port() {
    return port;
  }

  @Override
  WaitReason reason() {
    return WaitReason.SELECT;
  }

  @Override
  public String toString() {
    return (isSender() ? "send " : "receive ") + port.describe();
  }
}
