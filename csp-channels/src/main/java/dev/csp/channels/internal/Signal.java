package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/** An event that happens once and can be waited for: a port that carries no values and closes. */
final class Signal extends Port {
  private final WaitReason reason;

  /**
   * Makes a signal that has not been given.
   *
   * @param reason why one waits for it
   * @param name what it is, for dumps; null if the wait reason says enough
   */
  Signal(WaitReason reason, @Nullable String name) {
    super(name);
    this.reason = reason;
  }

  /** Gives the signal: all who wait for it go on. */
  void give() {
    closePort(null);
  }

  @Override
  public @Nullable Object receiveLocked() {
    return isClosed() ? CLOSED : null;
  }

  @Override
  public boolean mayReceive() {
    return isClosed();
  }

  @Override
  public Offer sendLocked(Object value) {
    throw new AssertionError("a send to " + describe());
  }

  @Override
  public boolean maySend() {
    return false;
  }

  @Override
  WaitReason waitReason(boolean sender) {
    return reason;
  }

  @Override
  String describeWait(boolean sender) {
    return isNamed() ? super.describeWait(sender) : reason.toString();
  }

  @Override
  public String describe() {
    return nameOrId();
  }

  @Override
  String describeKind() {
    return "signal";
  }
}
