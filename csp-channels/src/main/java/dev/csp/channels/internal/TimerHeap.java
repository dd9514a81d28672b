package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * All that waits for time: a binary heap of entries by due time, and one daemon thread that sleeps until the first is due.
 *
 * An entry stands in the heap only while somebody waits for it (a parked operation, a timer's channel with a parked
 * receiver) or has asked for a call (a timer with a function). So an abandoned timer is garbage, and an operation that need
 * not park costs no heap work.
 *
 * Firing has two steps. expire() runs under the heap's lock when the entry is taken out: that is where a time-out claims, so
 * that an owner who has removed its entry knows that no stale time-out will hit its next wait. fire() runs afterwards
 * without the lock: wakes, ports' locks and callbacks belong there.
 *
 * The thread notes until when it sleeps and is woken only for an earlier entry; entries that come and go without being due
 * (the usual time-out) never wake it.
 *
 * Lock order: this lock comes after the lock of a port. Nothing takes another lock while holding this one, and nobody yields while
 * waiting for it.
 *
 * Not done: a hashed wheel, or a heap per carrier; DESIGN asks for exact due times, and the heap has not shown in a profile.
 */
final class TimerHeap extends SpinLock {
  /** Something that is due at some time. Its fields are guarded by the heap's lock. */
  abstract static class Entry {
    private long due;
    private int index = -1;

    /**
     * The next of those that are to be fired; the heap's thread's. A link, because a list may find
     * no memory.
     */
    private @Nullable Entry nextToFire;

    /**
     * Runs under the heap's lock; answers whether {@link #fire} is to run. Must not block, lock or
     * call user code.
     */
    abstract boolean expire();

    /** Runs on the heap's thread without any lock. Must not block. */
    abstract void fire();

    /** Whether nobody waits for this: it is the library's own. */
    boolean isHousekeeping() {
      return false;
    }
  }

  /**
   * The end of a timed wait. Its owner takes it out of the heap before it aims it at another claim.
   */
  static final class TimeOut extends Entry {
    private @Nullable Claim claim;
    private @Nullable Thread owner;

    void aimAt(@Nullable Claim target) {
      claim = target;
    }

    @Override
    boolean expire() {
      if (requireNonNull(claim).tryClaim(Claim.TIMED_OUT) instanceof Thread parked) {
        owner = parked;
        return true;
      }
      return false;
    }

    @Override
    void fire() {
      Parking.wake(requireNonNull(owner));
    }
  }

  private static final TimerHeap SHARED = new TimerHeap();

  /** Among how many entries that are due at the same time a simulated world chooses. */
  private static final int MOST_CANDIDATES = 64;

  /** Whether a simulated world fires the entries, and no thread. */
  private final boolean threadless;

  private @Nullable Entry[] heap = new @Nullable Entry[64];
  private int size;

  /** Written once, under the lock. */
  private volatile @Nullable Thread thread;

  /** Written under the lock, read also without it. */
  private volatile boolean wakeOwed;

  /** The heap's thread's. */
  private @Nullable Entry firstToFire;

  private boolean asleep;
  private long wakeAt;

  /** Makes a heap with a thread of its own, once there is an entry. */
  TimerHeap() {
    this(false);
  }

  private TimerHeap(boolean threadless) {
    this.threadless = threadless;
  }

  /** Makes a heap for a simulated world, which calls {@link #fireOne}. */
  static TimerHeap withoutThread() {
    return new TimerHeap(true);
  }

  /** The heap of the real world. */
  static TimerHeap shared() {
    return SHARED;
  }

  /** The heap of the caller's world. */
  static TimerHeap ofCaller() {
    World world = World.ofCaller();
    return world == null ? SHARED : world.timers();
  }

  /** As {@link #reschedule}, and wakes the thread if need be; with no port locked. */
  boolean schedule(Entry entry, long due) {
    boolean wasIn = reschedule(entry, due);
    payWake();
    return wasIn;
  }

  /**
   * Sets the due time of an entry and adds it unless it is in; answers whether it was in. Whoever
   * calls this with a port locked calls {@link #payWake} once it has unlocked.
   */
  boolean reschedule(Entry entry, long due) {
    lockAsLeaf();
    try {
      boolean wasIn = entry.index >= 0;
      if (wasIn) {
        takeOut(entry);
      } else if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      entry.due = due;
      place(entry, size++);
      siftUp(entry);
      if (thread == null || (asleep && due - wakeAt < 0)) {
        wakeOwed = true;
      }
      return wasIn;
    } finally {
      unlock();
    }
  }

  /**
   * Starts or wakes the thread if an entry has come that is due before it would wake by itself.
   * With no lock held.
   */
  void payWake() {
    if (!wakeOwed || threadless) {
      return;
    }
    Thread fresh = thread == null ? newThread() : null;
    Thread wakee = null;
    lockAsLeaf();
    if (wakeOwed) {
      wakeOwed = false;
      if (thread == null) {
        thread = fresh;
      } else {
        asleep = false;
        wakee = thread;
        fresh = null;
      }
    } else {
      fresh = null;
    }
    unlock();
    if (fresh != null) {
      start(fresh);
    } else if (wakee != null) {
      Parking.wakeTimerThread(wakee);
    }
  }

  /**
   * Takes the entry out; false if it was not in. Once this returns, the entry has expired already
   * or never will.
   */
  boolean remove(Entry entry) {
    lockAsLeaf();
    try {
      if (entry.index < 0) {
        return false;
      }
      takeOut(entry);
      return true;
    } finally {
      unlock();
    }
  }

  /**
   * How many entries stand here for somebody; the library's own do not count. For tests; linear.
   */
  int size() {
    lockAsLeaf();
    try {
      int waiting = 0;
      for (int i = 0; i < size; i++) {
        waiting += requireNonNull(heap[i]).isHousekeeping() ? 0 : 1;
      }
      return waiting;
    } finally {
      unlock();
    }
  }

  private void start(Thread fresh) {
    boolean started = false;
    try {
      fresh.start();
      started = true;
    } finally {
      if (!started) { // no memory for a thread: the next one who adds an entry tries again
        thread = null;
        wakeOwed = true;
      }
    }
  }

  private Thread newThread() {
    return Thread.ofPlatform().daemon().name("csp-timers").unstarted(this::run);
  }

  private void run() {
    while (true) {
      long sleep = expireDue();
      if (firstToFire != null) {
        fireAll();
      } else {
        Parking.parkTimerThread(
            this, sleep); // a wake between the heap's lock and here leaves a permit
      }
    }
  }

  private void fireAll() {
    Entry entry = firstToFire;
    firstToFire = null;
    while (entry != null) {
      Entry next = entry.nextToFire;
      entry.nextToFire = null;
      try {
        entry.fire();
      } catch (Throwable t) { // a callback's failure must not stop everybody's timers
        report(t);
      }
      entry = next;
    }
  }

  private static void report(Throwable t) {
    Thread self = Thread.currentThread();
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, t);
    } catch (Throwable fromHandler) {
      // There is nobody left to tell, and the timers of the process must go on.
    }
  }

  /**
   * Expires what is due and returns how long to sleep then: nanoseconds, or -1 until woken.
   * Allocates nothing.
   */
  private long expireDue() {
    Entry last = null;
    lockAsLeaf();
    try {
      long now = TimeSource.nanoTime();
      asleep = false;
      wakeOwed = false;
      while (size > 0) {
        Entry head = requireNonNull(heap[0]);
        if (head.due - now > 0) {
          asleep = true;
          wakeAt = head.due;
          return head.due - now;
        }
        takeOut(head);
        if (head.expire()) {
          if (last == null) {
            firstToFire = head;
          } else {
            last.nextToFire = head;
          }
          last = head;
        }
      }
      asleep = true;
      wakeAt = now + Long.MAX_VALUE / 2 + 1;
      return -1;
    } finally {
      unlock();
    }
  }

  // ---- for a simulated world, one of whose members runs at a time

  /** When the first entry is due, or {@link TimeSource#NO_DEADLINE}. */
  long nextDue() {
    Entry head = heap[0];
    return head == null ? TimeSource.NO_DEADLINE : head.due;
  }

  /**
   * Expires and fires one entry that is due; of several that are due first, the one that is chosen.
   * False if there is none.
   */
  boolean fireOne(long now, World.Chooser chooser) {
    if (now - nextDue() < 0) {
      return false;
    }
    int[] candidates = new int[MOST_CANDIDATES];
    int count = findFirst(candidates);
    int index = candidates[count == 1 ? 0 : chooser.choose(count)];
    boolean fires;
    Entry entry;
    lockAsLeaf();
    try {
      entry = requireNonNull(heap[index]);
      takeOut(entry);
      fires = entry.expire();
    } finally {
      unlock();
    }
    if (fires) {
      entry.fire();
    }
    return true;
  }

  /**
   * Finds the places of the entries that are due at the time of the head, as many as there is room
   * for. No entry stands above one that is due earlier, so they hang together.
   */
  private int findFirst(int[] places) {
    long due = requireNonNull(heap[0]).due;
    int count = 1;
    for (int i = 0; i < count; i++) {
      for (int child = 2 * places[i] + 1; child <= 2 * places[i] + 2; child++) {
        if (count < places.length && child < size && requireNonNull(heap[child]).due == due) {
          places[count++] = child;
        }
      }
    }
    return count;
  }

  private void takeOut(Entry entry) {
    int hole = entry.index;
    entry.index = -1;
    Entry moved = requireNonNull(heap[--size]);
    heap[size] = null;
    if (moved != entry) {
      place(moved, hole);
      siftUp(moved);
      siftDown(moved);
    }
  }

  private void place(Entry entry, int index) {
    heap[index] = entry;
    entry.index = index;
  }

  private void siftUp(Entry entry) {
    int child = entry.index;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      Entry above = requireNonNull(heap[parent]);
      if (above.due - entry.due <= 0) {
        break;
      }
      place(above, child);
      child = parent;
    }
    place(entry, child);
  }

  private void siftDown(Entry entry) {
    int parent = entry.index;
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        break;
      }
      Entry least = requireNonNull(heap[child]);
      if (child + 1 < size) {
        Entry other = requireNonNull(heap[child + 1]);
        if (other.due - least.due < 0) {
          child++;
          least = other;
        }
      }
      if (entry.due - least.due <= 0) {
        break;
      }
      place(least, parent);
      parent = child;
    }
    place(entry, parent);
  }
}
