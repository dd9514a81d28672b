package dev.csp.channels.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

  private final StringBuilder out = new StringBuilder();

  private Dump() {}

  /**
   * Describes every live goroutine of the caller's world.
   *
   * @return the dump; an empty text if there are none
   */
  public static String all() {
    World world = World.ofCaller();
    return world == null ? ofRealWorld() : of(world.situations());
  }

  /**
   * Describes goroutines.
   *
   * @param situations what each of them does
   * @return the dump
   */
  public static String of(Iterable<Situation> situations) {
    Dump dump = new Dump();
    situations.forEach(dump::append);
    return dump.out.toString();
  }

  /**
   * Finds the goroutines of the caller's world that have been parked by this library for long.
   *
   * <p>A goroutine that begins a wait while it is looked at may seem to have begun it when it began
   * the last one; so whoever seems to wait is looked at again.
   *
   * @param nanos for how long at least
   * @return what they do, longest first
   */
  public static List<Situation> blockedLongerThan(long nanos) {
    List<Situation> blocked = new ArrayList<>();
    World world = World.ofCaller();
    if (world != null) {
      world.situations().forEach(blocked::add);
    } else {
      List<Registry.Entry> entries = Registry.snapshot();
      boolean frames = entries.size() <= MOST_WITH_FRAMES;
      for (Registry.Entry entry : entries) {
        VirtualGoroutine goroutine = entry.get();
        if (goroutine != null
            && isBlocked(Situation.of(goroutine, TimeSource.nanoTime(), false), nanos)) {
          blocked.add(Situation.of(goroutine, TimeSource.nanoTime(), frames));
        }
      }
    }
    return blocked.stream()
        .filter(situation -> isBlocked(situation, nanos))
        .sorted(Comparator.comparingLong(Situation::waited).reversed())
        .toList();
  }

  private static boolean isBlocked(Situation situation, long nanos) {
    return situation.waited() >= nanos; // negative: not blocked by this library
  }

  private static String ofRealWorld() {
    List<Registry.Entry> entries = Registry.snapshot();
    boolean frames = entries.size() <= MOST_WITH_FRAMES;
    long now = TimeSource.nanoTime();
    Dump dump = new Dump();
    if (!frames) {
      dump.out.append(entries.size()).append(" goroutines; more than ").append(MOST_WITH_FRAMES);
      dump.out.append(", so without their stacks\n\n");
    }
    for (Registry.Entry entry : entries) {
      VirtualGoroutine goroutine = entry.get();
      if (goroutine != null && !goroutine.hasEnded()) {
        dump.append(Situation.of(goroutine, now, frames));
      }
    }
    return dump.out.toString();
  }

  private void append(Situation situation) {
    if (!out.isEmpty() && out.charAt(out.length() - 2) != '\n') {
      out.append('\n');
    }
    out.append("goroutine ").append(situation.id()).append(" [").append(situation.reason());
    out.append(", ").append(describe(situation.waited())).append("]: ");
    out.append(situation.name()).append('\n');
    if (situation.details() != null) {
      out.append("\t").append(situation.details()).append('\n');
    }
    for (StackTraceElement frame : situation.frames()) {
      out.append("\tat ").append(frame).append('\n');
    }
    out.append("created by ").append(situation.origin()).append('\n');
  }

  /** "12ms", "1.5s", "3 minutes": Go's words from a minute on. */
  private static String describe(long nanos) {
    if (nanos < 0) {
      return "0s";
    }
    Duration waited = Duration.ofNanos(nanos);
    if (waited.toMinutes() >= 1) {
      return waited.toMinutes() == 1 ? "1 minute" : waited.toMinutes() + " minutes";
    }
    if (waited.toSeconds() >= 1) {
      return waited.toSeconds() + "." + waited.toMillisPart() / 100 + "s";
    }
    return waited.toMillis() + "ms";
  }
}
