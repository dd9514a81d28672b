package dev.csp.diagnosis;

import dev.csp.channels.internal.LeakProof;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds goroutines that are blocked for ever, while the program runs: those that wait for something
 * that nobody can reach any more. The garbage collector is the judge, so a report is a proof and
 * not a suspicion; the goroutine is reclaimed, stack, channels and all. Go 1.26 has the like as its
 * goroutine leak profile.
 *
 * <p>It needs a virtual machine that does not keep a list of all virtual threads: start it with
 * {@code -Djdk.trackAllThreads=false}, or call {@link #enable} before anything else in {@code
 * main}. Goroutines that were started before are not watched.
 *
 * {@snippet file="dev/csp/examples/snippets/DiagnosisSnippets.java" region="leaks"}
 *
 * <p><b>What is reported.</b> Each such goroutine once, when a garbage collection has found it,
 * which may be long after it was blocked: to the listener, and as the event {@code
 * dev.csp.GoroutineLeak} of the Flight Recorder. By then it has left {@link dev.csp.go.Go#count()}
 * and the dumps. Its {@code finally} blocks do not run, and a group that waits for it goes on
 * waiting: nobody can run code on its behalf. A goroutine that blocks for ever on purpose ({@link
 * dev.csp.go.Go#blockForever}) and whose handle nobody has kept is reported too, for nothing can
 * ever end it.
 *
 * <p><b>Never reported</b> is a goroutine that could still go on: one that runs, sleeps or has a
 * time limit; one that somebody could interrupt, because the handle or the thread is held; one
 * whose channel is reachable.
 *
 * <p><b>What it cannot see.</b> A goroutine that waits on a channel that is reachable, from a
 * static field, from a goroutine that lives, from a group that keeps its members, though nobody
 * will ever use it: {@link Goroutines#blockedLongerThan} lists those. One that waits for an
 * object's monitor or for a socket is held by the JDK.
 *
 * <p><b>What it costs.</b> About 32 bytes for each goroutine and some nanoseconds for each wait
 * that parks; nothing while it is off. With the setting, a thread dump of the JDK does not list
 * virtual threads that are parked; {@link dev.csp.go.Go#dump()} lists goroutines all the same.
 */
public final class LeakDetector {
  private LeakDetector() {}

  /**
   * Turns detection on, if the virtual machine lets it. Runs some garbage collections to find that
   * out: call it at the start of {@code main}, when the heap is small. If the command line sets
   * {@code jdk.trackAllThreads} to something else than false, that stands.
   *
   * @return whether it is on; if not, {@link #status} says why
   */
  public static boolean enable() {
    return LeakProof.enable();
  }

  /**
   * Tells whether goroutines that are started now are watched.
   *
   * @return whether detection is on
   */
  public static boolean isOn() {
    return LeakProof.isOn();
  }

  /**
   * Says whether detection works, and if it does not, why.
   *
   * @return "on", or a sentence that begins with "off: " or "on, but"
   */
  public static String status() {
    return LeakProof.status();
  }

  /**
   * Returns how many goroutines were found blocked for ever.
   *
   * @return the number since the start of the process
   */
  public static long count() {
    return LeakProof.count();
  }

  /**
   * Sets who is told of goroutines that are found from now on, one call for each, one after the
   * other on a thread of the library's own. The listener must not block for long; what it throws
   * goes to that thread's uncaught-exception handler, and the next one is reported all the same.
   *
   * @param listener gets each goroutine; null for nobody
   */
  public static void onLeak(@Nullable Consumer<? super BlockedGoroutine> listener) {
    LeakProof.onFound(listener);
  }
}
