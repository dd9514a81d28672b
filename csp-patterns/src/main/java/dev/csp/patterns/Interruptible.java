package dev.csp.patterns;

import dev.csp.channels.Channel;
import dev.csp.go.StartsForCaller;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/*
 * One run of user code on a thread, which another thread may interrupt: once, and only while it runs. If the interrupt is there
 * before the beginning, the run begins interrupted. What the thread does after end() is never hit.
 *
 * The state moves forward:  null ─► the thread (begun) ─► ENDED
 *                             └──────────┴────► Interrupt ─► ENDED
 *
 * Races:
 *   - the interrupt against the beginning: both are compare-and-set on the one field. If the interrupt is first, begin finds it and
 *     interrupts its own thread, and the interrupter has no thread to interrupt
 *   - the interrupt against the end: an interrupter that found the thread may not have interrupted it yet when the run ends. Then end
 *     waits until it has, and clears the flag. So the wait is for a few instructions of another thread, which itself waits for
 *     nothing in between
 */
/** One run of user code that another thread may interrupt. */
@StartsForCaller
class Interruptible {
  private static final Object ENDED = new Object();
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Interruptible.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through STATE
  private volatile @Nullable Object state;

  /** The calling thread begins the run. */
  final void begin() {
    Thread self = Thread.currentThread();
    if (!STATE.compareAndSet(this, (Object) null, self)) {
      self.interrupt();
    }
  }

  /** The run is over, and no interrupt that was meant for it is left. */
  final void end() {
    if (STATE.getAndSet(this, ENDED) instanceof Interrupt interrupt) {
      interrupt.awaitGiven();
    }
    Thread.interrupted();
  }

  /** Interrupts the run, if it has not ended; no second time. */
  final void interrupt() {
    Interrupt mine = new Interrupt();
    Object seen = STATE.compareAndExchange(this, (Object) null, mine);
    if (seen instanceof Thread runs && STATE.compareAndSet(this, runs, mine)) {
      runs.interrupt();
    }
    mine.given.close();
  }

  private static final class Interrupt {
    private final Channel<Void> given = Channel.unbuffered("interrupt");

    void awaitGiven() {
      while (true) {
        try {
          given.receiveOrClosed();
          return;
        } catch (InterruptedException e) { // by the interrupt; end clears the flag anyway
        }
      }
    }
  }
}
