package dev.csp.channels.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * The once-only right to complete one blocked operation, and the place where its owner learns of it.
 *
 * A claim has an outcome, which moves only forward:
 *
 *     WAITING (null) ──────────────► a Waiter      a partner or a close completed the operation through that waiter
 *        │                     ┌───► TIMED_OUT     the timer heap
 *        └──► PARKED ──────────┴───► INTERRUPTED   the owner itself
 *
 * Protocol:
 *   - the owner enqueues its waiters under the locks of their ports, and only then waits (Parking.await)
 *   - a partner holds the lock of the port in whose queue it found the waiter, fills in the waiter's item, and then tries to
 *     claim. Winning publishes the item. A partner that loses drops the waiter and looks for the next one
 *   - whoever moves the outcome out of PARKED owes the owner one wake, after releasing its locks. Moving it out of WAITING owes
 *     nothing: the owner is awake and looking
 *
 * Races:
 *   - park against claim: both are compare-and-set on the one field, so either the owner sees the outcome and does not park,
 *     or the claimer sees PARKED and wakes it
 *   - the claimer reads the thread before it claims. While the outcome is PARKED the owner cannot change it; afterwards a
 *     reused claim may already wait again, and a wake that comes late is only a stray permit
 *   - reuse (a selector in a loop): the owner unlinks all waiters under the locks of their ports, and its time-out under the
 *     lock of the heap, before it resets; after that nobody holds the claim
 */

/** The once-only right to complete one blocked operation. */
public class Claim {
  /** The outcome while the owner is parked. */
  static final Object PARKED = new Sentinel("parked");

  /** The outcome when time ran out first. */
  public static final Object TIMED_OUT = new Sentinel("timed out");

  /** The outcome when the owner's interrupt came first. */
  public static final Object INTERRUPTED = new Sentinel("interrupted");

  /** What {@link #tryClaim} answers to the loser. */
  static final Object LOST = new Sentinel("lost");

  private static final VarHandle OUTCOME;

  static {
    try {
      OUTCOME = MethodHandles.lookup().findVarHandle(Claim.class, "outcome", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Object outcome;

  /**
   * The owner, from just before it parks; written by the owner before the outcome becomes PARKED.
   */
  private @Nullable Thread thread;

  /** When the owner parked, for diagnosis; written as {@link #thread}. */
  private long parkedSince;

  /** The time-out of the current or last wait; the owner's, kept for the next one. */
  private TimerHeap.@Nullable TimeOut timeOut;

  private final WaitReason reason;

  /** What is waited for, for diagnosis: a Port, an array of waiters, or null. */
  private final @Nullable Object subject;

  /**
   * Makes a claim that waits.
   *
   * @param reason why
   * @param subject what for: a {@link Port}, an array of {@link Waiter}s, or null
   */
  public Claim(WaitReason reason, @Nullable Object subject) {
    this.reason = reason;
    this.subject = subject;
  }

  /**
   * Makes the claim ready for another wait. Only its owner may call this, and only with no waiter
   * enqueued.
   */
  public final void reset() {
    OUTCOME.setRelease(this, (Object) null);
  }

  final @Nullable Object outcome() {
    return outcome;
  }

  /**
   * Tries to win the claim.
   *
   * @param result the outcome if won
   * @return {@link #LOST}; or null if won; or, if won, the thread to wake once no lock is held
   */
  final @Nullable Object tryClaim(Object result) {
    Object seen = OUTCOME.compareAndExchange(this, (Object) null, result);
    if (seen == null) {
      return null;
    }
    if (seen != PARKED) {
      return LOST;
    }
    Thread owner = thread;
    return OUTCOME.compareAndSet(this, PARKED, result) ? owner : LOST;
  }

  /** Moves from waiting to parked; false if the outcome came first. */
  final boolean tryPark(Thread owner, long now) {
    thread = owner;
    parkedSince = now;
    return OUTCOME.compareAndSet(this, (Object) null, PARKED);
  }

  /** The time-out of this claim; for the owner. */
  final TimerHeap.TimeOut timeOut() {
    if (timeOut == null) {
      timeOut = new TimerHeap.TimeOut(this);
    }
    return timeOut;
  }

  /** Whether nobody has won yet. A claim that is dead stays dead until its owner resets it. */
  final boolean isLive() {
    Object seen = outcome;
    return seen == null || seen == PARKED;
  }

  final WaitReason reason() {
    return reason;
  }

  final long parkedSince() {
    return parkedSince;
  }

  /** The operation and the channels that it waits on, for dumps and as a park blocker. */
  @Override
  public final String toString() {
    if (subject instanceof Port port) {
      return port.isDiagnosed() ? reason + " on " + port.describe() : reason.toString();
    }
    if (subject instanceof Waiter[] waiters) {
      var cases = new StringBuilder(reason.toString());
      String separator = " on ";
      for (Waiter waiter : Arrays.copyOf(waiters, Math.min(waiters.length, 8))) {
        cases.append(separator).append(waiter.describeCase());
        separator = ", ";
      }
      return waiters.length > 8
          ? cases + ", and " + (waiters.length - 8) + " more"
          : cases.toString();
    }
    return reason.toString();
  }

  private record Sentinel(String name) {
    @Override
    public String toString() {
      return name;
    }
  }
}
