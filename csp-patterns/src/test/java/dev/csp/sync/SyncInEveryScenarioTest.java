package dev.csp.sync;

import dev.csp.channels.Channel;
import dev.csp.patterns.ErrGroup;
import dev.csp.patterns.testing.Pattern;
import dev.csp.patterns.testing.PatternHarness;
import dev.csp.patterns.testing.Trial;
import dev.csp.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Synchronizers in every scenario. What has no hook is accounted for by who uses it. */
final class SyncInEveryScenarioTest {
  private static final Pattern.Model NEGATIVE =
      (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i)));

  /** A function for each value, on a goroutine of its own. */
  @TestFactory
  Stream<DynamicContainer> functions() {
    return PatternHarness.tests(
        Pattern.of("a single flight that is told", this::toldFlights, NEGATIVE).buffers(0, 1),
        Pattern.of("a single flight with two callers", this::sharedFlights, NEGATIVE).buffers(0, 1),
        Pattern.of("a value that is computed once", this::onceValues, NEGATIVE).buffers(0, 1));
  }

  /** Two members for each value: they take turns, or wait for each other. */
  @TestFactory
  Stream<DynamicContainer> meetings() {
    return PatternHarness.tests(
        Pattern.of("two at a barrier", trial -> inPairs(trial, this::atABarrier), NEGATIVE)
            .buffers(0, 1),
        Pattern.of(
                "two with a latch and a mutex", trial -> inPairs(trial, this::atALatch), NEGATIVE)
            .buffers(0, 1));
  }

  private interface One {
    int run(int i) throws Exception;
  }

  private static void oneByOne(Trial trial, One one) throws Exception {
    for (int i : trial.input()) {
      int result;
      try {
        if (!trial.wantsMore()) {
          throw trial.leave();
        }
        result = one.run(i);
      } catch (Exception e) {
        trial.undelivered(i); // it is ours
        throw e;
      }
      trial.take(result);
      if (!trial.wantsMore()) {
        return;
      }
    }
  }

  private void toldFlights(Trial trial) throws Exception {
    SingleFlight<Integer, Integer> flights = new SingleFlight<>(trial.context());
    oneByOne(trial, i -> flights.run(i, context -> -trial.call(i)));
  }

  private void sharedFlights(Trial trial) throws Exception {
    SingleFlight<Integer, Integer> flights = new SingleFlight<>(trial.context());
    oneByOne(
        trial,
        i -> {
          try (var mine = flights.join(i, () -> -trial.call(i));
              var other = flights.join(i, () -> -i)) {
            Select.run(Select.onDone(other.done(), () -> {}));
            return mine.get();
          }
        });
  }

  private void onceValues(Trial trial) throws Exception {
    oneByOne(trial, i -> new OnceValue<Integer>(() -> -trial.call(i)).get());
  }

  /** What two members of a group make of a value. */
  private interface Pair {
    void start(Trial trial, ErrGroup group, int i, Channel<Integer> result) throws Exception;
  }

  private static void inPairs(Trial trial, Pair pair) throws Exception {
    oneByOne(
        trial,
        i -> {
          try (ErrGroup group = new ErrGroup(trial.context())) {
            Channel<Integer> result = Channel.buffered(1);
            pair.start(trial, group, i, result);
            group.await();
            if (group.context().isDone()) {
              throw new CancellationException();
            }
            return result.receive();
          }
        });
  }

  /**
   * One computes, the other sends it when both have come. If one fails, the other is interrupted.
   */
  private void atABarrier(Trial trial, ErrGroup group, int i, Channel<Integer> result)
      throws Exception {
    Barrier barrier = new Barrier(2);
    List<Integer> computed = new ArrayList<>();
    group.go(() -> {
      computed.add(-trial.call(i));
      meet(barrier, group);
    });
    group.go(() -> {
      meet(barrier, group);
      result.trySend(computed.get(0));
    });
  }

  /**
   * Waits for the other; if that was interrupted by the end of the context, this is the end too.
   */
  private static void meet(Barrier barrier, ErrGroup group) throws Exception {
    try {
      barrier.await();
    } catch (BrokenBarrierException e) {
      if (group.context().isDone()) {
        throw new CancellationException();
      }
      throw e;
    }
  }

  private void atALatch(Trial trial, ErrGroup group, int i, Channel<Integer> result)
      throws Exception {
    Latch both = new Latch(2);
    Mutex mutex = new Mutex();
    List<Integer> parts = new ArrayList<>();
    for (int part : new int[] {0, 1}) {
      group.go(() -> {
        try (var hold = mutex.hold()) {
          parts.add(part == 0 ? -trial.call(i) : 0);
        }
        both.countDown();
      });
    }
    group.go(() -> {
      both.await();
      result.trySend(parts.get(0) + parts.get(1));
    });
  }
}
