package dev.csp.pipeline;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FanPatternsTest} does not generate. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class FanInTest {
  private final int before = Go.count();
  private final Context ctx = Context.background();
  private final List<Object> undelivered = Collections.synchronizedList(new ArrayList<>());

  private static Pipeline<Integer> range(int from, int to) {
    return Pipeline.fromIterable(IntStream.range(from, to).boxed().toList());
  }

  private static <T> Channel<T> holding(Collection<T> values) {
    Channel<T> channel = Channel.unlimited();
    values.forEach(channel::trySend);
    return channel;
  }

  private static <T> Pipeline<T> failing(List<T> values, Exception failure) {
    Channel<T> channel = holding(values);
    channel.close(failure);
    return Pipeline.from(channel);
  }

  // ---- merge

  @Test
  void mergeOfNothingIsEmpty() throws Exception {
    assertThat(FanIn.<Integer>merge().toList(ctx)).isEmpty();
    assertThat(FanIn.<Integer>merge(List.of()).toList(ctx)).isEmpty();
    assertThat(FanIn.<Integer>mergeSorted(Comparator.naturalOrder()).toList(ctx)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 40})
  void mergeHasEveryValueOfEachInputInItsOrder(int inputs) throws Exception {
    List<Pipeline<Integer>> all = new ArrayList<>();
    int each = 50;
    for (int i = 0; i < inputs; i++) {
      all.add(range(i * each, (i + 1) * each).buffer(i % 3));
    }
    List<Integer> merged = FanIn.<Integer>merge(all).toList(ctx);
    assertThat(merged).hasSize(inputs * each);
    for (int i = 0; i < inputs; i++) {
      int input = i;
      assertThat(merged.stream().filter(value -> value / each == input))
          .isEqualTo(IntStream.range(i * each, (i + 1) * each).boxed().toList());
    }
  }

  @Test
  void mergeHasAValueAsSoonAsAnyInputHasOne() throws Exception {
    Channel<Integer> quiet = Channel.unbuffered();
    Channel<Integer> other = Channel.unbuffered();
    try (var crew = new Crew();
        var open = FanIn.merge(Pipeline.from(quiet), Pipeline.from(other)).open(ctx)) {
      crew.go(() -> other.send(1));
      assertThat(open.channel().receive()).isEqualTo(1);
      other.close();
      crew.go(() -> quiet.send(2));
      assertThat(open.channel().receive()).isEqualTo(2);
      quiet.close();
      assertThat(open.channel().receiveOrClosed())
          .isEqualTo(new Received.Closed<>(Optional.empty()));
    }
  }

  @Test
  void failingInputEndsTheMergeBehindItsValuesAndStopsTheOthers() throws Exception {
    var cause = new IOException("disk");
    Channel<Integer> endless = Channel.unbuffered();
    Pipeline<Integer> merged =
        FanIn.merge(
            Pipeline.from(endless), failing(List.of(1, 2, 3), cause).named("disk").map(i -> i));
    List<Integer> taken = new ArrayList<>();
    assertThatExceptionOfType(StageException.class)
        .isThrownBy(() -> merged.forEach(ctx, taken::add))
        .satisfies(e -> {
          assertThat(e.stage()).isEqualTo("disk");
          assertThat(e).hasCause(cause);
        });
    assertThat(taken).containsExactly(1, 2, 3);
    assertThat(endless.isClosed()).isFalse();
  }

  @Test
  void mergeIsNamedAndHasAHookLikeEveryStage() throws Exception {
    Pipeline<Integer> hooked = range(0, 3).onUndelivered(undelivered::add);
    assertThat(FanIn.merge(range(5, 6), hooked)).hasToString("Pipeline[merge-2]");
    assertThat(FanIn.mergeSorted(Comparator.naturalOrder(), range(5, 6).map(i -> i), hooked))
        .hasToString("Pipeline[mergeSorted-3]");
    assertThat(FanIn.merge(range(5, 6), hooked).first(ctx)).isPresent();
    FanIn.mergeSorted(Comparator.<Integer>naturalOrder(), range(5, 6), hooked).first(ctx);
    // The heads 5 and 1, or 5 alone if the stage was stopped in between, and perhaps what sources
    // had.
    assertThat(undelivered).contains(5);
  }

  // ---- mergeSorted

  @Test
  void sortedMergeWaitsForAValueOfEachInput() throws Exception {
    var received = new AtomicInteger();
    Channel<Integer> slow = Channel.unbuffered();
    try (var crew = new Crew();
        var open =
            FanIn.mergeSorted(Comparator.<Integer>naturalOrder(), range(0, 3), Pipeline.from(slow))
                .open(ctx)) {
      var consumer =
          crew.go(() -> {
            for (int expected : new int[] {0, 1, 1, 2}) {
              assertThat(open.channel().receive()).isEqualTo(expected);
              received.incrementAndGet();
            }
          });
      untilParked(consumer);
      slow.send(1);
      until("all that is known to be next is out", () -> received.get() == 3);
      untilParked(consumer); // there is a 2; whether there is another 1 is not known
      slow.send(7);
      consumer.join();
    }
  }

  @Test
  void comparatorThatFailsIsTheFailureOfTheStageAndNothingIsLost() {
    for (int k = 1; k < 20; k++) {
      undelivered.clear();
      int fails = k;
      int[] calls = {0};
      var planted = new IllegalStateException("planted");
      Comparator<Integer> comparator =
          (a, b) -> {
            if (++calls[0] == fails) {
              throw planted;
            }
            return Integer.compare(a, b);
          };
      List<Channel<Integer>> channels =
          List.of(
              holding(List.of(1, 5, 9)),
              holding(List.of(2, 6, 10)),
              holding(List.of(3, 7, 11)),
              holding(List.of(4, 8, 12)));
      channels.forEach(Channel::close);
      List<Integer> taken = new ArrayList<>();
      assertThatExceptionOfType(StageException.class)
          .isThrownBy(() ->
              FanIn.mergeSorted(comparator, channels.stream().map(Pipeline::from).toList())
                  .onUndelivered(undelivered::add)
                  .forEach(ctx, taken::add))
          .withCause(planted)
          .satisfies(e -> assertThat(e.stage()).isEqualTo("mergeSorted-2"));
      List<Object> all = new ArrayList<>(taken);
      all.addAll(undelivered);
      channels.forEach(channel -> channel.stream().forEach(all::add));
      assertThat(all)
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
      assertThat(taken).isEqualTo(IntStream.rangeClosed(1, taken.size()).boxed().toList());
    }
  }

  @Test
  void failureOfASortedInputComesWhenItsNextValueIsNeeded() {
    var cause = new IOException("disk");
    List<Integer> taken = new ArrayList<>();
    assertThatExceptionOfType(StageException.class)
        .isThrownBy(() ->
            FanIn.mergeSorted(
                    Comparator.<Integer>naturalOrder(),
                    range(10, 20),
                    failing(List.of(1, 12), cause))
                .forEach(ctx, taken::add))
        .withCause(cause);
    assertThat(taken).containsExactly(1, 10, 11, 12, 12);
  }

  // ---- bridge

  @Test
  void bridgeTakesChannelsOneAfterTheOther() throws Exception {
    Channel<ReceiveChannel<Integer>> channels = Channel.unbuffered();
    Channel<Integer> first = Channel.unbuffered();
    Channel<Integer> second = holding(List.of(3, 4));
    second.close();
    try (var crew = new Crew();
        var open = FanIn.bridge(Pipeline.from(channels)).open(ctx)) {
      crew.go(() -> {
        channels.send(first);
        channels.send(second);
        channels.close();
      });
      first.send(1);
      assertThat(open.channel().receive()).isEqualTo(1);
      assertThat(second.length()).isEqualTo(2);
      first.send(2);
      first.close();
      assertThat(open.channel().stream().toList()).containsExactly(2, 3, 4);
    }
  }

  @Test
  void bridgeFailsWithAChannelThatWasClosedWithACause() {
    var cause = new IOException("disk");
    Channel<Integer> good = holding(List.of(1, 2));
    good.close();
    Channel<Integer> bad = holding(List.of(3));
    bad.close(cause);
    List<Integer> taken = new ArrayList<>();
    assertThatExceptionOfType(StageException.class)
        .isThrownBy(() ->
            FanIn.bridge(Pipeline.of(good, bad, Channel.<Integer>never())).forEach(ctx, taken::add))
        .withCause(cause)
        .satisfies(e -> assertThat(e.stage()).isEqualTo("bridge-2/from-1"));
    assertThat(taken).containsExactly(1, 2, 3);
  }

  // ---- orDone

  @Test
  void orDoneEndsWithDoneWhileItWaitsForAValue() throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    Channel<Void> done = Channel.unbuffered();
    List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
    try (var crew = new Crew()) {
      crew.go(() -> FanIn.orDone(Pipeline.from(source), done).forEach(ctx, taken::add));
      source.send(1);
      until("the value is out", () -> taken.size() == 1);
      done.close(new IOException("a cause is no failure"));
    }
    assertThat(taken).containsExactly(1);
    assertThat(source.isClosed()).isFalse();
  }

  @Test
  void orDoneEndsWithDoneWhileItWaitsForItsReaderAndGivesUpTheValue() throws Exception {
    Channel<Void> done = Channel.unbuffered();
    try (var crew = new Crew();
        var open = FanIn.orDone(range(0, 9), done).onUndelivered(undelivered::add).open(ctx)) {
      until("a value waits at the output", () -> Go.dump().contains("send channel orDone-2.out"));
      done.close();
      assertThat(open.channel().receiveOrClosed())
          .isEqualTo(new Received.Closed<>(Optional.empty()));
    }
    assertThat(undelivered).contains(0);
  }

  @Test
  void doneComesFirst() throws Exception {
    Channel<Integer> source = holding(List.of(1, 2, 3));
    source.close();
    Channel<Void> done = Channel.unbuffered();
    done.close();
    assertThat(FanIn.orDone(Pipeline.from(source), done).toList(ctx)).isEmpty();
    assertThat(source.length()).isEqualTo(3);
  }

  // ---- or

  @Test
  void orOfNoneIsNeverAndOfOneIsThatOne() {
    assertThat(FanIn.or(ctx)).isSameAs(Channel.<Void>never());
    assertThat(FanIn.or(ctx, List.of())).isSameAs(Channel.<Void>never());
    Channel<Void> one = Channel.unbuffered();
    assertThat(FanIn.or(ctx, one)).isSameAs(one);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 100})
  void orClosesWhenAnyIsDoneAndItsGoroutineEnds(int count) throws Exception {
    for (int which : new int[] {0, count / 2, count - 1}) {
      for (int how = 0; how < 3; how++) {
        List<Channel<Void>> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          inputs.add(Channel.unbuffered());
        }
        ReceiveChannel<Void> or = FanIn.or(ctx, inputs);
        assertThat(or.tryReceive()).isEqualTo(new Received.Empty<>());
        assertThat(Go.count()).isEqualTo(before + 1);
        if (how == 0) {
          inputs.get(which).close();
        } else {
          inputs.get(which).close(new IOException("a cause"));
        }
        assertThat(or.receiveOrClosed()).isEqualTo(new Received.Closed<>(Optional.empty()));
        until("the goroutine has ended", () -> Go.count() == before);
      }
    }
  }

  @Test
  void orClosesWithItsContext() throws Exception {
    try (CancellableContext parent = ctx.withCancel()) {
      ReceiveChannel<Void> or = FanIn.or(parent, Channel.never(), Channel.unbuffered());
      assertThat(or.tryReceive()).isEqualTo(new Received.Empty<>());
      parent.cancel(new IOException("a cause"));
      assertThat(or.receiveOrClosed()).isEqualTo(new Received.Closed<>(Optional.empty()));
    }
    until("the goroutine has ended", () -> Go.count() == before);
  }

  // ---- arguments

  @Test
  void rejectsNullAtTheCall() {
    Comparator<Integer> natural = Comparator.naturalOrder();
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.merge(range(0, 1), null))
        .withMessage("input");
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.merge((Collection<Pipeline<Integer>>) null))
        .withMessage("inputs");
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.mergeSorted(null, range(0, 1)))
        .withMessage("comparator");
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.mergeSorted(natural, Arrays.asList(range(0, 1), null)))
        .withMessage("input");
    assertThatNullPointerException().isThrownBy(() -> FanIn.bridge(null)).withMessage("channels");
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.orDone(null, Channel.never()))
        .withMessage("source");
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.orDone(range(0, 1), null))
        .withMessage("done");
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.or(null, Channel.never()))
        .withMessage("context");
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.or(ctx, (Collection<ReceiveChannel<Void>>) null))
        .withMessage("inputs");
    assertThatNullPointerException()
        .isThrownBy(() -> FanIn.or(ctx, Channel.never(), null))
        .withMessage("input");
  }
}
