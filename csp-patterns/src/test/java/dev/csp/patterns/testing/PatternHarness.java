package dev.csp.patterns.testing;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.csp.channels.SendChannel;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Scenario.Event;
import dev.csp.patterns.testing.Scenario.Step;
import dev.csp.patterns.testing.Trial.Leaves;
import dev.csp.patterns.testing.Trial.Planted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs a pattern in every scenario, and compares it with a sequential program. For each trial:
 *
 * <ul>
 *   <li>it ends, and in the right way: with the planted failure exactly if the model ends with it,
 *       with a cancellation or an interrupt only if there was one
 *   <li>what was taken is what the model has: all of it, or all up to the failure, or a prefix if
 *       the trial was stopped; for an unordered pattern the same as multisets
 *   <li>the planted failure is in what was thrown once, and nothing went to the uncaught handler
 *   <li>no goroutine is left after a second, and the thread was not interrupted
 *   <li>every channel that the pattern owns is closed
 *   <li>every value that was fed in has been taken, or is undelivered, once
 * </ul>
 */
public final class PatternHarness {
  /** How long a goroutine may take to end after the pattern's use has. */
  private static final Duration SOON =
      Duration.ofSeconds(1).multipliedBy(Long.getLong("csp.test.timeScale", 1));

  private PatternHarness() {}

  /** All trials of all patterns, as tests. */
  public static Stream<DynamicContainer> tests(Pattern... patterns) {
    return Stream.of(patterns)
        .map(pattern -> dynamicContainer(pattern.name, trials(pattern).map(Case::asTest)));
  }

  /** Runs all trials of a pattern; returns what was wrong, for those that failed. */
  public static List<AssertionError> failures(Pattern pattern) {
    List<AssertionError> failures = new ArrayList<>();
    trials(pattern)
        .forEach(trial -> {
          try {
            trial.run();
          } catch (AssertionError e) {
            failures.add(e);
          }
        });
    return failures;
  }

  private record Case(Pattern pattern, Scenario scenario, int buffer, int workers) {
    DynamicTest asTest() {
      return dynamicTest(toString(), this::run);
    }

    void run() {
      new PatternHarness.Judge(this).run();
    }

    @Override
    public String toString() {
      return pattern.name + ": " + scenario + ", buffer " + buffer + ", workers " + workers;
    }
  }

  private static Stream<Case> trials(Pattern pattern) {
    Expected full = Expected.of(pattern, Scenario.NOTHING);
    List<Case> all = new ArrayList<>();
    for (Scenario scenario : Scenario.all(pattern.inputs, full.results.size(), full.called)) {
      for (int workers : pattern.workers) {
        for (int buffer : pattern.buffers) {
          all.add(new Case(pattern, scenario, buffer, workers));
        }
      }
    }
    return all.stream();
  }

  /** What the sequential program does. */
  private static final class Expected {
    final List<Object> results = new ArrayList<>();
    boolean fails;
    boolean called;

    static Expected of(Pattern pattern, Scenario scenario) {
      Expected expected = new Expected();
      // Only failures concern a sequential program.
      Scenario failure = scenario.event() == Event.THROW ? scenario : Scenario.NOTHING;
      Trial trial = new Trial(pattern, failure, 0, 1);
      try {
        pattern.model.run(
            trial.input(),
            value -> {
              expected.called = true;
              return trial.call(value);
            },
            expected.results::add);
      } catch (Planted e) {
        expected.fails = true;
      } catch (Exception e) {
        throw new IllegalStateException("the model of " + pattern.name, e);
      }
      return expected;
    }
  }

  /** Runs one trial and judges it. */
  private static final class Judge {
    private final Case test;
    private final Scenario scenario;
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private Trial trial;
    private Throwable thrown;
    private boolean flagLeft;

    Judge(Case test) {
      this.test = test;
      this.scenario = test.scenario;
    }

    void run() {
      int before = Go.count();
      Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
      try {
        use();
        check(before);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        Go.onUncaught(null);
      }
    }

    private void use() throws InterruptedException {
      AtomicBoolean ended = new AtomicBoolean();
      Runnable body =
          () -> {
            trial = new Trial(test.pattern, scenario, test.buffer, test.workers);
            try {
              test.pattern.use.run(trial);
            } catch (Throwable t) {
              thrown = t;
            }
            flagLeft = Thread.interrupted();
            ended.set(true);
          };
      // Both kinds of threads use patterns.
      Thread.Builder kind =
          (test.buffer & 1) == 0 ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
      Thread thread =
          kind.uncaughtExceptionHandler((t, failure) -> uncaught.add(failure)).start(body);
      thread.join(test.pattern.limit);
      if (!ended.get()) {
        AssertionError error = new AssertionError(test + ": does not end\n" + Go.dump());
        error.setStackTrace(thread.getStackTrace());
        throw error;
      }
      trial.end();
    }

    private void check(int before) {
      long deadline = System.nanoTime() + Math.min(SOON.toNanos(), test.pattern.limit.toNanos());
      while (Go.count() != before) {
        if (System.nanoTime() > deadline) {
          throw wrong("goroutines are left\n" + Go.dump());
        }
        Thread.yield();
      }
      if (!uncaught.isEmpty()) {
        throw wrong("went to the uncaught handler: " + uncaught);
      }
      if (flagLeft && scenario.event() != Event.INTERRUPT) {
        throw wrong("the thread was interrupted");
      }
      for (SendChannel<?> channel : trial.owned()) {
        if (!channel.isClosed()) {
          throw wrong("not closed: " + channel);
        }
      }
      checkEnd();
      checkResults();
      if (test.pattern.accounts) {
        checkAccount();
      }
    }

    private void checkEnd() {
      Expected expected = Expected.of(test.pattern, scenario);
      int planted =
          times(trial.planted, thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
      if (planted > 1) {
        throw wrong("the failure arrives " + planted + " times");
      }
      switch (scenario.event()) {
        case NOTHING -> {
          if (thrown != null) {
            throw wrong("must not fail");
          }
        }
        case THROW -> {
          if (expected.fails && planted == 0) {
            throw wrong("the failure does not arrive");
          }
          if (!expected.fails && thrown != null) {
            throw wrong("must not fail");
          }
        }
        case LEAVE -> {
          if (thrown != null && !contains(Leaves.class)) {
            throw wrong("must not fail");
          }
        }
        case CANCEL -> {
          if (thrown != null && !contains(CancellationException.class)) {
            throw wrong("must fail with the cancellation");
          }
        }
        case INTERRUPT -> {
          if (thrown != null && !contains(InterruptedException.class)) {
            throw wrong("must fail with the interrupt");
          }
        }
      }
    }

    private boolean contains(Class<? extends Throwable> type) {
      for (Throwable t = thrown; t != null; t = t.getCause()) {
        if (type.isInstance(t)) {
          return true;
        }
      }
      return false;
    }

    /** How often a failure is among the causes and the suppressed of another. */
    private static int times(Throwable wanted, Throwable in, Set<Throwable> seen) {
      if (in == null) {
        return 0;
      }
      if (in.equals(wanted)) {
        return 1;
      }
      if (!seen.add(in)) {
        return 0;
      }
      int times = times(wanted, in.getCause(), seen);
      for (Throwable suppressed : in.getSuppressed()) {
        times += times(wanted, suppressed, seen);
      }
      return times;
    }

    private void checkResults() {
      List<Object> model = Expected.of(test.pattern, scenario).results;
      // A failure in the user's function overtakes results of other workers.
      boolean mayMiss =
          switch (scenario.event()) {
            case NOTHING -> false;
            case CANCEL, INTERRUPT -> thrown != null;
            case THROW ->
                !test.pattern.ordered
                    && (scenario.step() == Step.CALL || test.pattern.failuresOvertake);
            case LEAVE -> true;
          };
      if (scenario.is(Event.THROW, Step.CALL) && !test.pattern.ordered) {
        model = new ArrayList<>(Expected.of(test.pattern, Scenario.NOTHING).results);
        model.removeIf(result -> test.pattern.trace.apply(result).contains(scenario.k()));
      }
      if (test.pattern.ordered) {
        if (trial.taken.size() > model.size()
            || !trial.taken.equals(model.subList(0, trial.taken.size()))) {
          throw wrong("not what the sequential program has: " + model);
        }
      } else {
        List<Object> rest = new ArrayList<>(model);
        for (Object value : trial.taken) {
          if (!rest.remove(value)) {
            throw wrong("not what the sequential program has: " + model);
          }
        }
      }
      if (!mayMiss && trial.taken.size() < model.size()) {
        throw wrong("less than the sequential program has: " + model);
      }
      int least =
          switch (scenario.event()) {
            case LEAVE -> Math.min(scenario.k(), model.size());
            case CANCEL, INTERRUPT -> scenario.step() == Step.TAKE ? scenario.k() : 0;
            default -> 0;
          };
      if (trial.taken.size() < least) {
        throw wrong("fewer than " + least + " values came");
      }
      if (scenario.event() == Event.LEAVE && trial.taken.size() > least) {
        throw wrong("more than " + least + " values came");
      }
    }

    private void checkAccount() {
      Map<Integer, Integer> found = new HashMap<>();
      List<Object> all = new ArrayList<>(trial.taken);
      all.addAll(trial.undelivered);
      Set<Object> distinct = new HashSet<>();
      for (Object value : all) {
        for (int input : test.pattern.trace.apply(value)) {
          found.merge(input, 1, Integer::sum);
        }
        if (test.pattern.repeats && !distinct.add(value)) {
          throw wrong("accounted for twice: " + value);
        }
      }
      for (int value : trial.fed) {
        int times = found.getOrDefault(value, 0);
        found.remove(value);
        if (times == 0 && !test.pattern.leftOut.test(value)) {
          throw wrong("lost: " + value);
        }
        if (times > 1 && !test.pattern.repeats) {
          throw wrong("accounted for " + times + " times: " + value);
        }
      }
      if (!found.isEmpty()) {
        throw wrong("never fed in: " + found.keySet());
      }
    }

    private AssertionError wrong(String what) {
      return new AssertionError(
          test
              + ": "
              + what
              + "\n  fed         "
              + trial.fed
              + "\n  taken       "
              + trial.taken
              + "\n  undelivered "
              + trial.undelivered,
          thrown);
    }
  }
}
