package dev.csp.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Selector} promises beyond the rules of {@link Select}. */
final class SelectorTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Selector selector = new Selector();

  // ---- what a handle says

  @Test
  void theHandleThatWonTellsTheValueUntilTheNextSelect() throws Exception {
    Channel<Integer> channel = filled(1, 2, 3);
    Selector.Receive<Integer> in = selector.receive(channel);
    Selector.Receive<Integer> quiet = selector.receive(Channel.<Integer>unbuffered());
    for (int expected = 1; expected <= 3; expected++) {
      assertThat(selector.select()).isSameAs(in);
      assertThat(in.value()).isEqualTo(expected);
      assertThat(in.value()).isEqualTo(expected);
      assertThat(in.isClosed()).isFalse();
      assertThatThrownBy(quiet::value).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(quiet::isClosed).isInstanceOf(IllegalStateException.class);
    }
    selector.otherwise();
    assertThat(selector.select()).isInstanceOf(Selector.Otherwise.class);
    assertThatThrownBy(in::value)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("did not win the last select");
    assertThatThrownBy(in::isClosed).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReceiveThatWonWithTheEndTellsSoWithTheCause() throws Exception {
    var why = new IllegalArgumentException("why");
    Channel<Integer> channel = filled(1);
    channel.close(why);
    Selector.Receive<Integer> in = selector.receive(channel);
    assertThat(selector.select()).isSameAs(in);
    assertThat(in.isClosed()).isFalse();
    assertThat(in.value()).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      assertThat(selector.select()).isSameAs(in);
      assertThat(in.isClosed()).isTrue();
      assertThat(in.cause()).containsSame(why);
      assertThatThrownBy(in::value).isInstanceOf(ChannelClosedException.class).hasCause(why);
    }
  }

  @Test
  void anEndWithoutACauseHasNone() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    channel.close();
    Selector.Receive<Integer> in = selector.receive(channel);
    assertThat(selector.select()).isSameAs(in);
    assertThat(in.cause()).isEmpty();
    assertThatThrownBy(in::value).isInstanceOf(ChannelClosedException.class).hasNoCause();
  }

  // ---- sends

  @Test
  void aSendTakesPartOnlyWithAValueAndWinningTakesIt() throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    Selector.Send<Integer> out = selector.send(channel);
    Selector.Otherwise nothing = selector.otherwise();
    assertThat(out.hasValue()).isFalse();
    assertThat(selector.select()).isSameAs(nothing);
    out.offer(1);
    assertThat(out.hasValue()).isTrue();
    assertThat(selector.select()).isSameAs(out);
    assertThat(out.hasValue()).isFalse();
    assertThat(selector.select()).isSameAs(nothing);
    assertThat(channel.length()).isEqualTo(1);
    assertThat(channel.receive()).isEqualTo(1);
  }

  @Test
  void offeringAgainReplacesAValueAndClearTakesItBack() throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    Selector.Send<Integer> out = selector.send(channel);
    Selector.Otherwise nothing = selector.otherwise();
    out.offer(1);
    out.offer(2);
    assertThat(selector.select()).isSameAs(out);
    assertThat(channel.receive()).isEqualTo(2);
    out.offer(3);
    out.clear();
    assertThat(out.hasValue()).isFalse();
    assertThat(selector.select()).isSameAs(nothing);
    assertThat(channel.length()).isZero();
    assertThatThrownBy(() -> out.offer(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aSendThatDidNotWinKeepsItsValue() throws Exception {
    Channel<Integer> full = Channel.buffered(1);
    full.send(0);
    Selector.Send<Integer> out = selector.send(full);
    Selector.Receive<Integer> in = selector.receive(filled(1, 2));
    out.offer(9);
    for (int i = 0; i < 2; i++) {
      assertThat(selector.select()).isSameAs(in);
      assertThat(out.hasValue()).isTrue();
    }
    full.receive();
    assertThat(selector.select()).isSameAs(out);
    assertThat(full.receive()).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClosedSendThrowsWithTheValueWhichTheCaseHasNoLonger(boolean waiting) throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Selector.Send<Integer> out = selector.send(channel);
    Selector.Receive<Integer> in = selector.receive(Channel.<Integer>unbuffered());
    out.offer(7);
    Crew.run(crew -> {
      if (!waiting) {
        channel.close(new IllegalArgumentException("why"));
      }
      Thread thread =
          crew.go(() ->
              assertThatThrownBy(selector::select)
                  .isInstanceOf(ChannelClosedException.class)
                  .hasRootCauseMessage("why")
                  .extracting(e -> ((ChannelClosedException) e).value())
                  .isEqualTo(7));
      if (waiting) {
        Crew.awaitSelecting(thread);
        channel.close(new IllegalArgumentException("why"));
      }
    });
    assertThat(out.hasValue()).isFalse();
    // And it goes on.
    selector.otherwise();
    assertThat(selector.select()).isInstanceOf(Selector.Otherwise.class);
    assertThat(in.isEnabled()).isTrue();
  }

  // ---- switching

  @Test
  void aCaseThatIsSwitchedOffTakesNoPartUntilItIsSwitchedOn() throws Exception {
    Channel<Integer> channel = filled(1, 2);
    Selector.Receive<Integer> in = selector.receive(channel);
    Selector.Otherwise nothing = selector.otherwise();
    assertThat(in.isEnabled()).isTrue();
    in.enable(false);
    assertThat(in.isEnabled()).isFalse();
    assertThat(selector.select()).isSameAs(nothing);
    in.enable(true);
    assertThat(selector.select()).isSameAs(in);
    in.enable(false);
    assertThat(in.value()).isEqualTo(1);
    Selector.TimeOut soon = selector.after(Duration.ZERO);
    assertThat(selector.select()).isSameAs(soon);
    soon.enable(false);
    assertThat(selector.select()).isSameAs(nothing);
    in.enable(true);
    assertThat(selector.select()).isSameAs(in);
    assertThat(in.value()).isEqualTo(2);
  }

  @Test
  void aNullChannelOrOneThatIsNeverReadyTakesNoPart() throws Exception {
    Selector.Receive<Integer> none = selector.receive((Channel<Integer>) null);
    Selector.Send<Integer> nowhere = selector.send((Channel<Integer>) null);
    Selector.Receive<Integer> never = selector.receive(Channel.<Integer>never());
    nowhere.offer(1);
    assertThat(nowhere.hasValue()).isFalse();
    Selector.Otherwise nothing = selector.otherwise();
    assertThat(selector.select()).isSameAs(nothing);
    assertThatThrownBy(none::value).isInstanceOf(IllegalStateException.class);
    assertThat(never.cause()).isEmpty();
  }

  /** Cases of which few take part at first: the room for them must follow when more do. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 9, 40})
  void anyNumberOfCasesMayTakePartInAnyOrderOfSwitching(int cases) throws Exception {
    for (int first = 1; first <= cases; first++) {
      Selector many = new Selector();
      List<Selector.Send<Integer>> sends = new ArrayList<>();
      List<Channel<Integer>> channels = new ArrayList<>();
      for (int i = 0; i < cases; i++) {
        channels.add(Channel.unlimited());
        sends.add(many.send(channels.get(i)));
      }
      for (int taking : new int[] {first, cases, 1, first}) {
        for (int i = 0; i < taking; i++) {
          sends.get(i).offer(i);
        }
        for (int i = 0; i < taking; i++) {
          assertThat(((Selector.Send<?>) many.select()).hasValue()).isFalse();
        }
        for (int i = 0; i < cases; i++) {
          assertThat(channels.get(i).tryReceive())
              .isEqualTo(i < taking ? new Received.Value<>(i) : new Received.Empty<>());
        }
      }
    }
  }

  @Test
  void casesMayBeAddedBetweenSelects() throws Exception {
    Selector.Otherwise nothing = selector.otherwise();
    for (int i = 0; i < 50; i++) {
      assertThat(selector.select()).isSameAs(nothing);
      Selector.Receive<Integer> added = selector.receive(filled(i));
      assertThat(selector.select()).isSameAs(added);
      assertThat(added.value()).isEqualTo(i);
    }
  }

  // ---- the end

  @Test
  void aClosedInputIsLeftOutOnRequestAndAllOfThemEndTheLoop() throws Exception {
    Channel<Integer> left = filled(1, 2);
    Channel<Integer> right = filled(3);
    left.close(new IllegalArgumentException("why"));
    right.close();
    Selector.Receive<Integer> a = selector.receive(left).dropWhenClosed();
    Selector.Receive<Integer> b = selector.receive(right).dropWhenClosed();
    selector.send(Channel.<Integer>unbuffered()); // without a value it cannot go on
    Selector.TimeOut idle = selector.after(HOUR);
    List<Integer> got = new ArrayList<>();
    Selector.Case won;
    while ((won = selector.select()) != null) {
      assertThat(won).isNotSameAs(idle);
      got.add(won == a ? a.value() : b.value());
    }
    assertThat(got).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(a.cause()).isPresent();
    assertThat(b.cause()).isEmpty();
    assertThat(selector.select()).isNull();
    assertThat(selector.selectFirst()).isNull();
  }

  @Test
  void whileASendCouldGoOnALeftOutInputDoesNotEndTheLoop() throws Exception {
    Channel<Integer> ended = Channel.unbuffered();
    ended.close();
    Channel<Integer> room = Channel.unlimited();
    selector.receive(ended).dropWhenClosed();
    Selector.Send<Integer> out = selector.send(room);
    out.offer(1);
    assertThat(selector.select()).isSameAs(out);
    assertThat(selector.select()).isNull();
  }

  @Test
  void anInputThatIsLeftOutWhileWaitingGivesWayToTheNext() throws Exception {
    Channel<Integer> ending = Channel.unbuffered();
    Channel<Integer> going = Channel.unbuffered();
    selector.receive(ending).dropWhenClosed();
    Selector.Receive<Integer> in = selector.receive(going).dropWhenClosed();
    Crew.run(crew -> {
      Thread thread =
          crew.go(() -> {
            assertThat(selector.select()).isSameAs(in);
            assertThat(in.value()).isEqualTo(5);
            assertThat(selector.select()).isNull();
          });
      Crew.awaitSelecting(thread);
      ending.close();
      going.send(5);
      going.close();
    });
  }

  @Test
  void withoutTheRequestAnEndIsYieldedAgainAndAgain() throws Exception {
    Channel<Integer> ended = Channel.unbuffered();
    ended.close();
    Selector.Receive<Integer> in = selector.receive(ended);
    for (int i = 0; i < 5; i++) {
      assertThat(selector.select()).isSameAs(in);
      assertThat(in.isClosed()).isTrue();
    }
  }

  // ---- time

  @Test
  void ofSeveralTimeOutsTheShortestCountsAndTheFirstAmongEquals() throws Exception {
    selector.receive(Channel.<Integer>unbuffered());
    Selector.TimeOut late = selector.after(HOUR);
    Selector.TimeOut first = selector.after(Duration.ofMillis(2));
    Selector.TimeOut second = selector.after(Duration.ofMillis(2));
    long start = System.nanoTime();
    assertThat(selector.select()).isSameAs(first);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
    second.set(Duration.ofMillis(1));
    assertThat(selector.select()).isSameAs(second);
    late.set(Duration.ofSeconds(-5));
    assertThat(selector.select()).isSameAs(late);
    late.set(Duration.ofSeconds(Long.MAX_VALUE));
    second.enable(false);
    assertThat(selector.select()).isSameAs(first);
  }

  @Test
  void aTimeOutCountsFromTheEntryOfEachSelect() throws Exception {
    selector.receive(Channel.<Integer>unbuffered());
    Selector.TimeOut timeOut = selector.after(Duration.ofMillis(5));
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      assertThat(selector.select()).isSameAs(timeOut);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
    }
  }

  @Test
  void aTimeOutOfZeroOnlyLooksOnceAndComesBeforeOtherwise() throws Exception {
    Channel<Integer> channel = filled(1);
    Selector.Otherwise nothing = selector.otherwise();
    Selector.TimeOut zero = selector.after(Duration.ZERO);
    Selector.Receive<Integer> in = selector.receive(channel);
    assertThat(selector.select()).isSameAs(in);
    assertThat(selector.select()).isSameAs(zero);
    zero.set(HOUR);
    assertThat(selector.select()).isSameAs(nothing);
  }

  // ---- order and chance

  @Test
  void readyCasesWinEquallyOftenAndSelectFirstPrefersTheFirstAdded() throws Exception {
    Channel<Integer> a = Channel.unbuffered();
    Channel<Integer> b = Channel.unbuffered();
    a.close();
    b.close();
    Selector.Receive<Integer> first = selector.receive(a);
    selector.receive(Channel.<Integer>unbuffered());
    Selector.Receive<Integer> second = selector.receive(b);
    Selector.Receive<Integer> third = selector.receive(b);
    int[] wins = new int[3];
    for (int i = 0; i < 10_000; i++) {
      Selector.Case won = selector.select();
      wins[won == first ? 0 : won == second ? 1 : 2]++;
      if (won == third) {
        assertThat(third.isClosed()).isTrue();
      }
    }
    for (int count : wins) {
      assertThat(count).isBetween(3333 - 472, 3334 + 472);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(selector.selectFirst()).isSameAs(first);
    }
    first.enable(false);
    for (int i = 0; i < 100; i++) {
      assertThat(selector.selectFirst()).isSameAs(second);
    }
  }

  // ---- misuse

  @Test
  void misuseIsAnErrorThatSaysWhatIsWrong() throws Exception {
    assertThatThrownBy(selector::select)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("at least one case");
    assertThatThrownBy(() -> selector.after(null)).isInstanceOf(NullPointerException.class);
    Selector.Otherwise nothing = selector.otherwise();
    assertThatThrownBy(selector::otherwise)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one otherwise");
    assertThat(selector.select()).isSameAs(nothing);
    assertThat(selector).hasToString("Selector[0 channels]");
  }

  @Test
  void aSelectorThatWaitsCanNeitherBeUsedNorChangedByAnotherThread() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Selector.Receive<Integer> in = selector.receive(channel);
    Selector.Send<Integer> out = selector.send(channel);
    Selector.TimeOut late = selector.after(HOUR);
    Crew.run(crew -> {
      Thread thread = crew.go(() -> assertThat(selector.select()).isSameAs(in));
      Crew.awaitSelecting(thread);
      for (ThrowingCallable misuse :
          List.<ThrowingCallable>of(
              selector::select,
              selector::selectFirst,
              selector::otherwise,
              () -> selector.receive(channel),
              () -> selector.send(channel),
              () -> selector.after(HOUR),
              () -> in.enable(false),
              () -> late.set(Duration.ZERO),
              () -> out.offer(1),
              out::clear)) {
        assertThatThrownBy(misuse)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("under way on this selector");
      }
      assertThat(channel.trySend(1)).isEqualTo(Sent.SENT);
    });
    assertThat(in.value()).isEqualTo(1);
    assertThat(in.isEnabled()).isTrue();
    out.offer(1);
    Crew.run(crew -> {
      crew.go(() -> assertThat(channel.receive()).isEqualTo(1));
      assertThat(selector.select()).isSameAs(out);
    });
  }

  @Test
  void aSelectorMayPassFromThreadToThreadBetweenSelects() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Channel<Integer> turn = Channel.unbuffered();
    Selector.Receive<Integer> in = selector.receive(channel);
    selector.after(HOUR);
    var sum = new AtomicInteger();
    Crew.run(crew -> {
      for (int worker = 0; worker < 4; worker++) {
        crew.start(
            worker % 2 == 0,
            () -> {
              for (int i = 0; i < 500; i++) {
                turn.receive();
                assertThat(selector.select()).isSameAs(in);
                sum.addAndGet(in.value());
                if (!turn.send(0, HOUR)) {
                  throw new AssertionError("nobody wants the turn");
                }
              }
            });
      }
      crew.go(() -> {
        for (int i = 0; i < 2000; i++) {
          channel.send(i);
        }
      });
      turn.send(0);
      turn.receive();
      // The rest of the turns goes round among the workers, and now and then through here.
      for (int i = 0; sum.get() < 1999 * 2000 / 2; i++) {
        if (turn.trySend(0) == Sent.SENT) {
          turn.receive();
        }
        Crew.pause(i);
      }
    });
    assertThat(sum).hasValue(1999 * 2000 / 2);
  }

  // ---- after an interrupt

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptedSelectPerformsNothingAndTheSelectorGoesOn(boolean virtual) throws Exception {
    Channel<Integer> in = Channel.unbuffered();
    Channel<Integer> full = filled(0);
    Selector.Receive<Integer> receive = selector.receive(in);
    Selector.Send<Integer> send = selector.send(Channel.<Integer>unbuffered());
    send.offer(3);
    for (int i = 0; i < 20; i++) {
      int round = i;
      var threw = new AtomicBoolean();
      Crew.run(crew -> {
        Thread thread =
            crew.start(
                virtual,
                () -> {
                  assertThatThrownBy(selector::select).isInstanceOf(InterruptedException.class);
                  assertThat(Thread.currentThread().isInterrupted()).isFalse();
                  assertThat(send.hasValue()).isTrue();
                  Thread.currentThread().interrupt();
                  assertThatThrownBy(selector::select).isInstanceOf(InterruptedException.class);
                  threw.set(true);
                  assertThat(selector.select()).isSameAs(receive);
                  assertThat(receive.value()).isEqualTo(round);
                });
        Crew.awaitSelecting(thread);
        thread.interrupt();
        for (int attempt = 0; !threw.get() && thread.isAlive(); attempt++) {
          Crew.pause(attempt);
        }
        in.send(round);
      });
    }
    assertThat(full.length()).isEqualTo(1);
  }

  /** Between selects a selector stands in no channel's queue. */
  @Test
  void betweenSelectsItWaitsNowhere() throws Exception {
    Channel<Integer> lost = Channel.unbuffered();
    Channel<Integer> won = Channel.unbuffered();
    selector.receive(lost);
    Selector.Send<Integer> lostSend = selector.send(lost);
    Selector.Receive<Integer> in = selector.receive(won);
    lostSend.offer(4);
    Crew.run(crew -> {
      Thread thread = crew.go(() -> assertThat(selector.select()).isSameAs(in));
      Crew.awaitSelecting(thread);
      won.send(1);
      crew.join();
      assertThat(lost.trySend(1)).isEqualTo(Sent.FULL);
      assertThat(lost.tryReceive()).isEqualTo(new Received.Empty<>());
    });
    assertThat(lostSend.hasValue()).isTrue();
  }

  /** The value of a send that lost stays, also if a receiver met the loser before it had left. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aValueThatWasNotSentStaysEvenIfAReceiverMeetsTheLoser(boolean virtual) throws Exception {
    for (int i = 0; i < 200; i++) {
      Selector loser = new Selector();
      Channel<Integer> won = Channel.unbuffered();
      Channel<Integer> lost = Channel.unbuffered();
      Selector.Receive<Integer> in = loser.receive(won);
      Selector.Send<Integer> out = loser.send(lost);
      out.offer(7);
      Crew.run(crew -> {
        Thread thread = crew.start(virtual, () -> assertThat(loser.select()).isSameAs(in));
        Crew.awaitSelecting(thread);
        assertThat(won.trySend(1)).isEqualTo(Sent.SENT);
        assertThat(lost.tryReceive()).isEqualTo(new Received.Empty<>());
      });
      assertThat(out.hasValue()).isTrue();
    }
  }

  // ---- allocation

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The least of several measurements: what a compiler or a profiler adds comes and goes. */
  private static long leastAllocated(int attempts, ThrowingRunnable iterations) throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < attempts && least > 0; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      iterations.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @FunctionalInterface
  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  @Test
  void anIterationWithAReadyCaseAllocatesNothing() throws Exception {
    Channel<Integer> ring = Channel.buffered(2);
    Channel<Integer> quiet = Channel.unbuffered();
    Selector.Receive<Integer> in = selector.receive(ring);
    Selector.Send<Integer> out = selector.send(ring);
    selector.receive(quiet);
    Selector.TimeOut late = selector.after(HOUR);
    Integer token = 1;
    var allocated = new AtomicLong();
    Crew.run(crew ->
        crew.platform(() ->
            allocated.set(
                leastAllocated(
                    20,
                    () -> {
                      for (int i = 0; i < 5_000; i++) {
                        out.offer(token);
                        Selector.Case won = selector.select();
                        if (won == in) {
                          in.value();
                          out.clear();
                        } else if (won == out) {
                          in.enable(false);
                          in.enable(true);
                          won = selector.selectFirst();
                        }
                        if (won == late) {
                          throw new AssertionError("an hour has passed");
                        }
                      }
                    }))));
    assertThat(allocated).hasValue(0);
  }

  @Test
  void anIterationThatFindsNothingAllocatesNothing() throws Exception {
    selector.receive(Channel.<Integer>unbuffered());
    Selector.Otherwise nothing = selector.otherwise();
    var allocated = new AtomicLong();
    Crew.run(crew ->
        crew.platform(() ->
            allocated.set(
                leastAllocated(
                    20,
                    () -> {
                      for (int i = 0; i < 5_000; i++) {
                        if (selector.select() != nothing) {
                          throw new AssertionError("not ready");
                        }
                      }
                    }))));
    assertThat(allocated).hasValue(0);
  }

  @Test
  void anIterationThatParksAllocatesNothing() throws Exception {
    Channel<Integer> ping = Channel.unbuffered();
    Channel<Integer> pong = Channel.unbuffered();
    Channel<Integer> quiet = Channel.unbuffered();
    int rounds = 500;
    int attempts = 20;
    Integer token = 1;
    var allocated = new AtomicLong();
    var stop = new AtomicBoolean();
    Crew.run(crew -> {
      Thread measured =
          crew.platform(() -> {
            Selector mine = new Selector();
            Selector.Receive<Integer> in = mine.receive(ping);
            Selector.Send<Integer> out = mine.send(pong);
            mine.receive(quiet);
            Selector.TimeOut late = mine.after(HOUR);
            allocated.set(
                leastAllocated(
                    attempts,
                    () -> {
                      for (int i = 0; i < rounds; i++) {
                        out.offer(token);
                        Selector.Case won = mine.select();
                        if (won == late) {
                          throw new AssertionError("an hour has passed");
                        }
                        if (won == out) {
                          i--;
                        } else {
                          in.value();
                        }
                      }
                    }));
            stop.set(true);
          });
      // A partner who comes only when the other waits already.
      while (!stop.get() && measured.isAlive()) {
        for (int i = 0; i < 300 && measured.getState() != Thread.State.WAITING; i++) {
          Thread.yield();
        }
        ping.trySend(token);
        pong.tryReceive();
      }
    });
    assertThat(allocated).hasValue(0);
  }

  @SafeVarargs
  private static <T> Channel<T> filled(T... values) {
    Channel<T> channel = Channel.buffered(values.length);
    for (T value : values) {
      assertThat(channel.trySend(value)).isEqualTo(Sent.SENT);
    }
    return channel;
  }
}
