package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.context.Context;
import dev.csp.context.Key;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.WorkerPool.Counts;
import dev.csp.patterns.WorkerPool.Result;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pool does in the normal course: jobs, workers, results, counts. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class WorkerPoolTest {
  private static final Context CTX = Context.background();

  private final int before = Go.count();

  private static <J, R> List<R> valuesOf(WorkerPool<J, R> pool) throws Exception {
    List<R> values = new ArrayList<>();
    for (Result<J, R> result : pool.results()) {
      values.add(result.get());
    }
    return values;
  }

  /** Submits the numbers from 0, and drains. */
  private static void submitAll(Crew crew, WorkerPool<Integer, ?> pool, int number) {
    crew.go(() -> {
      for (int i = 0; i < number; i++) {
        assertThat(pool.submit(i)).isTrue();
      }
      pool.drain();
    });
  }

  // ---- results

  @Test
  void everyJobHasItsResult() throws Exception {
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool =
            WorkerPool.<Integer, Integer>builder(i -> i * i).workers(3).open(CTX)) {
      submitAll(crew, pool, 200);
      assertThat(valuesOf(pool))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 200).map(i -> i * i).boxed().toList());
      assertThat(pool.counts()).isEqualTo(new Counts(0, 200, 0, 0, 200, 0, 0));
    }
  }

  @Test
  void resultsComeAsTheJobsEnd() throws Exception {
    Channel<String> hold = Channel.unbuffered();
    try (WorkerPool<String, String> pool =
        WorkerPool.<String, String>builder(job -> job.equals("slow") ? hold.receive() : job)
            .workers(2)
            .open(CTX)) {
      pool.submit("slow");
      pool.submit("fast");
      assertThat(pool.results().receive().job()).isEqualTo("fast");
      hold.send("slow");
      assertThat(pool.results().receive())
          .isEqualTo(new Result<>("slow", new Outcome.Done<>("slow")));
    }
  }

  @Test
  void inOrderTheResultsComeInTheOrderOfSubmission() throws Exception {
    for (int workers = 1; workers <= 4; workers++) {
      try (Crew crew = new Crew();
          WorkerPool<Integer, Integer> pool =
              WorkerPool.<Integer, Integer>builder(
                      i -> {
                        for (int j = i % 7; j > 0; j--) {
                          Go.yieldNow();
                        }
                        return i;
                      })
                  .workers(workers)
                  .queue(workers * 2)
                  .inOrder()
                  .open(CTX)) {
        submitAll(crew, pool, 300);
        assertThat(valuesOf(pool)).isEqualTo(IntStream.range(0, 300).boxed().toList());
      }
    }
  }

  /** The others run ahead of a slow job as far as the queue allows, and no further. */
  @Test
  void inOrderASlowJobHoldsUpTheOthersOnlyAtTheBound() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    AtomicInteger ran = new AtomicInteger();
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(
                i -> {
                  int result = i == 0 ? hold.receive() : i;
                  ran.incrementAndGet();
                  return result;
                })
            .workers(2)
            .queue(3)
            .inOrder()
            .open(CTX)) {
      for (int i = 0; i < 5; i++) {
        assertThat(pool.submit(i)).isTrue();
      }
      until("the four others have ended", () -> ran.get() == 4);
      assertThat(pool.trySubmit(5)).isEqualTo(Sent.FULL);
      assertThat(pool.results().tryReceive()).isEqualTo(new Received.Empty<>());
      hold.send(0);
      for (int i = 0; i < 5; i++) {
        assertThat(pool.results().receive().get()).isEqualTo(i);
      }
    }
  }

  @Test
  void aResultMayBeNull() throws Exception {
    try (WorkerPool<String, Void> pool = WorkerPool.<String, Void>builder(job -> null).open(CTX)) {
      pool.submit("job");
      assertThat(pool.results().receive().get()).isNull();
    }
  }

  // ---- failures

  @Test
  void aFailureIsAResultAndDoesNotCostAWorker() throws Exception {
    IOException failure = new IOException("every job");
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(
                i -> {
                  if (i < 100) {
                    throw failure;
                  }
                  return i;
                })
            .named("only")
            .workers(1)
            .open(CTX)) {
      for (int i = 0; i < 100; i++) {
        pool.submit(i);
        assertThat(pool.results().receive())
            .isEqualTo(new Result<>(i, new Outcome.Failed<>(failure)));
      }
      assertThat(Go.dump()).contains("]: only-1\n").doesNotContain("only-2");
      pool.submit(100);
      assertThat(pool.results().receive().get()).isEqualTo(100);
      until("all is counted", () -> pool.counts().running() == 0);
      assertThat(pool.counts()).isEqualTo(new Counts(1, 101, 0, 0, 1, 100, 0));
    }
  }

  @Test
  void errorsAreFailuresToo() throws Exception {
    try (WorkerPool<String, String> pool =
        WorkerPool.<String, String>builder(
                job -> {
                  throw new StackOverflowError(job);
                })
            .open(CTX)) {
      pool.submit("planted");
      assertThatThrownBy(pool.results().receive()::get)
          .hasCauseInstanceOf(StackOverflowError.class);
    }
  }

  /** An interrupt of its own is the job's failure, and the worker goes on. */
  @Test
  void aJobThatInterruptsItselfHasFailed() throws Exception {
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(
                i -> {
                  if (i == 0) {
                    Thread.currentThread().interrupt();
                    Go.blockForever();
                  }
                  assertThat(Thread.currentThread().isInterrupted()).isFalse();
                  if (i == 1) {
                    Thread.currentThread().interrupt(); // and leaves it to the next
                  }
                  return i;
                })
            .workers(1)
            .open(CTX)) {
      pool.submit(0);
      assertThatThrownBy(pool.results().receive()::get)
          .hasCauseInstanceOf(InterruptedException.class);
      pool.submit(1);
      assertThat(pool.results().receive().get()).isEqualTo(1);
      pool.submit(2);
      assertThat(pool.results().receive().get()).isEqualTo(2);
    }
  }

  /** A job has kept its thread, and somebody interrupts that later. */
  @Test
  void aStrayInterruptDoesNotCostAWorker() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    for (boolean ordered : new boolean[] {false, true}) {
      var builder =
          WorkerPool.<Integer, Integer>builder(
                  i -> {
                    thread.set(Thread.currentThread());
                    return i;
                  })
              .workers(1)
              .queue(1);
      try (WorkerPool<Integer, Integer> pool = (ordered ? builder.inOrder() : builder).open(CTX)) {
        pool.submit(0);
        until("it waits for a receiver", () -> pool.counts().done() == 1);
        thread.get().interrupt();
        assertThat(pool.results().receive().get()).isZero();
        until("it waits for a job", () -> thread.get().getState() == Thread.State.WAITING);
        thread.get().interrupt();
        pool.submit(1);
        assertThat(pool.results().receive().get()).isEqualTo(1);
        assertThat(pool.counts().workers()).isEqualTo(1);
      }
    }
  }

  // ---- workers

  @Test
  void workersAreStartedAsJobsComeAndNeverMoreThanThoseAtWork() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> hold.receive())
            .named("lazy")
            .workers(3)
            .queue(10)
            .results(20)
            .open(CTX)) {
      assertThat(Go.count()).isEqualTo(before);
      for (int i = 1; i <= 5; i++) {
        pool.submit(i);
        assertThat(pool.counts().workers()).isEqualTo(Math.min(i, 3));
        assertThat(Go.count()).isEqualTo(before + Math.min(i, 3));
      }
      for (int i = 0; i < 5; i++) {
        hold.send(i);
      }
      until("all have ended", () -> pool.counts().done() == 5);
      assertThat(Go.count()).isEqualTo(before + 3);
    }
  }

  /** One job after the other: one worker is enough. */
  @Test
  void anIdleWorkerIsUsedBeforeANewOneIsStarted() throws Exception {
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> i).workers(8).results(1).open(CTX)) {
      for (int i = 0; i < 200; i++) {
        pool.submit(i);
        pool.results().receive();
        until("it is idle again", () -> pool.toString().contains("0 running"));
        Go.yieldNow();
      }
      // The worker may still be on its way back from the channel when the next job comes.
      assertThat(pool.counts().workers()).isBetween(1, 2);
    }
  }

  @Test
  void neverMoreJobsRunThanThereAreWorkers() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool =
            WorkerPool.<Integer, Integer>builder(
                    i -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      Go.yieldNow();
                      running.decrementAndGet();
                      return i;
                    })
                .workers(3)
                .queue(5)
                .open(CTX)) {
      for (int s = 0; s < 4; s++) {
        crew.go(() -> {
          for (int i = 0; i < 200; i++) {
            pool.submit(i);
          }
        });
      }
      for (int i = 0; i < 800; i++) {
        pool.results().receive();
        assertThat(pool.counts().workers()).isLessThanOrEqualTo(3);
      }
      assertThat(most.get()).isBetween(1, 3);
    }
  }

  @Test
  void idleWorkersEndAfterAWhileAndComeBack() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> hold.receive())
            .workers(1, 4, ofMillis(1))
            .results(8)
            .open(CTX)) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4; i++) {
          pool.submit(i);
        }
        assertThat(pool.counts().workers()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
          hold.send(i);
        }
        until("one is left", () -> pool.counts().workers() == 1);
        until("and one goroutine", () -> Go.count() == before + 1);
        for (int i = 0; i < 4; i++) {
          pool.results().receive();
        }
      }
      Go.sleep(ofMillis(5));
      assertThat(pool.counts().workers()).isEqualTo(1);
    }
  }

  @Test
  void withAMinimumOfNoneAllIdleWorkersEnd() throws Exception {
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> i)
            .workers(0, 2, ofMillis(1))
            .results(1)
            .open(CTX)) {
      for (int i = 0; i < 20; i++) {
        pool.submit(i);
        assertThat(pool.results().receive().get()).isEqualTo(i);
        if (i % 2 == 0) {
          until("none is left", () -> Go.count() == before);
        }
      }
      until("none is left", () -> Go.count() == before);
      pool.drain();
      assertThat(pool.await(ZERO)).isTrue();
    }
  }

  /** Jobs that come just when workers end. */
  @Test
  void noJobIsForgottenByAWorkerThatEnds() throws Exception {
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool =
            WorkerPool.<Integer, Integer>builder(i -> i)
                .workers(0, 3, java.time.Duration.ofNanos(1))
                .queue(2)
                .open(CTX)) {
      submitAll(crew, pool, Crew.times(5_000));
      int received = 0;
      for (Result<Integer, Integer> result : pool.results()) {
        received++;
      }
      assertThat(received).isEqualTo(Crew.times(5_000));
    }
  }

  @Test
  void workersHaveNamesAndTheLineThatSubmitted() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> hold.receive())
            .named("fetch")
            .workers(2)
            .open(CTX)) {
      pool.submit(1);
      pool.submit(2);
      until("both run", () -> pool.counts().running() == 2);
      assertThat(Go.dump())
          .contains("]: fetch-1\n", "]: fetch-2\n")
          .contains("WorkerPoolTest.workersHaveNamesAndTheLineThatSubmitted");
      assertThat(pool).hasToString("WorkerPool[fetch, 2 of 2 workers, 0 queued, 2 running]");
      pool.close();
      assertThat(pool).hasToString("WorkerPool[fetch, 0 of 2 workers, 0 queued, 0 running, ended]");
    }
  }

  // ---- back-pressure

  @Test
  void submitWaitsWhileThereIsNoRoomAndIsServedInOrder() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool =
            WorkerPool.<Integer, Integer>builder(
                    i -> {
                      order.add(i);
                      return hold.receive();
                    })
                .workers(1)
                .queue(2)
                .results(20)
                .open(CTX)) {
      for (int i = 0; i < 3; i++) {
        assertThat(pool.submit(i)).isTrue();
      }
      for (int i = 3; i < 10; i++) {
        int job = i;
        untilParked(crew.go(() -> assertThat(pool.submit(job)).isTrue()));
      }
      assertThat(pool.counts().accepted()).isEqualTo(3);
      assertThat(pool.trySubmit(99)).isEqualTo(Sent.FULL);
      assertThat(pool.submit(99, ofMillis(1))).isEqualTo(Sent.FULL);
      for (int i = 0; i < 10; i++) {
        hold.send(i);
      }
      until("all have ended", () -> pool.counts().done() == 10);
      assertThat(order).isEqualTo(IntStream.range(0, 10).boxed().toList());
    }
  }

  /** With nobody receiving, the pool takes what the bounds say and then stands still. */
  @Test
  void resultsThatNobodyReadsStopTheWorkers() throws Exception {
    for (boolean ordered : new boolean[] {false, true}) {
      for (int results = 0; results <= 2; results++) {
        AtomicInteger ran = new AtomicInteger();
        var builder =
            WorkerPool.<Integer, Integer>builder(
                    i -> {
                      ran.incrementAndGet();
                      return i;
                    })
                .workers(2)
                .queue(3)
                .results(results);
        try (WorkerPool<Integer, Integer> pool =
            (ordered ? builder.inOrder() : builder).open(CTX)) {
          int accepted = 0;
          while (pool.submit(accepted, ofMillis(50)) == Sent.SENT) {
            accepted++;
          }
          assertThat(accepted).isEqualTo(5 + results);
          if (ordered) {
            // One of the two delivers; the other goes on with what was accepted.
            until("all have run", () -> ran.get() == 5 + results(pool));
          } else {
            assertThat(ran).hasValue(2 + results);
          }
          assertThat(pool.results().receive()).isNotNull();
          assertThat(pool.submit(99, ofHours(1))).isEqualTo(Sent.SENT);
        }
      }
    }
  }

  private static int results(WorkerPool<?, ?> pool) {
    return pool.results().length();
  }

  @Test
  void anInterruptedSubmitIsNotAccepted() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool =
            WorkerPool.<Integer, Integer>builder(i -> hold.receive()).workers(1).open(CTX)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> pool.submit(0)).isInstanceOf(InterruptedException.class);
      assertThat(pool.counts().accepted()).isZero();
      pool.submit(1);
      Goroutine waiting =
          crew.go(() ->
              assertThatThrownBy(() -> pool.submit(2)).isInstanceOf(InterruptedException.class));
      untilParked(waiting);
      waiting.interrupt();
      waiting.join();
      Goroutine timed =
          crew.go(() ->
              assertThatThrownBy(() -> pool.submit(2, ofHours(1)))
                  .isInstanceOf(InterruptedException.class));
      untilParked(timed);
      timed.interrupt();
      timed.join();
      assertThat(pool.counts().accepted()).isEqualTo(1);
      hold.send(1);
      pool.results().receive();
      assertThat(pool.submit(3, ofHours(1))).isEqualTo(Sent.SENT);
    }
  }

  @Test
  void trySubmitNeverBlocksAndDoesNotLookAtTheInterruptFlag() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> hold.receive()).workers(1).open(CTX)) {
      Thread.currentThread().interrupt();
      assertThat(pool.trySubmit(1)).isEqualTo(Sent.SENT);
      assertThat(pool.trySubmit(2)).isEqualTo(Sent.FULL);
      pool.drain();
      assertThat(pool.trySubmit(2)).isEqualTo(Sent.CLOSED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  // ---- from inside

  @Test
  void whatWouldWaitForAWorkerIsRefusedOnAWorker() throws Exception {
    AtomicReference<WorkerPool<String, String>> self = new AtomicReference<>();
    try (WorkerPool<String, String> pool =
        WorkerPool.<String, String>builder(
                job -> {
                  WorkerPool<String, String> own = self.get();
                  assertThatIllegalStateException()
                      .isThrownBy(() -> own.submit("more"))
                      .withMessage(
                          "a worker of pool inside must not wait for room in its own queue;"
                              + " use trySubmit");
                  assertThatIllegalStateException()
                      .isThrownBy(() -> own.submit("more", ZERO))
                      .withMessageContaining("use trySubmit");
                  assertThatIllegalStateException()
                      .isThrownBy(own::close)
                      .withMessage(
                          "a worker of pool inside must not close it: it would wait for itself");
                  assertThatIllegalStateException().isThrownBy(own::await);
                  assertThatIllegalStateException().isThrownBy(() -> own.await(ZERO));
                  assertThat(own.context().isDone()).isFalse();
                  return "refused";
                })
            .named("inside")
            .open(CTX)) {
      self.set(pool);
      pool.submit("job");
      assertThat(pool.results().receive().get()).isEqualTo("refused");
    }
  }

  /** A tree of jobs in a pool that is too small for it: what does not fit is done at once. */
  @Test
  void aJobMaySubmitMoreAndDrain() throws Exception {
    AtomicReference<WorkerPool<Integer, Integer>> self = new AtomicReference<>();
    AtomicInteger leaves = new AtomicInteger();
    AtomicInteger open = new AtomicInteger(1);
    WorkerPool.Work<Integer, Integer> grow =
        new WorkerPool.Work<>() {
          @Override
          public Integer run(Integer depth) throws Exception {
            if (depth == 0) {
              leaves.incrementAndGet();
            }
            for (int i = 0; depth > 0 && i < 2; i++) {
              open.incrementAndGet();
              if (self.get().trySubmit(depth - 1) != Sent.SENT) {
                run(depth - 1);
              }
            }
            if (open.decrementAndGet() == 0) {
              self.get().drain();
            }
            return depth;
          }
        };
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(grow).workers(2).queue(3).open(CTX)) {
      self.set(pool);
      pool.submit(8);
      valuesOf(pool);
      assertThat(leaves).hasValue(256);
    }
  }

  /** A worker of one pool is nobody special in another. */
  @Test
  void poolsMayFeedEachOther() throws Exception {
    try (WorkerPool<Integer, Integer> second =
            WorkerPool.<Integer, Integer>builder(i -> i + 1).workers(1).results(100).open(CTX);
        WorkerPool<Integer, Boolean> first =
            WorkerPool.<Integer, Boolean>builder(second::submit)
                .workers(1)
                .results(100)
                .open(CTX)) {
      for (int i = 0; i < 10; i++) {
        first.submit(i);
      }
      first.drain();
      first.await();
      second.drain();
      assertThat(valuesOf(second)).isEqualTo(IntStream.range(1, 11).boxed().toList());
    }
  }

  // ---- counts

  @Test
  void countsAreExact() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(
                i -> {
                  if (hold.receive() == 0) {
                    throw new IOException("planted");
                  }
                  return i;
                })
            .workers(2)
            .queue(3)
            .results(9)
            .open(CTX)) {
      assertThat(pool.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
      for (int i = 0; i < 5; i++) {
        pool.submit(i);
      }
      until("two run", () -> pool.counts().running() == 2);
      assertThat(pool.counts()).isEqualTo(new Counts(2, 5, 3, 2, 0, 0, 0));
      hold.send(1);
      until("one is done", () -> pool.counts().equals(new Counts(2, 5, 2, 2, 1, 0, 0)));
      hold.send(0);
      until("one has failed", () -> pool.counts().equals(new Counts(2, 5, 1, 2, 1, 1, 0)));
      pool.close();
      assertThat(pool.counts()).isEqualTo(new Counts(0, 5, 0, 0, 1, 3, 1));
    }
  }

  // ---- the context of the jobs

  @Test
  void jobsAreGivenTheContext() throws Exception {
    Key<String> name = Key.of("name");
    try (WorkerPool<String, String> pool =
        WorkerPool.<String, String>builderWithContext(
                (context, job) -> {
                  assertThat(context.isDone()).isFalse();
                  return context.value(name).orElseThrow() + job;
                })
            .open(CTX.withValue(name, "value of "))) {
      pool.submit("job");
      assertThat(pool.results().receive().get()).isEqualTo("value of job");
      assertThat(pool.context().value(name)).contains("value of ");
    }
  }

  @Test
  void actionsBeforeTheSubmissionAreSeenByTheJobAndItsByTheReceiver() throws Exception {
    int[] plain = new int[1];
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> plain[0] = plain[0] + i).workers(2).open(CTX)) {
      for (int i = 1; i <= 1000; i++) {
        plain[0] = i;
        pool.submit(i);
        assertThat(pool.results().receive().get()).isEqualTo(2 * i);
        assertThat(plain[0]).isEqualTo(2 * i);
      }
    }
  }

  /** A pool that has ended is not kept by its parent, even if nobody closes it. */
  @Test
  void aDrainedPoolLeavesItsParent() throws Exception {
    var parent = CTX.withCancel();
    WeakReference<Object> gone = new WeakReference<>(drained(parent));
    until(
        "the pool is garbage",
        () -> {
          System.gc();
          return gone.get() == null;
        });
    parent.cancel();
  }

  private static Object drained(Context parent) throws InterruptedException {
    WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> i).results(1).open(parent);
    pool.submit(1);
    pool.drain();
    pool.await();
    return pool;
  }

  // ---- descriptions and arguments

  @Test
  void aDescriptionCanBeUsedAgain() throws Exception {
    Set<String> names = ConcurrentHashMap.newKeySet();
    WorkerPool.Builder<Integer, Integer> description =
        WorkerPool.<Integer, Integer>builder(
                i -> {
                  names.add(Thread.currentThread().getName());
                  return i;
                })
            .named("first")
            .workers(1);
    try (WorkerPool<Integer, Integer> first = description.open(CTX);
        WorkerPool<Integer, Integer> second = description.named("second").open(CTX)) {
      first.submit(1);
      second.submit(2);
      assertThat(first.results().receive().get()).isEqualTo(1);
      assertThat(second.results().receive().get()).isEqualTo(2);
    }
    assertThat(names).isEqualTo(new HashSet<>(List.of("first-1", "second-1")));
  }

  @Test
  void byDefaultThereIsAWorkerForEachCarrier() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> hold.receive()).open(CTX)) {
      for (int i = 0; i < Go.parallelism(); i++) {
        assertThat(pool.trySubmit(i)).isEqualTo(Sent.SENT);
      }
      assertThat(pool.trySubmit(9)).isEqualTo(Sent.FULL);
    }
  }

  @Test
  void theLargestNumbersAreFine() throws Exception {
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> i)
            .workers(Integer.MAX_VALUE)
            .queue(Integer.MAX_VALUE)
            .results(Integer.MAX_VALUE)
            .open(CTX)) {
      pool.submit(1);
      assertThat(pool.results().receive().get()).isEqualTo(1);
    }
  }

  @Test
  void badArgumentsAreRefusedAtTheCall() {
    WorkerPool.Builder<Integer, Integer> builder = WorkerPool.<Integer, Integer>builder(i -> i);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.workers(0))
        .withMessage("workers must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.workers(-1, 1, ofMillis(1)))
        .withMessage("workers must be >= 0, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.workers(0, 0, ofMillis(1)))
        .withMessage("most workers must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.workers(3, 2, ofMillis(1)))
        .withMessage("most workers must be >= 3, was 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.workers(1, 2, ZERO))
        .withMessage("idle must be > 0, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.queue(-1))
        .withMessage("places must be >= 0, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.results(-1))
        .withMessage("capacity must be >= 0, was -1");
    assertThatNullPointerException().isThrownBy(() -> WorkerPool.builder(null)).withMessage("work");
    assertThatNullPointerException()
        .isThrownBy(() -> WorkerPool.builderWithContext(null))
        .withMessage("work");
    assertThatNullPointerException().isThrownBy(() -> builder.named(null)).withMessage("poolName");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.workers(1, 2, null))
        .withMessage("idle");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.onFailure(null))
        .withMessage("meaning");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.onDroppedJob(null))
        .withMessage("hook");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.onUndelivered(null))
        .withMessage("hook");
    assertThatNullPointerException().isThrownBy(() -> builder.open(null)).withMessage("context");
    try (WorkerPool<Integer, Integer> pool = builder.open(CTX)) {
      assertThatNullPointerException().isThrownBy(() -> pool.submit(null)).withMessage("job");
      assertThatNullPointerException().isThrownBy(() -> pool.submit(null, ZERO)).withMessage("job");
      assertThatNullPointerException()
          .isThrownBy(() -> pool.submit(1, null))
          .withMessage("timeout");
      assertThatNullPointerException().isThrownBy(() -> pool.trySubmit(null)).withMessage("job");
      assertThatNullPointerException().isThrownBy(() -> pool.await(null)).withMessage("timeout");
    }
    assertThatNullPointerException().isThrownBy(() -> new Result<>(null, new Outcome.Done<>(1)));
    assertThatNullPointerException().isThrownBy(() -> new Result<>(1, null));
  }

  /** All of it from threads that are no goroutines. */
  @Test
  void worksFromPlatformThreads() throws Exception {
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    AtomicBoolean ended = new AtomicBoolean();
    Thread thread =
        new Thread(() -> {
          try (WorkerPool<Integer, Integer> pool =
              WorkerPool.<Integer, Integer>builder(i -> i).workers(2).results(50).open(CTX)) {
            for (int i = 0; i < 50; i++) {
              pool.submit(i);
            }
            pool.drain();
            pool.await();
            ended.set(valuesOf(pool).size() == 50);
          } catch (Throwable t) {
            failures.add(t);
          }
        });
    thread.start();
    thread.join();
    assertThat(failures).isEmpty();
    assertThat(ended).isTrue();
  }
}
