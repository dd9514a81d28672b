package dev.csp.channels.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/*
 * The once-only right to complete one blocked operation, and the place where its owner learns of it.
 *
 * A claim has an outcome, which moves only forward:
 *
 *     waiting (null) ─────────────────────► a Waiter      a partner or a close completed the operation through that waiter
 *        │                            ┌───► TIMED_OUT     the timer heap
 *        └──► parked (a Sleeper) ─────┴───► INTERRUPTED   the owner itself
 *
 * A wait of which it is known beforehand that it will not spin begins as parked: the owner saves an atomic step, and who completes it before it
 * has parked wakes it all the same, which makes its park return at once.
 *
 * Protocol:
 *   - the owner enqueues its waiters under the locks of their ports, and only then waits (Parking.await)
 *   - a partner finds a waiter in the queue of a port, under the port's lock, takes it out, moves the value between itself and the
 *     waiter's item, and then claims. Winning publishes the item. A partner that loses looks for the next waiter
 *   - whoever moves the outcome out of parked owes the owner one wake, after releasing its locks. Moving it out of waiting owes
 *     nothing: the owner is awake and looking
 *
 * Races:
 *   - park against claim: both are compare-and-set on the one field, so either the owner sees the outcome and does not park,
 *     or the claimer sees the sleeper and wakes its thread
 *   - reuse (a goroutine's plain waiter, a selector in a loop): waiters are claimed under the lock of their port, and not touched after that.
 *     Before the owner uses them again it has been claimed there or has unlinked them under that lock, and has taken its time-out
 *     from the heap under the heap's lock. So nobody holds the claim then. A wake that comes late is only a stray permit
 */

/** The once-only right to complete one blocked operation. */
public abstract class Claim {
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

  /** Whether this wait began as parked; the owner's. */
  private boolean beganParked;

  /**
   * What the owner waits for while it is parked, for diagnosis. The owner's; read by dumps, racily.
   */
  private @Nullable Object subject;

  /** Who is told about this wait. The owner's; here, for a local variable would cost heap. */
  @Nullable Watch watch;

  /** Makes a claim that waits. */
  Claim() {}

  /**
   * Makes the claim ready for another wait. Only its owner may call this, with no waiter enqueued.
   *
   * @param sleeper the owner if it will park at once, so that it need not move the claim there
   *     itself; else null
   */
  final void begin(@Nullable Sleeper sleeper) {
    beganParked = sleeper != null;
    OUTCOME.setRelease(this, sleeper);
  }

  /** Whether the wait began as parked: then whoever completes it owes a wake, however early. */
  final boolean beganParked() {
    return beganParked;
  }

  /**
   * Returns what has come of the wait so far.
   *
   * @return the winning {@link Waiter}, {@link #TIMED_OUT} or {@link #INTERRUPTED}; the owner while
   *     it is parked; or null
   */
  public final @Nullable Object outcome() {
    return outcome;
  }

  /**
   * Tries to win the claim.
   *
   * @param result the outcome if won
   * @return {@link #LOST}; or null if won; or, if won, the thread to wake once no lock is held
   */
  final @Nullable Object tryClaim(Object result) {
    Object seen = outcome; // a parked owner is the usual case: one atomic step instead of two
    if (seen == null) {
      seen = OUTCOME.compareAndExchange(this, (Object) null, result);
      if (seen == null) {
        return null;
      }
    }
    return seen instanceof Sleeper sleeper && OUTCOME.compareAndSet(this, sleeper, result)
        ? sleeper.thread()
        : LOST;
  }

  /**
   * Moves from waiting to parked, unless the wait began there; false if the outcome came first, and
   * nobody owes a wake.
   */
  final boolean tryPark(Sleeper owner) {
    return beganParked || OUTCOME.compareAndSet(this, (Object) null, owner);
  }

  /** Who is parked on this; null if nobody, or not any more. */
  final @Nullable Sleeper sleeper() {
    return outcome instanceof Sleeper sleeper ? sleeper : null;
  }

  /** Whether nobody has won yet. A claim that is dead stays dead until its owner resets it. */
  final boolean isLive() {
    Object seen = outcome;
    return seen == null || seen instanceof Sleeper;
  }

  /** What the owner uses to park; a claim that is used again may keep one. */
  Sleeper sleeperFor(Thread owner) {
    VirtualGoroutine goroutine = VirtualGoroutine.of(owner);
    return goroutine != null ? goroutine : new Sleeper.Guest(owner);
  }

  /** Says what the owner waits for, before it parks, and forgets it afterwards. */
  final void setSubject(@Nullable Object awaited) {
    subject = awaited;
  }

  final @Nullable Object subject() {
    return subject;
  }

  /** Why the owner waits. */
  abstract WaitReason reason();

  /**
   * The operation and the channels that it waits on, for dumps and as a park blocker; no user
   * value.
   */
  @Override
  public abstract String toString();

  private record Sentinel(String name) {
    @Override
    public String toString() {
      return name;
    }
  }
}
