package dev.csp.pipeline;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.context.Key;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import dev.csp.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/** What holds for every pipeline, whatever its stages are. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class PipelineTest {
  private final int before = Go.count();
  private final Context background = Context.background();
  private final ConcurrentLinkedQueue<Object> undelivered = new ConcurrentLinkedQueue<>();

  /** 1, 2, 3 and so on, for ever. */
  private static Pipeline<Integer> numbers() {
    return Pipeline.generate(out -> {
      for (int i = 1; ; i++) {
        out.send(i);
      }
    });
  }

  private static <T> StageBody<T, T> firstOnes(int count) {
    return (in, out) -> {
      for (int i = 0; i < count; i++) {
        out.send(in.receive());
      }
    };
  }

  private static Consumer<Throwable> causedBy(Throwable cause) {
    return thrown -> assertThat(thrown.getCause()).isSameAs(cause);
  }

  private static <T> Channel<T> filled(List<T> values) throws InterruptedException {
    Channel<T> channel = Channel.buffered(values.size());
    for (T value : values) {
      channel.send(value);
    }
    return channel;
  }

  // ---- what comes out

  @Test
  void valuesGoThroughAllStagesInOrder() throws Exception {
    assertThat(
            Pipeline.of(1, 2, 3)
                .map(i -> i * 10)
                .buffer(2)
                .through("sums", PipelineTest::sums)
                .map(String::valueOf)
                .toList(background))
        .containsExactly("10", "30", "60");
  }

  private static void sums(StageInput<Integer> in, StageOutput<Integer> out) throws Exception {
    int sum = 0;
    for (int i : in) {
      sum += i;
      out.send(sum);
    }
  }

  @Test
  void aPipelineCanBeRunAgain() throws Exception {
    Pipeline<Integer> pipeline = Pipeline.fromIterable(List.of(1, 2)).map(i -> i + 1);
    assertThat(pipeline.toList(background)).containsExactly(2, 3);
    assertThat(pipeline.toList(background)).containsExactly(2, 3);
  }

  @Test
  void aDescriptionRunsNothing() {
    AtomicInteger ran = new AtomicInteger();
    Pipeline<Integer> pipeline =
        Pipeline.<Integer>generate(out -> ran.incrementAndGet()).map(i -> ran.incrementAndGet());
    assertThat(pipeline.named("last").buffer(3).onUndelivered(v -> ran.incrementAndGet()))
        .isNotNull();
    assertThat(ran).hasValue(0);
    assertThat(Go.count()).isEqualTo(before);
  }

  @Test
  void terminalOperationsTakeWhatTheySay() throws Exception {
    Pipeline<Integer> pipeline = Pipeline.of(1, 2, 3, 4);
    List<Integer> seen = new ArrayList<>();
    pipeline.forEach(background, seen::add);
    assertThat(seen).containsExactly(1, 2, 3, 4);
    assertThat(pipeline.collect(background, Collectors.summingInt(i -> i))).isEqualTo(10);
    assertThat(pipeline.reduce(background, "", (text, i) -> text + i)).isEqualTo("1234");
    assertThat(pipeline.count(background)).isEqualTo(4);
    assertThat(pipeline.first(background)).contains(1);
    Channel<Object> channel = Channel.unlimited();
    pipeline.sendTo(background, channel);
    assertThat(channel.isClosed()).isFalse();
    channel.close();
    assertThat(channel).containsExactly(1, 2, 3, 4);
  }

  @Test
  void anEmptyPipelineHasNothing() throws Exception {
    Pipeline<Integer> pipeline = Pipeline.<Integer>of().map(i -> i);
    assertThat(pipeline.toList(background)).isEmpty();
    assertThat(pipeline.count(background)).isZero();
    assertThat(pipeline.first(background)).isEmpty();
    assertThat(pipeline.reduce(background, 7, Integer::sum)).isEqualTo(7);
  }

  @Test
  void theListOfResultsCannotBeChanged() throws Exception {
    List<Integer> list = Pipeline.of(1).toList(background);
    assertThatThrownBy(() -> list.add(2)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void firstDoesNotWaitForASecondValue() throws Exception {
    Pipeline<Integer> one =
        Pipeline.generate(out -> {
          out.send(1);
          Go.blockForever();
        });
    assertThat(one.map(i -> i).first(background)).contains(1);
  }

  @Test
  void aVeryLongPipelineNeedsNoDeepStack() throws Exception {
    Pipeline<Integer> pipeline = Pipeline.of(0);
    for (int i = 0; i < 10_000; i++) {
      pipeline = pipeline.map(n -> n + 1);
    }
    assertThat(pipeline.toList(background)).containsExactly(10_000);
    assertThat(pipeline.first(background)).contains(10_000);
  }

  // ---- a given channel

  @Test
  void aGivenChannelIsTakenFromNoEarlierThanNeeded() throws Exception {
    Channel<Integer> channel = filled(List.of(1, 2, 3, 4, 5));
    assertThat(Pipeline.from(channel).through("two", firstOnes(2)).toList(background))
        .containsExactly(1, 2);
    assertThat(channel.receive()).isEqualTo(3);
    assertThat(Pipeline.from(channel).first(background)).contains(4);
    assertThat(channel.length()).isEqualTo(1);
    assertThat(channel.isClosed()).isFalse();
  }

  @Test
  void aGivenChannelThatWasClosedWithACauseIsAFailureOfTheSource() throws Exception {
    IOException cause = new IOException("lost");
    Channel<Integer> channel = filled(List.of(1, 2));
    channel.close(cause);
    List<Integer> seen = new ArrayList<>();
    StageException failure =
        catchThrowableOfType(
            StageException.class,
            () -> Pipeline.from(channel).map(i -> i).forEach(background, seen::add));
    assertThat(failure).satisfies(causedBy(cause)).hasNoSuppressedExceptions();
    assertThat(failure.stage()).isEqualTo("from-1");
    assertThat(seen).containsExactly(1, 2);

    assertThatThrownBy(() -> Pipeline.from(channel).named("orders").toList(background))
        .isInstanceOf(StageException.class)
        .hasMessage("stage orders failed: java.io.IOException: lost")
        .satisfies(causedBy(cause));
    try (OpenPipeline<Integer> open = Pipeline.from(channel).named("orders").open(background)) {
      assertThatThrownBy(() -> open.channel().receive())
          .isInstanceOf(ChannelClosedException.class)
          .hasCauseInstanceOf(StageException.class)
          .hasRootCause(cause);
    }
  }

  // ---- failure

  @Test
  void aFailureArrivesOnceBehindAllThatCameBefore() throws Exception {
    IOException cause = new IOException("no");
    for (int buffer = 0; buffer <= 3; buffer++) {
      List<Integer> seen = new ArrayList<>();
      Pipeline<Integer> pipeline =
          numbers()
              .buffer(buffer)
              .map(i -> {
                if (i == 5) {
                  throw cause;
                }
                return i;
              })
              .buffer(buffer)
              .map(i -> -i);
      StageException failure =
          catchThrowableOfType(StageException.class, () -> pipeline.forEach(background, seen::add));
      assertThat(failure).satisfies(causedBy(cause)).hasNoSuppressedExceptions();
      assertThat(failure).isInstanceOf(ExecutionException.class);
      assertThat(failure.stage()).isEqualTo("map-2");
      assertThat(failure).hasMessage("stage map-2 failed: java.io.IOException: no");
      assertThat(seen).containsExactly(-1, -2, -3, -4);
      assertThat(cause.getSuppressed()).isEmpty();
      assertThat(Go.count()).isEqualTo(before);
    }
  }

  @Test
  void aFailureNamesItsStage() {
    Pipeline<Integer> source = Pipeline.<Integer>generate("numbers", out -> throwIo());
    assertStageOf(source).isEqualTo("numbers");
    assertStageOf(Pipeline.<Integer>generate(out -> throwIo())).isEqualTo("generate-1");
    assertStageOf(Pipeline.of(1).map(i -> throwIo()).named("parse").map(i -> i)).isEqualTo("parse");
    assertStageOf(Pipeline.of(1).map(i -> i).map(i -> throwIo())).isEqualTo("map-3");
    assertStageOf(Pipeline.of(1).through("mine", (in, out) -> throwIo())).isEqualTo("mine");
    assertStageOf(
            Pipeline.fromIterable(() -> {
              throw new IllegalStateException("no iterator");
            }))
        .isEqualTo("fromIterable-1");
    Pipeline<Integer> one = Pipeline.of(1);
    assertThat(stageOf(() -> one.forEach(background, i -> throwIo()))).isEqualTo("forEach");
    assertThat(stageOf(() -> one.reduce(background, 0, (a, i) -> throwIo()))).isEqualTo("reduce");
    Channel<Integer> closed = Channel.unbuffered();
    closed.close();
    assertThat(stageOf(() -> one.sendTo(background, closed))).isEqualTo("sendTo");
    assertThat(
            stageOf(() ->
                one.collect(
                    background,
                    Collectors.summingInt(i -> {
                      throw new IllegalStateException();
                    }))))
        .isEqualTo("collect");
  }

  @Test
  void aPipelineInsideAStageIsNamedWithIt() {
    Pipeline<Integer> inner = Pipeline.of(1).map(i -> throwIo());
    StageException failure =
        catchThrowableOfType(
            StageException.class,
            () -> Pipeline.of(1).map(i -> inner.count(background)).toList(background));
    assertThat(failure.stage()).isEqualTo("map-2/map-2");
    assertThat(failure).hasCauseInstanceOf(IOException.class);
  }

  private static Integer throwIo() throws IOException {
    throw new IOException("no");
  }

  private AbstractStringAssert<?> assertStageOf(Pipeline<?> pipeline) {
    return assertThat(stageOf(() -> pipeline.toList(background)));
  }

  private static String stageOf(ThrowingCallable run) {
    return catchThrowableOfType(StageException.class, run).stage();
  }

  @Test
  void aFunctionThatReturnsNullFails() {
    assertThatThrownBy(() -> Pipeline.of(1).map(i -> (Integer) null).toList(background))
        .isInstanceOf(StageException.class)
        .hasCauseInstanceOf(NullPointerException.class)
        .hasMessageContaining("map-2");
  }

  @Test
  void anErrorIsAFailureLikeAnyOther() {
    StackOverflowError error = new StackOverflowError();
    assertThatThrownBy(() ->
            Pipeline.of(1)
                .map(i -> {
                  throw error;
                })
                .toList(background))
        .isInstanceOf(StageException.class)
        .satisfies(causedBy(error));
  }

  @Test
  void anInterruptOrACancellationThatNobodyOfTheRunGaveIsAFailure() {
    for (Exception cause : List.of(new InterruptedException(), new CancellationException())) {
      assertThatThrownBy(() ->
              Pipeline.of(1)
                  .map(i -> {
                    throw cause;
                  })
                  .toList(background))
          .isInstanceOf(StageException.class)
          .satisfies(causedBy(cause));
    }
  }

  @Test
  void theStagesAfterAFailureHandleWhatWasSentBeforeIt() throws Exception {
    Channel<Integer> go = Channel.unbuffered();
    List<Integer> handled = new ArrayList<>();
    AtomicBoolean failed = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      crew.go(() ->
          assertThatThrownBy(() ->
                  Pipeline.of(1, 2, 3)
                      .map(i -> {
                        if (i == 3) {
                          failed.set(true);
                          throw new IOException();
                        }
                        return i;
                      })
                      .buffer(2)
                      .map(i -> i + go.receive())
                      .forEach(background, handled::add))
              .isInstanceOf(StageException.class));
      until("the second stage has failed", failed::get);
      go.send(10);
      go.send(10);
    }
    assertThat(handled).containsExactly(11, 12);
  }

  @Test
  void aStageMayGoOnWithoutAnInputThatFailed() throws Exception {
    assertThat(
            Pipeline.generate(
                    out -> {
                      out.send(1);
                      throw new IOException();
                    })
                .through(
                    "recovers",
                    (in, out) -> {
                      try {
                        while (true) {
                          out.send(in.receive());
                        }
                      } catch (ChannelClosedException e) {
                        assertThat(e).hasCauseInstanceOf(StageException.class);
                        out.send(-1);
                      }
                    })
                .toList(background))
        .containsExactly(1, -1);
  }

  // ---- stopping

  @Test
  void aStageThatEndsStopsThoseBeforeItAndNotThoseAfter() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    Pipeline<Integer> source =
        Pipeline.generate(out -> {
          out.send(1);
          out.send(2);
          try {
            Go.blockForever();
          } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
          }
        });
    assertThat(source.map(i -> i).through("two", firstOnes(2)).map(i -> i * 10).toList(background))
        .containsExactly(10, 20);
    assertThat(interrupted).isTrue();
  }

  @Test
  void theNextStageNeedNotWaitForThoseBeforeToStop() throws Exception {
    Channel<Integer> hold = Channel.unbuffered();
    Pipeline<Integer> stubborn =
        Pipeline.generate(out -> {
          out.send(1);
          while (true) {
            try {
              hold.receive();
              return;
            } catch (InterruptedException e) {
              // does not heed it
            }
          }
        });
    try (OpenPipeline<Integer> open = stubborn.through("one", firstOnes(1)).open(background)) {
      assertThat(open.channel().receive()).isEqualTo(1);
      assertThat(open.channel().receiveOrClosed())
          .isEqualTo(new Received.Closed<>(Optional.empty()));
      until("the stage itself has ended", () -> Go.count() == before + 1);
      hold.send(0);
      until("all have ended", () -> Go.count() == before);
    }
  }

  @Test
  void whatAStageThrowsAfterItWasStoppedIsNoFailureOfTheRun() throws Exception {
    Pipeline<Integer> clumsy =
        Pipeline.generate(out -> {
          out.send(1);
          try {
            Go.blockForever();
          } catch (InterruptedException e) {
            throw new IOException("closed by interrupt", e);
          }
        });
    assertThat(clumsy.map(i -> i).first(background)).contains(1);
    assertThatThrownBy(() -> clumsy.map(i -> i).forEach(background, i -> throwIo()))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("stage forEach failed")
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .hasMessageStartingWith("stage generate-1 failed"));
  }

  @Test
  void anErrorAfterTheStopGoesToTheUncaughtHandler() throws Exception {
    ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Go.onUncaught((goroutine, thrown) -> uncaught.add(thrown));
    AssertionError error = new AssertionError("in the source");
    Pipeline<Integer> broken =
        Pipeline.generate(out -> {
          out.send(1);
          try {
            Go.blockForever();
          } catch (InterruptedException e) {
            throw error;
          }
        });
    assertThat(broken.map(i -> i).first(background)).contains(1);
    assertThat(uncaught).containsExactly(error);
  }

  @Test
  void aFailureBeyondTheLastValueThatIsWantedIsNotSeen() throws Exception {
    for (int i = 0; i < 100; i++) {
      Pipeline<Integer> failing =
          Pipeline.generate(out -> {
            out.send(1);
            throw new IOException();
          });
      assertThat(failing.through("one", firstOnes(1)).toList(background)).containsExactly(1);
    }
  }

  @Test
  void theInterruptReachesTheBodyAndNothingAfterIt() throws Exception {
    AtomicBoolean flag = new AtomicBoolean();
    for (int i = 0; i < 1000; i++) {
      Pipeline<Integer> pipeline =
          numbers().buffer(3).onUndelivered(v -> {}).through("one", firstOnes(1)).buffer(1);
      try (OpenPipeline<Integer> open =
          pipeline
              .<Integer>through(
                  "last",
                  (in, out) -> {
                    in.receive();
                  })
              .onUndelivered(v -> flag.compareAndSet(false, Thread.currentThread().isInterrupted()))
              .open(background)) {
        open.channel().receiveOrClosed();
      }
    }
    assertThat(flag).isFalse();
  }

  @Test
  void theContextOfAStageEndsWhenNobodyWantsItsValues() throws Exception {
    Key<String> key = Key.of("key");
    AtomicBoolean ended = new AtomicBoolean();
    Pipeline<Integer> pipeline =
        Pipeline.generate(out -> {
          assertThat(out.context().value(key)).contains("value");
          out.context().onDone(() -> ended.set(true));
          while (true) {
            out.send(1);
          }
        });
    assertThat(pipeline.first(background.withValue(key, "value"))).contains(1);
    assertThat(ended).isTrue();
  }

  // ---- the context of the run

  @Test
  void anEndedContextFailsBeforeAnythingStarts() {
    AtomicInteger ran = new AtomicInteger();
    Pipeline<Integer> pipeline = Pipeline.generate(out -> ran.incrementAndGet());
    CancellableContext cancelled = background.withCancel();
    IOException cause = new IOException("why");
    cancelled.cancel(cause);
    assertThatThrownBy(() -> pipeline.toList(cancelled))
        .isInstanceOf(CancellationException.class)
        .satisfies(causedBy(cause));
    assertThatThrownBy(() -> pipeline.open(cancelled)).isInstanceOf(CancellationException.class);
    CancellableContext late = background.withTimeout(Duration.ZERO);
    assertThatThrownBy(() -> pipeline.count(late)).isInstanceOf(DeadlineExceededException.class);
    assertThat(ran).hasValue(0);
  }

  @Test
  void whenTheContextEndsTheRunEnds() {
    CancellableContext context = background.withCancel();
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() ->
            numbers()
                .map(i -> i)
                .forEach(
                    context,
                    i -> {
                      seen.add(i);
                      if (i == 3) {
                        context.cancel();
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void aContextThatEndsCutsShortTheWaitForAGivenChannel() throws Exception {
    CancellableContext context = background.withCancel();
    Channel<Integer> quiet = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      Goroutine direct =
          crew.go(() ->
              assertThatThrownBy(() -> Pipeline.from(quiet).toList(context))
                  .isInstanceOf(CancellationException.class));
      Goroutine mapped =
          crew.go(() ->
              assertThatThrownBy(() -> Pipeline.from(quiet).map(i -> i).toList(context))
                  .isInstanceOf(CancellationException.class));
      untilParked(direct);
      untilParked(mapped);
      context.cancel();
    }
  }

  @Test
  void aDeadlineEndsTheRun() {
    try (CancellableContext context = background.withTimeout(Duration.ofMillis(10))) {
      assertThatThrownBy(() ->
              Pipeline.generate(out -> Go.blockForever()).map(i -> i).forEach(context, i -> {}))
          .isInstanceOf(DeadlineExceededException.class)
          .hasNoSuppressedExceptions();
    }
  }

  @Test
  void anOpenPipelineShowsThatItsContextEnded() throws Exception {
    CancellableContext context = background.withCancel();
    try (OpenPipeline<Integer> open = numbers().map(i -> i).open(context)) {
      assertThat(open.channel().receive()).isEqualTo(1);
      context.cancel();
      Throwable end = null;
      while (end == null) {
        end = catchThrowable(() -> open.channel().receive());
      }
      assertThat(end)
          .isInstanceOf(ChannelClosedException.class)
          .hasCauseInstanceOf(CancellationException.class);
    }
  }

  @Test
  void anInterruptedTerminalOperationStopsTheRunAndThrows() throws Exception {
    try (Crew crew = new Crew()) {
      AtomicInteger seen = new AtomicInteger();
      Goroutine goroutine =
          crew.go(() ->
              assertThatThrownBy(() ->
                      Pipeline.generate(
                              out -> {
                                out.send(1);
                                Go.blockForever();
                              })
                          .map(i -> i)
                          .forEach(background, i -> seen.incrementAndGet()))
                  .isInstanceOf(InterruptedException.class));
      until("a value has come", () -> seen.get() == 1);
      untilParked(goroutine);
      goroutine.interrupt();
    }
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Pipeline.of(1).toList(background))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anInterruptInTheLastActionIsTheCallers() {
    assertThatThrownBy(() ->
            Pipeline.of(1)
                .forEach(
                    background,
                    i -> {
                      throw new InterruptedException("mine");
                    }))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("mine");
  }

  // ---- open

  @Test
  void closeWaitsForEveryGoroutineAndKeepsTheInterruptFlag() throws Exception {
    OpenPipeline<Integer> open = numbers().map(i -> i).buffer(2).open(background);
    assertThat(open.channel().receive()).isEqualTo(1);
    assertThat(Go.count()).isEqualTo(before + 2);
    Thread.currentThread().interrupt();
    open.close();
    assertThat(Go.count()).isEqualTo(before);
    assertThat(Thread.interrupted()).isTrue();
    open.close();
    assertThat(open.channel().receiveOrClosed())
        .asInstanceOf(InstanceOfAssertFactories.type(Received.Closed.class))
        .satisfies(closed -> assertThat(closed.cause().get()).isInstanceOf(Throwable.class));
  }

  @Test
  void anOpenPipelineThatIsDrainedLeavesNothingEvenIfItIsNotClosed() throws Exception {
    OpenPipeline<Integer> open = Pipeline.of(1, 2).map(i -> i).open(background);
    assertThat(open.channel()).containsExactly(1, 2);
    until("all have ended", () -> Go.count() == before);
  }

  @Test
  void nobodyElseCanCloseTheChannelOfTheResults() throws Exception {
    try (OpenPipeline<Integer> open = Pipeline.of(1).open(background)) {
      assertThat(open.channel()).isNotInstanceOf(SendChannel.class).isSameAs(open.channel());
    }
  }

  @Test
  void anErrorThatIsOnTheChannelIsNotReportedAgain() throws Exception {
    ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    try {
      Pipeline<Integer> failing =
          Pipeline.generate(out -> {
            throw new AssertionError();
          });
      try (OpenPipeline<Integer> open = failing.open(background)) {
        assertThatThrownBy(() -> open.channel().receive())
            .hasRootCauseInstanceOf(AssertionError.class);
      }
      assertThat(uncaught).isEmpty();
      try (OpenPipeline<Integer> open = failing.open(background)) {
        until("it has failed", () -> Go.count() == before); // and nobody looks
      }
      assertThat(uncaught).hasSize(1);
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(null);
    }
  }

  /** A stage that takes the interrupt for its end must not make its results look complete. */
  @Test
  void anEndWithoutACauseIsTheEndOfAllValues() throws Exception {
    CancellableContext context = background.withCancel();
    Pipeline<Integer> quiet =
        Pipeline.generate(out -> {
          try {
            out.send(1);
            Go.blockForever();
          } catch (InterruptedException e) {
            // returns
          }
        });
    try (OpenPipeline<Integer> open = quiet.map(i -> i).open(context)) {
      assertThat(open.channel().receive()).isEqualTo(1);
      context.cancel();
      assertThatThrownBy(() -> open.channel().receive())
          .isInstanceOf(ChannelClosedException.class)
          .hasCauseInstanceOf(CancellationException.class);
    }
    assertThatThrownBy(
            () -> {
              CancellableContext second = background.withCancel();
              quiet.forEach(second, i -> second.cancel());
            })
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void theResultsCanBeACaseOfASelect() throws Exception {
    try (OpenPipeline<Integer> open = Pipeline.from(filled(List.of(7))).open(background)) {
      assertThat(
              Select.<Integer>select(
                  Select.receive(open.channel()), Select.receive(Channel.<Integer>never())))
          .isEqualTo(7);
    }
  }

  // ---- undelivered values

  @Test
  void everyValueIsReceivedOrUndelivered() throws Exception {
    for (int buffer = 0; buffer <= 3; buffer++) {
      undelivered.clear();
      List<Integer> sent = new ArrayList<>();
      List<Object> received = new ArrayList<>();
      Pipeline<Integer> pipeline =
          Pipeline.<Integer>generate(
                  out -> {
                    for (int i = 1; ; i++) {
                      sent.add(i);
                      out.send(i);
                    }
                  })
              .buffer(buffer)
              .map(i -> i)
              .buffer(buffer)
              .onUndelivered(undelivered::add);
      try (OpenPipeline<Integer> open = pipeline.open(background)) {
        for (int i = 0; i < 5; i++) {
          received.add(open.channel().receive());
        }
      }
      received.addAll(undelivered);
      assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void theValueWhoseFunctionFailsIsUndelivered() {
    assertThatThrownBy(() ->
            Pipeline.of(1, 2)
                .map(i -> throwIo())
                .onUndelivered(undelivered::add)
                .toList(background))
        .isInstanceOf(StageException.class);
    assertThat(undelivered).contains(1);
    undelivered.clear();
    assertThatThrownBy(() ->
            Pipeline.from(filled(List.of(1, 2)))
                .onUndelivered(undelivered::add)
                .forEach(background, i -> throwIo()))
        .isInstanceOf(StageException.class);
    assertThat(undelivered).containsExactly(1);
  }

  @Test
  void theHookIsForTheStagesBeforeItThatHaveNoneAndForThoseAfterIt() throws Exception {
    ConcurrentLinkedQueue<Object> other = new ConcurrentLinkedQueue<>();
    Pipeline<Integer> first =
        Pipeline.generate(out -> {
          out.undelivered("source");
          out.send(1);
        });
    first
        .<Integer>through(
            "second",
            (in, out) -> {
              out.undelivered("second");
              out.send(in.receive());
            })
        .onUndelivered(undelivered::add)
        .<Integer>through(
            "third",
            (in, out) -> {
              out.undelivered("third");
              out.send(in.receive());
            })
        .onUndelivered(other::add)
        .toList(background);
    assertThat(undelivered).containsExactlyInAnyOrder("source", "second");
    assertThat(other).containsExactly("third");
  }

  @Test
  void whatTheHookThrowsGoesToTheUncaughtHandlersAndDisturbsNothing() throws Exception {
    ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Go.onUncaught((goroutine, thrown) -> uncaught.add(thrown));
    Thread self = Thread.currentThread();
    self.setUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    try {
      IllegalStateException thrown = new IllegalStateException("in the hook");
      Consumer<Object> hook =
          value -> {
            undelivered.add(value);
            throw thrown;
          };
      Channel<Integer> ready = Channel.buffered(4);
      Pipeline<Integer> pipeline =
          Pipeline.of(1, 2, 3, 4)
              .buffer(2)
              .map(i -> {
                ready.send(i);
                return i;
              })
              .buffer(1)
              .onUndelivered(hook);
      try (OpenPipeline<Integer> open = pipeline.open(background)) {
        assertThat(open.channel().receive()).isEqualTo(1);
        until("3 is in the hands of the stage", () -> ready.length() == 3);
      }
      assertThat(undelivered).containsExactlyInAnyOrder(2, 3, 4);
      assertThat(uncaught).hasSize(3).containsOnly(thrown);
    } finally {
      self.setUncaughtExceptionHandler(null);
    }
  }

  // ---- stages of one's own

  @Test
  void aStageMaySelectOnItsInputAndItsOutput() throws Exception {
    assertThat(
            Pipeline.of(1, 2, 3)
                .<Integer>through(
                    "select",
                    (in, out) -> {
                      while (true) {
                        int value =
                            Select.<Integer>select(
                                in.<Integer>receiving(v -> v, () -> -1),
                                Select.receive(Channel.<Integer>never()));
                        if (value < 0) {
                          return;
                        }
                        Select.<Boolean>select(out.sending(value, () -> true));
                      }
                    })
                .toList(background))
        .containsExactly(1, 2, 3);
  }

  @Test
  void aSelectOnAnInputThatFailedFails() {
    IOException cause = new IOException("lost");
    Channel<Integer> channel = Channel.unbuffered();
    channel.close(cause);
    for (Pipeline<Integer> failing :
        List.of(Pipeline.from(channel), Pipeline.from(channel).map(i -> i))) {
      assertThatThrownBy(() ->
              failing
                  .through(
                      "select",
                      (in, out) -> {
                        Select.select(in.receiving(v -> v, () -> -1));
                      })
                  .toList(background))
          .isInstanceOf(StageException.class)
          .hasMessageStartingWith("stage from-1 failed")
          .satisfies(causedBy(cause));
    }
  }

  /** Only the pipeline's own channels are looked at when a function finds another one closed. */
  @Test
  void aClosedChannelOfTheFunctionTakesNothingFromAGivenOne() throws Exception {
    Channel<Integer> closed = Channel.unbuffered();
    closed.close(new IOException("of the function"));
    Channel<Integer> channel = filled(List.of(1, 2, 3));
    assertThatThrownBy(() ->
            Pipeline.from(channel)
                .map(i -> {
                  closed.send(i);
                  return i;
                })
                .toList(background))
        .isInstanceOf(StageException.class)
        .hasCauseInstanceOf(ChannelClosedException.class)
        .hasMessageStartingWith("stage map-2 failed");
    assertThat(channel.length()).isEqualTo(2);
  }

  @Test
  void otherGoroutinesOfAStageAreStoppedToo() throws Exception {
    for (int i = 0; i < 100; i++) {
      Pipeline<Integer> pipeline =
          numbers()
              .<Integer>through(
                  "two goroutines",
                  (in, out) -> {
                    Goroutine other =
                        Go.go(() -> {
                          try {
                            while (true) {
                              out.send(in.receive());
                            }
                          } catch (CancellationException e) {
                            // stopped
                          }
                        });
                    while (!other.isDone()) {
                      try {
                        other.join();
                      } catch (InterruptedException e) {
                        // stopped; the other learns of it from its operations
                      }
                    }
                  });
      assertThat(pipeline.first(background)).contains(1);
    }
  }

  @Test
  void receiveAtTheEndThrowsWithoutACause() {
    assertThatThrownBy(() ->
            Pipeline.of(1)
                .through(
                    "greedy",
                    (in, out) -> {
                      in.receive();
                      in.receive();
                    })
                .toList(background))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("stage greedy failed")
        .hasCauseInstanceOf(ChannelClosedException.class)
        .satisfies(e -> assertThat(e.getCause()).hasNoCause());
  }

  // ---- arguments

  @Test
  void badArgumentsAreRefusedAtTheCall() {
    Pipeline<Integer> pipeline = Pipeline.of(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pipeline.buffer(-1))
        .withMessage("buffer must be >= 0, was -1");
    assertThatNullPointerException().isThrownBy(() -> Pipeline.from(null)).withMessage("channel");
    assertThatNullPointerException()
        .isThrownBy(() -> Pipeline.fromIterable(null))
        .withMessage("values");
    assertThatNullPointerException().isThrownBy(() -> Pipeline.of(1, null));
    assertThatNullPointerException().isThrownBy(() -> Pipeline.generate(null)).withMessage("body");
    assertThatNullPointerException()
        .isThrownBy(() -> Pipeline.generate(null, out -> {}))
        .withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> pipeline.named(null)).withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> pipeline.map(null)).withMessage("function");
    assertThatNullPointerException()
        .isThrownBy(() -> pipeline.through("x", null))
        .withMessage("body");
    assertThatNullPointerException()
        .isThrownBy(() -> pipeline.through(null, (in, out) -> {}))
        .withMessage("name");
    assertThatNullPointerException()
        .isThrownBy(() -> pipeline.onUndelivered(null))
        .withMessage("hook");
    assertThatNullPointerException().isThrownBy(() -> pipeline.open(null)).withMessage("context");
    assertThatNullPointerException().isThrownBy(() -> pipeline.toList(null)).withMessage("context");
    assertThatNullPointerException().isThrownBy(() -> pipeline.count(null)).withMessage("context");
    assertThatNullPointerException().isThrownBy(() -> pipeline.first(null)).withMessage("context");
    assertThatNullPointerException()
        .isThrownBy(() -> pipeline.forEach(background, null))
        .withMessage("action");
    assertThatNullPointerException()
        .isThrownBy(() -> pipeline.sendTo(background, null))
        .withMessage("channel");
    assertThatNullPointerException()
        .isThrownBy(() -> pipeline.reduce(background, null, (a, b) -> a))
        .withMessage("initial");
  }

  @Test
  void anIterableWithANullFails() {
    assertThatThrownBy(() -> Pipeline.fromIterable(Arrays.asList(1, null)).toList(background))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("fromIterable-1");
  }

  @Test
  void aDumpShowsTheStagesByNameAndTheLineThatRanThem() throws Exception {
    try (OpenPipeline<Integer> open =
        Pipeline.from(Channel.<Integer>unbuffered("quiet"))
            .map(i -> i)
            .named("parse")
            .open(background)) {
      until("the stage waits", () -> Go.dump().contains("quiet"));
      assertThat(Go.dump()).contains("parse").contains("PipelineTest.java");
    }
  }

  @Test
  void manyRunsAtOnce() throws Exception {
    Pipeline<Integer> pipeline =
        Pipeline.fromIterable(() -> IntStream.range(0, 100).iterator()).map(i -> i + 1);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 20; i++) {
        crew.go(() -> assertThat(pipeline.count(background)).isEqualTo(100));
      }
    }
  }
}
