package dev.csp.channels.internal;

import org.jspecify.annotations.Nullable;

/*
 * The waiters of one side of a port, longest-waiting first: an intrusive doubly linked list, so that a waiter leaves in
 * constant time from wherever it stands. Guarded by the lock of the port.
 *
 * Invariants: first == null iff last == null; a waiter is queued iff it can be reached from first; links are mutual.
 * Not invariant: a queued waiter may be dead (its select was completed elsewhere, or its owner gave up, and the owner has not
 * unlinked it yet). Whoever meets a dead waiter drops it.
 */
final class WaitQueue {
  private @Nullable Waiter first;
  private @Nullable Waiter last;

  void add(Waiter waiter) {
    Waiter tail = last;
    waiter.previous = tail;
    waiter.queued = true;
    last = waiter;
    if (tail == null) {
      first = waiter;
    } else {
      tail.next = waiter;
    }
  }

  /** Unlinks the waiter if it is still queued. */
  void remove(Waiter waiter) {
    if (!waiter.queued) {
      return;
    }
    Waiter before = waiter.previous;
    Waiter after = waiter.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.queued = false;
  }

  /** Whether nobody is queued, dead or alive. Also a racy hint without the lock. */
  boolean isEmpty() {
    return first == null;
  }

  /** Removes and returns the longest-waiting one, dead or alive. */
  @Nullable Waiter poll() {
    Waiter waiter = first;
    if (waiter != null) {
      remove(waiter);
    }
    return waiter;
  }

  /** Whether somebody waits whose claim is open; drops dead waiters at the head. */
  boolean hasLive() {
    for (Waiter waiter = first; waiter != null; waiter = first) {
      if (waiter.claim().isLive()) {
        return true;
      }
      remove(waiter);
    }
    return false;
  }

  /** How many are queued, dead or alive; linear, for tests and diagnosis. */
  int size() {
    int size = 0;
    for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
      size++;
    }
    return size;
  }

  /** Fails if the links are not as the class says; for tests. */
  void assertInvariants() {
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
