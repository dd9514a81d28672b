package dev.csp.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.InterruptedIterationException;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.testing.NothingLeft;
import dev.csp.pipeline.OpenPipeline;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.StageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class StreamsTest {
  private static final Context BACKGROUND = Context.background();

  private final int before = Go.count();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  @AfterEach
  void whatWasOpenedIsClosed() {
    assertThat(closed).hasValue(opened.get());
  }

  private <T> Pipeline<T> from(Stream<T> stream) {
    return Streams.from(() -> {
      opened.incrementAndGet();
      return stream.onClose(closed::incrementAndGet);
    });
  }

  @Test
  void theValuesComeInOrderAndTheStreamIsClosed() throws Exception {
    assertThat(from(Stream.of("a", "b")).toList(BACKGROUND)).containsExactly("a", "b");
    assertThat(from(Stream.empty()).toList(BACKGROUND)).isEmpty();
    List<Integer> many = IntStream.range(0, 1000).boxed().toList();
    assertThat(from(many.parallelStream()).toList(BACKGROUND)).isEqualTo(many);
  }

  @Test
  void eachRunOpensAStream() throws Exception {
    Pipeline<Integer> pipeline = Streams.from(() -> Stream.of(opened.incrementAndGet()));
    assertThat(pipeline.toList(BACKGROUND)).containsExactly(1);
    assertThat(pipeline.toList(BACKGROUND)).containsExactly(2);
    closed.set(2);
  }

  @Test
  void whoLeavesEarlyClosesTheStreamAndTakesNoMoreThanOneAhead() throws Exception {
    AtomicInteger made = new AtomicInteger();
    try (OpenPipeline<Integer> run =
        from(Stream.generate(made::incrementAndGet)).open(BACKGROUND)) {
      assertThat(run.channel().receive()).isEqualTo(1);
      assertThat(run.channel().receive()).isEqualTo(2);
    }
    assertThat(made.get()).isLessThanOrEqualTo(3);
    assertThat(closed).hasValue(1);
    CancellableContext context = BACKGROUND.withCancel();
    assertThatThrownBy(
            () -> from(Stream.generate(() -> "a")).forEach(context, value -> context.cancel()))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void whatTheStreamThrowsFailsTheSource() {
    IllegalStateException mine = new IllegalStateException("mine");
    for (Pipeline<Integer> pipeline :
        List.<Pipeline<Integer>>of(
            Streams.from(() -> {
              throw mine;
            }),
            from(
                Stream.of(1)
                    .map(value -> {
                      throw mine;
                    })),
            Streams.from(() ->
                Stream.of(1)
                    .onClose(() -> {
                      throw mine;
                    })))) {
      StageException thrown =
          catchThrowableOfType(StageException.class, () -> pipeline.toList(BACKGROUND));
      assertThat(thrown).hasCause(mine);
      assertThat(thrown.stage()).isEqualTo("stream");
    }
    assertThatThrownBy(() -> from(Stream.of("a", null)).toList(BACKGROUND))
        .hasRootCauseMessage("a value of the stream");
    assertThatThrownBy(() -> Streams.from(() -> null).toList(BACKGROUND))
        .hasRootCauseMessage("the stream");
  }

  // ---- back

  @Test
  void theResultsOfARunAreAStream() throws Exception {
    Pipeline<Integer> numbers = Pipeline.fromIterable(List.of(1, 2, 3));
    try (Stream<Integer> stream = Streams.open(BACKGROUND, numbers.map(n -> n * n))) {
      assertThat(stream.toList()).containsExactly(1, 4, 9);
    }
    try (Stream<Integer> stream = Streams.open(BACKGROUND, numbers)) {
      assertThat(stream.limit(1).toList()).containsExactly(1);
    }
    assertThat(Go.count()).isEqualTo(before);
    Streams.open(BACKGROUND, numbers).close();
  }

  @Test
  void theFailureOfARunComesBehindTheLastValue() throws Exception {
    IOException mine = new IOException("mine");
    List<Integer> seen = Arrays.asList(0, 0);
    Pipeline<Integer> pipeline =
        Pipeline.fromIterable(List.of(1, 2, 3))
            .map(n -> {
              if (n == 3) {
                throw mine;
              }
              return n;
            });
    try (Stream<Integer> stream = Streams.open(BACKGROUND, pipeline)) {
      assertThatThrownBy(() -> stream.forEach(n -> seen.set(n - 1, n)))
          .isInstanceOf(ChannelClosedException.class)
          .hasCauseInstanceOf(StageException.class)
          .hasRootCause(mine);
    }
    assertThat(seen).containsExactly(1, 2);
  }

  @Test
  void anInterruptEndsTheIteration() throws Exception {
    try (Stream<Integer> stream = Streams.open(BACKGROUND, Pipeline.of(1))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(stream::toList).isInstanceOf(InterruptedIterationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> Streams.from(null));
    assertThatNullPointerException().isThrownBy(() -> Streams.open(null, Pipeline.of(1)));
    assertThatNullPointerException().isThrownBy(() -> Streams.open(BACKGROUND, null));
  }
}
