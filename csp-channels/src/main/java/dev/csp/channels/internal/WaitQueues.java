package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/*
 * The waiters of a port, receivers and senders, each side longest-waiting first: two intrusive doubly linked lists, so that a
 * waiter leaves in constant time from wherever it stands. Guarded by the lock that this extends; the ends of both lists are fields here,
 * so that an operation finds them on the cache line of the lock.
 *
 * Invariants: first == null iff last == null; a waiter is queued iff it can be reached from first of its side; links are mutual.
 * Not invariant: a queued waiter may be dead (its select was completed elsewhere, or its owner gave up, and the owner has not
 * unlinked it yet). Whoever meets a dead waiter drops it.
 */

/** The two queues of a port. */
public abstract class WaitQueues extends SpinLock {
  private @Nullable Waiter firstReceiver;
  private @Nullable Waiter lastReceiver;
  private @Nullable Waiter firstSender;
  private @Nullable Waiter lastSender;

  /**
   * Whom the port's last step has completed while it was parked, if anybody. Here for its cache
   * line.
   */
  @Nullable Thread wakee;

  /** Written under the lock, read also without it. Here for its cache line. */
  volatile boolean closed;

  WaitQueues() {}

  /** Appends a waiter to the queue of its side. */
  final void add(Waiter waiter) {
    Waiter tail;
    if (waiter.isSender()) {
      tail = lastSender;
      lastSender = waiter;
      if (tail == null) {
        firstSender = waiter;
      }
    } else {
      tail = lastReceiver;
      lastReceiver = waiter;
      if (tail == null) {
        firstReceiver = waiter;
      }
    }
    if (tail != null) {
      waiter.previous = tail;
      tail.next = waiter;
    }
    waiter.queued = true;
  }

  /** Unlinks the waiter if it is still queued. */
  final void remove(Waiter waiter) {
    if (!waiter.queued) {
      return;
    }
    Waiter before = waiter.previous;
    Waiter after = waiter.next;
    if (before == null) {
      setFirst(waiter.isSender(), after);
    } else {
      before.next = after;
      waiter.previous = null;
    }
    if (after == null) {
      setLast(waiter.isSender(), before);
    } else {
      after.previous = before;
      waiter.next = null;
    }
    waiter.queued = false;
  }

  private void setFirst(boolean senders, @Nullable Waiter waiter) {
    if (senders) {
      firstSender = waiter;
    } else {
      firstReceiver = waiter;
    }
  }

  private void setLast(boolean senders, @Nullable Waiter waiter) {
    if (senders) {
      lastSender = waiter;
    } else {
      lastReceiver = waiter;
    }
  }

  /** Whether any receiver is queued, dead or alive. Also a racy hint without the lock. */
  final boolean hasReceivers() {
    return firstReceiver != null;
  }

  /** Whether any sender is queued, dead or alive. Also a racy hint without the lock. */
  final boolean hasSenders() {
    return firstSender != null;
  }

  /** The receiver that has waited longest, dead or alive; it stays where it is. */
  final @Nullable Waiter firstReceiver() {
    return firstReceiver;
  }

  /** Removes and returns the receiver that has waited longest, dead or alive. */
  final @Nullable Waiter pollReceiver() {
    Waiter waiter = firstReceiver;
    if (waiter != null) {
      Waiter after = waiter.next;
      firstReceiver = after;
      if (after == null) {
        lastReceiver = null;
      } else {
        leads(after, waiter);
      }
      waiter.queued = false;
    }
    return waiter;
  }

  /** Removes and returns the sender that has waited longest, dead or alive. */
  final @Nullable Waiter pollSender() {
    Waiter waiter = firstSender;
    if (waiter != null) {
      Waiter after = waiter.next;
      firstSender = after;
      if (after == null) {
        lastSender = null;
      } else {
        leads(after, waiter);
      }
      waiter.queued = false;
    }
    return waiter;
  }

  /** A waiter becomes the first of its side. */
  private static void leads(Waiter waiter, Waiter before) {
    waiter.previous = null;
    before.next = null;
  }

  /** Whether a receiver waits whose claim is open; drops dead ones at the head. */
  final boolean hasLiveReceiver() {
    for (Waiter waiter = firstReceiver; waiter != null; waiter = firstReceiver) {
      if (waiter.claim().isLive()) {
        return true;
      }
      remove(waiter);
    }
    return false;
  }

  /** How many are queued, dead or alive; linear, for tests and diagnosis. */
  final int countQueued(boolean senders) {
    int count = 0;
    for (Waiter w = senders ? firstSender : firstReceiver; w != null; w = w.next) {
      count++;
    }
    return count;
  }

  /** Fails if the links are not as the class says; for tests. */
  final void assertQueueInvariants() {
    assertLinks(firstReceiver, lastReceiver);
    assertLinks(firstSender, lastSender);
  }

  private static void assertLinks(@Nullable Waiter first, @Nullable Waiter last) {
    Waiter before = null;
    for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
      if (waiter.previous != before || !waiter.queued) {
        throw new AssertionError("broken link at " + waiter);
      }
      before = waiter;
    }
    if (last != before) {
      throw new AssertionError("the last waiter is " + before + ", but the queue says " + last);
    }
  }
}
