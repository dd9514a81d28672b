package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/**
 * One blocked operation in the queue of one port. A plain send or receive is one waiter that is its
 * own claim; a select has one waiter for each case, and they share a claim.
 *
 * <p>Its item means: for a sender, the value, which whoever takes it replaces by null, so that a
 * sender that is woken with its value still there knows that the channel was closed; for a
 * receiver, null, until a sender fills it in, so that a receiver that is woken without one knows
 * the same.
 */
public final class Waiter extends Claim {
  private final Claim claim;
  private final Port port;
  private final WaitReason reason;
  private final boolean sender;

  /** Guarded by the lock of the port while enqueued; published by the claim. */
  @Nullable Object item;

  // Links, guarded by the lock of the port.
  @Nullable Waiter previous;
  @Nullable Waiter next;
  boolean queued;

  /** Makes the waiter of a plain operation. */
  Waiter(WaitReason reason, Port port, @Nullable Object item) {
    this.reason = reason;
    this.claim = this;
    this.port = port;
    this.sender = reason == WaitReason.CHAN_SEND;
    this.item = item;
  }

  /**
   * Makes the waiter of a case of a select.
   *
   * @param claim the select's claim
   * @param port where the case waits
   * @param sender whether the case sends
   */
  public Waiter(SelectClaim claim, Port port, boolean sender) {
    this.reason = WaitReason.SELECT;
    this.claim = claim;
    this.port = port;
    this.sender = sender;
  }

  /** Whether this is the waiter of a plain operation, its own claim, never used again. */
  boolean isPlain() {
    return claim == this;
  }

  Claim claim() {
    return claim;
  }

  /**
   * Returns where this waits.
   *
   * @return the port
   */
  public Port port() {
    return port;
  }

  /**
   * Tells the direction.
   *
   * @return whether this sends
   */
  public boolean isSender() {
    return sender;
  }

  /**
   * Returns the item. For the owner, while this is not enqueued.
   *
   * @return a value, or null; see the class
   */
  public @Nullable Object item() {
    return item;
  }

  /**
   * Sets the item. For the owner, while this is not enqueued.
   *
   * @param item a value, or null to forget it
   */
  public void setItem(@Nullable Object item) {
    this.item = item;
  }

  String describeCase() {
    return (sender ? "send " : "receive ") + port.describe();
  }

  @Override
  WaitReason reason() {
    return reason;
  }

  @Override
  public String toString() {
    return port.isDiagnosed() ? reason + " on " + port.describe() : reason.toString();
  }
}
