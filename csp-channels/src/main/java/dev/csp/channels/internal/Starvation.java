package dev.csp.channels.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/*
 * Ends the starvation of virtual threads that wait outside the carriers' own queues.
 *
 * The scheduler of virtual threads gives each carrier a queue, and a carrier looks elsewhere only when its own queue is empty. What a virtual
 * thread wakes goes into the queue of its carrier; what a platform thread starts or wakes (main, the timers, whoever polls the network) waits outside.
 * So while the goroutines on every carrier keep waking each other, and one pair for each carrier is enough, their queues are never empty, and
 * what waits outside waits for ever: a time-out does not fire, a new goroutine does not begin. (Seen with JDK 25.0.3; with plain
 * SynchronousQueues just as with channels. Go's scheduler looks at its global queue in every 61st round.)
 *
 * So a probe is started from outside: a virtual thread that only says that it has run. If it has not within the grace, then for a moment nobody spins
 * or gives way, and whom a goroutine wakes is held back. So the queues of the carriers run empty, and they look outside. The probe that runs at
 * last is followed by others, because there is more than one queue outside, and a carrier stays with one until that is empty. Then those who
 * were held back are woken, in the order of their wakes, and for ten times as long as this has taken nothing of the kind is done again: on a machine
 * that has no processor to spare it takes milliseconds.
 *
 *           outside()           grace is over         grace is over, the probe has not run        the last relay has run
 *     IDLE ─────────► WATCHING ───────────────► PROBING ─────────────────────────────► DRAINING ────────────────────────► IDLE
 *        └────────────────────────────────────►    │ the probe has run
 *                      tick()                      └────────────────────────────────────────────────────────────────────► IDLE
 *
 * What the library itself puts outside calls outside(): it waits for two graces and a little. Others' virtual threads are found by the ticks
 * of the coarse clock, which goes on while goroutines wait.
 *
 * Invariants:
 *   - only IDLE is left by other threads (outside), by compare-and-set; all other steps are the timer thread's, but for the way back to IDLE of whoever
 *     finds no memory for the next step
 *   - whoever is held back is released: it is pushed first, and then either the pusher sees that nothing is held any more and releases all, or
 *     the timer thread, which says so before it releases, finds it
 * Not helped: who waits for a carrier that computes and never waits, and who waits outside behind goroutines that the timer thread wakes without end.
 */

/** Ends the starvation of virtual threads that wait outside the carriers' own queues. */
final class Starvation extends TimerHeap.Entry {
  private enum State {
    IDLE,
    WATCHING,
    PROBING,
    DRAINING
  }

  private static final long GRACE = 5_000_000;
  private static final int RELAYS = 3;

  /** For each unit of time that goroutines are held back, how many they are left alone. */
  private static final int REST = 10;

  private static final Starvation SHARED = new Starvation();

  /** Whether the state is DRAINING; apart, because every wait reads it. */
  private static volatile boolean holding;

  /** The one that was held back last. */
  private static final AtomicReference<@Nullable Held> LAST_HELD = new AtomicReference<>();

  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /** Written by the probe. */
  private volatile boolean probeHasRun;

  private int relays;
  private long heldSince;
  private volatile long restsUntil = TimeSource.nanoTime();

  private Starvation() {}

  /** Whether waits are to park at once, and those whom virtual threads wake to be held back. */
  static boolean isBeingEnded() {
    return holding;
  }

  /** To be called by a platform thread that has started or woken a virtual one. */
  static void outside() {
    if (SHARED.state.get() == State.IDLE
        && SHARED.state.compareAndSet(State.IDLE, State.WATCHING)) {
      long rest = SHARED.restsUntil - TimeSource.nanoTime();
      SHARED.fireAfter(Math.max(GRACE, rest));
    }
  }

  /** To be called by the timer thread now and then while goroutines wait. */
  static void tick() {
    if (TimeSource.nanoTime() - SHARED.restsUntil >= 0
        && SHARED.state.compareAndSet(State.IDLE, State.PROBING)) {
      SHARED.probe();
    }
  }

  /** Holds a thread back that is to be woken. */
  static void holdBack(Thread parked) {
    boolean held = false;
    try {
      push(new Held(parked, null));
      held = true;
    } finally {
      if (!held) { // no memory
        Parking.unpark(parked);
      }
    }
  }

  /** Completes a claim, as timed out, when those who are held back are released. */
  static void completeLater(Claim claim) {
    push(new Held(null, claim));
  }

  private static void push(Held held) {
    Held last;
    do {
      last = LAST_HELD.get();
      held.before = last;
    } while (!LAST_HELD.compareAndSet(last, held));
    if (!holding) {
      releaseAll();
    }
  }

  private static void releaseAll() {
    Held first = null;
    Held held = LAST_HELD.getAndSet(null);
    while (held != null) { // last to first
      Held before = held.before;
      held.before = first;
      first = held;
      held = before;
    }
    for (; first != null; first = first.before) {
      first.release();
    }
  }

  private void probe() {
    boolean sent = false;
    try {
      probeHasRun = false;
      fireAfter(GRACE);
      Thread.ofVirtual()
          .name("csp-probe")
          .inheritInheritableThreadLocals(false)
          .start(this::probeRuns);
      sent = true;
    } finally {
      if (!sent) { // no memory
        end();
      }
    }
  }

  private void probeRuns() {
    probeHasRun = true;
    fireAfter(0);
  }

  private void fireAfter(long nanos) {
    boolean scheduled = false;
    try {
      TimerHeap.shared().schedule(this, TimeSource.nanoTime() + nanos);
      scheduled = true;
    } finally {
      if (!scheduled) { // no memory
        end();
      }
    }
  }

  private void end() {
    holding = false;
    state.set(State.IDLE);
    releaseAll();
  }

  @Override
  boolean expire() {
    return true;
  }

  @Override
  void fire() {
    switch (state.get()) {
      case IDLE -> {} // a probe that was not waited for any more
      case WATCHING -> {
        state.set(State.PROBING);
        probe();
      }
      case PROBING -> {
        if (probeHasRun) {
          state.set(State.IDLE);
        } else {
          relays = RELAYS;
          heldSince = TimeSource.nanoTime();
          state.set(State.DRAINING);
          holding = true;
          fireAfter(GRACE); // should nobody wait, and so nobody look outside, for that long
        }
      }
      case DRAINING -> {
        if (relays-- > 0) {
          probe();
        } else {
          long now = TimeSource.nanoTime();
          restsUntil = now + REST * (now - heldSince);
          end();
        }
      }
    }
  }

  @Override
  boolean isHousekeeping() {
    return true;
  }

  /** Who is held back: a parked thread, or the owner of a claim that only this completes. */
  private static final class Held {
    private final @Nullable Thread parked;
    private final @Nullable Claim claim;

    /** Who was held back before this; while they are released, who comes after it. */
    private @Nullable Held before;

    Held(@Nullable Thread parked, @Nullable Claim claim) {
      this.parked = parked;
      this.claim = claim;
    }

    void release() {
      if (parked != null) {
        Parking.unpark(parked);
      } else if (claim != null && claim.tryClaim(Claim.TIMED_OUT) instanceof Thread owner) {
        Parking.wake(owner);
      }
    }
  }
}
