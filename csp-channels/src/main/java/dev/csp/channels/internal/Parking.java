package dev.csp.channels.internal;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * The one place that parks, wakes, spins and yields. A simulator replaces it through install.
 *
 * await(claim, deadline) returns only when the claim has an outcome:
 *   1. spin for a moment if that costs nobody a carrier (Census)
 *   2. move the claim to parked; if that fails the outcome is there
 *   3. with a deadline, let the timer heap hold a time-out on the claim (plain parks only: a timed park of a virtual thread
 *      can sleep for ever on JDK 25.0.0 to 25.0.2, JDK-8369227; and most operations never get this far)
 *   4. park until the outcome is another than the sleeper. An interrupt tries to claim; if a partner was first, the operation has
 *      succeeded and the interrupt flag is set again on the way out
 *
 * A park may end for no reason, or for a stray permit that a late wake left behind: step 4 is a loop. A late wake of ours may
 * in turn leave a permit to the thread's next park, wherever that is; the contract of LockSupport allows it.
 */

/** The one place that parks, wakes, spins and yields. */
public final class Parking {
  /** What a simulator replaces. */
  interface Strategy {
    Object await(Claim claim, @Nullable Object subject, long deadline, boolean spin);

    void wake(Thread owner);

    void pause();
  }

  private static final boolean MULTIPROCESSOR = Runtime.getRuntime().availableProcessors() > 1;
  private static final Strategy SYSTEM = new ThreadStrategy();

  private static Strategy current = SYSTEM;

  private Parking() {}

  /**
   * Puts another strategy in place, or the system's again with null; for simulators and tests,
   * while nothing waits.
   */
  static void install(@Nullable Strategy strategy) {
    current = strategy == null ? SYSTEM : strategy;
  }

  /**
   * Waits until the claim has an outcome.
   *
   * @param claim the caller's claim, enqueued wherever it can be completed
   * @param subject what it waits for, for diagnosis: a {@link Port}, an array of {@link
   *     CaseWaiter}s, or null
   * @param deadline when to give up, or {@link TimeSource#NO_DEADLINE}
   * @param spin whether a partner is likely to come so soon that spinning for a moment pays, if no
   *     one else needs the carrier
   * @return the winning {@link Waiter}, {@link Claim#TIMED_OUT} or {@link Claim#INTERRUPTED}; in
   *     the last case the thread's interrupt flag is clear and the caller owes an {@link
   *     InterruptedException}
   */
  public static Object await(Claim claim, @Nullable Object subject, long deadline, boolean spin) {
    return current.await(claim, subject, deadline, spin);
  }

  /** Wakes the owner of a claim that was parked. Call it with no lock held. */
  static void wake(Thread owner) {
    current.wake(owner);
  }

  /**
   * Lets others run for a moment: between attempts to take a contended lock, and for the facade's
   * yield.
   */
  public static void pause() {
    current.pause();
  }

  /**
   * Throws if the calling thread is interrupted, and clears its flag.
   *
   * @param reason what it was about to do
   * @param port on what, or null
   * @throws InterruptedException if the interrupt flag was set
   */
  public static void throwIfInterrupted(WaitReason reason, @Nullable Port port)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(
          "interrupted before " + reason + (port == null ? "" : " on " + port.describe()));
    }
  }

  private static final class ThreadStrategy implements Strategy {
    @Override
    public Object await(Claim claim, @Nullable Object subject, long deadline, boolean spin) {
      Thread self = Thread.currentThread();
      Object outcome = spin ? spin(claim, self) : null;
      if (outcome == null) {
        claim.setSubject(subject);
        outcome = park(claim, self, deadline);
        claim.setSubject(null);
      }
      return outcome;
    }

    private static @Nullable Object spin(Claim claim, Thread self) {
      if (self.isVirtual() ? !Census.hasIdleCarriers() : !MULTIPROCESSOR) {
        return null;
      }
      int budget = Spinning.budget();
      for (int i = 0; i < budget; i++) {
        Object outcome = claim.outcome();
        if (outcome != null) {
          Spinning.paid(budget);
          return outcome;
        }
        Thread.onSpinWait();
      }
      Spinning.wasted(budget);
      return null;
    }

    private static Object park(Claim claim, Thread self, long deadline) {
      Sleeper sleeper = claim.sleeperFor(self);
      sleeper.parksAt(CoarseClock.nanoTime());
      if (claim.tryPark(sleeper)) {
        if (sleeper.isMember()) {
          Census.memberParks();
        }
        if (deadline == TimeSource.NO_DEADLINE) {
          parkUntilClaimed(claim, sleeper);
        } else {
          TimerHeap.TimeOut timeOut = sleeper.timeOutFor(claim);
          TimerHeap.shared().reschedule(timeOut, deadline);
          parkUntilClaimed(claim, sleeper);
          TimerHeap.shared().remove(timeOut);
          timeOut.aimAt(null);
        }
      }
      Object outcome = claim.outcome();
      if (outcome == null) {
        throw new AssertionError("woken without an outcome: " + claim);
      }
      return outcome;
    }

    private static void parkUntilClaimed(Claim claim, Sleeper sleeper) {
      boolean lateInterrupt = false;
      while (claim.outcome() == sleeper) {
        LockSupport.park(claim);
        if (Thread.interrupted()) {
          if (claim.tryClaim(Claim.INTERRUPTED) != Claim.LOST) {
            if (sleeper.isMember()) {
              Census.memberResumesByItself();
            }
            return;
          }
          lateInterrupt = true;
        }
      }
      if (!sleeper.isMember() && sleeper.thread().isVirtual()) {
        Census.guestResumes();
      }
      if (lateInterrupt) {
        sleeper.thread().interrupt();
      }
    }

    @Override
    public void wake(Thread owner) {
      if (owner.isVirtual()) {
        Census.virtualThreadIsWoken();
      }
      LockSupport.unpark(owner);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // for spin locks whose holder has lost its processor
    public void pause() {
      Thread.yield();
    }
  }
}
