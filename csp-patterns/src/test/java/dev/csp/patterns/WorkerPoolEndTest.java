package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.WorkerPool.Counts;
import dev.csp.patterns.WorkerPool.Result;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import dev.csp.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How pools end: drained, closed, cancelled, by a failure; and what becomes of the rest. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class WorkerPoolEndTest {
  private static final Context CTX = Context.background();

  private final int before = Go.count();
  private final List<Integer> dropped = Collections.synchronizedList(new ArrayList<>());
  private final List<Result<Integer, Integer>> undelivered =
      Collections.synchronizedList(new ArrayList<>());

  private WorkerPool.Builder<Integer, Integer> builder(WorkerPool.Work<Integer, Integer> work) {
    return WorkerPool.<Integer, Integer>builder(work)
        .named("pool")
        .workers(1)
        .onDroppedJob(dropped::add)
        .onUndelivered(undelivered::add);
  }

  private static Result<Integer, Integer> done(int job) {
    return new Result<>(job, new Outcome.Done<>(job));
  }

  private static int hang() throws InterruptedException {
    Go.blockForever();
    return 0;
  }

  private static <T> Received<T> closed() {
    return new Received.Closed<>(Optional.empty());
  }

  // ---- drained

  @Test
  void aDrainedPoolFinishesWhatItAcceptedAndClosesItsResults() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool = builder(i -> hold.receive()).queue(2).open(CTX)) {
      for (int i = 0; i < 3; i++) {
        pool.submit(i);
      }
      pool.drain();
      pool.drain();
      assertThat(pool.submit(3)).isFalse();
      assertThat(pool.submit(3, ofHours(1))).isEqualTo(Sent.CLOSED);
      assertThat(pool.trySubmit(3)).isEqualTo(Sent.CLOSED);
      for (int i = 0; i < 3; i++) {
        hold.send(i);
        assertThat(pool.results().receive()).isEqualTo(done(i));
      }
      assertThat(pool.results().receiveOrClosed()).isEqualTo(closed());
      pool.await();
      assertThat(Go.count()).isEqualTo(before);
      assertThat(pool.context().isDone()).isTrue();
    }
    assertThat(dropped).isEmpty();
    assertThat(undelivered).isEmpty();
  }

  @Test
  void aPoolThatWasNeverUsedCanBeDrained() throws Exception {
    try (WorkerPool<Integer, Integer> pool = builder(i -> i).open(CTX)) {
      assertThat(pool.await(ZERO)).isFalse();
      pool.drain();
      assertThat(pool.results().tryReceive()).isEqualTo(closed());
      pool.await();
      assertThat(pool.await(ofHours(1))).isTrue();
    }
  }

  @Test
  void drainRefusesThoseWhoWait() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool = builder(i -> hold.receive()).open(CTX)) {
      pool.submit(0);
      untilParked(crew.go(() -> assertThat(pool.submit(1)).isFalse()));
      untilParked(crew.go(() -> assertThat(pool.submit(2, ofHours(1))).isEqualTo(Sent.CLOSED)));
      pool.drain();
      hold.send(0);
      assertThat(pool.results().receive()).isEqualTo(done(0));
      assertThat(pool.results().receiveOrClosed()).isEqualTo(closed());
    }
    assertThat(dropped).isEmpty();
  }

  @Test
  void awaitWaitsForTheResultsToBeReceived() throws Exception {
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool = builder(i -> i).results(1).open(CTX)) {
      pool.submit(0);
      pool.submit(1);
      pool.drain();
      Goroutine waiting = crew.go(pool::await);
      untilParked(waiting);
      assertThat(pool.await(ofMillis(1))).isFalse();
      pool.results().receive(); // now there is room for the other
      waiting.join();
      assertThat(pool.results().length()).isEqualTo(1);
      assertThat(pool.results().receive()).isEqualTo(done(1));
    }
  }

  /** Drained or stopped; and its goroutines have left the count. */
  @Test
  void theEndIsACaseOfASelect() throws Exception {
    CancellableContext parent = CTX.withCancel();
    try (WorkerPool<Integer, Integer> drained = builder(i -> i).results(1).open(CTX);
        WorkerPool<Integer, Integer> stopped = builder(i -> hang()).open(parent)) {
      drained.submit(1);
      stopped.submit(2);
      assertThat(drained.done().tryReceive()).isInstanceOf(Received.Empty.class);
      drained.drain();
      Select.run(
          Select.onDone(drained.done(), () -> {}),
          Select.onDone(
              stopped.done(),
              () -> {
                throw new AssertionError("it has not ended");
              }));
      parent.cancel();
      Select.run(Select.onDone(stopped.done(), () -> {}));
      assertThat(Go.count()).isEqualTo(before);
    }
    assertThat(undelivered).extracting(Result::job).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void anInterruptedAwaitThrowsAndThePoolGoesOn() throws Exception {
    try (WorkerPool<Integer, Integer> pool = builder(i -> i).open(CTX)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(pool::await).isInstanceOf(InterruptedException.class);
      pool.submit(1);
      assertThat(pool.results().receive()).isEqualTo(done(1));
    }
  }

  // ---- closed

  @Test
  void closeInterruptsWhatRunsDropsWhatDoesNotAndGivesUpWhatNobodyReceived() throws Exception {
    WorkerPool<Integer, Integer> pool =
        builder(i -> i == 0 ? i : hang()).workers(2).queue(2).results(1).open(CTX);
    pool.submit(0);
    until("one result is there", () -> pool.results().length() == 1);
    for (int i = 1; i < 5; i++) {
      pool.submit(i);
    }
    until("two run", () -> pool.counts().running() == 2);
    pool.close();
    assertThat(Go.count()).isEqualTo(before);
    assertThat(dropped).containsExactlyInAnyOrder(3, 4);
    assertThat(undelivered).extracting(Result::job).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(undelivered)
        .filteredOn(result -> result.outcome() instanceof Outcome.Failed)
        .allSatisfy(result ->
            assertThatThrownBy(result::get).hasCauseInstanceOf(InterruptedException.class));
    assertThat(pool.counts()).isEqualTo(new Counts(0, 5, 0, 0, 1, 2, 2));
    pool.close();
    assertThat(undelivered).hasSize(3);
    assertThat(pool.submit(9)).isFalse();
    assertThat(pool.trySubmit(9)).isEqualTo(Sent.CLOSED);
    assertThatThrownBy(pool.results()::receive)
        .isInstanceOf(ChannelClosedException.class)
        .hasCauseInstanceOf(CancellationException.class);
  }

  @Test
  void closeGivesUpTheResultsOfADrainedPoolToo() throws Exception {
    WorkerPool<Integer, Integer> pool = builder(i -> i).results(2).open(CTX);
    pool.submit(0);
    pool.submit(1);
    pool.drain();
    pool.await();
    assertThat(undelivered).isEmpty();
    pool.close();
    assertThat(undelivered).containsExactly(done(0), done(1));
  }

  @Test
  void aRefusedSubmissionLeavesTheInterruptFlagAlone() throws Exception {
    WorkerPool<Integer, Integer> pool = builder(i -> i).open(CTX);
    pool.close();
    Thread.currentThread().interrupt();
    assertThat(pool.submit(1)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(dropped).isEmpty();
  }

  @Test
  void anInterruptedCloseWaitsAndRestoresTheFlag() throws Exception {
    try (Crew crew = new Crew()) {
      Channel<String> stubborn = Channel.unbuffered();
      WorkerPool<Integer, Integer> pool =
          builder(
                  i -> {
                    Tasks.receiveStubbornly(stubborn);
                    return i;
                  })
              .open(CTX);
      pool.submit(1);
      until("it runs", () -> pool.counts().running() == 1);
      Goroutine closer =
          crew.go(() -> {
            Thread.currentThread().interrupt();
            pool.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(stubborn.isClosed()).isTrue();
          });
      untilParked(closer);
      closer.interrupt();
      assertThat(closer.join(ofMillis(10))).isFalse();
      stubborn.close();
    }
    assertThat(undelivered).containsExactly(done(1));
  }

  @Test
  void aJobIsInterruptedOnceAndTheDeliveryIsNot() throws Exception {
    for (int round = 0; round < Crew.times(300); round++) {
      AtomicInteger seconds = new AtomicInteger();
      AtomicBoolean hit = new AtomicBoolean();
      WorkerPool<Integer, Integer> pool =
          WorkerPool.<Integer, Integer>builder(
                  i -> {
                    try {
                      Go.blockForever();
                    } catch (InterruptedException e) {
                      for (int j = 0; j < 10; j++) {
                        Go.yieldNow();
                      }
                      if (Thread.currentThread().isInterrupted()) {
                        seconds.incrementAndGet();
                      }
                    }
                    return i;
                  })
              .workers(3)
              .onUndelivered(
                  result -> hit.compareAndSet(false, Thread.currentThread().isInterrupted()))
              .open(CTX);
      for (int i = 0; i < 3; i++) {
        pool.submit(i);
      }
      if (round % 2 == 0) {
        until("all run", () -> pool.counts().running() == 3);
      }
      pool.close();
      assertThat(seconds).hasValue(0);
      assertThat(hit).isFalse();
    }
  }

  // ---- cancelled

  @Test
  void theEndOfTheParentStopsThePoolAndIsTheCauseBehindTheResults() throws Exception {
    Exception why = new Exception("why");
    CancellableContext parent = CTX.withCancel();
    try (WorkerPool<Integer, Integer> pool =
        builder(i -> i == 0 ? i : hang()).queue(1).results(1).open(parent)) {
      pool.submit(0);
      pool.submit(1);
      pool.submit(2);
      until("one is done, one runs", () -> pool.counts().running() == 1);
      parent.cancel(why);
      pool.await();
      assertThat(dropped).containsExactly(2);
      assertThat(pool.results().receive()).isEqualTo(done(0));
      assertThatThrownBy(pool.results()::receive)
          .isInstanceOf(ChannelClosedException.class)
          .hasMessageContaining("pool.results")
          .hasCause(why);
    }
    assertThat(undelivered).extracting(Result::job).containsExactly(1);
  }

  @Test
  void aPoolUnderAnEndedParentAcceptsNothing() throws Exception {
    CancellableContext parent = CTX.withCancel();
    parent.cancel();
    try (WorkerPool<Integer, Integer> pool = builder(i -> i).open(parent)) {
      assertThat(pool.submit(1)).isFalse();
      assertThat(pool.trySubmit(1)).isEqualTo(Sent.CLOSED);
      assertThat(pool.jobs().isClosed()).isTrue();
      assertThat(pool.results().tryReceive()).isInstanceOf(Received.Closed.class);
      pool.await();
    }
  }

  @Test
  void aDeadlineStopsThePool() throws Exception {
    try (CancellableContext parent = CTX.withTimeout(Duration.ofMillis(1));
        WorkerPool<Integer, Integer> pool = builder(i -> hang()).open(parent)) {
      pool.submit(1);
      assertThatThrownBy(pool.results()::receive)
          .hasCauseInstanceOf(DeadlineExceededException.class);
      pool.await();
    }
  }

  /** The answer does not depend on whether the cancellation or the interrupt is seen first. */
  @Test
  void aSubmitterThatIsInterruptedByTheCancellationIsRefused() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    for (int i = 0; i < Crew.times(1000); i++) {
      try (ErrGroup group = new ErrGroup();
          WorkerPool<Integer, Integer> pool = builder(job -> hang()).open(group.context())) {
        pool.submit(0);
        Channel<Void> begun = Channel.unbuffered();
        group.go(() -> {
          begun.close();
          if (!pool.submit(1)) {
            refused.incrementAndGet();
          }
        });
        if (i % 2 == 0) {
          begun.receiveOrClosed();
        }
        group.close(); // cancels the pool's context and interrupts the member
      }
    }
    assertThat(refused).hasValue(Crew.times(1000));
  }

  /** Everything had been delivered: there is nothing that the cause could be about. */
  @Test
  void aCancellationAfterTheLastResultDoesNotSpoilTheEnd() throws Exception {
    CancellableContext parent = CTX.withCancel();
    try (WorkerPool<Integer, Integer> pool = builder(i -> i).results(1).open(parent)) {
      pool.submit(1);
      pool.drain();
      pool.await();
      parent.cancel();
      assertThat(pool.results().receive()).isEqualTo(done(1));
      assertThat(pool.results().receiveOrClosed()).isEqualTo(closed());
    }
  }

  // ---- a failure that stops the pool

  @Test
  void theFirstFailureStopsThePoolAndIsTheCause() throws Exception {
    IOException failure = new IOException("stop");
    IOException second = new IOException("because of that");
    try (WorkerPool<Integer, Integer> pool =
        builder(
                i -> {
                  switch (i) {
                    case 0 -> hang();
                    case 1 -> {
                      try {
                        hang();
                      } catch (InterruptedException e) {
                        throw second;
                      }
                    }
                    case 2 -> throw failure;
                    default -> {}
                  }
                  return i;
                })
            .workers(3)
            .queue(2)
            .onFailure(OnFailure.CANCEL)
            .open(CTX)) {
      pool.submit(0);
      pool.submit(1);
      until("two hang", () -> pool.counts().running() == 2);
      pool.submit(2);
      assertThatThrownBy(pool.results()::receive)
          .isInstanceOf(ChannelClosedException.class)
          .hasCause(failure);
      assertThat(pool.context().cause()).containsSame(failure);
      assertThat(failure).hasSuppressedException(second);
      assertThat(failure.getSuppressed()).hasSize(1);
      assertThat(pool.submit(3)).isFalse();
      pool.await();
    }
    assertThat(undelivered).extracting(Result::job).containsExactlyInAnyOrder(0, 1, 2);
  }

  /** As if they had run one after the other: all that come before, then the failure. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5})
  void inOrderWhatComesBeforeTheFailureIsDelivered(int failing) throws Exception {
    IOException failure = new IOException("stop");
    Channel<Integer> hold = Channel.unbuffered();
    Set<Integer> interrupted = ConcurrentHashMap.newKeySet();
    Channel<Void> mayFail = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool =
        builder(
                i -> {
                  if (i == failing) {
                    mayFail.receiveOrClosed();
                    throw failure;
                  }
                  if (i < failing) {
                    return hold.receive();
                  }
                  try {
                    return hang();
                  } catch (InterruptedException e) {
                    interrupted.add(i);
                    throw e;
                  }
                })
            .workers(7)
            .queue(3)
            .inOrder()
            .onFailure(OnFailure.CANCEL)
            .open(CTX)) {
      for (int i = 0; i < 10; i++) {
        pool.submit(i);
      }
      until("seven run", () -> pool.counts().running() == 7);
      mayFail.close();
      until("those behind it are interrupted", () -> interrupted.size() == 6 - failing);
      assertThat(pool.submit(10)).isFalse();
      until("those before it run on", () -> pool.counts().running() == failing);
      List<Integer> results = new ArrayList<>();
      for (int i = 0; i < failing; i++) {
        hold.send(i);
      }
      for (int i = 0; i < failing; i++) {
        results.add(pool.results().receive().job());
      }
      assertThat(results).isEqualTo(IntStream.range(0, failing).boxed().toList());
      assertThatThrownBy(pool.results()::receive)
          .isInstanceOf(ChannelClosedException.class)
          .hasCause(failure);
      pool.await();
      assertThat(dropped).containsExactlyInAnyOrder(7, 8, 9);
      assertThat(undelivered)
          .extracting(Result::job)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(failing, 7).boxed().toList());
    }
  }

  /** A job in front of the one that failed first fails later: it is the failure. */
  @Test
  void inOrderTheFailureIsTheFirstInOrder() throws Exception {
    IOException first = new IOException("first in order");
    IOException second = new IOException("first in time");
    Channel<Void> mayFail = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool =
        builder(
                i -> {
                  if (i == 0) {
                    mayFail.receiveOrClosed();
                    throw first;
                  }
                  throw second;
                })
            .workers(2)
            .inOrder()
            .onFailure(OnFailure.CANCEL)
            .open(CTX)) {
      pool.submit(0);
      pool.submit(1);
      until("the second has failed", () -> pool.counts().failed() == 1);
      mayFail.close();
      assertThatThrownBy(pool.results()::receive).hasCause(first);
    }
    assertThat(undelivered).extracting(Result::job).containsExactlyInAnyOrder(0, 1);
  }

  // ---- the channel of jobs

  @Test
  void jobsCanBeSentInASelect() throws Exception {
    try (WorkerPool<Integer, Integer> pool =
        builder(i -> i).workers(2).onFailure(OnFailure.CANCEL).open(CTX)) {
      SendChannel<Integer> jobs = pool.jobs();
      assertThat(pool.jobs()).isSameAs(jobs);
      int next = 0;
      List<Integer> received = new ArrayList<>();
      while (received.size() < 100) {
        int job = next;
        boolean sent =
            Select.<Boolean>select(
                Select.send(jobs, job, () -> true).when(next < 100),
                Select.receive(
                    pool.results(),
                    result -> {
                      received.add(result.job());
                      return false;
                    }));
        next += sent ? 1 : 0;
      }
      assertThat(received)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
    }
  }

  @Test
  void closingTheChannelOfJobsDrainsThePool() throws Exception {
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool = builder(i -> i).queue(1).open(CTX)) {
      crew.go(() -> {
        try (SendChannel<Integer> jobs = pool.jobs()) {
          for (int i = 0; i < 10; i++) {
            jobs.send(i);
          }
        }
      });
      for (int i = 0; i < 10; i++) {
        assertThat(pool.results().receive()).isEqualTo(done(i));
      }
      assertThat(pool.results().receiveOrClosed()).isEqualTo(closed());
      assertThat(pool.counts()).isEqualTo(new Counts(0, 10, 0, 0, 10, 0, 0));
    }
    assertThat(dropped).isEmpty();
  }

  @Test
  void aCauseTravelsBehindTheLastResult() throws Exception {
    IOException cause = new IOException("no more input");
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool = builder(i -> i).open(CTX)) {
      crew.go(() -> {
        SendChannel<Integer> jobs = pool.jobs();
        jobs.send(1);
        jobs.send(2);
        jobs.close(cause);
      });
      assertThat(pool.results().receive()).isEqualTo(done(1));
      assertThat(pool.results().receive()).isEqualTo(done(2));
      assertThatThrownBy(pool.results()::receive).hasCause(cause);
    }
    assertThat(undelivered).isEmpty();
  }

  /** What the feeder has in hand when the pool is drained was accepted. */
  @Test
  void aJobThatIsOnItsWayIsFinishedByADrain() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    try (WorkerPool<Integer, Integer> pool = builder(i -> hold.receive()).open(CTX)) {
      pool.submit(0);
      pool.jobs().send(1);
      pool.drain();
      assertThat(pool.jobs().isClosed()).isTrue();
      for (int i = 0; i < 2; i++) {
        hold.send(i);
        assertThat(pool.results().receive()).isEqualTo(done(i));
      }
      assertThat(pool.results().receiveOrClosed()).isEqualTo(closed());
    }
    assertThat(dropped).isEmpty();
  }

  @Test
  void aJobThatIsOnItsWayIsDroppedByAClose() throws Exception {
    WorkerPool<Integer, Integer> pool = builder(i -> hang()).open(CTX);
    pool.submit(0);
    pool.jobs().send(1);
    until("the first runs", () -> pool.counts().running() == 1);
    pool.close();
    assertThat(dropped).containsExactly(1);
    assertThat(pool.counts()).isEqualTo(new Counts(0, 2, 0, 0, 0, 1, 1));
    assertThatThrownBy(() -> pool.jobs().send(2))
        .isInstanceOf(ChannelClosedException.class)
        .hasCauseInstanceOf(CancellationException.class);
  }

  @Test
  void theFeederIsThereOnlyIfItIsNeeded() throws Exception {
    try (WorkerPool<Integer, Integer> pool = builder(i -> i).open(CTX)) {
      assertThat(Go.count()).isEqualTo(before);
      SendChannel<Integer> jobs = pool.jobs();
      assertThat(Go.count()).isEqualTo(before + 1);
      assertThat(Go.dump())
          .contains("]: pool-feeder\n")
          .contains("theFeederIsThereOnlyIfItIsNeeded");
      assertThat(jobs.isClosed()).isFalse();
      jobs.close();
      pool.await();
      assertThat(Go.count()).isEqualTo(before);
    }
  }

  // ---- hooks

  @Test
  void whatAHookThrowsIsReportedAndDisturbsNothing() throws Exception {
    ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    try (Crew crew = new Crew()) {
      crew.go(() -> {
        WorkerPool<Integer, Integer> pool =
            WorkerPool.<Integer, Integer>builder(i -> i == 0 ? i : hang())
                .workers(1)
                .queue(2)
                .results(1)
                .onDroppedJob(job -> {
                  throw new IllegalStateException("job " + job);
                })
                .onUndelivered(result -> {
                  throw new IllegalStateException("result of " + result.job());
                })
                .open(CTX);
        for (int i = 0; i < 4; i++) {
          pool.submit(i);
        }
        until("one is there, one runs", () -> pool.counts().running() == 1);
        pool.close();
        assertThat(pool.counts()).isEqualTo(new Counts(0, 4, 0, 0, 1, 1, 2));
      });
    }
    assertThat(uncaught)
        .extracting(Throwable::getMessage)
        .containsExactlyInAnyOrder("job 2", "job 3", "result of 1", "result of 0");
  }

  @Test
  void withoutHooksWhatIsLostIsCountedOnly() throws Exception {
    WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(i -> hang()).workers(1).queue(1).open(CTX);
    pool.submit(0);
    pool.submit(1);
    until("one runs", () -> pool.counts().running() == 1);
    pool.close();
    assertThat(pool.counts()).isEqualTo(new Counts(0, 2, 0, 0, 0, 1, 1));
  }
}
