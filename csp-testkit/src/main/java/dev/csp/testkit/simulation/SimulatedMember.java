package dev.csp.testkit.simulation;

import dev.csp.channels.internal.Act;
import dev.csp.channels.internal.Claim;
import dev.csp.channels.internal.Member;
import dev.csp.channels.internal.VirtualGoroutine;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * One goroutine of a simulation: a virtual thread that runs only while it holds the baton.
 *
 * There is one baton in a world. Its holder is a member or the driver; all that a world and its members keep in plain fields belongs to
 * the holder. It goes directly from one member to the next: the old holder sets the new one's turn and unparks it, or starts its thread.
 *
 * Phases:
 *
 *     NEW ──► RUNNING ◄──► INSIDE ──► WAITING ──► INSIDE      RUNNING: holds the baton, runs the program's own code
 *                │                                            INSIDE:  holds the baton, runs the simulator's code
 *                └──► STRAY ──► RETURNED ──► INSIDE           WAITING: has given the baton away
 *
 * RUNNING to INSIDE is a compare-and-set, because the driver may take the baton from a member that blocks outside the toolkit (RUNNING
 * to STRAY). Such a member runs without the baton when it goes on, until its next call of the toolkit; there it has RETURNED, and waits
 * for its turn like all others.
 *
 * Interrupts. A member is parked for its turn also while its goroutine has an interrupt pending, and a park does not park then. So the
 * flag is kept in interruptPending for that time, and set again before the member goes on. The program's interrupt sets the flag first; the
 * member, whenever that is in real time, sets interruptPending and then clears the flag. Whoever reads the flag first and interruptPending
 * second sees the interrupt in one of them, so the answer does not depend on the machine's own scheduling.
 */

/** One goroutine of a simulation. */
final class SimulatedMember extends Member {
  /** Has not run; its thread is not started. */
  static final int NEW = 0;

  /** Holds the baton and runs the program's own code. */
  static final int RUNNING = 1;

  /** Holds the baton and runs the simulator's code. */
  static final int INSIDE = 2;

  /** Has given the baton away. */
  static final int WAITING = 3;

  /** Blocks, or has blocked, outside the toolkit, and the driver has taken the baton. */
  static final int STRAY = 4;

  /** Was a stray and waits for its turn. */
  static final int RETURNED = 5;

  /** Has ended. */
  static final int ENDED = 6;

  /** Could not be ended, and is parked for ever. */
  static final int GIVEN_UP = 7;

  private static final VarHandle PHASE;

  /** How often a member whose world is over may go on as if nothing were. */
  private static final int MOST_STOPS = 1000;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(SimulatedMember.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SimulatedWorld world;

  private volatile int phase = NEW;
  private volatile boolean turn;
  private volatile boolean interruptPending;
  private int stops;

  // The holder of the baton's.

  /** What this waits for; null if it does not wait. */
  @Nullable Claim claim;

  /** Its place among the blocked; -1 if it is not. */
  int place = -1;

  /** The step under way. */
  @Nullable Step step;

  SimulatedMember(SimulatedWorld world, VirtualGoroutine goroutine, long id) {
    super(world, goroutine, id);
    this.world = world;
  }

  // ---- the baton

  int phase() {
    return phase;
  }

  Thread thread() {
    return goroutine().thread();
  }

  /** Begins a call of the simulator. Throws if the world is over. */
  private void enter() {
    enterToTheEnd();
    if (world.isOver()) {
      throw stop();
    }
  }

  /** Begins a call of the simulator, also if the world is over. */
  private void enterToTheEnd() {
    if (!PHASE.compareAndSet(this, RUNNING, INSIDE)) {
      if (!PHASE.compareAndSet(this, STRAY, RETURNED)) {
        throw new AssertionError("phase " + phase + " in " + goroutine());
      }
      awaitTurn();
    }
  }

  /** Ends a call of the simulator. Throws if the world is over. */
  private void goOn() {
    if (world.isOver()) {
      throw stop();
    }
    leave();
  }

  private void leave() {
    PHASE.setRelease(this, RUNNING);
  }

  /** Ends a call of the simulator for good. */
  private Stopped stop() {
    leave();
    if (++stops > MOST_STOPS) { // catches everything and goes on: nobody can end it
      phase = GIVEN_UP;
      world.wakeDriver();
      while (true) {
        LockSupport.park(this);
        boolean unused = Thread.interrupted(); // or the next park would not park
      }
    }
    return new Stopped();
  }

  /** The driver's attempt to take the baton. */
  boolean strays() {
    return PHASE.compareAndSet(this, RUNNING, STRAY);
  }

  /** Gives the baton to this. The caller has it, and has it no more. */
  void takeTurn() {
    if (phase == NEW) {
      phase = RUNNING;
      thread().start();
    } else {
      turn = true;
      LockSupport.unpark(thread());
    }
  }

  /** Gives the baton away and waits until it comes back. */
  void passTo(SimulatedMember next) {
    phase = WAITING;
    next.takeTurn();
    awaitTurn();
  }

  /** Waits for the baton, which the caller has given away already. */
  private void awaitTurn() {
    Thread self = thread();
    Object blocker = claim != null ? claim : this;
    while (!turn) {
      LockSupport.park(blocker);
      if (self.isInterrupted()) {
        interruptPending = true;
        boolean unused = Thread.interrupted();
      }
    }
    turn = false;
    phase = INSIDE;
    if (interruptPending) {
      interruptPending = false;
      self.interrupt();
    }
  }

  /** Waits for the baton, which the driver has or gets. */
  void awaitDriver() {
    phase = WAITING;
    world.wakeDriver();
    awaitTurn();
  }

  /** Whether its wait is over without anybody in this world having ended it. */
  boolean isAwake() {
    return claim != null && !isWaiting(claim);
  }

  /** Whether this, a stray, is neither blocked nor back. */
  boolean isOnItsWay() {
    Thread.State state = thread().getState();
    return phase == STRAY && (state == Thread.State.RUNNABLE || state == Thread.State.NEW);
  }

  /** What to call this in messages. */
  String name() {
    return "goroutine " + id() + " [" + goroutine().name() + "]";
  }

  /** Whether the goroutine has been interrupted and has not noticed; exact for the holder. */
  boolean isInterrupted() {
    return thread().isInterrupted() || interruptPending;
  }

  // ---- for the kernel

  @Override
  protected void enters(Act act, @Nullable Object subject, @Nullable Object detail) {
    enter();
    world.check(subject);
    world.decide(this, act == Act.YIELD);
    step = world.note(this, act, subject, detail);
    goOn();
  }

  @Override
  protected void yieldNow() {
    enters(Act.YIELD, null, null);
  }

  @Override
  protected void completes(@Nullable Object result) {
    if (step != null) {
      step.complete(result);
    }
  }

  @Override
  protected void park(Claim awaited) {
    enter();
    if (isWaiting(awaited) && !thread().isInterrupted()) {
      world.block(this, awaited);
    }
    goOn();
  }

  @Override
  protected void wake(Thread owner) {
    if (world.isOver()) {
      return; // who waited is ended too
    }
    enter();
    if (of(owner) instanceof SimulatedMember wakee && wakee.world == world) {
      world.wakes(this, wakee);
    } else {
      world.touchesOutside(this, owner);
      LockSupport.unpark(owner);
    }
    goOn();
  }

  @Override
  protected void starts() {
    SimulatedMember starter = (SimulatedMember) ofCaller();
    if (starter == null || starter.world != world) {
      throw new AssertionError("started from elsewhere: " + goroutine());
    }
    starter.enter();
    starter.step = world.note(starter, Act.GO, goroutine(), null);
    world.add(this);
    world.decide(starter, false);
    starter.goOn();
  }

  @Override
  protected void fails(Throwable failure, boolean quiet) {
    enterToTheEnd();
    boolean ours = failure instanceof Stopped || world.isOver();
    leave();
    if (!ours) {
      Throwable left = world.handle(this, failure, quiet);
      if (left != null) {
        enterToTheEnd();
        world.crash(this, left);
        leave();
      }
    }
  }

  @Override
  protected void leaves() {
    enterToTheEnd();
    world.leaves(this);
    leave();
  }

  @Override
  protected void ends() {
    enterToTheEnd();
    phase = ENDED;
    world.end(this);
  }

  @Override
  protected long nanoTime() {
    enterToTheEnd();
    long now = world.nanoTime();
    leave();
    return now;
  }

  @Override
  protected int choose(int bound) {
    enterToTheEnd();
    int chosen = world.choose(bound);
    leave();
    return chosen;
  }

  @Override
  protected long seed() {
    return id(); // not used: the simulator makes every choice
  }

  @Override
  protected long nextGoroutine() {
    enter();
    long next = world.nextGoroutine();
    leave();
    return next;
  }

  @Override
  protected long nextChannel() {
    enter();
    long next = world.nextChannel();
    leave();
    return next;
  }

  @Override
  protected @Nullable Claim claim() {
    return claim;
  }

  /** What the goroutine that serves the timers does. */
  void serveTimers() {
    while (true) {
      enter();
      boolean due = world.awaitTimer(this);
      goOn();
      if (due) {
        world.fireTimer();
      }
    }
  }

  @Override
  public String toString() {
    return "member " + id() + " of a simulation";
  }

  /** Ends a goroutine whose simulation is over. No program should catch it. */
  @SuppressWarnings("serial") // nobody does
  static final class Stopped extends Error {
    Stopped() {
      super("the simulation is over", null, false, false);
    }
  }
}
