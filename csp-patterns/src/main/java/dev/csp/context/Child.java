package dev.csp.context;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a live {@link CancelContext} keeps in its list: what ends, or is called, when it ends. */
abstract sealed class Child permits CancelContext, Callback {
  /** The list of the parent, if this was ever in one; written before anybody else can see this. */
  private @Nullable Siblings siblings;

  // Guarded by the lock of the list.
  private @Nullable Child previous;
  private @Nullable Child next;
  private boolean listed;

  /** Leaves the parent's list, if this is in it. */
  final void leave() {
    if (siblings != null) {
      siblings.remove(this);
    }
  }

  /**
   * The children of one context, made for the first of them: most contexts have none. The links are
   * in the children, so leaving takes constant time. The lock is held for these few steps alone;
   * nothing else is locked, called or closed under it.
   */
  static final class Siblings {
    private final CancelContext parent;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private @Nullable Child first;
    private int size;

    Siblings(CancelContext parent) {
      this.parent = parent;
    }

    /** Adds a child unless the parent has ended; once it has, none is added any more. */
    boolean add(Child child) {
      lock.lock();
      try {
        if (parent.end() != null) {
          return false;
        }
        Child second = first;
        child.siblings = this;
        child.next = second;
        child.listed = true;
        if (second != null) {
          second.previous = child;
        }
        first = child;
        size++;
        return true;
      } finally {
        lock.unlock();
      }
    }

    private void remove(Child child) {
      lock.lock();
      try {
        if (!child.listed) {
          return;
        }
        if (child.previous == null) {
          first = child.next;
        } else {
          child.previous.next = child.next;
        }
        if (child.next != null) {
          child.next.previous = child.previous;
        }
        forget(child);
      } finally {
        lock.unlock();
      }
    }

    /** Lets go of all children, and them of each other. */
    void clear() {
      lock.lock();
      try {
        Child child = first;
        while (child != null) {
          Child after = child.next;
          forget(child);
          child = after;
        }
        first = null;
      } finally {
        lock.unlock();
      }
    }

    private void forget(Child child) {
      child.previous = null;
      child.next = null;
      child.listed = false;
      size--;
    }

    void copyTo(List<? super Child> copy) {
      lock.lock();
      try {
        for (Child child = first; child != null; child = child.next) {
          copy.add(child);
        }
      } finally {
        lock.unlock();
      }
    }

    int size() {
      lock.lock();
      try {
        return size;
      } finally {
        lock.unlock();
      }
    }
  }
}
