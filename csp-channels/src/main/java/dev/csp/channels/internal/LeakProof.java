package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;

import dev.csp.diagnosis.BlockedGoroutine;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Goroutines that are blocked for ever, found by the garbage collector. After the leak detection by reachability of Go 1.26; Go has to keep
 * what it finds, the JVM reclaims it.
 *
 * A virtual thread that is parked is an object like any other, if the virtual machine keeps no list of all threads
 * (jdk.trackAllThreads=false). Who could wake it is whoever can reach the channel that it waits on, or its handle. If nobody can, it is garbage
 * together with its stack and the channel, and it will never run again: that is the proof.
 *
 * For each goroutine that is started while this is on there is a token, a phantom reference, held by the goroutine's entry in the registry. It
 * comes into the queue when the goroutine is garbage. One thread waits for that and reports.
 *
 * Why there is no false report:
 *   - a goroutine that runs, or is about to run, is reachable from its carrier or from the scheduler; one that sleeps or has a time limit, from a
 *     timer; one that another thread is about to wake, from that thread's stack. What waits in the JDK for a socket, a monitor or a time is
 *     held by the JDK
 *   - while its task is under way, the frame of VirtualGoroutine.run holds the goroutine, for it has still to call end(). So the goroutine is garbage
 *     only if its thread and stack are
 *   - a phantom reference, unlike a weak one, waits until finalizers have run: one of them could reach the channel and wake the goroutine
 *   - one that has ended has left the registry before; that is looked up under the lock of the registry (Entry.hasLeft)
 * Nor a missing one, as long as nothing of ours holds the goroutine: the registry holds it weakly, a token holds a Note, which names channels and holds
 * none.
 *
 * Whether the setting has come in time cannot be asked. So a canary tells: a bare virtual thread that parks, and that nobody holds. If a
 * collection takes it, the virtual machine does not hold on to virtual threads; if it survives several that have taken a plain object, it does.
 */

/** Goroutines that are blocked for ever, found by the garbage collector. */
public final class LeakProof {
  /** A goroutine that is watched, by what is left of it. */
  static final class Token extends PhantomReference<VirtualGoroutine> {
    private final Registry.Entry entry;

    /** What it waits for now; null if it does not wait here. The goroutine's. */
    @Nullable Note note;

    Token(VirtualGoroutine goroutine, Registry.Entry entry) {
      super(goroutine, QUEUE);
      this.entry = entry;
    }
  }

  private static final String PROPERTY = "jdk.trackAllThreads";
  private static final int MOST_COLLECTIONS = 5;
  private static final long LONGEST_START = 1_000_000_000;

  private static final ReferenceQueue<VirtualGoroutine> QUEUE = new ReferenceQueue<>();
  private static final ReentrantLock DOOR = new ReentrantLock();
  private static final AtomicLong FOUND = new AtomicLong();

  /** Whether goroutines get tokens. Written under the lock. */
  private static boolean on;

  /** Written under the lock. */
  private static volatile @Nullable WeakReference<Thread> canary;

  private static volatile String offBecause =
      PROPERTY
          + " is not false, so the virtual machine keeps every virtual thread reachable. Start it with -D"
          + PROPERTY
          + "=false, or call LeakDetector.enable() at the start of main";

  private static volatile @Nullable Consumer<? super BlockedGoroutine> listener;

  static {
    if (isSetToFalse()) {
      begin();
    }
  }

  private LeakProof() {}

  private static boolean isSetToFalse() { // as the virtual machine reads it
    String value = System.getProperty(PROPERTY);
    return value != null && !value.isEmpty() && !Boolean.parseBoolean(value);
  }

  /** Watches a goroutine that is about to start, if this is on. */
  static @Nullable Token watch(VirtualGoroutine goroutine, Registry.Entry entry) {
    return on ? new Token(goroutine, entry) : null;
  }

  /**
   * Turns this on if that is still possible, and has the garbage collector show that it works.
   *
   * @return whether it is on
   */
  public static boolean enable() {
    DOOR.lock();
    try {
      if (System.getProperty(PROPERTY) == null) {
        System.setProperty(PROPERTY, "false");
      }
      if (!isSetToFalse()) {
        offBecause = PROPERTY + " was set to " + System.getProperty(PROPERTY);
        return false;
      }
      if (!on) {
        begin();
      }
      if (!canaryCanBeCollected()) {
        end();
      }
      return on;
    } finally {
      DOOR.unlock();
    }
  }

  private static void begin() {
    canary = new WeakReference<>(startCanary());
    Thread finder = new Thread(LeakProof::find, "csp-leaks");
    finder.setDaemon(true);
    finder.start();
    on = true;
    Watch.setProving(true);
  }

  private static void end() {
    on = false;
    offBecause =
        "a virtual thread was started before "
            + PROPERTY
            + " was set to false, so the virtual machine keeps every one reachable. Start it with -D"
            + PROPERTY
            + "=false, or call LeakDetector.enable() before anything else in main";
    Watch.setProving(false);
  }

  /**
   * In a method of its own, so that no frame that goes on holds the thread. Does not wait for it:
   * this may be the initialization of a class, in which a virtual thread keeps its carrier.
   */
  private static Thread startCanary() {
    Thread bird =
        Thread.ofVirtual()
            .name("csp-canary")
            .inheritInheritableThreadLocals(false)
            .unstarted(LockSupport::park);
    bird.start();
    return bird;
  }

  /** Collects garbage; false if canaries survive that, and so would goroutines. */
  @SuppressWarnings("SystemGC") // the heap is small at the start, and the answer exact
  private static boolean canaryCanBeCollected() {
    int survived = 0;
    for (int i = 0; i < MOST_COLLECTIONS && !isShown(); i++) {
      boolean parked = awaitCanary();
      WeakReference<Object> sample = new WeakReference<>(new Object());
      System.gc();
      survived += parked && sample.refersTo(null) ? 1 : 0;
    }
    return isShown() || survived < MOST_COLLECTIONS;
  }

  /** Whether the canary has parked, or is gone. */
  private static boolean awaitCanary() {
    long deadline = TimeSource.nanoTime() + LONGEST_START;
    while (!isParked(canary)) {
      if (TimeSource.nanoTime() - deadline > 0) {
        return false;
      }
      Parking.pause();
    }
    return true;
  }

  private static boolean isParked(@Nullable WeakReference<Thread> thread) {
    Thread found = thread == null ? null : thread.get();
    return found == null || found.getState() == Thread.State.WAITING;
  }

  /** Whether a canary has been collected. */
  private static boolean isShown() {
    WeakReference<Thread> bird = canary;
    return bird != null && bird.refersTo(null);
  }

  /**
   * Tells whether goroutines that are started now are watched.
   *
   * @return whether this is on
   */
  public static boolean isOn() {
    return on;
  }

  /**
   * Says whether this works, and why not.
   *
   * @return a sentence
   */
  public static String status() {
    if (!on) {
      return "off: " + offBecause;
    }
    return isShown() ? "on" : "on, but no garbage collection has shown yet that it works";
  }

  /**
   * Returns how many were found.
   *
   * @return the number since the start of the process
   */
  public static long count() {
    return FOUND.get();
  }

  /**
   * Sets who is told.
   *
   * @param newListener gets each one that is found from now on, on a thread of this class; null for
   *     nobody
   */
  public static void onFound(@Nullable Consumer<? super BlockedGoroutine> newListener) {
    listener = newListener;
  }

  private static void find() {
    while (true) {
      try {
        found((Token) QUEUE.remove());
      } catch (Throwable t) { // a listener's, or no memory: those that come must be found
        VirtualGoroutine.reportUncaught(t);
      }
    }
  }

  private static void found(Token token) {
    Registry.Entry entry = token.entry;
    Note note = token.note;
    if (!Registry.reclaim(entry)) {
      return; // it had ended
    }
    Census.memberIsReclaimed(note != null);
    String elsewhere = "waiting outside this library";
    BlockedGoroutine found =
        new BlockedGoroutine(
            entry.id(),
            entry.name(),
            note == null ? elsewhere : note.reason().toString(),
            note == null ? elsewhere : note.toString(),
            Duration.ofNanos(note == null ? 0 : Math.max(TimeSource.nanoTime() - note.since(), 0)),
            entry.origin().describe(),
            List.of());
    try {
      Watch.leaked(found);
      Consumer<? super BlockedGoroutine> told = listener;
      if (told != null) {
        told.accept(found);
      }
    } finally {
      FOUND.incrementAndGet(); // last: whoever sees the count finds the report
    }
  }

  /** What a goroutine that was collected had waited for, if that is known. */
  static @Nullable String lastWait(Registry.Entry entry) {
    Token token = entry.token();
    return token == null || token.note == null ? null : requireNonNull(token.note).toString();
  }
}
