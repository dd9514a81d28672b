package dev.csp.channels.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What one goroutine does at one moment, for dumps and reports. Holds no user value.
 *
 * @param id its id
 * @param name its name
 * @param reason why it waits, in Go's words; or "running", or what else is known
 * @param details the operation and the channels that it waits on; null if the reason says all
 * @param waited for how long, in nanoseconds; negative if it does not wait
 * @param frames where it is: the frames of its stack that are neither the JDK's nor the kernel's
 * @param origin who started it, and where
 * @param wants the channels that it waits on; empty if it waits for something else
 */
public record Situation(
    long id,
    String name,
    String reason,
    @Nullable String details,
    long waited,
    List<StackTraceElement> frames,
    String origin,
    List<Wanted> wants) {
  /**
   * One channel that a goroutine waits on.
   *
   * @param port the channel
   * @param sends whether it waits to send
   */
  public record Wanted(Port port, boolean sends) {}

  private static final int MOST_FRAMES = 8;
  private static final List<String> MACHINERY =
      List.of(
          "java.lang.",
          "java.util.concurrent.locks.LockSupport",
          "jdk.internal.",
          "dev.csp.channels.internal.",
          "dev.csp.testkit.simulation.Simulated");

  /**
   * Looks at a goroutine while it goes on.
   *
   * @param goroutine which
   * @param now the time
   * @param withFrames whether to walk its stack
   * @return what it does
   */
  static Situation of(VirtualGoroutine goroutine, long now, boolean withFrames) {
    return of(goroutine.thread(), goroutine, now, withFrames);
  }

  /**
   * Looks at a thread while it goes on.
   *
   * @param thread which
   * @param goroutine its goroutine; null if it is none, and then its id is 0
   * @param now the time
   * @return what it does
   */
  static Situation of(Thread thread, @Nullable VirtualGoroutine goroutine, long now) {
    return of(thread, goroutine, now, true);
  }

  private static Situation of(
      Thread thread, @Nullable VirtualGoroutine goroutine, long now, boolean withFrames) {
    Thread.State state = thread.getState();
    Object blocker = LockSupport.getBlocker(thread);
    Claim claim = blocker instanceof Claim parkedOn ? parkedOn : null;
    return of(thread, goroutine, claim, describe(state, blocker), now, withFrames);
  }

  /** What is known of a goroutine that was blocked for ever and has been garbage collected. */
  static Situation ofCollected(Registry.Entry entry) {
    return new Situation(
        entry.id(),
        entry.name(),
        "garbage collected",
        LeakProof.lastWait(entry),
        -1,
        List.of(),
        entry.origin().describe(),
        List.of());
  }

  /**
   * Looks at a member, whose world says what it does.
   *
   * @param member which
   * @param now the time of its world
   * @param running what to say if it does not wait
   * @param withFrames whether to walk its stack
   * @return what it does
   */
  public static Situation of(Member member, long now, String running, boolean withFrames) {
    VirtualGoroutine goroutine = member.goroutine();
    return of(goroutine.thread(), goroutine, member.claim(), running, now, withFrames);
  }

  private static Situation of(
      Thread thread,
      @Nullable VirtualGoroutine goroutine,
      @Nullable Claim claim,
      String running,
      long now,
      boolean withFrames) {
    List<StackTraceElement> frames = withFrames ? framesOf(thread) : List.of();
    Sleeper sleeper = claim == null ? null : claim.sleeper();
    String reason = running;
    String details = null;
    long waited = -1;
    List<Wanted> wants = List.of();
    if (claim != null && sleeper != null) {
      reason = claim.reason().toString();
      details = claim.toString();
      details = details.equals(reason) ? null : details;
      waited = Math.max(now - sleeper.parkedSince(), 0);
      wants = wantedBy(claim);
    }
    return new Situation(
        goroutine == null ? 0 : goroutine.id(),
        goroutine == null ? thread.getName() : goroutine.name(),
        reason,
        details,
        waited,
        frames,
        goroutine == null ? "" : goroutine.origin().describe(),
        wants);
  }

  /**
   * Describes this in the shape of Go's dumps.
   *
   * @param text gets the description
   */
  public void appendTo(StringBuilder text) {
    text.append(id == 0 ? "thread" : "goroutine " + id).append(" [").append(reason);
    text.append("]: ").append(name).append('\n');
    if (details != null) {
      text.append('\t').append(details).append('\n');
    }
    for (StackTraceElement frame : frames) {
      text.append("\tat ").append(frame).append('\n');
    }
    if (!origin.isEmpty()) {
      text.append("created by ").append(origin).append('\n');
    }
  }

  static List<Wanted> wantedBy(Claim claim) {
    return switch (claim.subject()) {
      case Port port -> List.of(new Wanted(port, claim instanceof Waiter w && w.isSender()));
      case CaseWaiter[] cases -> {
        List<Wanted> wants = new ArrayList<>();
        for (CaseWaiter waiter : cases) {
          if (waiter != null) { // a selector's array is longer than its cases are many
            wants.add(new Wanted(waiter.port(), waiter.isSender()));
          }
        }
        yield wants;
      }
      case null, default -> List.of();
    };
  }

  private static List<StackTraceElement> framesOf(Thread thread) {
    List<StackTraceElement> frames = new ArrayList<>();
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frames.size() < MOST_FRAMES && !isMachinery(frame)) {
        frames.add(frame);
      }
    }
    return frames;
  }

  private static boolean isMachinery(StackTraceElement frame) {
    return MACHINERY.stream().anyMatch(frame.getClassName()::startsWith);
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
}
