package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/**
 * One blocked operation in the queue of one port. A plain send or receive is one waiter that is its
 * own claim; a select has one waiter for each case, and they share a claim.
 *
 * <p>Its item means: for a sender, the value, which whoever takes it replaces by null, so that a
 * sender that is woken with its value still there knows that the channel was closed; for a
 * receiver, null, until a sender fills it in, so that a receiver that is woken without one knows
 * the same; for who waits on a semaphore, the {@link Grant} that it asks for.
 */
public abstract sealed class Waiter extends Claim permits PlainWaiter, CaseWaiter {
  private final Claim claim;

  /** Guarded by the lock of the port while enqueued; published by the claim. */
  @Nullable Object item;

  // Links, guarded by the lock of the port.
  @Nullable Waiter previous;
  @Nullable Waiter next;
  boolean queued;

  private boolean sender;

  /** Makes a waiter; without a claim it is its own. */
  Waiter(@Nullable Claim claim, boolean sender) {
    this.claim = claim == null ? this : claim;
    this.sender = sender;
  }

  final Claim claim() {
    return claim;
  }

  /** For the owner, while this is not enqueued. */
  final void setSender(boolean sends) {
    if (sender != sends) {
      sender = sends;
    }
  }

  /**
   * Tells the direction.
   *
   * @return whether this sends
   */
  public final boolean isSender() {
    return sender;
  }

  /**
   * Returns the item. For the owner, while this is not enqueued.
   *
   * @return a value, or null; see the class
   */
  public final @Nullable Object item() {
    return item;
  }

  /**
   * Sets the item. For the owner, while this is not enqueued.
   *
   * @param item a value, or null to forget it
   */
  public final void setItem(@Nullable Object item) {
    this.item = item;
  }
}
