package dev.csp.pipeline;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link FanPatternsTest} does not generate. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class FanOutTest {
  /** The ways. */
  enum Way {
    ROUND_ROBIN,
    BY_KEY,
    FREE,
    TEE;

    Split<Integer> start(FanOut<Integer> out, Context context, int branches) {
      return switch (this) {
        case ROUND_ROBIN -> out.roundRobin(context, branches);
        case BY_KEY -> out.byKey(context, branches, value -> value);
        case FREE -> out.toWhoeverIsFree(context, branches);
        case TEE -> out.tee(context, branches);
      };
    }

    /** How many copies of each value there are. */
    int copies(int branches) {
      return this == TEE ? branches : 1;
    }
  }

  private final int before = Go.count();
  private final Context ctx = Context.background();
  private final List<Object> undelivered = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void nothingIsLeftBehind() {
    Go.onUncaught(null);
    assertThat(Thread.interrupted()).isFalse();
    until("no goroutine is left", () -> Go.count() == before);
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private FanOut<Integer> from(int count) {
    return FanOut.of(Pipeline.fromIterable(numbers(count)).onUndelivered(undelivered::add));
  }

  /** Receives everything from all branches, each on a goroutine of its own. */
  private static List<List<Integer>> receiveAll(Split<Integer> split) throws Exception {
    List<List<Integer>> received = new ArrayList<>();
    try (var crew = new Crew()) {
      for (Branch<Integer> branch : split.branches()) {
        List<Integer> mine = new ArrayList<>();
        received.add(mine);
        crew.go(() -> branch.channel().forEach(mine::add));
      }
    }
    return received;
  }

  // ---- who gets what

  @Test
  void roundRobinGivesToEachInTurn() throws Exception {
    for (int capacity = 0; capacity < 4; capacity++) {
      try (var split = from(100).buffer(capacity).roundRobin(ctx, 3)) {
        List<List<Integer>> received = receiveAll(split);
        for (int i = 0; i < 3; i++) {
          int branch = i;
          assertThat(received.get(i))
              .isEqualTo(numbers(100).stream().filter(n -> n % 3 == branch).toList());
        }
      }
    }
  }

  @Test
  void roundRobinSkipsTheTurnOfABranchThatHasLeft() throws Exception {
    try (var split = from(8).buffer(9).roundRobin(ctx, 3)) {
      until("all is handed out", () -> split.branch(1).channel().length() == 3);
      split.branch(1).close();
      assertThat(undelivered).containsExactly(1, 4, 7);
    }
    undelivered.clear();
    Channel<Integer> source = Channel.unbuffered();
    try (var split = FanOut.of(source).buffer(9).roundRobin(ctx, 3)) {
      source.send(0);
      split.branch(1).close();
      for (int i = 1; i < 6; i++) {
        source.send(i);
      }
      source.close();
      assertThat(split.branch(0).channel().stream().toList()).containsExactly(0, 2, 4);
      assertThat(split.branch(2).channel().stream().toList()).containsExactly(1, 3, 5);
    }
  }

  @Test
  void sameKeyGoesToTheSameBranchInOrder() throws Exception {
    int keys = 40;
    try (var split = from(2_000).buffer(2).byKey(ctx, 4, value -> "key " + value % keys)) {
      List<List<Integer>> received = receiveAll(split);
      assertThat(received.stream().mapToInt(List::size).sum()).isEqualTo(2_000);
      for (List<Integer> branch : received) {
        assertThat(branch).isNotEmpty().isSorted();
        var mine = branch.stream().map(value -> value % keys).distinct().toList();
        assertThat(branch).hasSize(mine.size() * 2_000 / keys);
      }
    }
  }

  @Test
  void keyWithANegativeHashHasABranchToo() throws Exception {
    try (var split = from(10).byKey(ctx, 3, value -> -value)) {
      assertThat(receiveAll(split).stream().mapToInt(List::size).sum()).isEqualTo(10);
    }
  }

  @Test
  void valuesOfAKeyWhoseBranchHasLeftAreUndeliveredAndTheOthersGoOn() throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    Pipeline<Integer> hooked = Pipeline.from(source).onUndelivered(undelivered::add);
    try (var split = FanOut.of(hooked).buffer(9).byKey(ctx, 2, value -> value)) {
      split.branch(1).close();
      for (int i = 0; i < 6; i++) {
        source.send(i);
      }
      source.close();
      assertThat(split.branch(0).channel().stream().toList()).containsExactly(0, 2, 4);
      assertThat(undelivered).containsExactly(1, 3, 5);
    }
  }

  @Test
  void keyFunctionThatFailsIsTheFailureOfTheSplit() throws Exception {
    var planted = new IOException("planted");
    try (var split =
        from(9)
            .named("by customer")
            .buffer(9)
            .byKey(
                ctx,
                2,
                value -> {
                  if (value == 4) {
                    throw planted;
                  }
                  return value;
                })) {
      for (int i = 0; i < 2; i++) {
        assertThat(split.branch(i).channel().receive()).isEqualTo(i);
        assertThat(split.branch(i).channel().receive()).isEqualTo(i + 2);
        assertThat(split.branch(i).channel().receiveOrClosed())
            .isInstanceOfSatisfying(
                Received.Closed.class,
                end ->
                    assertThat(((Received.Closed<?>) end).cause().orElseThrow())
                        .isInstanceOf(StageException.class)
                        .hasCause(planted)
                        .extracting(e -> ((StageException) e).stage())
                        .isEqualTo("by customer"));
      }
    }
    assertThat(undelivered).startsWith(4); // then what the source had in hand, if anything
  }

  @Test
  void whoeverIsFreeDoesNotWaitForABranchThatIsNot() throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    try (var split = FanOut.of(source).toWhoeverIsFree(ctx, 3)) {
      for (int i = 0; i < 30; i++) {
        source.send(i);
        assertThat(split.branch(1).channel().receive()).isEqualTo(i);
      }
    }
  }

  @Test
  void allThatAreFreeGetSomething() throws Exception {
    try (var split = from(300).buffer(300).toWhoeverIsFree(ctx, 3)) {
      assertThat(receiveAll(split)).allSatisfy(mine -> assertThat(mine).hasSizeGreaterThan(30));
    }
  }

  @Test
  void teeGivesEachValueToAllBeforeTheNextInEitherOrder() throws Exception {
    for (int first = 0; first < 2; first++) {
      Channel<Integer> source = Channel.unbuffered();
      try (var split = FanOut.of(source).tee(ctx, 2);
          var crew = new Crew()) {
        crew.go(() -> {
          for (int i = 0; i < 5; i++) {
            source.send(i);
          }
        });
        for (int i = 0; i < 5; i++) {
          assertThat(split.branch(first).channel().receive()).isEqualTo(i);
          assertThat(split.branch(first).channel().tryReceive()).isEqualTo(new Received.Empty<>());
          assertThat(split.branch(1 - first).channel().receive()).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void teeGivesAllValuesToAll() throws Exception {
    for (int capacity = 0; capacity < 3; capacity++) {
      try (var split = from(200).buffer(capacity).tee(ctx, 4)) {
        assertThat(receiveAll(split)).allSatisfy(mine -> assertThat(mine).isEqualTo(numbers(200)));
      }
    }
    assertThat(undelivered).isEmpty();
  }

  @Test
  void teeGivesUpOneCopyForEachBranchThatHasNotGotTheValue() throws Exception {
    try (var split = from(1).tee(ctx, 5)) {
      assertThat(split.branch(2).channel().receive()).isZero();
      assertThat(split.branch(4).channel().receive()).isZero();
      split.branch(0).close(); // one for the branch that leaves
      until("given up", () -> undelivered.size() == 1);
    }
    assertThat(undelivered).containsExactly(0, 0, 0);
  }

  @Test
  void branchThatLeftATeeBeforeHasNoCopies() throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    Pipeline<Integer> hooked = Pipeline.from(source).onUndelivered(undelivered::add);
    try (var split = FanOut.of(hooked).buffer(3).tee(ctx, 2)) {
      split.branch(0).close();
      source.send(1);
      source.send(2);
      source.close();
      assertThat(split.branch(1).channel().stream().toList()).containsExactly(1, 2);
    }
    assertThat(undelivered).isEmpty();
  }

  // ---- leaving

  /** One consumer leaves while the split waits for it; the others must get on. */
  @ParameterizedTest
  @EnumSource
  void oneThatLeavesWhileTheSplitWaitsForItDoesNotHangTheOthers(Way way) throws Exception {
    for (int capacity = 0; capacity < 3; capacity++) {
      undelivered.clear();
      var received = new ConcurrentLinkedQueue<Integer>();
      int values = 60;
      try (var split = way.start(from(values).buffer(capacity), ctx, 3);
          var crew = new Crew()) {
        for (int i = 1; i < 3; i++) {
          Branch<Integer> branch = split.branch(i);
          crew.go(() -> branch.channel().forEach(received::add));
        }
        if (way != Way.FREE) {
          int full = capacity;
          until("the first branch is full", () -> split.branch(0).channel().length() == full);
        }
        split.branch(0).close();
        crew.close();
        if (way == Way.TEE) {
          assertThat(received).hasSize(2 * values);
        } else {
          assertThat(received.size() + undelivered.size()).isEqualTo(values);
          List<Object> all = new ArrayList<>(received);
          all.addAll(undelivered);
          assertThat(all).doesNotHaveDuplicates();
        }
        assertThat(split.branch(0).channel().receiveOrClosed())
            .isEqualTo(new Received.Closed<>(Optional.empty()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void splitStopsItsSourceWhenAllHaveLeft(Way way) throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    Pipeline<Integer> hooked = Pipeline.from(source).onUndelivered(undelivered::add);
    try (var split = way.start(FanOut.of(hooked), ctx, 2)) {
      // Once while it waits for a value, once while it waits for a branch.
      split.branch(0).close();
      split.branch(0).close();
      split.branch(1).close();
      until("the split has ended", () -> Go.count() == before);
      assertThat(split.toString()).endsWith(", 0 of 2 branches]");
    }
    try (var split = way.start(FanOut.of(hooked), ctx, 2)) {
      source.send(7);
      split.branch(1).close();
      split.branch(0).close();
      until("the split has ended", () -> Go.count() == before);
      assertThat(undelivered).hasSizeBetween(1, way.copies(2)).containsOnly(7);
    }
    assertThat(source.isClosed()).isFalse();
  }

  // ---- the end

  @ParameterizedTest
  @EnumSource
  void failureOfTheSourceComesToEachBranchBehindItsValues(Way way) throws Exception {
    var cause = new IOException("disk");
    Channel<Integer> source = Channel.unlimited();
    numbers(4).forEach(source::trySend);
    source.close(cause);
    try (var split = way.start(FanOut.of(Pipeline.from(source).named("disk")).buffer(9), ctx, 2)) {
      int values = 0;
      for (Branch<Integer> branch : split.branches()) {
        try {
          while (true) {
            Integer value = branch.channel().receive();
            assertThat(value).isBetween(0, 3);
            values++;
          }
        } catch (ChannelClosedException e) {
          assertThat(e).hasCauseInstanceOf(StageException.class).hasRootCause(cause);
          assertThat(((StageException) e.getCause()).stage()).isEqualTo("disk");
        }
      }
      assertThat(values).isEqualTo(4 * way.copies(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeGivesUpWhatIsInTheBranchesAndOnItsWay(Way way) throws Exception {
    for (int capacity = 0; capacity < 4; capacity++) {
      undelivered.clear();
      Channel<Integer> source = Channel.buffered(9);
      numbers(9).forEach(source::trySend);
      Pipeline<Integer> hooked = Pipeline.from(source).onUndelivered(undelivered::add);
      List<Integer> taken = new ArrayList<>();
      try (var split = way.start(FanOut.of(hooked).buffer(capacity), ctx, 2)) {
        taken.add(split.branch(0).channel().receive());
      }
      int left = source.length();
      List<Object> all = new ArrayList<>(taken);
      all.addAll(undelivered);
      List<Integer> expected = new ArrayList<>();
      numbers(9 - left).forEach(n -> expected.addAll(Collections.nCopies(way.copies(2), n)));
      assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(source.isClosed()).isFalse();
    }
  }

  @Test
  void closedSplitEndsItsBranchesWithACancellation() throws Exception {
    var split = from(5).roundRobin(ctx, 2);
    split.close();
    split.close();
    for (Branch<Integer> branch : split.branches()) {
      assertThat(branch.channel().receiveOrClosed())
          .isInstanceOfSatisfying(
              Received.Closed.class,
              end ->
                  assertThat(((Received.Closed<?>) end).cause().orElseThrow())
                      .isInstanceOf(CancellationException.class));
      branch.close();
    }
  }

  @Test
  void endOfTheContextEndsTheBranches() throws Exception {
    try (CancellableContext parent = ctx.withCancel();
        var split = from(100).tee(parent, 2)) {
      assertThat(split.branch(0).channel().receive()).isZero();
      parent.cancel();
      for (Branch<Integer> branch : split.branches()) {
        Received<Integer> end = branch.channel().receiveOrClosed();
        if (end instanceof Received.Value<Integer>(Integer value)) { // it was faster
          assertThat(value).isZero();
          end = branch.channel().receiveOrClosed();
        }
        assertThat(end)
            .isInstanceOfSatisfying(
                Received.Closed.class,
                closed ->
                    assertThat(((Received.Closed<?>) closed).cause().orElseThrow())
                        .isInstanceOf(CancellationException.class));
      }
    }
  }

  @Test
  void splitThatHasEndedCanStillBeDrained() throws Exception {
    try (var split = from(4).buffer(9).roundRobin(ctx, 2)) {
      until("the split has ended", () -> Go.count() == before);
      assertThat(receiveAll(split)).containsExactly(List.of(0, 2), List.of(1, 3));
    }
    assertThat(undelivered).isEmpty();
  }

  @Test
  void interruptDoesNotShortenTheWaitOfClose() throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    var entered = new AtomicBoolean();
    try (var crew = new Crew()) {
      var split =
          from(5)
              .byKey(
                  ctx,
                  2,
                  value -> {
                    entered.set(true);
                    while (true) {
                      try {
                        return gate.receiveOrClosed().hashCode();
                      } catch (InterruptedException e) {
                        // heeds none
                      }
                    }
                  });
      until("the function has been called", entered::get);
      Goroutine closer =
          crew.go(() -> {
            Thread.currentThread().interrupt();
            split.close();
            assertThat(Thread.interrupted()).isTrue();
          });
      untilParked(closer);
      closer.interrupt();
      untilParked(closer);
      gate.close();
    }
  }

  /** The interrupt came while the hook ran, on the goroutine of the split, and is gone. */
  @ParameterizedTest
  @EnumSource(names = {"BY_KEY", "TEE"})
  void hookThatTakesTheInterruptDoesNotKeepTheSplitFromEnding(Way way) throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    var entered = new AtomicBoolean();
    Pipeline<Integer> hooked =
        Pipeline.of(0, 1, 2)
            .onUndelivered(value -> {
              entered.set(true);
              while (true) {
                try {
                  gate.receiveOrClosed();
                  return;
                } catch (InterruptedException e) {
                  // heeds none
                }
              }
            });
    try (var crew = new Crew()) {
      var split = way.start(FanOut.of(hooked), ctx, 3);
      if (way == Way.TEE) { // so that the first value is on its way
        assertThat(split.branch(1).channel().receive()).isZero();
      }
      split.branch(0).close(); // the split gives up what this would have had
      until("the hook runs", entered::get);
      Goroutine closer = crew.go(split::close);
      untilParked(closer);
      gate.close();
    }
  }

  @Test
  void hookThatThrowsDisturbsNothing() throws Exception {
    var reported = new ConcurrentLinkedQueue<Throwable>();
    Go.onUncaught((goroutine, failure) -> reported.add(failure));
    Channel<Integer> source = Channel.unbuffered();
    Pipeline<Integer> hooked =
        Pipeline.from(source)
            .onUndelivered(value -> {
              throw new IllegalStateException("planted");
            });
    try (var split = FanOut.of(hooked).buffer(9).byKey(ctx, 2, value -> value)) {
      split.branch(1).close();
      for (int i = 0; i < 6; i++) {
        source.send(i);
      }
      source.close();
      assertThat(split.branch(0).channel().stream().toList()).containsExactly(0, 2, 4);
    }
    assertThat(reported).hasSize(3);
  }

  // ---- the rest

  @Test
  void showsItsNames() {
    FanOut<Integer> out = from(3);
    assertThat(out).hasToString("FanOut[Pipeline[fromIterable-1]]");
    try (var split = out.buffer(2).tee(ctx, 2);
        var named = out.named("orders").tee(ctx, 1)) {
      assertThat(split).hasToString("Split[tee, 2 of 2 branches]");
      assertThat(named).hasToString("Split[orders, 1 of 1 branches]");
      assertThat(named.branch(0)).hasToString("Branch[Channel[orders.0, unbuffered]]");
      assertThat(split.branches()).hasSize(2);
    }
  }

  @Test
  void rejectsBadArgumentsAtTheCall() {
    FanOut<Integer> out = from(3);
    assertThatNullPointerException()
        .isThrownBy(() -> FanOut.of((Pipeline<Integer>) null))
        .withMessage("source");
    assertThatNullPointerException()
        .isThrownBy(() -> FanOut.of((Channel<Integer>) null))
        .withMessage("source");
    assertThatNullPointerException().isThrownBy(() -> out.named(null)).withMessage("name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> out.buffer(-1))
        .withMessage("buffer must be >= 0, was -1");
    assertThatNullPointerException().isThrownBy(() -> out.byKey(ctx, 1, null)).withMessage("key");
    for (Way way : Way.values()) {
      assertThatNullPointerException()
          .isThrownBy(() -> way.start(out, null, 1))
          .withMessage("context");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> way.start(out, ctx, 0))
          .withMessage("branches must be >= 1, was 0");
    }
    assertThat(Go.count()).isEqualTo(before);
  }

  @Test
  void aFailureOfTheCarrierHasTheNameOfTheSplit() throws Exception {
    IOException planted = new IOException("planted");
    Carrier faulty =
        of ->
            task -> {
              throw planted;
            };
    FanOut<Integer> out = FanOut.of(Pipeline.of(1, 2)).named("shares");
    try (Split<Integer> split = out.roundRobin(ctx.withCarrier(faulty), 2)) {
      for (Branch<Integer> branch : split.branches()) {
        assertThat(branch.channel().receiveOrClosed())
            .isInstanceOfSatisfying(
                Received.Closed.class,
                closed ->
                    assertThat(closed.cause().orElseThrow())
                        .isInstanceOfSatisfying(
                            StageException.class, e -> assertThat(e.stage()).isEqualTo("shares"))
                        .isInstanceOfSatisfying(
                            StageException.class, e -> assertThat(e.getCause()).isSameAs(planted)));
      }
    }
  }
}
