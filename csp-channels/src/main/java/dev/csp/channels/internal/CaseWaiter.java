package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/** The waiter of one case of a select. Its owner may use it again once it has unlinked it. */
public sealed class CaseWaiter extends Waiter permits PermitWaiter {
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
  public final Port port() {
    return port;
  }

  /**
   * Tries to receive, under the port's lock; see {@link Port#receiveLocked()}.
   *
   * @return the value; {@link Port#CLOSED}; or null if this must wait
   */
  public @Nullable Object receiveLocked() {
    return port.receiveLocked();
  }

  /** Leaves the port, after another case has won or none; see {@link Port#unlink}. */
  public void unlink() {
    port.unlink(this);
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
