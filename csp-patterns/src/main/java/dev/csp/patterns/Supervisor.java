package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Timer;
import dev.csp.channels.Undelivered;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.StartsForCaller;
import dev.csp.patterns.internal.Waits;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * The steward and the ward of "Concurrency in Go", with Erlang's limit of restarts. One goroutine, the steward, starts the ward on
 * another, watches it, and starts it again. What the book has not: a ward that is replaced is interrupted and waited for.
 *
 * Held at every instant:
 *   - at most one incarnation of the ward runs; a new one starts when the old one has ended and left the count of goroutines
 *   - all state is the steward's own; others see the events, the end, and the failure, which is written before the end
 *
 * Time comes from timers alone, also for the window of the limit: each restart starts a timer, and the restarts that count are those
 * whose timer is not due. So there is no clock to be set back, and a simulated one will do.
 */
/**
 * Keeps a task running: restarts it when it fails, when it ends, or when its {@linkplain Heartbeat
 * heartbeat} falls silent; with a pause that grows, and not without end.
 *
 * {@snippet file="dev/csp/examples/snippets/SupervisorSnippets.java" region="supervisor"}
 *
 * <p><b>One at a time.</b> Before the task is started again, its context is cancelled, its
 * goroutine is interrupted, and it has ended. A task that heeds neither is waited for, for ever if
 * need be: a second one beside it would do more harm.
 *
 * <p><b>Pauses.</b> The {@link Backoff} is asked with the number of attempts in a row that did not
 * stay up; one that has run for {@link Builder#healthyAfter} begins a new row.
 *
 * <p><b>The end.</b> Supervision ends when the context ends or {@link #close} is called, when the
 * task returns and that {@linkplain Builder#endsWhenDone() is the end}, or when it was restarted
 * {@linkplain Builder#atMost too often}: then {@link #await} throws.
 *
 * <p><b>Events.</b> A listener is told what happens, in order, on the steward's goroutine, which
 * waits meanwhile. What it throws goes where {@link Undelivered} says, and the supervision goes on.
 * What the task throws goes to the listener only.
 *
 * <p><b>When not to use it.</b> For something that should be tried a few times and then has its
 * result: a loop with a {@link Backoff} says that. For a mistake in the program: a restart hides
 * it.
 *
 * <p><b>Memory effects.</b> Actions before {@code start} happen-before the task; what one
 * incarnation did happens-before the next.
 */
@StartsForCaller
public final class Supervisor implements AutoCloseable {
  /** What is kept running. */
  @FunctionalInterface
  public interface Ward {
    /**
     * Runs until it fails, is done, or is told to stop. Called on a goroutine of its own, each
     * time.
     *
     * @param context ends when this incarnation is to stop, which is also interrupted then
     * @param heartbeat to be told that the ward is alive, if the supervisor {@linkplain
     *     Builder#silentAfter watches for silence}; new for each incarnation
     * @throws Exception whatever went wrong
     */
    void run(Context context, Heartbeat heartbeat) throws Exception;
  }

  /** What happens to a ward. */
  public sealed interface Event {
    /**
     * Returns which incarnation this is about.
     *
     * @return the number of the attempt, from 1
     */
    long attempt();

    /**
     * An incarnation is about to start.
     *
     * @param attempt which
     */
    record Started(long attempt) implements Event {}

    /**
     * An incarnation has run long enough for its start to count as a success.
     *
     * @param attempt which
     */
    record Healthy(long attempt) implements Event {}

    /**
     * No heartbeat for too long; the incarnation is interrupted now, and waited for.
     *
     * @param attempt which
     * @param limit how long was too long
     */
    record Silent(long attempt, Duration limit) implements Event {}

    /**
     * An incarnation has ended.
     *
     * @param attempt which
     * @param outcome {@link Outcome.Done} if it returned; otherwise with what it threw
     */
    record Ended(long attempt, Outcome<@Nullable Void> outcome) implements Event {}

    /**
     * After a pause there will be a new attempt.
     *
     * @param attempt which
     * @param pause how long
     */
    record Restarting(long attempt, Duration pause) implements Event {}

    /**
     * The supervision ends, because there were too many restarts or it failed itself.
     *
     * @param attempt the last
     * @param failure what {@link #await} reports
     */
    record GaveUp(long attempt, Throwable failure) implements Event {}
  }

  private final Builder setting;
  private final CancellableContext context;
  private final Carrier.Captured captured;
  private final Goroutine steward;

  // The steward's own.
  private final Deque<Timer> restarts = new ArrayDeque<>();
  private int inARow;
  private volatile long attempt;

  /** Written by the steward before its end. */
  private volatile @Nullable Throwable failure;

  private Supervisor(Builder setting, CancellableContext context) {
    this.setting = setting;
    this.context = context;
    this.captured = Members.capture(context);
    this.steward = Go.go(setting.name, this::supervise);
  }

  /**
   * Begins the description of a supervisor.
   *
   * @param name what the steward's goroutine is called; the ward's is called so with a number
   * @param ward what to keep running
   * @return the description
   * @throws NullPointerException if an argument is null
   */
  public static Builder of(String name, Ward ward) {
    return new Builder(requireNonNull(name, "name"), requireNonNull(ward, "ward"));
  }

  /**
   * Waits until the supervision has ended. When this returns, steward and ward have left {@link
   * Go#count()}.
   *
   * @throws ExecutionException if it gave up: because of too many restarts, with what the last
   *     incarnation ended with as its cause (what it threw; a {@link TimeoutException} if it was
   *     silent; an {@link IllegalStateException} if it returned); or because it failed itself
   * @throws InterruptedException if the calling thread is interrupted; the supervision goes on
   */
  public void await() throws InterruptedException, ExecutionException {
    steward.join();
    Throwable last = failure;
    if (last != null) {
      throw new ExecutionException(setting.name + " was given up: " + last, last);
    }
  }

  /**
   * Returns the channel that closes when the supervision has ended, in whatever way: {@link #await}
   * as a case of a select. Steward and ward have then left {@link Go#count()}.
   *
   * @return the channel; never carries a value
   */
  public ReceiveChannel<Void> done() {
    return steward.done();
  }

  /**
   * Ends the supervision, and waits until steward and ward have ended; they have then left {@link
   * Go#count()}. The ward is interrupted, and its context has ended. A second close does the same.
   * The ward, and a listener, must not call it: they would wait for themselves.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns.
   */
  @Override
  public void close() {
    context.cancel();
    Waits.uninterruptibly(steward::join);
  }

  /** Shows the name and the attempt. */
  @Override
  public String toString() {
    return "Supervisor["
        + setting.name
        + ", attempt "
        + attempt
        + (steward.isDone() ? ", ended]" : "]");
  }

  // ---- the steward

  private void supervise() {
    try {
      boolean more = true;
      for (long next = 1; more; next++) {
        attempt = next;
        End end = runOnce();
        more = mayGoOn(end) && restart(end);
      }
    } catch (InterruptedException e) { // by nobody that we know; it means stop
      context.cancel(e);
    } catch (Throwable t) { // a back-off that throws, no memory for a goroutine
      giveUp(t);
    } finally {
      context.cancel();
    }
  }

  /** How an incarnation ended. */
  private record End(Outcome<@Nullable Void> outcome, boolean wasSilent, boolean wasHealthy) {}

  private enum Signal {
    ENDED,
    STOP,
    SILENT,
    HEALTHY
  }

  /** One incarnation, from its start to its end. */
  private End runOnce() throws InterruptedException {
    Heartbeat heartbeat = setting.newHeartbeat();
    Incarnation ward = new Incarnation();
    boolean wasSilent = false;
    boolean wasHealthy = false;
    tell(new Event.Started(attempt));
    try (CancellableContext wardContext = context.withCancel();
        Heartbeat.@Nullable Silence silence = setting.silence(heartbeat)) {
      ward.start(wardContext, heartbeat);
      try {
        Timer healthy = Timer.start(setting.healthyAfter);
        Signal signal;
        do {
          signal =
              Select.selectFirst(
                  Select.done(ward.done(), () -> Signal.ENDED),
                  Select.done(context.done(), () -> Signal.STOP),
                  Select.receive(
                      silence == null ? null : silence.channel(), instant -> Signal.SILENT),
                  Select.receive(healthy.channel(), instant -> Signal.HEALTHY));
          switch (signal) {
            case HEALTHY -> {
              wasHealthy = true;
              tell(new Event.Healthy(attempt));
            }
            case SILENT -> {
              wasSilent = true;
              tell(new Event.Silent(attempt, requireNonNull(setting.silentAfter)));
            }
            case ENDED, STOP -> {}
          }
        } while (signal == Signal.HEALTHY);
      } finally {
        wardContext.cancel();
        ward.stop();
      }
    }
    Outcome<@Nullable Void> outcome = requireNonNull(ward.outcome);
    tell(new Event.Ended(attempt, outcome));
    return new End(outcome, wasSilent, wasHealthy);
  }

  /** The goroutine of one incarnation. */
  @StartsForCaller
  private final class Incarnation extends Interruptible {
    private @Nullable Goroutine goroutine;

    /** Written before the end. */
    @Nullable Outcome<@Nullable Void> outcome;

    void start(Context wardContext, Heartbeat heartbeat) {
      goroutine =
          Go.go(
              setting.name + "-" + attempt,
              () -> {
                begin();
                outcome =
                    Outcome.of(() -> {
                      captured.around(() -> setting.ward.run(wardContext, heartbeat)).run();
                      return null;
                    });
                end();
              });
    }

    ReceiveChannel<Void> done() {
      return requireNonNull(goroutine).done();
    }

    /** Interrupts it, if it still runs, and waits for its end. */
    void stop() {
      interrupt();
      Waits.uninterruptibly(requireNonNull(goroutine)::join);
    }
  }

  private boolean mayGoOn(End end) {
    boolean isDone = end.outcome() instanceof Outcome.Done && !end.wasSilent();
    return !context.isDone() && !(isDone && setting.endsWhenDone);
  }

  /** Waits before the next attempt; false if there is none. */
  private boolean restart(End end) throws InterruptedException {
    inARow = end.wasHealthy() || inARow == Integer.MAX_VALUE ? 1 : inARow + 1;
    if (!mayRestart()) {
      giveUp(failureOf(end));
      return false;
    }
    Duration pause =
        requireNonNull(
            setting.backoff.pause(inARow, requireNonNull(setting.random)), "pause of the back-off");
    tell(new Event.Restarting(attempt + 1, pause));
    return Select.<Boolean>selectFirst(
        Select.done(context.done(), () -> false), Select.after(pause, () -> true));
  }

  /** Counts a restart, unless there were too many. */
  private boolean mayRestart() {
    if (setting.window == null) {
      return true;
    }
    restarts.removeIf(restart -> restart.channel().tryReceive() instanceof Received.Value);
    if (restarts.size() >= setting.most) {
      return false;
    }
    restarts.add(Timer.start(setting.window));
    return true;
  }

  private Throwable failureOf(End end) {
    Throwable thrown = end.outcome() instanceof Outcome.Failed<?>(Throwable failed) ? failed : null;
    if (end.wasSilent()) {
      TimeoutException silent =
          new TimeoutException(setting.name + " sent no heartbeat for " + setting.silentAfter);
      if (thrown != null) {
        silent.addSuppressed(thrown);
      }
      return silent;
    }
    return thrown != null ? thrown : new IllegalStateException(setting.name + " returned");
  }

  private void giveUp(Throwable why) {
    failure = why;
    tell(new Event.GaveUp(attempt, why));
  }

  private void tell(Event event) {
    Undelivered.report(setting.listener, event);
    Thread.interrupted(); // if the listener has left one, it is not for the steward
  }

  // ---- the description

  /** The description of a supervisor. Not for several threads at once. */
  public static final class Builder {
    private static final Duration HEALTHY_AFTER = Duration.ofSeconds(30);
    private static final Backoff BACKOFF =
        Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(30)).withJitter(0.5);

    private final String name;
    private final Ward ward;
    private boolean endsWhenDone;
    private Backoff backoff = BACKOFF;
    private @Nullable RandomGenerator random;
    private Duration healthyAfter = HEALTHY_AFTER;
    private int most;
    private @Nullable Duration window;
    private @Nullable Duration silentAfter;
    private Consumer<? super Event> listener = event -> {};

    private Builder(String name, Ward ward) {
      this.name = name;
      this.ward = ward;
    }

    private Builder(Builder other) {
      this(other.name, other.ward);
      endsWhenDone = other.endsWhenDone;
      backoff = other.backoff;
      random = other.random != null ? other.random : RandomGenerator.getDefault();
      healthyAfter = other.healthyAfter;
      most = other.most;
      window = other.window;
      silentAfter = other.silentAfter;
      listener = other.listener;
    }

    /**
     * Lets the supervision end when the ward returns normally. Otherwise it is restarted then, as
     * after a failure.
     *
     * @return this
     */
    public Builder endsWhenDone() {
      endsWhenDone = true;
      return this;
    }

    /**
     * Sets the pauses before restarts. By default they grow from 100 milliseconds to 30 seconds,
     * and up to half of each is left to chance.
     *
     * @param pauses the back-off; called on the steward's goroutine. If it throws, the supervision
     *     gives up
     * @return this
     * @throws NullPointerException if {@code pauses} is null
     */
    public Builder backoff(Backoff pauses) {
      backoff = requireNonNull(pauses, "pauses");
      return this;
    }

    /**
     * Sets the source of chance of the back-off: one with a seed makes the pauses repeatable.
     *
     * @param source used on the steward's goroutine only
     * @return this
     * @throws NullPointerException if {@code source} is null
     */
    public Builder random(RandomGenerator source) {
      random = requireNonNull(source, "source");
      return this;
    }

    /**
     * Sets how long an incarnation must run for its start to count as a success: the pauses then
     * begin again with the first. By default 30 seconds.
     *
     * @param time how long; zero or negative is at once
     * @return this
     * @throws NullPointerException if {@code time} is null
     */
    public Builder healthyAfter(Duration time) {
      healthyAfter = requireNonNull(time, "time");
      return this;
    }

    /**
     * Limits the restarts: one more within the window, and the supervision gives up. There is no
     * limit by default.
     *
     * @param number how many restarts within the window are allowed; 0 allows none at all
     * @param during the length of the window
     * @return this
     * @throws IllegalArgumentException if {@code number} is negative or {@code during} is not
     *     positive
     * @throws NullPointerException if {@code during} is null
     */
    public Builder atMost(int number, Duration during) {
      if (number < 0) {
        throw new IllegalArgumentException("restarts must be >= 0, was " + number);
      }
      window = checkPositive("window", during);
      most = number;
      return this;
    }

    /**
     * Restarts the ward also when it does not beat for longer than the given time. Its heartbeat
     * has a third of that as its {@linkplain Heartbeat#due() interval}.
     *
     * @param limit how long it may be silent
     * @return this
     * @throws IllegalArgumentException if {@code limit} is not positive
     * @throws NullPointerException if {@code limit} is null
     */
    public Builder silentAfter(Duration limit) {
      silentAfter = checkPositive("limit", limit);
      return this;
    }

    /**
     * Sets who is told what happens.
     *
     * @param hears called on the steward's goroutine, in order
     * @return this
     * @throws NullPointerException if {@code hears} is null
     */
    public Builder onEvent(Consumer<? super Event> hears) {
      listener = requireNonNull(hears, "hears");
      return this;
    }

    /**
     * Starts the supervision. Never blocks. The description can be changed and started again.
     *
     * @param context its end ends the supervision
     * @return the supervisor; close it
     * @throws NullPointerException if {@code context} is null
     */
    public Supervisor start(Context context) {
      CancellableContext own = requireNonNull(context, "context").withCancel();
      boolean started = false;
      try {
        Supervisor supervisor = new Supervisor(new Builder(this), own);
        started = true;
        return supervisor;
      } finally {
        if (!started) { // no memory for a goroutine
          own.cancel();
        }
      }
    }

    private static Duration checkPositive(String what, Duration duration) {
      if (requireNonNull(duration, what).isNegative() || duration.isZero()) {
        throw new IllegalArgumentException(what + " must be > 0, was " + duration);
      }
      return duration;
    }

    private Heartbeat newHeartbeat() {
      if (silentAfter == null) {
        return new Heartbeat();
      }
      Duration third = silentAfter.dividedBy(3);
      return Heartbeat.every(third.isZero() ? silentAfter : third);
    }

    private Heartbeat.@Nullable Silence silence(Heartbeat heartbeat) {
      return silentAfter == null ? null : heartbeat.silence(silentAfter);
    }
  }
}
