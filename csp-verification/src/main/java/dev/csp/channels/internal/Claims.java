package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/** The steps of a claim, for tests from outside its package. */
public final class Claims {
  private Claims() {}

  /** A plain operation's waiter, whose owner has not parked yet. */
  public static Waiter waiting() {
    SelectClaim claim = new SelectClaim();
    claim.reset();
    return new CaseWaiter(claim, new RendezvousChannel<>(null), false);
  }

  /** Whether the claim of the waiter is won with that outcome. */
  public static boolean wins(Waiter waiter, Object outcome) {
    return waiter.claim().tryClaim(outcome) != Claim.LOST;
  }

  /** Completes the waiter; answers whether a wake is owed. */
  public static boolean owesWake(Waiter waiter) {
    return waiter.claim().tryClaim(waiter) instanceof Thread;
  }

  /** Moves the claim to parked; false if the outcome was there. */
  public static boolean parks(Waiter waiter, Thread owner) {
    return waiter.claim().tryPark(new Sleeper.Guest(owner));
  }

  /** What has come of the claim. */
  public static @Nullable Object outcome(Waiter waiter) {
    return waiter.claim().outcome();
  }
}
