package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import dev.csp.go.Goroutine;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/*
 * Where goroutines live. The real world has no object; this is a simulated one, and dev.csp.testkit has its subclass.
 *
 * A goroutine belongs to the world of whoever started it, for life: VirtualGoroutine.member. So several simulations can run at once, and
 * real goroutines beside them. What a member of a world does in the kernel goes to its Member: waiting, waking, clock, chance, timers, ids,
 * counts, the uncaught handler. Everybody else takes the real way.
 *
 * The real way costs one read of a plain field wherever the kernel asks (OpenCount). A member's thread is started after its world was opened, so
 * it finds true; what a thread of the real world finds does not matter to it.
 *
 * A world has its own timer heap, without a thread: the simulator asks for the earliest due time, moves its clock there, and has one of
 * its members fire. A timer belongs to the heap of the world in which it was made, for life.
 */

/** A simulated world for goroutines: what the kernel and a simulator know of each other. */
@StartsForCaller
public abstract class World {
  private static final OpenCount OPEN = new OpenCount();

  private final TimerHeap timers = TimerHeap.withoutThread();

  private volatile @Nullable BiConsumer<? super Goroutine, ? super Throwable> uncaught;

  /** Makes a world that is not open yet. */
  protected World() {}

  // ---- for the kernel

  /** Whether there is any simulated world, or any {@link Enclosure}. */
  static boolean exists() {
    return OPEN.any();
  }

  /** The world of the calling goroutine; null for the real one. */
  static @Nullable World ofCaller() {
    Member member = Member.ofCaller();
    return member == null ? null : member.world();
  }

  /**
   * Wakes the owner of a claim, if the caller or the owner is a member. False if both are real, and
   * the caller has to do it.
   */
  static boolean wakes(Thread owner) {
    Member waker = Member.ofCaller();
    if (waker != null) {
      waker.wake(owner);
      return true;
    }
    VirtualGoroutine goroutine = VirtualGoroutine.of(owner);
    Member wakee = goroutine == null ? null : goroutine.member();
    if (wakee != null) {
      wakee.world().touched(Thread.currentThread(), wakee);
      return true;
    }
    return false;
  }

  /** The name of the next unnamed channel of the caller's world; null in the real one. */
  static @Nullable String nameOfNextChannel() {
    Member member = Member.ofCaller();
    return member == null ? null : "#" + member.nextChannel();
  }

  final TimerHeap timers() {
    return timers;
  }

  final void onUncaught(@Nullable BiConsumer<? super Goroutine, ? super Throwable> handler) {
    uncaught = handler;
  }

  /**
   * Counts the members that were started and have not ended.
   *
   * @return how many there are
   */
  protected abstract int count();

  /**
   * Describes the members for a dump.
   *
   * @return what each of them does, in order of their ids
   */
  protected abstract Iterable<Situation> situations();

  /**
   * Takes note of a goroutine that is being made for this world. It does not run before {@link
   * Member#starts}.
   *
   * @param goroutine the goroutine, not yet complete; only for keeping
   * @param id its id
   * @return its member
   */
  protected abstract Member admit(VirtualGoroutine goroutine, long id);

  /**
   * Takes note that a thread which is not a member has completed the wait of one.
   *
   * @param thread the thread
   * @param owner whose wait it was
   */
  protected abstract void touched(Thread thread, Member owner);

  /**
   * Tells whether a member may wait on a port: not on a timer of another world.
   *
   * @param port which
   * @return whether it may
   */
  protected final boolean admits(Port port) {
    return !(port instanceof TimerChannel timer) || timer.isIn(timers);
  }

  // ---- for the simulator

  /** Has the kernel look for members from now on. */
  protected final void open() {
    watch();
  }

  /** Ends what {@link #open} began; once for each. */
  protected final void close() {
    unwatch();
  }

  /** Has the operations of everybody take the slow way, on which somebody looks at them. */
  static void watch() {
    OPEN.open();
  }

  /** Ends what {@link #watch} began; once for each. */
  static void unwatch() {
    OPEN.close();
  }

  /**
   * Makes a goroutine of this world, for a caller that is not one. The simulator starts it.
   *
   * @param name its name
   * @param id its id
   * @param task what it runs
   * @return its member
   */
  protected final Member make(String name, long id, Task task) {
    return requireNonNull(VirtualGoroutine.make(this, id, name, task).member());
  }

  /**
   * Returns what a member of this world has set with {@link dev.csp.go.Go#onUncaught}.
   *
   * @return the handler, or null for the default
   */
  protected final @Nullable BiConsumer<? super Goroutine, ? super Throwable> uncaught() {
    return uncaught;
  }

  /**
   * Finds when the next timer of this world is due.
   *
   * @return its time, or {@link TimeSource#NO_DEADLINE}
   */
  protected final long nextTimer() {
    return timers.nextDue();
  }

  /**
   * Fires one timer of this world that is due, on the calling member.
   *
   * @param now the time
   * @param chooser decides among several that are due first, given their number
   * @return whether there was one
   */
  protected final boolean fireTimer(long now, Chooser chooser) {
    return timers.fireOne(now, chooser);
  }

  /** A choice of a simulator. */
  @FunctionalInterface
  public interface Chooser {
    /**
     * Chooses.
     *
     * @param bound how many there are, at least 1
     * @return the number of one of them, from 0
     */
    int choose(int bound);
  }

  /**
   * What a simulator of this world gives as the time of the day when {@link Member#nanoTime} is 0.
   */
  static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");
}
