package dev.csp.pipeline;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link FanPatternsTest} does not generate. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class MergeTest {
  private final int before = Go.count();
  private final Context ctx = Context.background();
  private final List<Object> undelivered = Collections.synchronizedList(new ArrayList<>());

  private Merge<Integer> merge(int capacity) {
    return new Merge<>(ctx, "merge", capacity, undelivered::add);
  }

  private static <T> Received<T> end() {
    return new Received.Closed<>(Optional.empty());
  }

  @Test
  void inputsCanBeAddedWhileItRuns() throws Exception {
    try (Merge<Number> merge = new Merge<>(ctx)) {
      Channel<Integer> first = Channel.buffered(2);
      assertThat(merge.add(first)).isTrue();
      first.send(1);
      assertThat(merge.channel().receive()).isEqualTo(1);
      Channel<Long> second = Channel.buffered(2);
      assertThat(merge.add(second)).isTrue();
      second.send(2L);
      assertThat(merge.channel().receive()).isEqualTo(2L);
      assertThat(merge.add(Pipeline.of(3, 4).map(i -> i * 0.5))).isTrue();
      assertThat(merge.channel().receive()).isEqualTo(1.5);
      assertThat(merge.channel().receive()).isEqualTo(2.0);
      second.close();
      first.send(5);
      assertThat(merge.channel().receive()).isEqualTo(5);
      first.close();
      until("no input is left", () -> merge.toString().equals("Merge[merge, 0 inputs]"));
      assertThat(merge.channel().tryReceive()).isEqualTo(new Received.Empty<>());
      merge.finish();
      assertThat(merge.channel().receiveOrClosed()).isEqualTo(end());
    }
  }

  @Test
  void finishEndsTheChannelWhenAllInputsHaveEnded() throws Exception {
    try (Merge<Integer> merge = merge(0)) {
      Channel<Integer> input = Channel.buffered(1);
      merge.add(input);
      merge.finish();
      merge.finish();
      assertThat(merge.add(Channel.<Integer>never())).isFalse();
      assertThat(merge.add(Pipeline.of(1))).isFalse();
      assertThat(merge.channel().tryReceive()).isEqualTo(new Received.Empty<>());
      input.send(1);
      input.close();
      assertThat(merge.channel().stream().toList()).containsExactly(1);
      until("no goroutine is left", () -> Go.count() == before);
    }
    try (Merge<Integer> merge = merge(0)) {
      merge.finish();
      assertThat(merge.channel().receiveOrClosed()).isEqualTo(end());
    }
  }

  @Test
  void channelThatWasAddedIsTakenFromOneByOneAndIsNotClosed() throws Exception {
    Channel<Integer> input = Channel.buffered(9);
    for (int i = 0; i < 9; i++) {
      input.send(i);
    }
    try (Merge<Integer> merge = merge(2)) {
      merge.add(input);
      until("the buffer is full", () -> merge.channel().length() == 2);
      until("one is in hand", () -> input.length() == 6);
      assertThat(merge.channel().receive()).isZero();
    }
    assertThat(input.isClosed()).isFalse();
    List<Object> all = new ArrayList<>(undelivered);
    input.close();
    input.forEach(all::add);
    assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(1, 9).boxed().toList());
  }

  @Test
  void failureOfAnInputStopsTheOthersAndEndsTheChannelBehindItsValues() throws Exception {
    var cause = new IOException("disk");
    Channel<Integer> bad = Channel.buffered(9);
    bad.send(1);
    bad.send(2);
    bad.close(cause);
    try (Merge<Integer> merge = merge(9)) {
      merge.add(Channel.<Integer>never());
      merge.add(bad);
      assertThat(merge.channel().receive()).isEqualTo(1);
      assertThat(merge.channel().receive()).isEqualTo(2);
      assertThat(merge.channel().receiveOrClosed())
          .isInstanceOfSatisfying(
              Received.Closed.class,
              closed ->
                  assertThat(((Received.Closed<?>) closed).cause().orElseThrow())
                      .isInstanceOf(StageException.class)
                      .hasCause(cause)
                      .extracting(e -> ((StageException) e).stage())
                      .isEqualTo("merge.2"));
      assertThat(merge.add(Channel.<Integer>never())).isFalse();
      until("no goroutine is left", () -> Go.count() == before);
    }
  }

  /** Two inputs fail at the same time; one is the first, and nothing of the other is invented. */
  @Test
  void ofTwoFailuresOneIsTheEndAndTheOtherAtMostSuppressed() throws Exception {
    for (int round = 0; round < Crew.times(100); round++) {
      var causes = List.of(new IOException("first"), new IOException("second"));
      try (Merge<Integer> merge = merge(0)) {
        for (IOException cause : causes) {
          Channel<Integer> bad = Channel.unbuffered();
          bad.close(cause);
          merge.add(bad);
        }
        merge.finish();
        Throwable end =
            ((Received.Closed<Integer>) merge.channel().receiveOrClosed()).cause().orElseThrow();
        assertThat(end).isInstanceOf(StageException.class);
        int which = causes.indexOf(end.getCause());
        assertThat(which).isNotNegative();
        IOException other = causes.get(1 - which);
        assertThat(end.getSuppressed()).hasSizeLessThan(2);
        for (Throwable suppressed : end.getSuppressed()) {
          assertThat(suppressed).isInstanceOf(StageException.class).hasCause(other);
        }
      }
    }
  }

  @Test
  void whatAnInputThrowsBecauseItWasStoppedIsNotTheFailure() throws Exception {
    var first = new IOException("first");
    var second = new IOException("second");
    Channel<Integer> gate = Channel.unbuffered();
    try (Merge<Integer> merge = merge(0);
        var crew = new Crew()) {
      merge.add(
          Pipeline.<Integer>generate(
                  "slow",
                  out -> {
                    try {
                      gate.receive();
                    } catch (InterruptedException e) {
                      throw second;
                    }
                  })
              .map(i -> i));
      Channel<Integer> bad = Channel.unbuffered();
      merge.add(bad);
      var consumer =
          crew.go(() ->
              assertThat(merge.channel().receiveOrClosed())
                  .isInstanceOfSatisfying(
                      Received.Closed.class,
                      closed ->
                          assertThat(((Received.Closed<?>) closed).cause().orElseThrow())
                              .hasCause(first)));
      untilParked(consumer);
      bad.close(first);
    }
  }

  @Test
  void endOfTheContextEndsTheChannel() throws Exception {
    try (CancellableContext parent = ctx.withCancel();
        Merge<Integer> merge = new Merge<>(parent, "merge", 0, undelivered::add);
        Merge<Integer> empty = new Merge<>(parent)) {
      Channel<Integer> input = Channel.unbuffered();
      merge.add(input);
      input.send(1);
      parent.cancel();
      for (ReceiveChannel<Integer> channel : List.of(merge.channel(), empty.channel())) {
        Received<Integer> last = channel.receiveOrClosed();
        if (last instanceof Received.Value<Integer>) { // it was faster
          last = channel.receiveOrClosed();
        } else if (channel == merge.channel()) {
          assertThat(undelivered).containsExactly(1);
        }
        assertThat(last)
            .isInstanceOfSatisfying(
                Received.Closed.class,
                closed ->
                    assertThat(((Received.Closed<?>) closed).cause().orElseThrow())
                        .isInstanceOf(CancellationException.class));
      }
      assertThat(merge.add(input)).isFalse();
    }
  }

  @Test
  void mergeUnderAnEndedContextTakesNothing() throws Exception {
    try (CancellableContext parent = ctx.withCancel()) {
      parent.cancel();
      try (Merge<Integer> merge = new Merge<>(parent)) {
        Channel<Integer> input = Channel.buffered(1);
        input.send(1);
        assertThat(merge.add(input)).isFalse();
        assertThat(merge.channel().receiveOrClosed()).isInstanceOf(Received.Closed.class);
        assertThat(input.length()).isEqualTo(1);
      }
    }
  }

  @Test
  void pipelineWithAHookOfItsOwnKeepsIt() throws Exception {
    List<Object> own = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger begun = new AtomicInteger();
    IntFunction<Pipeline<Integer>> threeTimes =
        value ->
            Pipeline.generate(out -> {
              begun.incrementAndGet();
              for (int i = 0; i < 3; i++) {
                out.send(value);
              }
            });
    try (Merge<Integer> merge = merge(0)) {
      merge.add(threeTimes.apply(1).onUndelivered(own::add));
      merge.add(threeTimes.apply(2));
      until("both have begun", () -> begun.get() == 2);
      assertThat(merge.channel().receive()).isBetween(1, 2);
    }
    assertThat(own).isNotEmpty().containsOnly(1);
    assertThat(undelivered).isNotEmpty().containsOnly(2);
  }

  /** Adders, inputs and a consumer at once; then the books of the values balance. */
  @Test
  void nothingIsLostWhenInputsAreAddedByManyAndTheMergeIsClosedInBetween() throws Exception {
    int rounds = Crew.times(60);
    for (int round = 0; round < rounds; round++) {
      undelivered.clear();
      AtomicInteger next = new AtomicInteger();
      List<Channel<Integer>> inputs = Collections.synchronizedList(new ArrayList<>());
      List<Integer> received = Collections.synchronizedList(new ArrayList<>());
      boolean closes = round % 2 == 0;
      int wanted = round % 50;
      try (Merge<Integer> merge = merge(round % 4)) {
        try (var crew = new Crew()) {
          for (int a = 0; a < 3; a++) {
            crew.go(() -> {
              for (int i = 0; i < 5; i++) {
                Channel<Integer> input = Channel.buffered(8);
                for (int j = 0; j < 8; j++) {
                  input.send(next.getAndIncrement());
                }
                input.close();
                inputs.add(input);
                merge.add(input);
              }
            });
          }
          crew.go(() -> {
            for (int i = 0; i < wanted; i++) {
              if (merge.channel().receiveOrClosed()
                  instanceof Received.Value<Integer>(Integer value)) {
                received.add(value);
              }
            }
            if (closes) {
              merge.close();
            }
          });
        }
        if (!closes) {
          merge.finish();
          merge.channel().forEach(received::add);
          assertThat(undelivered).isEmpty();
        }
      }
      List<Object> all = new ArrayList<>(received);
      all.addAll(undelivered);
      inputs.forEach(input -> input.forEach(all::add));
      assertThat(all)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, next.get()).boxed().toList());
    }
  }

  /** A merge that lives long must not gather what was added and has ended. */
  @Test
  void inputThatHasEndedIsForgotten() throws Exception {
    try (Merge<Integer> merge = merge(0)) {
      List<java.lang.ref.WeakReference<Object>> references = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        addAndTake(merge, references);
      }
      until("all have ended", () -> Go.count() == before);
      for (var reference : references) {
        until(
            "an input that has ended is garbage",
            () -> {
              System.gc();
              return reference.refersTo(null);
            });
      }
      assertThat(merge.toString()).isEqualTo("Merge[merge, 0 inputs]");
    }
  }

  private static void addAndTake(
      Merge<Integer> merge, List<java.lang.ref.WeakReference<Object>> references)
      throws InterruptedException {
    Channel<Integer> input = Channel.buffered(1);
    references.add(new java.lang.ref.WeakReference<>(input));
    input.send(1);
    input.close();
    merge.add(input);
    assertThat(merge.channel().receive()).isEqualTo(1);
  }

  @Test
  void rejectsBadArgumentsAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> new Merge<>(null)).withMessage("parent");
    assertThatNullPointerException()
        .isThrownBy(() -> new Merge<>(ctx, null, 0, value -> {}))
        .withMessage("name");
    assertThatNullPointerException()
        .isThrownBy(() -> new Merge<>(ctx, "merge", 0, null))
        .withMessage("onUndelivered");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Merge<>(ctx, "merge", -1, value -> {}))
        .withMessage("capacity must be >= 0, was -1");
    try (Merge<Integer> merge = merge(0)) {
      assertThatNullPointerException()
          .isThrownBy(() -> merge.add((Channel<Integer>) null))
          .withMessage("input");
      assertThatNullPointerException()
          .isThrownBy(() -> merge.add((Pipeline<Integer>) null))
          .withMessage("input");
    }
  }

  @Test
  void aFailureOfTheCarrierHasTheNameOfTheInput() throws Exception {
    IOException planted = new IOException("planted");
    Carrier faulty =
        of ->
            task -> {
              throw planted;
            };
    try (Merge<Integer> merge = new Merge<>(ctx.withCarrier(faulty), "all", 0, undelivered::add)) {
      merge.add(Pipeline.of(1, 2));
      merge.finish();
      assertThat(merge.channel().receiveOrClosed())
          .isInstanceOfSatisfying(
              Received.Closed.class,
              closed ->
                  assertThat(closed.cause().orElseThrow())
                      .isInstanceOfSatisfying(
                          StageException.class, e -> assertThat(e.stage()).isEqualTo("all.1"))
                      .isInstanceOfSatisfying(
                          StageException.class, e -> assertThat(e.getCause()).isSameAs(planted)));
    }
  }

  /** The close is called before the merge itself has been told that the context has ended. */
  @Test
  void aCloseWhileTheContextEndsLeavesTheCauseOfThat() {
    AtomicInteger closes = new AtomicInteger();
    try (CancellableContext parent = ctx.withCancel();
        Merge<Integer> merge = new Merge<>(parent)) {
      parent.onDone(() -> {
        merge.close();
        closes.incrementAndGet();
      });
      parent.cancel();
      assertThat(closes).hasValue(1);
      assertThat(merge.channel().tryReceive())
          .isInstanceOfSatisfying(
              Received.Closed.class,
              closed ->
                  assertThat(closed.cause().orElseThrow())
                      .isInstanceOf(CancellationException.class));
    }
  }
}
