package dev.csp.channels.internal;

import dev.csp.diagnosis.BlockedGoroutine;
import dev.csp.diagnosis.GoroutineListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/*
 * Who is told what happens: the Flight Recorder, listeners, and the proof of leaks.
 *
 * Nobody who does not ask pays more than the read of one plain static field (on) where a goroutine parks, starts or ends, a channel closes, or an
 * overflowing one is full; operations that do not park read nothing. The field is written rarely and read racily: a wait that began
 * before its thread has seen a change is told or not told as a whole.
 *
 * The Flight Recorder tells when a recording starts or stops. While there is one, each wait asks the event, which knows its settings.
 *
 * A listener is user code. It runs where a wait has its outcome but has not returned yet; a channel operation of the listener must not use the
 * goroutine's waiter, in which the outcome stands. So that is put aside meanwhile. No lock is held where it runs.
 */

/** Who is told what happens; and, as an object, one wait that somebody is told about. */
public final class Watch {
  private static final long LEAST_STILL_BLOCKED = 100_000_000;
  private static final int MOST_STILL_BLOCKED = 1000;

  /** Whether anybody wants to know. */
  private static boolean on;

  /** Whether there is a recording. */
  private static boolean recording;

  private static boolean proving;

  private static final List<GoroutineListener> LISTENERS = new CopyOnWriteArrayList<>();
  private static final AtomicLong LOOKS = new AtomicLong();

  static {
    try {
      FlightRecorder.addListener(new Recordings());
    } catch (LinkageError | RuntimeException e) {
      // A virtual machine without a Flight Recorder, or one that forbids it: nothing is recorded.
      recording = false;
    }
  }

  private final Claim claim;
  private final Sleeper sleeper;
  private final LeakProof.@Nullable Token token;
  private final Events.@Nullable Wait event;
  private final @Nullable Note note;
  private final long began;

  private Watch(Claim claim, Sleeper sleeper) {
    this.claim = claim;
    this.sleeper = sleeper;
    boolean listens = !LISTENERS.isEmpty();
    token = sleeper instanceof VirtualGoroutine goroutine ? goroutine.token() : null;
    note = token != null || listens ? Note.of(claim, sleeper.parkedSince()) : null;
    if (token != null) {
      token.note = note;
    }
    began = listens ? TimeSource.nanoTime() : 0;
    event = recording ? begin(claim) : null;
  }

  private static Events.@Nullable Wait begin(Claim claim) {
    Events.Wait event =
        claim.reason() == WaitReason.SELECT ? new Events.SelectWait() : new Events.Blocked();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  /** Looks anew at who wants to know. */
  private static synchronized void update() {
    on = recording || proving || !LISTENERS.isEmpty();
  }

  /** Whether the proof of leaks is on. It says so, for this must not wait for its class. */
  static synchronized void setProving(boolean proves) {
    proving = proves;
    update();
  }

  static boolean isOn() {
    return on;
  }

  /**
   * Adds a listener.
   *
   * @param listener who is told from now on
   */
  public static void add(GoroutineListener listener) {
    LISTENERS.add(listener);
    update();
  }

  /**
   * Takes a listener out, once.
   *
   * @param listener which
   */
  public static void remove(GoroutineListener listener) {
    LISTENERS.remove(listener);
    update();
  }

  // ---- waits

  /**
   * Begins to watch a wait, if anybody wants to know.
   *
   * @param claim what the caller is about to park on, with its subject
   * @param sleeper the caller, which knows since when
   */
  static void begin(Claim claim, Sleeper sleeper) {
    if (on && claim.reason() != WaitReason.YIELD) {
      claim.watch = new Watch(claim, sleeper);
    }
  }

  /**
   * Ends what {@link #begin} began, if it began anything.
   *
   * @param claim the claim, which has its outcome and still its subject
   */
  static void end(Claim claim) {
    Watch watch = claim.watch;
    if (watch != null) {
      claim.watch = null;
      watch.end();
    }
  }

  private void end() {
    if (token != null) {
      token.note = null;
    }
    if (event != null) {
      event.end();
      if (event.shouldCommit()) {
        Note what = note == null ? Note.of(claim, 0) : note;
        event.goroutine = sleeper instanceof VirtualGoroutine goroutine ? goroutine.id() : 0;
        event.name = nameOf(sleeper);
        event.reason = what.reason().toString();
        event.channels = String.join(", ", what.channels());
        Object outcome = claim.outcome();
        event.outcome =
            outcome == Claim.TIMED_OUT || outcome == Claim.INTERRUPTED
                ? outcome.toString()
                : "done";
        event.commit();
      }
    }
    if (began != 0 && note != null) {
      tellAside(listener ->
          listener.waited(
              note.reason().toString(), note.channels(), TimeSource.nanoTime() - began));
    }
  }

  private static String nameOf(Sleeper sleeper) {
    return sleeper instanceof VirtualGoroutine goroutine
        ? goroutine.name()
        : sleeper.thread().getName();
  }

  /** Tells listeners in the middle of an operation of the caller's. */
  private void tellAside(Consumer<GoroutineListener> what) {
    VirtualGoroutine goroutine = sleeper instanceof VirtualGoroutine self ? self : null;
    PlainWaiter aside = goroutine == null ? null : goroutine.waiter;
    if (goroutine != null) {
      goroutine.waiter = null;
    }
    try {
      tell(what);
    } finally {
      if (goroutine != null) {
        goroutine.waiter = aside;
      }
    }
  }

  private static void tell(Consumer<GoroutineListener> what) {
    for (GoroutineListener listener : LISTENERS) {
      try {
        what.accept(listener);
      } catch (Throwable t) { // user code
        VirtualGoroutine.reportUncaught(t);
      }
    }
  }

  // ---- other happenings; to be called if on, with no lock held

  static void starts(VirtualGoroutine goroutine) {
    if (recording) {
      var event = new Events.GoroutineStart();
      if (event.isEnabled()) {
        event.goroutine = goroutine.id();
        event.name = goroutine.name();
        event.startedAt = goroutine.origin().describe();
        event.commit();
      }
    }
    tell(listener -> listener.started(goroutine.id(), goroutine.name()));
  }

  static void ends(VirtualGoroutine goroutine, @Nullable Throwable failure) {
    if (recording) {
      var event = new Events.GoroutineEnd();
      if (event.isEnabled()) {
        event.goroutine = goroutine.id();
        event.name = goroutine.name();
        event.failure = failure == null ? null : failure.getClass().getName();
        event.commit();
      }
    }
    tell(listener -> listener.ended(goroutine.id(), goroutine.name()));
  }

  /** A channel has been closed, by the caller. Fails for nothing: a close must not. */
  static void closed(Port port, @Nullable Throwable cause) {
    try {
      if (port instanceof KernelChannel<?> && !Member.isCaller()) {
        String channel = Note.Label.of(port, false).text();
        if (recording) {
          var event = new Events.ChannelClose();
          if (event.isEnabled()) {
            setCaller(event);
            event.channel = channel;
            event.cause = cause == null ? null : cause.getClass().getName();
            event.commit();
          }
        }
        tell(listener -> listener.closed(channel));
      }
    } catch (VirtualMachineError e) {
      // No memory for an event.
      return;
    }
  }

  /** Values of a channel will not be received. */
  static void undelivered(Port port, int count) {
    if (Member.isCaller()) {
      return;
    }
    String channel = Note.Label.of(port, false).text();
    if (recording) {
      var event = new Events.Undelivered();
      if (event.isEnabled()) {
        setCaller(event);
        event.channel = channel;
        event.count = count;
        event.commit();
      }
    }
    tell(listener -> listener.undelivered(channel, count));
  }

  /** A goroutine was found to be blocked for ever. */
  static void leaked(BlockedGoroutine goroutine) {
    if (recording) {
      var event = new Events.GoroutineLeak();
      if (event.isEnabled()) {
        event.goroutine = goroutine.id();
        event.name = goroutine.name();
        event.operation = goroutine.operation();
        event.startedAt = goroutine.startedAt();
        event.blockedFor = goroutine.blockedFor().toNanos();
        event.commit();
      }
    }
    tell(listener -> listener.leaked(goroutine));
  }

  private static void setCaller(Events.OfGoroutine event) {
    Thread self = Thread.currentThread();
    VirtualGoroutine goroutine = VirtualGoroutine.of(self);
    event.goroutine = goroutine == null ? 0 : goroutine.id();
    event.name = goroutine == null ? self.getName() : goroutine.name();
  }

  private static void recordBlocked() {
    long look = LOOKS.incrementAndGet();
    Dump.blockedLongerThan(LEAST_STILL_BLOCKED).stream()
        .limit(MOST_STILL_BLOCKED)
        .forEach(situation -> {
          var event = new Events.StillBlocked();
          event.look = look;
          event.goroutine = situation.id();
          event.name = situation.name();
          event.operation = situation.details() == null ? situation.reason() : situation.details();
          event.startedAt = situation.origin();
          event.blockedFor = situation.waited();
          event.commit();
        });
  }

  /** Learns of recordings. */
  private static final class Recordings implements FlightRecorderListener {
    @Override
    public void recorderInitialized(FlightRecorder recorder) {
      FlightRecorder.addPeriodicEvent(Events.StillBlocked.class, Watch::recordBlocked);
      look();
    }

    @Override
    public void recordingStateChanged(Recording changed) {
      look();
    }

    private static void look() {
      boolean any = false;
      for (Recording each : FlightRecorder.getFlightRecorder().getRecordings()) {
        any |= each != null && each.getState() == RecordingState.RUNNING;
      }
      if (any) {
        load();
      }
      recording = any;
      update();
    }

    /**
     * Has the recorder know the events of waits before goroutines use them. Of two goroutines that
     * met in the initialization of such a class, one was never garbage afterwards (JDK 25.0.3).
     */
    private static void load() {
      for (Events.Wait event : List.of(new Events.Blocked(), new Events.SelectWait())) {
        event.begin();
      }
    }
  }
}
