package dev.csp.channels.internal;

import java.util.concurrent.locks.ReentrantLock;

/*
 * How many are open of something that costs nothing while none is: simulated worlds, owners of goroutines.
 *
 * The question costs one read of a plain field, wherever the kernel asks. The field is written under a lock, and false only while none
 * is open. Who must find true is the thread that opened one, or was started after that by somebody who must; so it does. What others find does not
 * matter to them.
 */

/** How many are open of something that costs nothing while none is. */
final class OpenCount {
  private final ReentrantLock door = new ReentrantLock();

  /** Guarded by the lock. */
  private int count;

  /** Written under the lock. */
  private boolean any;

  /** Whether one is open. */
  boolean any() {
    return any;
  }

  void open() {
    change(1);
  }

  /** Once for each {@link #open}. */
  void close() {
    change(-1);
  }

  private void change(int by) {
    door.lock();
    try {
      count += by;
      any = count > 0;
    } finally {
      door.unlock();
    }
  }
}
