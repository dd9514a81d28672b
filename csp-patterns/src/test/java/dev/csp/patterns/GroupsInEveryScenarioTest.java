package dev.csp.patterns;

import dev.csp.channels.Channel;
import dev.csp.context.Context;
import dev.csp.patterns.testing.Pattern;
import dev.csp.patterns.testing.PatternHarness;
import dev.csp.patterns.testing.Trial;
import dev.csp.patterns.testing.Trial.Planted;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Groups, races and replicated requests in every scenario. */
final class GroupsInEveryScenarioTest {
  /** What a loser brings late for a value. */
  private static final int LATE = 1000;

  private static final Pattern.Model NEGATIVE =
      (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i)));

  @TestFactory
  Stream<DynamicContainer> groups() {
    return PatternHarness.tests(
        Pattern.of("a group, its results on a channel", this::group, NEGATIVE)
            .unordered()
            .workers(1, 2, 3),
        Pattern.of("a group of results, all or none", this::allOrNone, NEGATIVE)
            .unordered()
            .workers(1, 2, 3)
            .buffers(0, 1),
        Pattern.of("a group of results, up to the first failure", this::upToAFailure, NEGATIVE)
            .workers(1, 2, 3)
            .buffers(0, 1));
  }

  /** One for each value, with a loser that brings another value late. */
  @TestFactory
  Stream<DynamicContainer> races() {
    return PatternHarness.tests(
        withLosers("a race", this::races),
        withLosers("a replicated request", trial -> requests(trial, false)),
        withLosers("a hedged request", trial -> requests(trial, true)));
  }

  private static Pattern withLosers(String name, Pattern.Use use) {
    return Pattern.of(name, use, NEGATIVE)
        .repeats()
        .traced(value -> {
          int number = Math.abs((Integer) value);
          return List.of(number % LATE == 0 ? number / LATE : number);
        })
        .buffers(0, 1);
  }

  // ---- groups

  private void group(Trial trial) throws Exception {
    Channel<Integer> results =
        Channel.<Integer>onUndelivered(trial::undelivered).named("results").unlimited();
    trial.owns(results);
    try (ErrGroup group = new ErrGroup(trial.context())) {
      group.setLimit(trial.workers());
      Planted end = startAll(trial, i -> group.go(() -> send(trial, results, i)));
      group.await();
      if (end == null) {
        results.close();
      } else {
        results.close(end);
      }
      while (trial.wantsMore() && results.length() > 0) {
        trial.take(results.receive());
      }
      if (end != null && trial.wantsMore()) {
        throw end;
      }
    } finally {
      results.discard();
    }
  }

  private static void send(Trial trial, Channel<Integer> results, int i) {
    try {
      results.trySend(-trial.call(i));
    } catch (Planted e) {
      trial.undelivered(i); // it is ours
      throw e;
    }
  }

  private void allOrNone(Trial trial) throws Exception {
    try (ResultGroup<Integer> group =
        new ResultGroup<>(trial.context(), OnFailure.CANCEL, trial::undelivered)) {
      group.setLimit(trial.workers());
      Planted end = startAll(trial, i -> group.go(() -> call(trial, i)));
      takeAll(trial, group.await().iterator());
      if (end != null && trial.wantsMore()) {
        throw end;
      }
    }
  }

  private void upToAFailure(Trial trial) throws Exception {
    try (ResultGroup<Integer> group =
        new ResultGroup<>(trial.context(), OnFailure.CONTINUE, trial::undelivered)) {
      group.setLimit(trial.workers());
      Planted end = startAll(trial, i -> group.go(() -> call(trial, i)));
      List<Integer> results = new ArrayList<>();
      Throwable failure = null;
      for (Outcome<Integer> outcome : group.awaitAll()) {
        switch (outcome) {
          case Outcome.Failed<Integer>(Throwable thrown) -> failure = thrown;
          case Outcome.Done<Integer>(Integer value) -> {
            if (failure == null) {
              results.add(value);
            } else {
              trial.undelivered(value);
            }
          }
        }
      }
      takeAll(trial, results.iterator());
      if (trial.wantsMore() && failure != null) {
        throw new ExecutionException(failure);
      }
      if (trial.wantsMore() && end != null) {
        throw end;
      }
    }
  }

  private static int call(Trial trial, int i) {
    try {
      return -trial.call(i);
    } catch (Planted e) {
      trial.undelivered(i); // it is ours
      throw e;
    }
  }

  /** Starts a member; false if the group is cancelled. */
  private interface Start {
    boolean start(int i) throws InterruptedException;
  }

  /** Starts a member for each value; returns the failure of the input. */
  private static Planted startAll(Trial trial, Start start) throws InterruptedException {
    try {
      for (int i : trial.input()) {
        boolean started = false;
        try {
          started = start.start(i);
        } finally {
          if (!started) {
            trial.undelivered(i); // it is ours
          }
        }
        if (!started) {
          break; // await says why
        }
      }
      if (trial.context().isDone()) {
        throw new CancellationException();
      }
      return null;
    } catch (Planted e) {
      return e;
    }
  }

  /** Takes what is wanted; the rest is ours. */
  private static void takeAll(Trial trial, Iterator<Integer> results) {
    while (trial.wantsMore() && results.hasNext()) {
      trial.take(results.next());
    }
    results.forEachRemaining(trial::undelivered);
  }

  // ---- races

  private void races(Trial trial) throws Exception {
    for (int i : trial.input()) {
      Channel<Void> failed = Channel.unbuffered();
      oneByOne(
          trial,
          i,
          () -> {
            try (Race<Integer> race = new Race<>(trial.context(), trial::undelivered)) {
              race.go("loser", () -> late(race.context(), failed, i));
              race.go("winner", () -> first(trial, failed, i));
              return race.await();
            }
          });
      if (!trial.wantsMore()) {
        return;
      }
    }
  }

  private void requests(Trial trial, boolean hedged) throws Exception {
    record Request(int number, Channel<Void> failed) {}
    // Server 0 is the one that answers; the numbers of the others tell their late answers apart.
    Replicated<Integer, Request, Integer> atOnce =
        Replicated.<Integer, Request, Integer>over(
                List.of(1, 0, -1),
                (context, server, request) ->
                    server == 0
                        ? first(trial, request.failed, request.number)
                        : server * late(context, request.failed, request.number))
            .onUndelivered(trial::undelivered);
    Replicated<Integer, Request, Integer> servers =
        hedged ? atOnce.hedgedAfter(Duration.ofNanos(1)) : atOnce;
    for (int i : trial.input()) {
      oneByOne(
          trial, i, () -> servers.request(trial.context(), new Request(i, Channel.unbuffered())));
      if (!trial.wantsMore()) {
        return;
      }
    }
  }

  private interface One {
    int run() throws Exception;
  }

  private static void oneByOne(Trial trial, int i, One one) throws Exception {
    int result;
    try {
      if (!trial.wantsMore()) {
        throw trial.leave();
      }
      result = one.run();
    } catch (Exception e) {
      trial.undelivered(i); // nobody may have been asked
      throw e;
    }
    trial.take(result);
  }

  private static int first(Trial trial, Channel<Void> failed, int i) {
    try {
      return -trial.call(i);
    } catch (Planted e) {
      failed.close();
      throw e;
    }
  }

  /** Loses, but has a value nevertheless; fails if the other does. */
  private static int late(Context context, Channel<Void> failed, int i) throws Exception {
    while (true) {
      try {
        boolean isLate =
            Select.<Boolean>select(
                Select.done(context.done(), () -> true), Select.done(failed, () -> false));
        if (isLate) {
          return i * LATE;
        }
        throw new Exception("no better than the other");
      } catch (InterruptedException e) { // as the context says
      }
    }
  }
}
