package dev.csp.pipeline;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.go.StartsForCaller;
import dev.csp.patterns.ErrGroup;
import dev.csp.select.Select;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/*
 * A function on several goroutines; results go out in the order of the values. After the ordered stream of sourcegraph/conc, and
 * the channel of channels that Go programs use for this: each value gets a place in a window, a goroutine, and a channel of one
 * for its outcome, and the stage's own goroutine waits at the head of the window.
 *
 *   in ──► [ oldest │ … │ newest ] at most as many as there are workers
 *             │ its outcome
 *             ▼
 *            out
 *
 * Held between two steps of the stage's goroutine: the window has every value that was taken and whose outcome was not, oldest
 * first; each has a goroutine that is at work or has left its outcome.
 *
 * A failure is an outcome too, and is thrown when it comes to the head: so what was sent is what a sequential program would have
 * sent. Values behind it were worked on ahead of time. They are given up: by their own goroutine if the function fails, which it
 * will if it heeds the interrupt, else as results when all goroutines have ended.
 *
 * Goroutines are not kept: one costs about as much as handing a value to a waiting worker.
 */
/** One result for each value, made by several workers, in order. */
@StartsForCaller
final class OrderedMap<T, R> {
  /** What came of a value. */
  private sealed interface Outcome<R> {
    record Result<R>(R value) implements Outcome<R> {}

    record Failure<R>(Throwable thrown) implements Outcome<R> {}
  }

  /** What the stage's goroutine waits for. */
  private sealed interface Event<T, R> {
    record Taken<T, R>(T value) implements Event<T, R> {}

    record Ended<T, R>() implements Event<T, R> {}

    record Ready<T, R>(Outcome<R> outcome) implements Event<T, R> {}
  }

  private final StageFunction<? super T, ? extends R> function;
  private final StageInput<T> in;
  private final StageOutput<R> out;
  private final Deque<Channel<Outcome<R>>> window = new ArrayDeque<>();

  private OrderedMap(
      StageFunction<? super T, ? extends R> function, StageInput<T> in, StageOutput<R> out) {
    this.function = function;
    this.in = in;
    this.out = out;
  }

  static <T, R> void run(
      int workers,
      StageFunction<? super T, ? extends R> function,
      StageInput<T> in,
      StageOutput<R> out)
      throws Exception {
    OrderedMap<T, R> map = new OrderedMap<T, R>(function, in, out);
    try (ErrGroup group = new ErrGroup(out.context())) {
      map.pass(workers, group);
    } catch (Throwable t) { // the group is closed
      map.giveUpWindow(t);
      throw t;
    }
  }

  private void pass(int workers, ErrGroup group) throws Exception {
    boolean ended = false;
    while (!ended || !window.isEmpty()) {
      switch (next(!ended && window.size() < workers)) {
        case Event.Taken<T, R>(T value) -> start(value, group);
        case Event.Ended<T, R>() -> ended = true;
        case Event.Ready<T, R>(Outcome.Result<R>(R result)) -> {
          window.remove();
          out.send(result);
        }
        case Event.Ready<T, R>(Outcome.Failure<R>(Throwable thrown)) -> {
          window.remove();
          throw UserCode.rethrow(thrown);
        }
      }
    }
    in.seeEnd();
  }

  private Event<T, R> next(boolean mayTake) throws Exception {
    Stop.throwIfDone(out.context());
    return Select.<Event<T, R>>selectFirst(
        Select.<Outcome<R>, Event<T, R>>receive(window.peek(), Event.Ready::new),
        Select.<T, Event<T, R>>receive(in.channel(), Event.Taken::new, Event.Ended::new)
            .when(mayTake));
  }

  private void start(T value, ErrGroup group) throws InterruptedException {
    Channel<Outcome<R>> place = Channel.buffered(1);
    boolean started = false;
    try {
      started =
          group.go(
              out.stage() + ".worker",
              () -> place.trySend(work(value))); // heeds no interrupt; has room
    } finally {
      if (started) {
        window.add(place);
      } else { // stopped; the next look at the context finds out
        out.undelivered(value);
      }
    }
  }

  private Outcome<R> work(T value) {
    try {
      return new Outcome.Result<>(UserCode.<R>run(out, value, () -> function.apply(value)));
    } catch (Throwable t) { // thrown by the stage when its turn comes
      return new Outcome.Failure<>(t);
    }
  }

  /** Once no goroutine is at work: what was made ahead of time is not wanted. */
  private void giveUpWindow(Throwable failure) {
    for (Channel<Outcome<R>> place : window) {
      if (place.tryReceive() instanceof Received.Value<Outcome<R>>(Outcome<R> outcome)) {
        switch (outcome) {
          case Outcome.Result<R>(R result) -> out.undelivered(result);
          case Outcome.Failure<R>(Throwable other) -> suppress(other, failure);
        }
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
