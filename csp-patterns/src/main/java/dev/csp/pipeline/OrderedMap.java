package dev.csp.pipeline;

import dev.csp.channels.Channel;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.patterns.ErrGroup;
import dev.csp.select.Select;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * A function on several goroutines; results go out in the order of the values. Each value gets a place in a window; workers take
 * places from one channel and put them into another when they are done, in any order; the stage's own goroutine sends what is done
 * at the head of the window.
 *
 *   in ──► window [ oldest │ … │ newest ] ──► out       at most as many places as there are workers
 *                    │ jobs        ▲ done
 *                    └─► workers ──┘
 *
 * Both channels have room for the whole window, so nobody waits to put a place into them.
 *
 * Held between two steps of the stage's goroutine: the window has every value that was taken and whose outcome was not, oldest
 * first. Each place is in jobs, with a worker, in done, or known to be done.
 *
 * Who touches a place: its outcome is written by the worker, once, before it puts the place into done, or ends; it is read by the
 * stage's goroutine when it has the place from there, or when all workers have ended.
 *
 * A failure is an outcome too, and is thrown when it comes to the head: so what was sent is what a sequential program would have
 * sent. Values behind it were worked on ahead of time. When all workers have ended, they are given up: as results, or as values if
 * no worker came to them; if the function failed, that has given the value up.
 *
 * Not done: a goroutine for each value. It measured ten times slower than workers that stay, for functions that do nothing.
 */
/** One result for each value, made by several workers, in order. */
@StartsForCaller
final class OrderedMap<T, R> {
  /** What came of a value. */
  private sealed interface Outcome<R> {
    record Result<R>(R value) implements Outcome<R> {}

    record Failure<R>(Throwable thrown) implements Outcome<R> {}
  }

  /** A place in the window. */
  private static final class Place<T, R> {
    final T value;
    @Nullable Outcome<R> outcome;

    /** Whether the stage's goroutine, who alone touches this, has it back. */
    boolean done;

    Place(T value) {
      this.value = value;
    }
  }

  /** What the stage's goroutine waits for. */
  private sealed interface Event<T, R> {
    record Taken<T, R>(T value) implements Event<T, R> {}

    record Ended<T, R>() implements Event<T, R> {}

    record Done<T, R>(Place<T, R> place) implements Event<T, R> {}
  }

  private final int workers;
  private final StageFunction<? super T, ? extends R> function;
  private final StageInput<T> in;
  private final StageOutput<R> out;
  private final Deque<Place<T, R>> window = new ArrayDeque<>();
  private final Channel<Place<T, R>> jobs;
  private final Channel<Place<T, R>> done;
  private int started;

  /**
   * For the function alone: a faulty carrier must not keep a worker from putting a place into done.
   */
  private final Carrier.Captured captured;

  private OrderedMap(
      int workers,
      StageFunction<? super T, ? extends R> function,
      StageInput<T> in,
      StageOutput<R> out) {
    this.workers = workers;
    this.function = function;
    this.in = in;
    this.out = out;
    this.captured = Carrier.of(out.context()).capture(out.context());
    this.jobs = Channel.buffered(out.stage() + ".jobs", workers);
    this.done = Channel.buffered(out.stage() + ".done", workers);
  }

  static <T, R> void run(
      int workers,
      StageFunction<? super T, ? extends R> function,
      StageInput<T> in,
      StageOutput<R> out)
      throws Exception {
    OrderedMap<T, R> map = new OrderedMap<T, R>(workers, function, in, out);
    try (ErrGroup group = new ErrGroup(out.context().withCarrier(Carrier.none()))) {
      map.pass(group);
    } catch (Throwable t) { // the group is closed
      map.giveUpWindow(t);
      throw t;
    } finally {
      map.jobs.close();
      map.done.close();
    }
  }

  private void pass(ErrGroup group) throws Exception {
    boolean ended = false;
    while (!ended || !window.isEmpty()) {
      switch (next(!ended && window.size() < workers)) {
        case Event.Taken<T, R>(T value) -> take(value, group);
        case Event.Ended<T, R>() -> ended = true;
        case Event.Done<T, R>(Place<T, R> place) -> {
          place.done = true;
          sendWhatIsDone();
        }
      }
    }
    in.seeEnd();
  }

  private Event<T, R> next(boolean mayTake) throws Exception {
    Stop.throwIfDone(out.context());
    return Select.<Event<T, R>>selectFirst(
        Select.<Place<T, R>, Event<T, R>>receive(done, Event.Done::new),
        Select.<T, Event<T, R>>receive(in.channel(), Event.Taken::new, Event.Ended::new)
            .when(mayTake));
  }

  private void take(T value, ErrGroup group) throws InterruptedException {
    Place<T, R> place = new Place<>(value);
    window.add(place);
    jobs.trySend(place); // has room
    if (started < workers) {
      started++;
      Context context = group.context();
      group.go(out.stage() + "." + started, () -> work(context)); // not if it is stopped
    }
  }

  private void sendWhatIsDone() throws Exception {
    for (Place<T, R> head = window.peek(); head != null && head.done; head = window.peek()) {
      window.remove();
      switch (head.outcome) {
        case Outcome.Result<R>(R result) -> out.send(result);
        case Outcome.Failure<R>(Throwable thrown) -> throw UserCode.rethrow(thrown);
        case null -> throw new AssertionError("done without an outcome");
      }
    }
  }

  /** One worker, which is interrupted when the context of the group ends. */
  private void work(Context context) throws Exception {
    while (true) {
      Stop.throwIfDone(context); // for functions that take an interrupt and go on
      Place<T, R> place = jobs.receive();
      place.outcome = outcome(place.value);
      done.trySend(place); // has room, and heeds no interrupt
    }
  }

  private Outcome<R> outcome(T value) {
    try {
      return new Outcome.Result<>(
          UserCode.<R>run(out, value, () -> captured.<R>call(() -> function.apply(value))));
    } catch (Throwable t) { // thrown by the stage when its turn comes
      return new Outcome.Failure<>(t);
    }
  }

  /** Once no worker is left: what was made ahead of time is not wanted. */
  private void giveUpWindow(Throwable failure) {
    for (Place<T, R> place : window) {
      switch (place.outcome) {
        case Outcome.Result<R>(R result) -> out.undelivered(result);
        case Outcome.Failure<R>(Throwable other) -> suppress(other, failure);
        case null -> out.undelivered(place.value);
      }
    }
  }

  private void suppress(Throwable other, Throwable failure) {
    if (other != failure
        && !Stop.isQuiet(other, out.context())
        && !List.of(failure.getSuppressed()).contains(other)) {
      failure.addSuppressed(other);
    }
  }
}
