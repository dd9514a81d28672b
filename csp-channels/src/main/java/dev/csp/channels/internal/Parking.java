package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * The one place that parks, wakes, spins and yields. The members of a simulated world do so in their own way (Member).
 *
 * awaitBriefly(claim), in which most exchanges of busy partners end, spins for a moment if that costs nobody a carrier (Census); or, with one
 * carrier, yields once if that has paid lately (Sleeper). It is small so that it is compiled into the operation.
 *
 * await(claim, deadline) returns only when the claim has an outcome:
 *   1. move the claim to parked, unless it began there; if that fails the outcome is there
 *   2. with a deadline, let the timer heap hold a time-out on the claim (plain parks only: a timed park of a virtual thread
 *      can sleep for ever on JDK 25.0.0 to 25.0.2, JDK-8369227; and most operations never get this far)
 *   3. park until the outcome is another than the sleeper. An interrupt tries to claim; if a partner was first, the operation has
 *      succeeded and the interrupt flag is set again on the way out
 *
 * A park may end for no reason, or for a stray permit that a late wake left behind: step 3 is a loop. A late wake of ours may
 * in turn leave a permit to the thread's next park, wherever that is; the contract of LockSupport allows it.
 */

/** The one place that parks, wakes, spins and yields. */
public final class Parking {
  private static final boolean MULTIPROCESSOR = Runtime.getRuntime().availableProcessors() > 1;

  private Parking() {}

  /**
   * Waits for a moment without parking: what a wait begins with if a partner is likely to come so
   * soon that this pays. Spins if no one else needs the carrier; with one carrier, yields once if
   * that has paid lately.
   *
   * @param claim the caller's claim, enqueued wherever it can be completed
   * @return the outcome; or null if there is none yet, and {@link #await} has to follow
   */
  public static @Nullable Object awaitBriefly(Claim claim) {
    if (Member.ofCaller() != null) {
      return null;
    }
    CoarseClock.keepGoing();
    Thread self = Thread.currentThread();
    if (Census.COUNTS_RUNNABLE || !self.isVirtual()) {
      return maySpin(self) ? spin(claim) : null;
    }
    Sleeper sleeper = claim.sleeperFor(self);
    return mayGiveWay(sleeper) ? giveWay(claim, sleeper) : null;
  }

  /**
   * Parks until the claim has an outcome.
   *
   * @param claim the caller's claim, enqueued wherever it can be completed
   * @param subject what it waits for, for diagnosis: a {@link Port}, an array of {@link
   *     CaseWaiter}s, or null
   * @param deadline when to give up, or {@link TimeSource#NO_DEADLINE}
   * @return the winning {@link Waiter}, {@link Claim#TIMED_OUT} or {@link Claim#INTERRUPTED}; in
   *     the last case the thread's interrupt flag is clear and the caller owes an {@link
   *     InterruptedException}
   */
  public static Object await(Claim claim, @Nullable Object subject, long deadline) {
    Member member = Member.ofCaller();
    if (member != null) {
      return member.await(claim, subject, deadline);
    }
    Thread self = Thread.currentThread();
    Sleeper sleeper = claim.sleeperFor(self);
    claim.setSubject(subject);
    sleeper.parksAt(CoarseClock.nanoTime(), deadline != TimeSource.NO_DEADLINE);
    Watch.begin(claim, sleeper);
    if (claim.tryPark(sleeper)) {
      TimerHeap.TimeOut timeOut = fallAsleep(sleeper, claim, deadline);
      boolean lateInterrupt = false;
      // Here and not in a method of its own: while a goroutine is parked, each of its frames is an
      // object in the heap.
      while (claim.outcome() == sleeper) {
        LockSupport.park(claim);
        if (wasInterrupted(self)) {
          lateInterrupt |= claim.tryClaim(Claim.INTERRUPTED) == Claim.LOST;
        }
      }
      wakeUp(sleeper, claim, timeOut, lateInterrupt);
    }
    Watch.end(claim);
    claim.setSubject(null);
    return requireNonNull(claim.outcome());
  }

  /** Whether nobody else needs the processor that the thread would spin on. */
  static boolean maySpin(Thread self) {
    return self.isVirtual()
        ? Census.hasIdleCarriers() && !Starvation.isBeingEnded()
        : MULTIPROCESSOR;
  }

  /** Whether the thread should yield once before it parks. */
  static boolean mayGiveWay(Sleeper sleeper) {
    return !Census.COUNTS_RUNNABLE && sleeper.mayGiveWay() && !Starvation.isBeingEnded();
  }

  @SuppressWarnings("ThreadPriorityCheck") // the partner needs this very carrier
  private static @Nullable Object giveWay(Claim claim, Sleeper sleeper) {
    Thread.yield();
    Object outcome = claim.outcome();
    sleeper.gaveWay(outcome != null);
    return outcome;
  }

  private static @Nullable Object spin(Claim claim) {
    int budget = Spinning.budget();
    for (int i = 0; i < budget; i++) {
      Object outcome = claim.outcome();
      if (outcome != null) {
        Spinning.paid();
        return outcome;
      }
      Thread.onSpinWait();
    }
    Spinning.wasted(budget);
    return null;
  }

  private static TimerHeap.@Nullable TimeOut fallAsleep(
      Sleeper sleeper, Claim claim, long deadline) {
    if (sleeper.isMember()) {
      Census.memberParks();
    }
    if (deadline == TimeSource.NO_DEADLINE) {
      return null;
    }
    TimerHeap.TimeOut timeOut = sleeper.timeOutFor(claim);
    TimerHeap.shared().schedule(timeOut, deadline);
    return timeOut;
  }

  private static void wakeUp(
      Sleeper sleeper, Claim claim, TimerHeap.@Nullable TimeOut timeOut, boolean lateInterrupt) {
    if (claim.outcome() == Claim.INTERRUPTED) { // nobody else has woken it
      if (sleeper.isMember()) {
        Census.memberResumesByItself();
      }
    } else if (!sleeper.isMember() && sleeper.thread().isVirtual()) {
      Census.guestResumes();
    }
    if (timeOut != null) {
      TimerHeap.shared().remove(timeOut);
      timeOut.aimAt(null);
    }
    if (lateInterrupt) {
      sleeper.thread().interrupt();
    }
  }

  /** Wakes the owner of a claim that was parked. Call it with no lock held. */
  static void wake(Thread owner) {
    if (World.exists() && World.wakes(owner)) {
      return;
    }
    if (owner.isVirtual()) {
      Census.virtualThreadIsWoken();
      if (!Thread.currentThread().isVirtual()) {
        Starvation.outside();
      } else if (Starvation.isBeingEnded()) {
        Starvation.holdBack(owner);
        return;
      }
    }
    unpark(owner);
  }

  /** The wake itself, for whoever has a wake to pass on. */
  static void unpark(Thread owner) {
    LockSupport.unpark(owner);
  }

  /**
   * Parks the timer thread. A platform thread: JDK-8369227 concerns virtual ones, and time itself
   * waits for no claim.
   *
   * @param heap the park blocker
   * @param nanos how long at most, or negative for until it is woken
   */
  static void parkTimerThread(TimerHeap heap, long nanos) {
    if (nanos < 0) {
      LockSupport.park(heap);
    } else {
      LockSupport.parkNanos(heap, nanos);
    }
  }

  /** Ends the park of the timer thread, or its next one. Call it with no lock held. */
  static void wakeTimerThread(Thread thread) {
    LockSupport.unpark(thread);
  }

  /** Lets others run: for the facade's yield. */
  public static void yieldNow() {
    if (Member.ofCaller() == null) {
      CoarseClock.keepGoing(); // who only yields is watched too
      if (Starvation.isBeingEnded() && Thread.currentThread().isVirtual()) {
        Wait.forOthers();
        return;
      }
    }
    pause();
  }

  /** Lets others run for a moment between attempts to take a contended lock. */
  @SuppressWarnings("ThreadPriorityCheck") // for spin locks whose holder has lost its processor
  public static void pause() {
    Member member = Member.ofCaller();
    if (member != null) {
      member.yieldNow();
    } else {
      Thread.yield();
    }
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
    if (wasInterrupted(Thread.currentThread())) {
      throw new InterruptedException(
          "interrupted before " + reason + (port == null ? "" : " on " + port.describe()));
    }
  }

  /**
   * Reads and clears the interrupt flag of the calling thread. It looks before it calls {@link
   * Thread#interrupted}, whose inner call compilers do not inline: what they know of it is from the
   * carriers, which call it most.
   */
  private static boolean wasInterrupted(Thread self) {
    return self.isInterrupted() && Thread.interrupted();
  }
}
