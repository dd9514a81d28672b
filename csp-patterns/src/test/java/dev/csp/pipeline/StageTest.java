package dev.csp.pipeline;

import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Timer;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/** What each stage does, beyond what a sequential program can show; see {@link StagesTest}. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class StageTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** Longer than a goroutine that is ready has to wait for its turn. */
  private static final Duration SHORT =
      Duration.ofMillis(100).multipliedBy(Long.getLong("csp.test.timeScale", 1));

  private final int before = Go.count();
  private final Context background = Context.background();
  private final ConcurrentLinkedQueue<Object> undelivered = new ConcurrentLinkedQueue<>();

  private static Pipeline<Integer> range(int count) {
    return Pipeline.fromIterable(() -> IntStream.rangeClosed(1, count).iterator());
  }

  /** These values, and then nothing, but no end either. */
  private static Pipeline<Integer> thenSilence(Integer... values) {
    return Pipeline.generate(out -> {
      for (int value : values) {
        out.send(value);
      }
      Go.blockForever();
    });
  }

  /** One round of a test that depends on the time. */
  private interface Round {
    /** Asserts what always holds; answers whether all went as it does if nobody is held up. */
    boolean isAsPlanned() throws Exception;
  }

  /** A busy machine may hold up a goroutine for longer than the times of these tests. */
  private static void inSomeRound(Round round) throws Exception {
    for (int i = 0; i < 50; i++) {
      if (round.isAsPlanned()) {
        return;
      }
    }
    throw new AssertionError("not once as planned");
  }

  private static <T> Channel<T> closedAfter(List<T> values) throws InterruptedException {
    Channel<T> channel = Channel.buffered(values.size());
    for (T value : values) {
      channel.send(value);
    }
    channel.close();
    return channel;
  }

  private static void pause(Duration duration) throws InterruptedException {
    Timer.after(duration).receive();
  }

  // ---- take, skip, filter

  @Test
  void takeEndsWithTheLastValueAndDoesNotWaitForAnother() throws Exception {
    assertThat(thenSilence(1, 2, 3).take(3).toList(background)).containsExactly(1, 2, 3);
    assertThat(thenSilence(1, 2).take(2).map(i -> i).take(2).toList(background))
        .containsExactly(1, 2);
  }

  @Test
  void takeOfZeroTakesNothing() throws Exception {
    Channel<Integer> channel = Channel.buffered(1);
    channel.send(1);
    assertThat(Pipeline.from(channel).take(0).toList(background)).isEmpty();
    assertThat(channel.length()).isEqualTo(1);
    assertThat(thenSilence().take(0).toList(background)).isEmpty();
  }

  @Test
  void takeTakesNoMoreThanItPassesOn() throws Exception {
    Channel<Integer> channel = Channel.buffered(5);
    for (int i = 1; i <= 5; i++) {
      channel.send(i);
    }
    assertThat(Pipeline.from(channel).take(3).toList(background)).containsExactly(1, 2, 3);
    assertThat(channel.length()).isEqualTo(2);
  }

  @Test
  void takeWhileEndsAtTheFirstValueThatItDoesNotWant() throws Exception {
    assertThat(thenSilence(1, 2, 3, 4).takeWhile(i -> i < 3).toList(background))
        .containsExactly(1, 2);
  }

  @Test
  void distinctUntilChangedComparesWithTheValueBefore() throws Exception {
    assertThat(Pipeline.of("a", "a", "b", "a", "a").distinctUntilChanged().toList(background))
        .containsExactly("a", "b", "a");
    assertThat(Pipeline.of(1, 3, 2, 4, 5).distinctUntilChanged(i -> i % 2).toList(background))
        .containsExactly(1, 2, 5);
  }

  @Test
  void peekSeesEachValueBeforeTheNextStage() throws Exception {
    List<String> seen = new ArrayList<>();
    Pipeline.of(1, 2)
        .peek(i -> seen.add("peek " + i))
        .forEach(background, i -> seen.add("forEach " + i));
    assertThat(seen).containsSubsequence("peek 1", "forEach 1");
    assertThat(seen).containsSubsequence("peek 2", "forEach 2");
  }

  // ---- flatMap, concatMap

  @Test
  void flatMapAsksForAResultWhenTheOneBeforeWasSent() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Iterator<Integer> endless =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Integer next() {
            return made.incrementAndGet();
          }
        };
    assertThat(Pipeline.of("x").flatMap(x -> () -> endless).take(3).toList(background))
        .containsExactly(1, 2, 3);
    assertThat(made.get()).isBetween(3, 4);
  }

  @Test
  void concatMapRunsOnePipelineAfterTheOther() throws Exception {
    AtomicInteger running = new AtomicInteger();
    Pipeline<Integer> pipeline =
        Pipeline.of(1, 2, 3)
            .buffer(3)
            .concatMap(i ->
                Pipeline.generate(out -> {
                  assertThat(running.incrementAndGet()).isEqualTo(1);
                  out.send(i);
                  out.send(i * 10);
                  running.decrementAndGet();
                }));
    assertThat(pipeline.toList(background)).containsExactly(1, 10, 2, 20, 3, 30);
  }

  @Test
  void concatMapNamesTheStageOfThePipelineThatFailed() {
    IOException cause = new IOException("no");
    StageException failure =
        catchThrowableOfType(
            StageException.class,
            () ->
                Pipeline.of(1)
                    .concatMap(i ->
                        Pipeline.of(i)
                            .map(j -> {
                              throw cause;
                            })
                            .named("inner"))
                    .named("outer")
                    .toList(background));
    assertThat(failure.stage()).isEqualTo("outer/inner");
    assertThat(failure.getCause()).isSameAs(cause);
  }

  @Test
  void theHookIsForThePipelinesOfConcatMapToo() throws Exception {
    assertThat(
            Pipeline.of(1)
                .concatMap(i -> Pipeline.of(10, 20, 30).buffer(3))
                .onUndelivered(undelivered::add)
                .first(background))
        .contains(10);
    assertThat(undelivered).contains(1).isSubsetOf(1, 20, 30);
  }

  // ---- several workers

  @Test
  void severalWorkersWorkAtOnceAndNoMoreThanThat() throws Exception {
    for (boolean ordered : List.of(true, false)) {
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      Channel<Integer> gate = Channel.unbuffered();
      StageFunction<Integer, Integer> function =
          i -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            gate.receiveOrClosed();
            running.decrementAndGet();
            return i;
          };
      try (Crew crew = new Crew()) {
        crew.go(() ->
            assertThat(
                    (ordered
                            ? range(20).mapParallel(3, function)
                            : range(20).mapUnordered(3, function))
                        .count(background))
                .isEqualTo(20));
        until("three are at work", () -> running.get() == 3);
        gate.close();
      }
      assertThat(most).hasValue(3);
    }
  }

  @Test
  void parallelResultsKeepTheOrderOfTheValues() throws Exception {
    Channel<Integer> secondIsDone = Channel.unbuffered();
    assertThat(
            range(2)
                .mapParallel(
                    2,
                    i -> {
                      if (i == 1) {
                        secondIsDone.receiveOrClosed();
                      } else {
                        secondIsDone.close();
                      }
                      return i;
                    })
                .toList(background))
        .containsExactly(1, 2);
  }

  @Test
  void unorderedResultsGoOutAsTheyAreReady() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    Pipeline<Integer> pipeline =
        range(3)
            .mapUnordered(
                2,
                i -> {
                  if (i == 1) {
                    hold.receiveOrClosed();
                  }
                  return i;
                });
    try (OpenPipeline<Integer> open = pipeline.open(background)) {
      assertThat(open.channel().receive()).isEqualTo(2);
      assertThat(open.channel().receive()).isEqualTo(3);
      hold.close();
      assertThat(open.channel().receive()).isEqualTo(1);
    }
  }

  /** A sequential program would have failed at 2, and would never have come to 3. */
  @Test
  void aParallelFailureArrivesWhenItsTurnComes() {
    Channel<Integer> thirdFailed = Channel.unbuffered();
    IOException second = new IOException("second");
    IOException third = new IOException("third");
    List<Integer> seen = new ArrayList<>();
    StageException failure =
        catchThrowableOfType(
            StageException.class,
            () ->
                range(3)
                    .mapParallel(
                        3,
                        i -> {
                          switch (i) {
                            case 1 -> thirdFailed.receiveOrClosed();
                            case 2 -> {
                              thirdFailed.receiveOrClosed();
                              throw second;
                            }
                            default -> {
                              thirdFailed.close();
                              throw third;
                            }
                          }
                          return i;
                        })
                    .forEach(background, seen::add));
    assertThat(seen).containsExactly(1);
    assertThat(failure.getCause()).isSameAs(second);
    assertThat(second.getSuppressed()).containsExactly(third);
  }

  @Test
  void theSameFailureOfSeveralWorkersArrivesOnce() {
    IOException cause = new IOException("same");
    StageFunction<Integer, Integer> failing =
        i -> {
          throw cause;
        };
    for (int i = 0; i < Crew.times(50); i++) {
      for (Pipeline<Integer> pipeline :
          List.of(range(9).mapParallel(3, failing), range(9).mapUnordered(3, failing))) {
        assertThatThrownBy(() -> pipeline.toList(background))
            .isInstanceOf(StageException.class)
            .satisfies(e -> assertThat(e.getCause()).isSameAs(cause));
        assertThat(cause.getSuppressed()).isEmpty();
      }
    }
  }

  @Test
  void aFailingWorkerInterruptsTheOthers() {
    AtomicInteger interrupted = new AtomicInteger();
    for (boolean ordered : List.of(true, false)) {
      AtomicInteger waiting = new AtomicInteger();
      StageFunction<Integer, Integer> function =
          i -> {
            if (i == 1) {
              until("the others wait", () -> waiting.get() == 2);
              throw new IOException("first");
            }
            waiting.incrementAndGet();
            try {
              Go.blockForever();
            } catch (InterruptedException e) {
              interrupted.incrementAndGet();
              throw e;
            }
            return i;
          };
      assertThatThrownBy(() ->
              (ordered ? range(3).mapParallel(3, function) : range(3).mapUnordered(3, function))
                  .onUndelivered(undelivered::add)
                  .toList(background))
          .isInstanceOf(StageException.class)
          .hasRootCauseMessage("first");
      assertThat(undelivered).containsExactlyInAnyOrder(1, 2, 3);
      undelivered.clear();
    }
    assertThat(interrupted).hasValue(4);
  }

  /** A function that takes an interrupt and goes on is not called again. */
  @Test
  void aWorkerThatTakesTheInterruptForNothingStopsAllTheSame() {
    for (boolean ordered : List.of(true, false)) {
      AtomicInteger waiting = new AtomicInteger();
      AtomicInteger calls = new AtomicInteger();
      StageFunction<Integer, Integer> function =
          i -> {
            calls.incrementAndGet();
            if (i == 1) {
              until("the others wait", () -> waiting.get() == 2);
              throw new IOException("first");
            }
            waiting.incrementAndGet();
            try {
              Go.blockForever();
            } catch (InterruptedException e) {
              // goes on as if nothing had been
            }
            return i;
          };
      Pipeline<Integer> endless =
          Pipeline.generate(out -> {
            for (int i = 1; ; i++) {
              out.send(i);
            }
          });
      assertThatThrownBy(() ->
              (ordered ? endless.mapParallel(3, function) : endless.mapUnordered(3, function))
                  .toList(background))
          .isInstanceOf(StageException.class)
          .hasRootCauseMessage("first");
      assertThat(calls.get()).isEqualTo(3);
    }
  }

  /**
   * The results of values that came before the failure of the stage before belong to the prefix.
   */
  @Test
  void workersFinishWhatCameBeforeAFailure() throws Exception {
    for (boolean ordered : List.of(true, false)) {
      Channel<Integer> hold = Channel.unbuffered();
      AtomicInteger atWork = new AtomicInteger();
      Pipeline<Integer> failing =
          Pipeline.generate(
              "failing",
              out -> {
                out.send(1);
                out.send(2);
                throw new IOException();
              });
      StageFunction<Integer, Integer> function =
          i -> {
            atWork.incrementAndGet();
            hold.receiveOrClosed();
            return i;
          };
      List<Integer> seen = new ArrayList<>();
      try (Crew crew = new Crew()) {
        crew.go(() ->
            assertThatThrownBy(() ->
                    (ordered ? failing.mapParallel(3, function) : failing.mapUnordered(3, function))
                        .forEach(background, seen::add))
                .isInstanceOf(StageException.class)
                .hasMessageStartingWith("stage failing failed"));
        until("both are at work", () -> atWork.get() == 2);
        hold.close();
      }
      assertThat(seen).containsExactlyInAnyOrder(1, 2);
    }
  }

  // ---- zip

  @Test
  void zipEndsWithTheShorterOne() throws Exception {
    assertThat(
            Pipeline.of(1, 2).zip(Pipeline.of("a", "b", "c"), (i, s) -> i + s).toList(background))
        .containsExactly("1a", "2b");
    assertThat(thenSilence(1, 2).zip(Pipeline.of("a"), (i, s) -> i + s).toList(background))
        .containsExactly("1a");
    assertThat(Pipeline.of("a").zip(thenSilence(1), (s, i) -> s + i).toList(background))
        .containsExactly("a1");
  }

  @Test
  void zipFailsWithEitherSide() {
    Pipeline<Integer> failing =
        Pipeline.generate(
            "failing",
            out -> {
              throw new IOException();
            });
    assertThatThrownBy(() -> failing.zip(thenSilence(1), Integer::sum).toList(background))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("stage failing failed");
    assertThatThrownBy(() -> thenSilence(1).zip(failing, Integer::sum).toList(background))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("stage failing failed");
  }

  @Test
  void aPipelineCanBeZippedWithItself() throws Exception {
    Pipeline<Integer> range = range(3);
    assertThat(range.zip(range, Integer::sum).toList(background)).containsExactly(2, 4, 6);
  }

  // ---- batch

  @Test
  void aBatchWaitsNoLongerThanItsTime() throws Exception {
    inSomeRound(() -> {
      try (OpenPipeline<List<Integer>> open =
          thenSilence(1, 2, 3).batch(2, SHORT).buffer(3).open(background)) {
        List<List<Integer>> batches = new ArrayList<>();
        for (int count = 0; count < 3; count += batches.getLast().size()) {
          batches.add(open.channel().receive()); // the last one only because of the time
        }
        return batches.equals(List.of(List.of(1, 2), List.of(3)));
      }
    });
  }

  /** The timer of a full batch must not cut the next one short. */
  @Test
  void theTimeOfABatchBeginsWithItsFirstValue() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    try (OpenPipeline<List<Integer>> open =
        Pipeline.from(channel).batch(2, SHORT).buffer(3).open(background)) {
      inSomeRound(() -> {
        channel.send(1);
        pause(SHORT.dividedBy(2));
        channel.send(2);
        if (open.channel().receive().size() == 1) {
          open.channel().receive();
          return false;
        }
        Instant start = Go.now();
        channel.send(3);
        assertThat(open.channel().receive()).isEqualTo(List.of(3));
        // The wall clock is no stopwatch: it may be off by a little.
        assertThat(Duration.between(start, Go.now())).isGreaterThan(SHORT.minusMillis(10));
        return true;
      });
    }
  }

  @Test
  void noBatchIsEmpty() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    try (OpenPipeline<List<Integer>> open =
        Pipeline.from(channel).batch(3, Duration.ofMillis(1)).open(background)) {
      pause(Duration.ofMillis(20));
      channel.send(1);
      assertThat(open.channel().receive()).isEqualTo(List.of(1));
      pause(Duration.ofMillis(20));
      channel.close();
      assertThat(open.channel()).isEmpty();
    }
  }

  @Test
  void anIncompleteBatchIsUndeliveredValueByValue() throws Exception {
    for (Duration time : List.of(LONG, Duration.ZERO)) {
      undelivered.clear();
      Channel<Integer> channel = Channel.unbuffered();
      Pipeline<Integer> source = Pipeline.from(channel);
      Pipeline<List<Integer>> batches = time.isZero() ? source.batch(5) : source.batch(5, time);
      try (OpenPipeline<List<Integer>> open =
          batches.onUndelivered(undelivered::add).open(background)) {
        channel.send(1);
        channel.send(2);
        assertThat(open.channel().length()).isZero();
      }
      assertThat(undelivered).containsExactly(1, 2);
    }
  }

  @Test
  void aBatchThatIsCompleteIsOneValue() throws Exception {
    try (OpenPipeline<List<Integer>> open =
        range(2).batch(2).buffer(1).onUndelivered(undelivered::add).open(background)) {
      until("it is in the link", () -> open.channel().length() == 1);
    }
    assertThat(undelivered).containsExactly(List.of(1, 2));
  }

  @Test
  void aBatchCannotBeChanged() throws Exception {
    for (List<Integer> batch : range(3).batch(2).toList(background)) {
      assertThatThrownBy(() -> batch.add(1)).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  // ---- debounce, sample, throttle

  @Test
  void debounceWaitsForASilence() throws Exception {
    inSomeRound(() -> newestOfThree(Pipeline::debounce));
  }

  /** Three values at once; answers whether only the newest came. */
  private boolean newestOfThree(BiFunction<Pipeline<Integer>, Duration, Pipeline<Integer>> stage)
      throws Exception {
    undelivered.clear();
    Channel<Integer> channel = Channel.buffered(3);
    for (int i = 1; i <= 3; i++) {
      channel.send(i);
    }
    List<Object> received = new ArrayList<>();
    try (OpenPipeline<Integer> open =
        stage
            .apply(Pipeline.from(channel), SHORT)
            .onUndelivered(undelivered::add)
            .open(background)) {
      while (!received.contains(3)) {
        received.add(open.channel().receive());
      }
      // Nothing comes twice.
      assertThat(open.channel().receive(SHORT.multipliedBy(2))).isInstanceOf(Received.Empty.class);
      channel.send(4);
      assertThat(open.channel().receive()).isEqualTo(4);
      channel.send(5);
      channel.close();
      assertThat(open.channel()).containsExactly(5);
    }
    boolean asPlanned = received.equals(List.of(3));
    received.addAll(undelivered);
    assertThat(received).containsExactlyInAnyOrder(1, 2, 3);
    return asPlanned;
  }

  @Test
  void debounceGivesUpTheValueThatItHolds() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    try (OpenPipeline<Integer> open =
        Pipeline.from(channel).debounce(LONG).onUndelivered(undelivered::add).open(background)) {
      channel.send(1);
    }
    assertThat(undelivered).containsExactly(1);
  }

  @Test
  void samplePassesTheNewestValueAtEachTick() throws Exception {
    inSomeRound(() -> newestOfThree(Pipeline::sample));
  }

  @Test
  void atTheEndOfTheInputTheNewestValueIsPassedOnAtOnce() throws Exception {
    assertThat(Pipeline.from(closedAfter(List.of(1, 2))).debounce(LONG).toList(background))
        .containsExactly(2);
    assertThat(Pipeline.from(closedAfter(List.of(1, 2))).sample(LONG).toList(background))
        .containsExactly(2);
  }

  @Test
  void throttlePassesTheFirstAndDropsWhatComesSoonAfter() throws Exception {
    inSomeRound(() -> {
      undelivered.clear();
      Channel<Integer> channel = Channel.unbuffered();
      List<Object> received = new ArrayList<>();
      try (OpenPipeline<Integer> open =
          Pipeline.from(channel)
              .throttle(SHORT)
              .buffer(4)
              .onUndelivered(undelivered::add)
              .open(background)) {
        channel.send(1);
        channel.send(2);
        channel.send(3);
        until("3 is dealt with", () -> undelivered.size() + open.channel().length() == 3);
        pause(SHORT.multipliedBy(2));
        channel.send(4);
        channel.close();
        open.channel().forEach(received::add);
      }
      assertThat(received).startsWith(1).endsWith(4);
      boolean asPlanned = received.equals(List.of(1, 4));
      received.addAll(undelivered);
      assertThat(received).containsExactlyInAnyOrder(1, 2, 3, 4);
      return asPlanned;
    });
  }

  // ---- rateLimit

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** At these times a value comes, in milliseconds; each waits for the one before it. */
  private static List<Long> waits(double perSecond, long... times) {
    RateLimitStage rate = new RateLimitStage(perSecond, START);
    List<Long> waits = new ArrayList<>();
    long now = 0;
    for (long time : times) {
      now = Math.max(now, time);
      long wait = rate.reserve(START.plusMillis(now)).toMillis();
      waits.add(wait);
      now += wait;
    }
    return waits;
  }

  @Test
  void theFirstValueDoesNotWaitAndTheNextPayForIt() {
    assertThat(waits(5, 0, 0, 0, 0)).containsExactly(0L, 200L, 200L, 200L);
    assertThat(waits(0.5, 0, 0)).containsExactly(0L, 2000L);
    assertThat(waits(5, 0, 100, 300)).containsExactly(0L, 100L, 100L);
  }

  @Test
  void timeInWhichNobodyComesIsSavedForAtMostASecond() {
    // 0.4 s are two values; a value that finds one saved does not wait, nor does the next for it.
    assertThat(waits(5, 400, 400, 400, 400)).containsExactly(0L, 0L, 0L, 200L);
    assertThat(waits(2, 60_000, 60_000, 60_000, 60_000)).containsExactly(0L, 0L, 0L, 500L);
  }

  @Test
  void aJumpOfTheClockCostsAtMostOnePauseOrGrantsASecond() {
    RateLimitStage rate = new RateLimitStage(2, START);
    assertThat(rate.reserve(START)).isZero();
    Instant back = START.minus(LONG);
    assertThat(rate.reserve(back)).hasMillis(500);
    assertThat(rate.reserve(back.plusMillis(500))).hasMillis(500);
  }

  @Test
  void rateLimitKeepsToTheRate() throws Exception {
    Instant start = Go.now();
    assertThat(range(6).rateLimit(100).toList(background)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Duration.between(start, Go.now())).isGreaterThan(Duration.ofMillis(40));
  }

  @Test
  void theWaitOfRateLimitCanBeInterrupted() throws Exception {
    CancellableContext context = background.withCancel();
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger made = new AtomicInteger();
    Pipeline<Integer> source =
        Pipeline.generate(out -> {
          while (true) {
            out.send(made.incrementAndGet());
          }
        });
    try (Crew crew = new Crew()) {
      crew.go(() ->
          assertThatThrownBy(() ->
                  source
                      .rateLimit(0.0001)
                      .onUndelivered(undelivered::add)
                      .forEach(context, i -> seen.incrementAndGet()))
              .isInstanceOf(CancellationException.class));
      until("1 has passed and 2 waits", () -> seen.get() == 1 && made.get() == 3);
      context.cancel();
    }
    assertThat(seen).hasValue(1);
    assertThat(undelivered)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(2, made.get()).<Object>mapToObj(i -> i).toList());
  }

  // ---- arguments

  @Test
  void badArgumentsAreRefusedAtTheCall() {
    Pipeline<Integer> pipeline = range(1);
    assertRefused(() -> pipeline.mapParallel(0, i -> i), "workers must be >= 1, was 0");
    assertRefused(() -> pipeline.mapUnordered(-1, i -> i), "workers must be >= 1, was -1");
    assertRefused(() -> pipeline.take(-1), "count must be >= 0, was -1");
    assertRefused(() -> pipeline.skip(-2), "count must be >= 0, was -2");
    assertRefused(() -> pipeline.batch(0), "size must be >= 1, was 0");
    assertRefused(() -> pipeline.batch(0, LONG), "size must be >= 1, was 0");
    assertRefused(() -> pipeline.batch(1, Duration.ZERO), "time must be positive, was PT0S");
    assertRefused(
        () -> pipeline.throttle(Duration.ofSeconds(-1)), "pause must be positive, was PT-1S");
    assertRefused(() -> pipeline.debounce(Duration.ZERO), "silence must be positive, was PT0S");
    assertRefused(() -> pipeline.sample(Duration.ZERO), "interval must be positive, was PT0S");
    for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(
          () -> pipeline.rateLimit(rate), "perSecond must be positive and finite, was " + rate);
    }
    assertNull(() -> pipeline.mapParallel(1, null), "function");
    assertNull(() -> pipeline.mapUnordered(1, null), "function");
    assertNull(() -> pipeline.flatMap(null), "function");
    assertNull(() -> pipeline.concatMap(null), "function");
    assertNull(() -> pipeline.filter(null), "predicate");
    assertNull(() -> pipeline.takeWhile(null), "predicate");
    assertNull(() -> pipeline.peek(null), "action");
    assertNull(() -> pipeline.distinctUntilChanged(null), "key");
    assertNull(() -> pipeline.scan(null, (a, b) -> a), "initial");
    assertNull(() -> pipeline.scan(0, null), "function");
    assertNull(() -> pipeline.zip(null, (a, b) -> a), "other");
    assertNull(() -> pipeline.zip(pipeline, null), "function");
    assertNull(() -> pipeline.batch(1, null), "time");
    assertNull(() -> pipeline.throttle(null), "pause");
    assertNull(() -> pipeline.debounce(null), "silence");
    assertNull(() -> pipeline.sample(null), "interval");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
  }

  private static void assertNull(Runnable call, String message) {
    assertThatNullPointerException().isThrownBy(call::run).withMessage(message);
  }
}
