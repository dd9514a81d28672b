package dev.csp.channels.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The events of the Flight Recorder. Only {@link Watch} makes them, and only while something is
 * recorded. Names and fields are public: the package documentation of {@code dev.csp.diagnosis}
 * lists them. None has a value of the program.
 */
final class Events {
  private static final String CSP = "CSP";

  private Events() {}

  /** What has to do with one goroutine. */
  @Category(CSP)
  abstract static class OfGoroutine extends Event {
    @Label("Goroutine")
    @Description("Its id; 0 for a thread that is no goroutine")
    long goroutine;

    @Label("Name")
    @Nullable String name;
  }

  /** A goroutine starts. */
  @Name("dev.csp.GoroutineStart")
  @Label("Goroutine Start")
  @Enabled(false) // like the JDK's for virtual threads: there may be millions
  @StackTrace(false)
  static final class GoroutineStart extends OfGoroutine {
    @Label("Started At")
    @Nullable String startedAt;
  }

  /** A goroutine has ended. */
  @Name("dev.csp.GoroutineEnd")
  @Label("Goroutine End")
  @Enabled(false)
  @StackTrace(false)
  static final class GoroutineEnd extends OfGoroutine {
    @Label("Failure")
    @Description("The class of what its task threw")
    @Nullable String failure;
  }

  /** A wait that is over. */
  abstract static class Wait extends OfGoroutine {
    @Label("Reason")
    @Nullable String reason;

    @Label("Channels")
    @Nullable String channels;

    @Label("Outcome")
    @Description("done, timed out, or interrupted")
    @Nullable String outcome;
  }

  /** An operation has waited. */
  @Name("dev.csp.Blocked")
  @Label("Blocked")
  @Description("A send, receive, join, sleep or other wait of one operation that parked")
  @Threshold("20 ms")
  static final class Blocked extends Wait {}

  /** A select has waited. */
  @Name("dev.csp.SelectWait")
  @Label("Select Wait")
  @Threshold("20 ms")
  static final class SelectWait extends Wait {}

  /** A goroutine is blocked, seen at the end of a chunk of the recording. */
  @Name("dev.csp.StillBlocked")
  @Label("Still Blocked")
  @Description("A goroutine that is blocked at the end of a chunk of the recording")
  @Period("endChunk")
  @StackTrace(false)
  static final class StillBlocked extends OfGoroutine {
    @Label("Look")
    @Description("The same for all that were seen at one time")
    long look;

    @Label("Operation")
    @Nullable String operation;

    @Label("Started At")
    @Nullable String startedAt;

    @Label("Blocked For")
    @Timespan(Timespan.NANOSECONDS)
    long blockedFor;
  }

  /** A channel was closed. */
  @Name("dev.csp.ChannelClose")
  @Label("Channel Close")
  static final class ChannelClose extends OfGoroutine {
    @Label("Channel")
    @Nullable String channel;

    @Label("Cause")
    @Description("The class of the cause")
    @Nullable String cause;
  }

  /** Values were accepted that nobody will receive. */
  @Name("dev.csp.Undelivered")
  @Label("Undelivered")
  static final class Undelivered extends OfGoroutine {
    @Label("Channel")
    @Nullable String channel;

    @Label("Count")
    int count;
  }

  /** A goroutine is blocked for ever, and was garbage. */
  @Name("dev.csp.GoroutineLeak")
  @Label("Goroutine Leak")
  @Description("A goroutine that was blocked for ever, found by the garbage collector")
  @StackTrace(false)
  static final class GoroutineLeak extends OfGoroutine {
    @Label("Operation")
    @Nullable String operation;

    @Label("Started At")
    @Nullable String startedAt;

    @Label("Blocked For")
    @Timespan(Timespan.NANOSECONDS)
    long blockedFor;
  }
}
