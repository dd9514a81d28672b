package dev.csp.channels.internal;

import dev.csp.channels.Permit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What somebody asks of a semaphore, and then holds of it. The item of whoever waits on a
 * semaphore: made before it waits, so that who grants it needs no memory.
 */
public final class Grant implements Permit {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(Grant.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SemaphorePort semaphore;
  private final long count;

  @SuppressWarnings("unused") // through CLOSED
  private volatile boolean closed;

  Grant(SemaphorePort semaphore, long count) {
    this.semaphore = semaphore;
    this.count = count;
  }

  /** Loads this class, which may next be needed under a lock. */
  static void load() {}

  @Override
  public long count() {
    return count;
  }

  @Override
  public void close() {
    if (CLOSED.compareAndSet(this, false, true)) {
      semaphore.release(count);
    }
  }

  @Override
  public String toString() {
    return "Permit[" + count + " of " + semaphore.label() + (closed ? ", released]" : "]");
  }
}
