package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/*
 * A goroutine of a simulated world, as the kernel sees it. A simulator runs one of its members at a time; the methods here are where
 * it may run another one instead:
 *
 *   - enters: at the start of every operation, before it has done anything
 *   - park:   when the operation must wait
 *   - wake:   when the operation has completed somebody else's wait; it holds no lock then
 *   - started, ended, yieldNow
 *
 * No lock of the kernel is held in any of them. Each may throw an error of the simulator's, to end a member whose world has come to
 * its end; the kernel then leaves its data structures as after any other error.
 */

/**
 * A goroutine of a simulated world. Its own thread calls these methods, if nothing else is said.
 */
public abstract class Member {
  private final World world;
  private final VirtualGoroutine goroutine;
  private final long id;

  /**
   * Makes a member.
   *
   * @param world its world
   * @param goroutine its goroutine, perhaps not yet complete
   * @param id its id
   */
  protected Member(World world, VirtualGoroutine goroutine, long id) {
    this.world = world;
    this.goroutine = goroutine;
    this.id = id;
  }

  // ---- for the kernel and select

  /**
   * Finds the member that calls.
   *
   * @return the caller's member; null in the real world
   */
  public static @Nullable Member ofCaller() {
    return World.exists() ? find() : null;
  }

  private static @Nullable Member find() {
    return of(Thread.currentThread());
  }

  /**
   * Finds the member of a thread.
   *
   * @param thread any thread
   * @return its member; null if it lives in the real world
   */
  protected static @Nullable Member of(Thread thread) {
    VirtualGoroutine goroutine = VirtualGoroutine.of(thread);
    return goroutine == null ? null : goroutine.member();
  }

  /**
   * Tells whether a wait goes on.
   *
   * @param claim what somebody has waited for with {@link #park}
   * @return whether nobody has completed it, or ended it, yet
   */
  protected static boolean isWaiting(Claim claim) {
    return claim.sleeper() != null;
  }

  /**
   * Tells the simulator, if the caller is a member, that an operation begins; others may run before
   * this returns. With no lock held.
   *
   * @param act which operation
   * @param subject on what: a port, a goroutine, the waiters of a select, or null
   * @param detail the value to send, the nanoseconds of a timer, the deadline of a wait, or null
   */
  public static void before(Act act, @Nullable Object subject, @Nullable Object detail) {
    if (World.exists()) {
      begins(act, subject, detail);
    }
  }

  private static void begins(Act act, @Nullable Object subject, @Nullable Object detail) {
    Member member = find();
    if (member != null) {
      member.enters(act, subject, detail);
    }
    Enclosure.begins(act, subject);
  }

  /** As {@link #before(Act, Object, Object)}; a number costs nothing in the real world. */
  static void before(Act act, @Nullable Object subject, long detail) {
    if (World.exists()) {
      begins(act, subject, detail);
    }
  }

  /**
   * Tells the simulator, if the caller is a member, what came of the operation that began last.
   *
   * @param result a value received, {@link Port#CLOSED}, an {@link Port.Offer}, the waiter of a
   *     select's case; null if time ran out or nothing was ready
   */
  public static void after(@Nullable Object result) {
    if (World.exists()) {
      ends(result);
    }
  }

  private static void ends(@Nullable Object result) {
    Member member = find();
    if (member != null) {
      member.completes(result);
    }
    Enclosure.ends(result);
  }

  /**
   * Tells whether the caller is a member, whose choices the simulator makes.
   *
   * @return whether to ask {@link #chooses}
   */
  public static boolean isCaller() {
    return ofCaller() != null;
  }

  /**
   * Has the simulator choose.
   *
   * @param bound how many possibilities there are, at least 1
   * @return the number of one of them, from 0
   */
  public static int chooses(int bound) {
    return requireNonNull(ofCaller()).choose(bound);
  }

  /** What {@link Parking#await} does in a simulated world. */
  final Object await(Claim claim, @Nullable Object subject, long deadline) {
    Sleeper sleeper = claim.sleeperFor(Thread.currentThread());
    claim.setSubject(subject);
    sleeper.parksAt(nanoTime(), deadline != TimeSource.NO_DEADLINE);
    if (claim.tryPark(sleeper)) {
      TimerHeap.TimeOut timeOut = null;
      if (deadline != TimeSource.NO_DEADLINE) {
        timeOut = sleeper.timeOutFor(claim);
        world.timers().schedule(timeOut, deadline);
      }
      boolean lateInterrupt = false;
      while (claim.outcome() == sleeper) {
        park(claim);
        if (Thread.interrupted()) {
          lateInterrupt |= claim.tryClaim(Claim.INTERRUPTED) == Claim.LOST;
        }
      }
      if (timeOut != null) {
        world.timers().remove(timeOut);
        timeOut.aimAt(null);
      }
      if (lateInterrupt) {
        sleeper.thread().interrupt();
      }
    }
    claim.setSubject(null);
    return requireNonNull(claim.outcome());
  }

  final Instant now() {
    return World.BEGINNING.plusNanos(nanoTime());
  }

  // ---- what a simulator does

  /**
   * Begins an operation; others may run first.
   *
   * @param act which operation
   * @param subject see {@link #before}
   * @param detail see {@link #before}
   */
  protected abstract void enters(Act act, @Nullable Object subject, @Nullable Object detail);

  /**
   * Notes what came of an operation.
   *
   * @param result see {@link #after}
   */
  protected abstract void completes(@Nullable Object result);

  /**
   * Lets others run until this is woken, is interrupted, or for no reason. An interrupt sets the
   * flag before this returns.
   *
   * @param claim what this waits for
   */
  protected abstract void park(Claim claim);

  /**
   * Makes a thread go on whose wait this has completed; others may run before this returns.
   *
   * @param owner the thread: a member of the same world, or a mistake of the program's
   */
  protected abstract void wake(Thread owner);

  /** Lets others run, if there are any. */
  protected abstract void yieldNow();

  /** Starts this; called by the member that starts it. Others may run before this returns. */
  protected abstract void starts();

  /**
   * Takes what the task has thrown.
   *
   * @param failure what it has thrown
   * @param quiet whether it is the usual end of a goroutine that was interrupted
   */
  protected abstract void fails(Throwable failure, boolean quiet);

  /** Leaves the count of the live goroutines. Must not throw. */
  protected abstract void leaves();

  /** Is the last that this does: others run now. Must not throw. */
  protected abstract void ends();

  /**
   * Reads the clock of this world.
   *
   * @return nanoseconds since the beginning of this world
   */
  protected abstract long nanoTime();

  /**
   * Makes a choice in the place of chance.
   *
   * @param bound how many possibilities there are, at least 1
   * @return the number of one of them, from 0
   */
  protected abstract int choose(int bound);

  /**
   * Makes the seed of a series of choices.
   *
   * @return 64 bits
   */
  protected abstract long seed();

  /**
   * Gives the next goroutine of this world its id.
   *
   * @return a number that no other goroutine of this world has
   */
  protected abstract long nextGoroutine();

  /**
   * Gives the next unnamed channel of this world its number.
   *
   * @return a number that no other channel of this world has
   */
  protected abstract long nextChannel();

  // ---- what is known

  /**
   * Returns the world.
   *
   * @return it
   */
  public final World world() {
    return world;
  }

  /**
   * Returns the goroutine.
   *
   * @return it
   */
  public final VirtualGoroutine goroutine() {
    return goroutine;
  }

  /**
   * Returns the id of the goroutine.
   *
   * @return a number that no other goroutine of this world has
   */
  public final long id() {
    return id;
  }

  /**
   * Returns what this waits for.
   *
   * @return the claim of its wait; null if it is not in one
   */
  protected abstract @Nullable Claim claim();
}
