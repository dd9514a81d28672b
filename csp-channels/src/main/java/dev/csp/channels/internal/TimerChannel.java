package dev.csp.channels.internal;

import dev.csp.channels.ReceiveChannel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/*
 * The channel of a timer or ticker, after Go 1.23: it looks unbuffered, and its value comes into being when somebody looks.
 *
 * State, under the lock: armed (a value is due, now or later) and when. A receive that finds the timer due takes the value;
 * otherwise the receiver waits and the timer stands in the heap. Stopping or setting the timer anew changes this state under the
 * lock, and no value exists anywhere else: so after stop returns, no stale value can be received, and stop says true exactly
 * if the value of the setting that it ended was not received and never will be.
 *
 * In the heap iff armed and a receiver waits (it may be gone from the heap while the heap's thread is on its way here). So an
 * abandoned timer is garbage. When the heap fires, due-ness is judged anew under the lock: the setting may have changed.
 *
 * A ticker keeps at most one tick for a slow receiver, the oldest one that was not taken, and then goes on with the next one in
 * the future: no bursts, and the schedule does not drift. Instants are counted from one pair of readings taken when the timer
 * was set, so that ticks are exactly one period apart.
 */

/** The channel of a timer or ticker. */
public final class TimerChannel extends ReceivePort<Instant> implements ReceiveChannel<Instant> {
  private final Alarm alarm = new Alarm();
  private final TimerHeap heap = TimerHeap.ofCaller();

  // Guarded by the lock.
  private boolean armed;
  private long due;
  private long period;
  private Instant epoch = Instant.EPOCH;
  private long epochNanos;

  private TimerChannel(String name) {
    super(name);
  }

  /**
   * Starts a timer.
   *
   * @param nanos when its value is due, from now
   * @return its channel
   */
  public static TimerChannel once(long nanos) {
    TimerChannel timer = new TimerChannel("timer");
    timer.set(nanos, 0);
    return timer;
  }

  /**
   * Starts a ticker.
   *
   * @param period the time between ticks
   * @return its channel
   */
  public static TimerChannel every(long period) {
    TimerChannel ticker = new TimerChannel("ticker");
    ticker.set(period, period);
    return ticker;
  }

  /**
   * Sets the timer anew.
   *
   * @param nanos when the next value is due, from now
   * @param newPeriod the time between ticks, or 0 for a single value
   * @return whether it had been armed
   */
  public boolean set(long nanos, long newPeriod) {
    StackReserve.ensure();
    Member.before(Act.SET, this, nanos);
    Instant now = TimeSource.now();
    boolean was;
    lock();
    try {
      was = armed;
      epoch = now;
      epochNanos = TimeSource.nanoTime();
      due = epochNanos + nanos;
      period = newPeriod;
      armed = true;
      if (hasReceivers()) {
        heap.reschedule(alarm, due);
      }
    } finally {
      unlock();
    }
    heap.payWake();
    return was;
  }

  /**
   * Disarms the timer.
   *
   * @return whether it had been armed
   */
  public boolean stop() {
    StackReserve.ensureHalf();
    Member.before(Act.STOP, this, null);
    lock();
    try {
      boolean was = armed;
      armed = false;
      heap.remove(alarm);
      return was;
    } finally {
      unlock();
    }
  }

  @Override
  public @Nullable Object receiveLocked() {
    return mayReceive() ? take(TimeSource.nanoTime()) : null;
  }

  @Override
  public boolean mayReceive() {
    return armed && TimeSource.nanoTime() - due >= 0;
  }

  /** The instant that is due. */
  private Instant dueInstant() {
    return epoch.plusNanos(due - epochNanos);
  }

  private Instant take(long now) {
    Instant value = dueInstant();
    if (period == 0) {
      armed = false;
    } else {
      due += period * (1 + (now - due) / period);
    }
    return value;
  }

  private void fire() {
    Thread wakee = null;
    lock();
    try {
      long now = TimeSource.nanoTime();
      if (armed && now - due >= 0 && handToReceiver(dueInstant())) {
        wakee = takeWakee();
        take(now);
      }
      if (armed && hasLiveReceiver()) {
        heap.reschedule(alarm, due);
      }
    } finally {
      unlock();
    }
    wake(wakee);
  }

  @Override
  void beforePark() {
    heap.payWake();
  }

  @Override
  void onReceiverEnqueued() {
    if (armed) {
      heap.reschedule(alarm, due);
    }
  }

  @Override
  void onNoReceivers() {
    heap.remove(alarm);
  }

  /** Whether this belongs to the world of that heap. */
  boolean isIn(TimerHeap timers) {
    return heap == timers;
  }

  @Override
  public int length() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  String describeKind() {
    return armed ? "armed" : "stopped";
  }

  private final class Alarm extends TimerHeap.Entry {
    @Override
    boolean expire() {
      return true;
    }

    @Override
    void fire() {
      TimerChannel.this.fire();
    }
  }
}
