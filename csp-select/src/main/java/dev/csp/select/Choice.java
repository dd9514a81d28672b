package dev.csp.select;

import dev.csp.channels.internal.Act;
import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.Claim;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.Member;
import dev.csp.channels.internal.Parking;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.Randomness;
import dev.csp.channels.internal.SelectClaim;
import dev.csp.channels.internal.StackReserve;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/*
 * The algorithm of select, over waiters that share a claim. After Go's selectgo (runtime/select.go), with these changes: a first
 * pass without locking all channels, a priority mode, and a time-out that is a rival for the claim instead of a channel.
 *
 *   1. look: in random order, lock one channel at a time where a racy look promises something, and try its step. The first that
 *      succeeds is the choice. Whatever else is ready at that instant, choosing this one is right; in a quiet system every ready
 *      case is first in a random order equally often. Not in priority mode: there an earlier case may have become ready before
 *      the one that succeeds, and must win.
 *   2. judge: lock all channels, in ascending id. Try the steps, in the same order. If none succeeds, then at this one
 *      instant no case is ready: channels cannot change while they are locked, and a waiter that was found dead stays dead.
 *      That is the verdict for otherwise and for a time-out of zero.
 *   3. wait: still under all locks, enqueue a waiter for each case, so that nothing becomes ready unseen; in random order, so that
 *      several cases on one channel have equal chances. Unlock and wait for the claim.
 *   4. unlink the losers, each in constant time under its channel's lock. Only then does the caller run a body.
 *
 * A case never meets another case of its own select: while steps run, no waiter of this claim is in a queue.
 *
 * No lock is held while the carrier is given away: if one of the channels is contended, those that are locked already are released
 * before the pause (lockAll).
 *
 * The waiters' items tell the outcome, for a step as for a partner: a receiver's item is the value, or null at the end of the
 * channel; a sender's item is null if it was sent, and still the value if the channel was closed. Who asks a semaphore has its grant as
 * its item from the first step on; so only the win tells that it was granted.
 *
 * A send to a full channel that drops values may give one up for which the channel has a hook. The step takes it under the lock; once all
 * locks are released, and before the choice is answered, the hook runs (reportOverflow).
 *
 * Not shareable: one thread at a time. Reusable: see Claim for why a reset is safe.
 */
final class Choice {
  /** No case was ready. */
  static final int NONE = -1;

  /** Time ran out. */
  static final int TIMED_OUT = -2;

  private static final Comparator<CaseWaiter> BY_PORT =
      (a, b) -> Long.compare(a.port().id(), b.port().id());
  private static final int FEW = 32;

  private final SelectClaim claim;
  private CaseWaiter[] waiters;
  private int count;

  /** The same waiters by ascending id of their ports. */
  private CaseWaiter[] sorted;

  /** A permutation of the cases' numbers; what it was before matters not. */
  private int[] order;

  private long random;

  /** What a successful send has given up, and its channel's hook has not been told yet. */
  private @Nullable Object overflow;

  /** The waiters are complete and will not change. */
  Choice(SelectClaim claim, CaseWaiter[] waiters, int count) {
    this.claim = claim;
    this.waiters = waiters;
    this.count = count;
    this.sorted = count < 2 ? waiters : Arrays.copyOf(waiters, count);
    this.order = new int[count];
    this.random = Randomness.seed() | 1;
    prepare();
  }

  /** Takes other waiters of the same claim; allocates only to grow. */
  void replace(CaseWaiter[] newWaiters, int newCount) {
    waiters = newWaiters;
    count = newCount;
    if (sorted == newWaiters || order.length < newCount) {
      sorted = new CaseWaiter[newWaiters.length];
      order = new int[newWaiters.length];
    }
    System.arraycopy(newWaiters, 0, sorted, 0, newCount);
    prepare();
  }

  private void prepare() {
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    if (count > FEW) {
      Arrays.sort(sorted, 0, count, BY_PORT);
    } else {
      for (int i = 1; i < count; i++) {
        CaseWaiter waiter = sorted[i];
        int hole = i;
        while (hole > 0 && BY_PORT.compare(sorted[hole - 1], waiter) > 0) {
          sorted[hole] = sorted[hole - 1];
          hole--;
        }
        sorted[hole] = waiter;
      }
    }
  }

  /**
   * Performs one case.
   *
   * @param inOrder whether the first ready case wins, rather than a random one
   * @param mayWait whether to wait if none is ready
   * @param deadline when to stop waiting
   * @return the number of the case, {@link #NONE} or {@link #TIMED_OUT}
   */
  int choose(boolean inOrder, boolean mayWait, long deadline) throws InterruptedException {
    StackReserve.ensure();
    Member.before(Act.SELECT, waiters, null);
    if (!inOrder) {
      int ready = look();
      if (ready >= 0) {
        return ready;
      }
    }
    claim.reset();
    int ready = judge(inOrder, mayWait);
    if (ready >= 0 || !mayWait) {
      return ready;
    }
    Object outcome;
    try {
      Port.afterEnqueued();
      outcome = Parking.awaitBriefly(claim);
      if (outcome == null) {
        outcome = Parking.await(claim, waiters, deadline);
      }
    } catch (Throwable t) {
      unlinkLosers(null);
      outcome = claim.outcome();
      if (!(t instanceof VirtualMachineError && outcome instanceof CaseWaiter)) {
        throw t;
      } // else no stack or memory, when a partner had completed a case: a value must not be lost
    }
    int won = unlinkLosers(outcome);
    Member.after(won >= 0 ? waiters[won] : null);
    if (outcome == Claim.INTERRUPTED) {
      throw new InterruptedException("interrupted in " + this);
    }
    return won >= 0 ? won : TIMED_OUT;
  }

  /** Unlinks every waiter but the winner; answers its number, or NONE. */
  private int unlinkLosers(@Nullable Object winner) {
    int won = NONE;
    for (int i = 0; i < count; i++) {
      if (waiters[i] == winner) {
        won = i;
      } else {
        waiters[i].unlink();
      }
    }
    return won;
  }

  private int look() {
    int drawn = Member.isCaller() ? orderForSimulator() : count;
    for (int i = 0; i < count; i++) {
      int number = draw(i, drawn);
      CaseWaiter waiter = waiters[number];
      Port port = waiter.port();
      if (waiter.isSender() ? !port.maySend() : !port.mayReceive()) {
        continue;
      }
      boolean done;
      Thread wakee;
      port.lock();
      try {
        done = tryStep(waiter);
        wakee = port.takeWakee();
      } finally {
        port.unlock();
      }
      if (done) {
        Member.after(waiter);
        Port.wake(wakee);
        reportOverflow(port);
        return number;
      }
    }
    return NONE;
  }

  private int judge(boolean inOrder, boolean mayWait) {
    Thread wakee = null;
    int ready = NONE;
    lockAll();
    try {
      for (int i = 0; i < count && ready < 0; i++) {
        int number = inOrder ? i : order[i];
        if (tryStep(waiters[number])) {
          wakee = waiters[number].port().takeWakee();
          ready = number;
        }
      }
      if (ready < 0 && mayWait) {
        enqueueAll(inOrder);
      }
    } finally {
      unlockAll(count);
    }
    if (ready >= 0 || !mayWait) {
      Member.after(ready >= 0 ? waiters[ready] : null);
    }
    Port.wake(wakee);
    if (ready >= 0) {
      reportOverflow(waiters[ready].port());
    }
    return ready;
  }

  /** Runs the hook if the step has left it something. No lock is held. */
  private void reportOverflow(Port port) {
    Object givenUp = overflow;
    if (givenUp != null) {
      overflow = null;
      ((KernelChannel<?>) port).reportUndelivered(givenUp);
    }
  }

  private void enqueueAll(boolean inOrder) {
    boolean complete = false;
    try {
      for (int i = 0; i < count; i++) {
        CaseWaiter waiter = waiters[inOrder ? i : order[i]];
        waiter.port().enqueue(waiter);
      }
      complete = true;
    } finally {
      if (!complete) { // out of memory in the timer heap
        for (int i = 0; i < count; i++) {
          waiters[i].port().unlinkLocked(waiters[i]);
        }
      }
    }
  }

  /** Tries one case, under its port's lock. */
  private boolean tryStep(CaseWaiter waiter) {
    return waiter.isSender() ? trySend(waiter) : tryReceive(waiter);
  }

  private static boolean tryReceive(CaseWaiter waiter) {
    Object received = waiter.receiveLocked();
    if (received == null) {
      return false;
    }
    waiter.setItem(Port.isEnd(received) ? null : received);
    return true;
  }

  private boolean trySend(CaseWaiter waiter) {
    Port port = waiter.port();
    Object value = waiter.item();
    if (value == null) {
      throw new AssertionError("a send without a value: " + waiter);
    }
    Port.Offer offer = port.sendLocked(value);
    if (offer == Port.Offer.ACCEPTED) {
      waiter.setItem(null);
    } else if (offer == Port.Offer.OVERFLOWED) {
      waiter.setItem(null);
      overflow = ((KernelChannel<?>) port).takeOverflow();
    }
    return offer != Port.Offer.FULL;
  }

  private void lockAll() {
    while (true) {
      int failed = tryLockAll();
      if (failed < 0) {
        return;
      }
      unlockAll(failed);
      Parking.pause();
    }
  }

  /** Locks each port once; answers -1, or the place of the first that is contended. */
  private int tryLockAll() {
    Port before = null;
    for (int i = 0; i < count; i++) {
      Port port = sorted[i].port();
      if (port != before && !port.tryLockSpinning()) {
        return i;
      }
      before = port;
    }
    return -1;
  }

  private void unlockAll(int end) {
    Port before = null;
    for (int i = 0; i < end; i++) {
      Port port = sorted[i].port();
      if (port != before) {
        port.unlock();
      }
      before = port;
    }
  }

  /**
   * In a simulated world a choice counts only where it makes a difference: puts the cases that seem
   * ready first, in their own order, and answers how many places are to be drawn. If none seems
   * ready, the order matters only to cases that do the same on one channel.
   */
  private int orderForSimulator() {
    int ready = 0;
    for (int pass = 0, place = 0; pass < 2; pass++) {
      for (int i = 0; i < count; i++) {
        Port port = waiters[i].port();
        if ((waiters[i].isSender() ? port.maySend() : port.mayReceive()) == (pass == 0)) {
          order[place++] = i;
        }
      }
      ready = pass == 0 ? place : ready;
    }
    return ready > 0 || !hasTwins() ? ready : count;
  }

  private boolean hasTwins() {
    for (int i = 1; i < count; i++) {
      for (int j = i; j > 0 && sorted[j - 1].port() == sorted[i].port(); j--) {
        if (sorted[j - 1].isSender() == sorted[i].isSender()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Draws the next case of a random order of the first so many: one step of a Fisher-Yates shuffle
   * of what is left.
   */
  private int draw(int i, int drawn) {
    int left = drawn - i;
    if (left > 1) {
      int other = i + bounded(left);
      int number = order[other];
      order[other] = order[i];
      order[i] = number;
    }
    return order[i];
  }

  /**
   * A number below the bound: xorshift64* (Vigna, "An experimental exploration of Marsaglia's
   * xorshift generators"), scaled.
   */
  private int bounded(int bound) {
    if (Member.isCaller()) {
      return Member.chooses(bound);
    }
    long x = random;
    x ^= x >>> 12;
    x ^= x << 25;
    x ^= x >>> 27;
    random = x;
    return (int) ((((x * 0x2545F4914F6CDD1DL) >>> 32) * bound) >>> 32);
  }

  @Override
  public String toString() {
    return SelectClaim.describe(waiters);
  }
}
