package dev.csp.context;

import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A callback on the end of a {@link CancelContext}. Whoever takes the action out of it, the end or
 * {@link #stop}, has decided.
 */
@StartsForCaller
final class Callback extends Child implements Registration {
  private static final VarHandle ACTION;

  static {
    try {
      ACTION = MethodHandles.lookup().findVarHandle(Callback.class, "action", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * A {@link Task} for a goroutine, or a {@link Runnable} for the ending thread; null once decided.
   */
  @SuppressWarnings("unused") // through ACTION
  private volatile @Nullable Object action;

  /** Which of the two the action is: an object may be both. */
  private final boolean ownGoroutine;

  Callback(Task task) {
    action = task;
    ownGoroutine = true;
  }

  Callback(Runnable runnable) {
    action = runnable;
    ownGoroutine = false;
  }

  @Override
  public boolean stop() {
    boolean stopped = ACTION.getAndSet(this, (Object) null) != null;
    if (stopped) {
      leave();
    }
    return stopped;
  }

  /**
   * Runs the action unless it ran or was stopped. Never throws: the others that end must not suffer
   * from it.
   */
  void fire() {
    Object taken = ACTION.getAndSet(this, (Object) null);
    if (taken == null) {
      return;
    }
    try {
      if (ownGoroutine) {
        Go.go((Task) taken);
      } else {
        ((Runnable) taken).run();
      }
    } catch (Throwable t) {
      report(t);
    }
  }

  /**
   * From user code, or no memory for a thread: what becomes of it is the ending thread's affair.
   */
  private static void report(Throwable failure) {
    Thread self = Thread.currentThread();
    try {
      self.getUncaughtExceptionHandler().uncaughtException(self, failure);
    } catch (Throwable fromHandler) { // the virtual machine ignores it, too
    }
  }
}
