package dev.csp.patterns;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.WorkerPool.Result;
import dev.csp.patterns.testing.Pattern;
import dev.csp.patterns.testing.PatternHarness;
import dev.csp.patterns.testing.Trial;
import dev.csp.patterns.testing.Trial.Planted;
import dev.csp.select.Select;
import java.util.Iterator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every kind of pool in every scenario, fed in three ways. */
final class PoolsInEveryScenarioTest {
  /** How the jobs come into a pool. */
  private enum Feed {
    /** A goroutine submits. */
    SUBMIT,
    /** A goroutine sends on the channel, and closes it. */
    SEND,
    /** The consumer does both with a select. */
    SELECT
  }

  @TestFactory
  Stream<DynamicContainer> pools() {
    return Stream.of(Feed.values())
        .flatMap(feed ->
            PatternHarness.tests(
                pattern("in order, stops at a failure", feed, WorkerPool.Builder::inOrder),
                pattern("as they come, stops at a failure", feed, builder -> builder).unordered(),
                goingOn("in order, goes on after a failure", feed)));
  }

  private static Pattern pattern(
      String name, Feed feed, UnaryOperator<WorkerPool.Builder<Integer, Integer>> detail) {
    return Pattern.of(
            name + ", " + feed,
            trial -> use(trial, feed, detail.apply(builder(trial).onFailure(OnFailure.CANCEL))),
            (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i))))
        .workers(1, 2, 3);
  }

  /** A failure is a result, shown as the job itself. */
  private static Pattern goingOn(String name, Feed feed) {
    return Pattern.of(
            name + ", " + feed,
            trial -> use(trial, feed, builder(trial).inOrder()),
            (in, f, out) ->
                in.forEach(i -> {
                  int result;
                  try {
                    result = -f.apply(i);
                  } catch (Planted e) {
                    result = i;
                  }
                  out.accept(result);
                }))
        .workers(1, 2, 3);
  }

  private static WorkerPool.Builder<Integer, Integer> builder(Trial trial) {
    return WorkerPool.<Integer, Integer>builder(i -> -trial.call(i))
        .workers(trial.workers())
        .queue(trial.buffer())
        .results(trial.buffer())
        .onDroppedJob(trial::undelivered)
        .onUndelivered(result -> trial.undelivered(result.job()));
  }

  private static void use(Trial trial, Feed feed, WorkerPool.Builder<Integer, Integer> builder)
      throws Exception {
    Goroutine feeder = null;
    try (WorkerPool<Integer, Integer> pool = builder.open(trial.context())) {
      if (feed == Feed.SELECT) {
        select(trial, pool);
        return;
      }
      feeder = Go.go("feeder", () -> feed(trial, feed, pool));
      while (trial.wantsMore()) {
        if (!take(trial, pool.results().receiveOrClosed())) {
          return;
        }
      }
    } finally {
      if (feeder != null) {
        Tasks.joinUninterruptibly(feeder);
      }
    }
  }

  private static void feed(Trial trial, Feed feed, WorkerPool<Integer, Integer> pool)
      throws InterruptedException {
    SendChannel<Integer> jobs = feed == Feed.SEND ? pool.jobs() : null;
    try {
      for (int i : trial.input()) {
        if (jobs == null) {
          if (!pool.submit(i)) {
            trial.undelivered(i); // it is ours
          }
        } else {
          send(trial, jobs, i);
        }
      }
      if (jobs == null) {
        pool.drain();
      } else {
        jobs.close();
      }
    } catch (Planted e) {
      pool.jobs().close(e);
    }
  }

  private static void send(Trial trial, SendChannel<Integer> jobs, int job)
      throws InterruptedException {
    try {
      jobs.send(job);
    } catch (ChannelClosedException e) {
      trial.undelivered(job); // it is ours
    }
  }

  /** One goroutine for both ends. */
  private static void select(Trial trial, WorkerPool<Integer, Integer> pool) throws Exception {
    SendChannel<Integer> jobs = pool.jobs();
    Iterator<Integer> input = trial.input().iterator();
    Integer next = null;
    try {
      while (trial.wantsMore()) {
        if (next == null && !jobs.isClosed()) {
          next = next(input, jobs);
        }
        Object event =
            Select.<Object>select(
                Select.receiveOrClosed(pool.results()),
                Select.send(next == null ? null : jobs, next, () -> jobs));
        if (event == jobs) {
          next = null;
        } else if (!take(trial, (Received<?>) event)) {
          return;
        }
      }
    } catch (ChannelClosedException e) { // the pool has stopped; its results say why
      while (trial.wantsMore() && take(trial, pool.results().receiveOrClosed())) {}
    } finally {
      if (next != null) {
        trial.undelivered(next); // it is ours
      }
    }
  }

  private static Integer next(Iterator<Integer> input, SendChannel<Integer> jobs) {
    try {
      if (input.hasNext()) {
        return input.next();
      }
      jobs.close();
    } catch (Planted e) {
      jobs.close(e);
    }
    return null;
  }

  /** False at the end. */
  private static boolean take(Trial trial, Received<?> received) throws Exception {
    switch (received) {
      case Received.Value<?>(Result<?, ?>(Object job, Outcome.Done<?>(Object value))) ->
          trial.take(value);
      case Received.Value<?>(Result<?, ?>(Object job, Outcome.Failed<?> failed)) -> trial.take(job);
      case Received.Closed<?>(var cause) -> {
        if (cause.isPresent()) {
          throw new Exception("the end", cause.get());
        }
        return false;
      }
      default -> throw new AssertionError(received);
    }
    return true;
  }
}
