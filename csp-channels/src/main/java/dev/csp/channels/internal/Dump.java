package dev.csp.channels.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * The dump of all live goroutines, in the shape of Go's: blocks separated by a blank line,
 *
 *     goroutine 7 [chan receive, 1.5s]: worker-3
 *         chan receive on channel orders (buffered, 0 of 8)
 *         at com.acme.Worker.loop(Worker.java:31)
 *     created by com.acme.Main.main(Main.java:12) in goroutine 1
 *
 * The reason is the parked claim itself, found as the park blocker of the thread; so nothing is recorded on the way. It is a
 * set of snapshots, one for each goroutine, not one of all. Beyond a number of goroutines the frames are left out: walking
 * a stack costs some ten microseconds.
 */

/** The dump of all live goroutines, in the shape of Go's. */
public final class Dump {
  private static final int MOST_WITH_FRAMES = 1000;
  private static final int MOST_FRAMES = 8;

  private final StringBuilder out = new StringBuilder();
  private final long now = TimeSource.nanoTime();
  private final boolean frames;

  private Dump(boolean frames) {
    this.frames = frames;
  }

  /**
   * Describes every live goroutine.
   *
   * @return the dump; an empty text if there are none
   */
  public static String all() {
    List<Registry.Entry> entries = Registry.snapshot();
    Dump dump = new Dump(entries.size() <= MOST_WITH_FRAMES);
    if (!dump.frames) {
      dump.out.append(entries.size()).append(" goroutines; more than ").append(MOST_WITH_FRAMES);
      dump.out.append(", so without their stacks\n\n");
    }
    for (Registry.Entry entry : entries) {
      VirtualGoroutine goroutine = entry.get();
      if (goroutine != null && !goroutine.isDone()) {
        dump.append(entry, goroutine.thread());
      }
    }
    return dump.out.toString();
  }

  private void append(Registry.Entry entry, Thread thread) {
    if (!out.isEmpty() && out.charAt(out.length() - 2) != '\n') {
      out.append('\n');
    }
    Thread.State state = thread.getState();
    Object blocker = LockSupport.getBlocker(thread);
    out.append("goroutine ").append(entry.id()).append(" [");
    Claim claim = blocker instanceof Claim parkedOn ? parkedOn : null;
    Sleeper sleeper = claim == null ? null : claim.sleeper();
    if (claim != null && sleeper != null) {
      String reason = claim.reason().toString();
      String details = claim.toString();
      out.append(reason).append(", ").append(describe(now - sleeper.parkedSince()));
      out.append("]: ").append(entry.name()).append('\n');
      if (!details.equals(reason)) {
        out.append("\t").append(details).append('\n');
      }
    } else {
      out.append(describe(state, blocker)).append(", 0s]: ").append(entry.name()).append('\n');
    }
    if (frames) {
      appendFrames(thread);
    }
    appendOrigin(entry);
  }

  private void appendFrames(Thread thread) {
    int shown = 0;
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (shown < MOST_FRAMES && !isMachinery(frame)) {
        out.append("\tat ").append(frame).append('\n');
        shown++;
      }
    }
  }

  private static boolean isMachinery(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.startsWith("java.lang.")
        || type.equals("java.util.concurrent.locks.LockSupport")
        || type.startsWith("jdk.internal.")
        || type.startsWith("dev.csp.channels.internal.");
  }

  private void appendOrigin(Registry.Entry entry) {
    StackWalker.@Nullable StackFrame site = entry.origin().site();
    out.append("created by ").append(site == null ? "unknown" : site.toStackTraceElement());
    if (entry.origin().parentId() != 0) {
      out.append(" in goroutine ").append(entry.origin().parentId());
    } else {
      String starter = entry.origin().starterName();
      out.append(" in thread ")
          .append(starter == null || starter.isEmpty() ? "(unnamed)" : starter);
    }
    out.append('\n');
  }

  /** What a goroutine does that is not parked by this library. */
  private static String describe(Thread.State state, @Nullable Object blocker) {
    return switch (state) {
      case NEW, RUNNABLE -> "running";
      case BLOCKED -> "sync.Mutex.Lock";
      case WAITING, TIMED_WAITING ->
          blocker == null
              ? "waiting outside this library"
              : "waiting for " + blocker.getClass().getName();
      case TERMINATED -> "ended";
    };
  }

  /** "12ms", "1.5s", "3 minutes": Go's words from a minute on. */
  private static String describe(long nanos) {
    Duration waited = Duration.ofNanos(Math.max(nanos, 0));
    if (waited.toMinutes() >= 1) {
      return waited.toMinutes() == 1 ? "1 minute" : waited.toMinutes() + " minutes";
    }
    if (waited.toSeconds() >= 1) {
      return waited.toSeconds() + "." + waited.toMillisPart() / 100 + "s";
    }
    return waited.toMillis() + "ms";
  }
}
