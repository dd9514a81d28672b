package dev.csp.testkit.simulation;

import static java.util.Objects.requireNonNull;

import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/*
 * The thread for which a simulation runs. It opens a world, starts main, and then does what the members cannot do for themselves, in real time:
 *
 *   1. watch: every tick it looks whether there has been a step since the last one. If not, and the holder of the baton is blocked in a way
 *      that another member may end (a lock, a future: there is a park blocker, or a monitor), it takes the baton and lets others go on.
 *      If the holder is blocked otherwise (asleep, or in a read), or nobody else can go on, or it computes, the run fails after a while
 *   2. end: once the world is over, it gives each member that is left its turn, in which the member throws Stopped, and waits for its end
 *
 * It has the baton before the first step, while only strays are left, and once the world is over and the member that has concluded it has
 * ended.
 *
 * A timed park of a virtual thread must not be followed by an untimed one on JDK 25.0.0 to 25.0.2 (JDK-8369227), so this runs on a platform
 * thread: the caller's, or one that works for a virtual caller.
 */

/** Runs one simulation and watches it in real time. */
@StartsForCaller
final class Driver {
  private static final long TICK = 1_000_000;
  private static final long SHORT_TICK = 50_000;

  /** How much longer a goroutine may compute than be blocked. */
  private static final int PATIENCE = 10;

  private final SimulatedWorld world;
  private final long grace;
  private final List<String> unfinished = new ArrayList<>();

  private volatile @Nullable Thread thread;
  private volatile boolean hasBaton = true;
  private boolean interrupted;
  private boolean othersMayGoOn;

  // What the watch has seen.
  private long steps = -1;
  private long since;
  private @Nullable SimulatedMember suspect;
  private boolean hasStrayed;

  /** Prepares a run; the caller counts as the starter of main. */
  Driver(Decider decider, Trace trace, Simulation settings, Task program) {
    this.grace = settings.graceTime().toNanos();
    this.world = new SimulatedWorld(decider, trace, settings.mostSteps(), this::takeBaton);
    world.prepare(program);
  }

  SimulatedWorld world() {
    return world;
  }

  /** Who did not end when it was to; empty if all is well. */
  List<String> unfinished() {
    return unfinished;
  }

  /** Runs the simulation to its end. */
  Ending run() {
    if (Thread.currentThread().isVirtual()) {
      Thread worker = Thread.ofPlatform().daemon().name("simulation").start(this::runOnThisThread);
      boolean wasInterrupted = false;
      while (true) {
        try {
          worker.join();
          break;
        } catch (InterruptedException e) {
          wasInterrupted = true; // the flag is set again below
          worker.interrupt();
        }
      }
      interrupted |= wasInterrupted;
    } else {
      runOnThisThread();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return world.ending();
  }

  private void runOnThisThread() {
    thread = Thread.currentThread();
    world.begin();
    try {
      since = System.nanoTime();
      letGoOn();
      watch();
      for (SimulatedMember member : world.left()) {
        end(member);
      }
    } finally {
      if (!othersMayGoOn) { // who is left must not find itself in the real world
        world.finish();
      }
    }
  }

  private void takeBaton() {
    hasBaton = true;
    LockSupport.unpark(requireNonNull(thread));
  }

  private void letGoOn() {
    hasBaton = false;
    if (!world.resume()) {
      hasBaton = true;
    }
  }

  // ---- watching

  private void watch() {
    while (!hasBaton || !world.isOver()) {
      LockSupport.parkNanos(this, hasStrayed ? SHORT_TICK : TICK);
      if (Thread.interrupted()) {
        interrupted = true;
        world.complain("the thread that runs the simulation was interrupted");
      }
      long seen = world.steps();
      if (seen != steps) {
        steps = seen;
        since = System.nanoTime();
        suspect = null;
      }
      long idle = System.nanoTime() - since;
      if (hasBaton) {
        if (!world.isOver()) {
          awaitStrays(idle);
        }
      } else {
        SimulatedMember holder = world.holder();
        if (holder != null && suspect == holder) {
          watch(holder, idle);
        }
        suspect = holder;
      }
    }
  }

  /** Everybody is blocked, and some of them outside the toolkit. */
  private void awaitStrays(long idle) {
    letGoOn();
    if (hasBaton && !world.isOver() && idle > grace) {
      concludeOutside(world.strays().getFirst(), "blocks outside the toolkit");
    }
  }

  /** There has been no step since the last tick, and the holder is the same. */
  private void watch(SimulatedMember holder, long idle) {
    boolean blocked = isBlocked(holder);
    if (blocked && !world.isOver() && mayBeReleased(holder)) {
      if (take(holder)) {
        hasStrayed = true;
        since = System.nanoTime();
        letGoOn();
      }
    } else if (idle > (blocked ? grace : grace * PATIENCE)) {
      if (holder.phase() == SimulatedMember.RUNNING && take(holder)) {
        concludeOutside(
            holder, blocked ? "blocks outside the toolkit" : "computes, and does not come back");
      } else if (holder.phase() == SimulatedMember.INSIDE) {
        world.complain("a goroutine that was blocked outside the toolkit computes since then");
      }
    }
  }

  private boolean take(SimulatedMember holder) {
    if (world.letStray(holder)) {
      hasBaton = true;
      return true;
    }
    return false;
  }

  private static boolean isBlocked(SimulatedMember member) {
    return switch (member.thread().getState()) {
      case BLOCKED, WAITING, TIMED_WAITING -> member.phase() != SimulatedMember.INSIDE;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  /** Whether it is blocked in a way that another member may end. */
  private static boolean mayBeReleased(SimulatedMember member) {
    return switch (member.thread().getState()) {
      case BLOCKED -> true;
      case WAITING -> LockSupport.getBlocker(member.thread()) != null;
      case NEW, RUNNABLE, TERMINATED, TIMED_WAITING -> false;
    };
  }

  private void concludeOutside(SimulatedMember member, String what) {
    world.conclude(
        Ending.Kind.OUTSIDE,
        member.name() + " " + what + " since " + grace / 1_000_000 + " ms",
        null);
  }

  // ---- ending

  /** Has a member end; gives it up if it does not. */
  private void end(SimulatedMember member) {
    if (member.phase() == SimulatedMember.NEW) {
      return; // it has no thread yet
    }
    if (member.phase() == SimulatedMember.STRAY) {
      member.thread().interrupt();
      awaitUntil(grace, () -> member.phase() == SimulatedMember.RETURNED);
    }
    if (member.phase() != SimulatedMember.STRAY && member.phase() != SimulatedMember.GIVEN_UP) {
      hasBaton = false;
      world.handOver(member);
      if (!awaitUntil(grace, () -> hasBaton)) {
        member.thread().interrupt();
        awaitUntil(grace * PATIENCE, () -> hasBaton);
      }
    }
    switch (member.phase()) {
      case SimulatedMember.ENDED -> {}
      case SimulatedMember.GIVEN_UP -> unfinished.add(member.name());
      default -> {
        hasBaton = true;
        othersMayGoOn = true;
        unfinished.add(member.name());
      }
    }
  }

  private boolean awaitUntil(long limit, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > limit) {
        return false;
      }
      LockSupport.parkNanos(this, SHORT_TICK);
      interrupted |= Thread.interrupted();
    }
    return true;
  }
}
