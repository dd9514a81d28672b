package dev.csp.select;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.receiveOrClosed;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;
import static dev.csp.select.Select.send;
import static dev.csp.select.Select.sendFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.channels.Ticker;
import dev.csp.channels.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Go's rules for select, by their numbers in the list of semantics, each after Go's own test where
 * there is one. What is about size and memory is in {@link SelectScaleTest}, what Go does not have
 * in {@link SelectRulesTest}.
 */
final class GoSelectConformanceTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int TRIALS = 10_000;

  // ---- E1

  @Test
  void e01ExactlyOneReadyCaseIsPerformed() throws Exception {
    List<Channel<Integer>> full = IntStream.range(0, 5).mapToObj(i -> filled(1, i)).toList();
    Channel<Integer> room = Channel.buffered(1);
    for (int left = 6; left > 0; left--) {
      List<Case<Integer>> cases = new ArrayList<>();
      for (Channel<Integer> channel : full) {
        cases.add(receive(channel));
      }
      cases.add(send(room, 5));
      select(cases);
      int ready = full.stream().mapToInt(Channel::length).sum() + 1 - room.length();
      assertThat(ready).isEqualTo(left - 1);
    }
  }

  @Test
  void e01NothingHappensIfOtherwiseIsChosen() throws Exception {
    Channel<Integer> empty = Channel.buffered(1);
    Channel<Integer> full = filled(1, 1);
    Channel<Integer> meeting = Channel.unbuffered();
    int chosen =
        select(
            receive(empty, v -> 0),
            send(full, 2, () -> 1),
            receive(meeting, v -> 2),
            send(meeting, 3, () -> 3),
            otherwise(() -> 4));
    assertThat(chosen).isEqualTo(4);
    assertThat(empty.length()).isZero();
    assertThat(full.length()).isEqualTo(1);
    assertThat(full.receive()).isEqualTo(1);
    assertThat(meeting.tryReceive()).isEqualTo(new Received.Empty<>());
    assertThat(meeting.trySend(1)).isEqualTo(Sent.FULL);
  }

  @Test
  void e01OnlyTheChosenBodyRuns() throws Exception {
    Channel<Integer> one = filled(1, 1);
    Channel<Integer> other = filled(1, 1);
    var ran = new AtomicInteger();
    int result =
        select(
            receive(one, v -> ran.incrementAndGet()),
            receive(other, v -> ran.incrementAndGet()),
            after(Duration.ZERO, ran::incrementAndGet),
            otherwise(ran::incrementAndGet));
    assertThat(result).isEqualTo(1);
    assertThat(ran).hasValue(1);
  }

  // ---- E2, E3

  @Test
  void e02OfTwoFullChannelsEachWinsHalfTheTime() throws Exception {
    Channel<Integer> a = filled(1, 0);
    Channel<Integer> b = filled(1, 0);
    int[] wins = new int[2];
    for (int i = 0; i < TRIALS; i++) {
      int won = select(receive(a, v -> 0), receive(b, v -> 1));
      wins[won]++;
      (won == 0 ? a : b).send(0);
    }
    assertEvenOdds(wins);
  }

  @Test
  void e02OfTwoChannelsWithRoomEachWinsHalfTheTime() throws Exception {
    Channel<Integer> a = Channel.buffered(1);
    Channel<Integer> b = Channel.unlimited();
    int[] wins = new int[2];
    for (int i = 0; i < TRIALS; i++) {
      int won = select(send(a, 1, () -> 0), send(b, 1, () -> 1));
      wins[won]++;
      (won == 0 ? a : b).receive();
    }
    assertEvenOdds(wins);
  }

  /** PseudoRandomSend: the two cases send different values to one channel. */
  @Test
  void e02TwoSendsToOneChannelEachWinHalfTheTime() throws Exception {
    Channel<Integer> channel = Channel.buffered(1);
    int[] wins = new int[2];
    for (int i = 0; i < TRIALS; i++) {
      select(send(channel, 0), send(channel, 1));
      wins[channel.receive()]++;
    }
    assertEvenOdds(wins);
  }

  @Test
  void e02TheChoiceIsAmongCasesNotAmongChannels() throws Exception {
    Channel<Integer> often = Channel.unlimited();
    Channel<Integer> once = Channel.unlimited();
    for (int i = 0; i < TRIALS; i++) {
      often.send(0);
      once.send(0);
    }
    int[] wins = new int[6];
    for (int i = 0; i < TRIALS; i++) {
      wins[
          select(
              receive(often, v -> 0),
              receive(often, v -> 1),
              receive(often, v -> 2),
              receive(often, v -> 3),
              receive(often, v -> 4),
              receive(once, v -> 5))]++;
    }
    assertEvenOdds(wins);
  }

  @Test
  void e02FiveCasesOnOneChannelWinAFifthOfTheTimeEach() throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    for (int i = 0; i < TRIALS; i++) {
      channel.send(0);
    }
    int[] wins = new int[5];
    for (int i = 0; i < TRIALS; i++) {
      wins[select(fiveReceives(channel))]++;
    }
    assertEvenOdds(wins);
  }

  /** Which of the others is not ready must not matter: no neighbour inherits its chance. */
  @Test
  void e02CasesThatAreNotReadyDoNotShiftTheOdds() throws Exception {
    Channel<Integer> quiet = Channel.unbuffered();
    Channel<Integer> closed = Channel.unbuffered();
    closed.close();
    int[] wins = new int[3];
    for (int i = 0; i < TRIALS; i++) {
      wins[
          select(
              receive(closed, v -> 9, () -> 0),
              receive(quiet, v -> 9),
              receive(quiet, v -> 9),
              receive(closed, v -> 9, () -> 1),
              send(quiet, 1, () -> 9),
              receive(closed, v -> 9, () -> 2))]++;
    }
    assertEvenOdds(wins);
  }

  @Test
  void e02WaitingPartnersAreChosenEquallyOften() throws Exception {
    Channel<Integer> in = Channel.unbuffered();
    Channel<Integer> out = Channel.unbuffered();
    Channel<Integer> end = Channel.unbuffered();
    int trials = TRIALS / 4;
    Crew.run(crew -> {
      Thread sender = crew.go(() -> sendUntilClosed(in));
      Thread receiver = crew.go(() -> receiveUntilClosed(out));
      int[] wins = new int[2];
      for (int i = 0; i < trials; i++) {
        Crew.awaitParked(sender, "chan send");
        Crew.awaitParked(receiver, "chan receive");
        wins[select(receive(in, v -> 0), send(out, 1, () -> 1), receive(end, v -> 9))]++;
      }
      in.close();
      out.close();
      assertEvenOdds(wins);
    });
  }

  private static void sendUntilClosed(Channel<Integer> channel) throws InterruptedException {
    try {
      while (true) {
        channel.send(1);
      }
    } catch (ChannelClosedException e) {
      assertThat(e.value()).isEqualTo(1);
    }
  }

  private static void receiveUntilClosed(Channel<Integer> channel) throws InterruptedException {
    Received<Integer> received;
    do {
      received = channel.receiveOrClosed();
    } while (received instanceof Received.Value);
  }

  @Test
  void e03AClosedChannelHasNoPriorityOverData() throws Exception {
    Channel<Integer> data = Channel.unlimited();
    Channel<Integer> done = Channel.unbuffered();
    done.close();
    int[] wins = new int[2];
    for (int i = 0; i < TRIALS; i++) {
      data.send(1);
      wins[select(receive(data, v -> 0), receive(done, v -> 9, () -> 1))]++;
    }
    assertEvenOdds(wins);
  }

  @Test
  void e03SelectFirstPrefersTheFirstReadyCase() throws Exception {
    Channel<Integer> data = filled(100, 1);
    Channel<Integer> done = Channel.unbuffered();
    done.close();
    for (int i = 0; i < 100; i++) {
      int won =
          selectFirst(receive(done, v -> 9, () -> 0), receive(data, v -> 1), otherwise(() -> 2));
      assertThat(won).isZero();
      won =
          selectFirst(
              List.of(otherwise(() -> 2), receive(data, v -> 1), receive(done, v -> 9, () -> 0)));
      assertThat(won).isEqualTo(1);
    }
  }

  // ---- E4

  @Test
  void e04OtherwiseRunsOnlyIfNothingIsReadyWhereverItStands() throws Exception {
    Channel<Integer> a = Channel.buffered(1);
    for (int place = 0; place < 3; place++) {
      List<Case<Integer>> cases = new ArrayList<>();
      cases.add(receive(a, v -> 1));
      cases.add(receive(a, v -> 1));
      cases.add(place, otherwise(() -> 0));
      assertThat(Select.<Integer>select(cases)).isZero();
      assertThat(Select.<Integer>selectFirst(cases)).isZero();
      a.send(5);
      assertThat(Select.<Integer>select(cases)).isEqualTo(1);
      a.send(5);
      assertThat(Select.<Integer>selectFirst(cases)).isEqualTo(1);
    }
  }

  // ---- E5, E6

  /** NonblockSelectRace and NonblockSelectRace2: there is always a case that is ready. */
  @ParameterizedTest
  @ValueSource(strings = {"otherwise", "after", "otherwise first", "after first"})
  void e05e06WithoutWaitingAllChannelsAreJudgedAtOneInstant(String form) throws Exception {
    for (boolean closes : new boolean[] {false, true}) {
      Crew.run(crew -> judgeWhileATokenMoves(crew, form, closes, Crew.work(8_000)));
    }
  }

  /** Two channels of which, from the publication of the pair on, one is always ready. */
  private record Pair(int round, Channel<Integer> first, Channel<Integer> second) {}

  private static void judgeWhileATokenMoves(Crew crew, String form, boolean closes, int rounds) {
    var shared = new AtomicReference<>(new Pair(-1, Channel.buffered(1), Channel.buffered(1)));
    // In between, so that looking from one of the two to the other takes a while.
    List<Case<Integer>> quiet =
        IntStream.range(0, 30)
            .mapToObj(i -> Select.<Integer>receive(Channel.<Integer>unbuffered()))
            .toList();
    var judged = new AtomicInteger();
    crew.platform(() -> {
      for (int round = 0; round < rounds; round++) {
        Pair pair = shared.get();
        for (int i = 0; pair.round != round; i++) {
          Crew.pause(i);
          pair = shared.get();
        }
        // The order matters to an implementation that looks at one after the other.
        boolean swap = (round & 1) == 0;
        Channel<Integer> one = swap ? pair.second : pair.first;
        Channel<Integer> two = swap ? pair.first : pair.second;
        List<Case<Integer>> cases = new ArrayList<>(quiet);
        cases.add(0, receive(one, v -> 1, () -> 1));
        cases.add(receive(two, v -> 1, () -> 1));
        cases.add(
            form.startsWith("otherwise")
                ? otherwise(() -> 0)
                : after(Duration.ofNanos(-1), () -> 0));
        int won = form.endsWith("first") ? selectFirst(cases) : select(cases);
        assertThat(won).as("round %s", round).isEqualTo(1);
        judged.set(round + 1);
      }
    });
    crew.platform(() -> {
      for (int round = 0; round < rounds; round++) {
        Pair pair =
            new Pair(round, filled(1, 1), closes ? Channel.unbuffered() : Channel.buffered(1));
        shared.set(pair);
        for (int i = round & 127; i > 0; i--) {
          Thread.onSpinWait();
        }
        if (closes) {
          pair.second.close();
        } else {
          pair.second.send(1);
        }
        pair.first.tryReceive();
        for (int i = 0; judged.get() != round + 1; i++) {
          Crew.pause(i);
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
      }
    });
  }

  // ---- E7, E8, E9

  @Test
  void e07ZeroCasesAreAnErrorThatNamesTheAlternative() {
    assertThatThrownBy(Select::select)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("at least one case")
        .hasMessageContaining("Go.blockForever()");
    assertThatThrownBy(Select::selectFirst).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> select(List.of())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> selectFirst(List.of())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(Select::run).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void e07OnlyOtherwiseReturnsAtOnce() throws Exception {
    assertThat(Select.<String>select(otherwise(() -> "nothing"))).isEqualTo("nothing");
  }

  @Test
  void e08CasesThatCannotBeChosenLeaveOtherwise() throws Exception {
    Channel<Integer> ready = filled(1, 1);
    int won =
        select(
            receive((ReceiveChannel<Integer>) null, v -> 1),
            send((Channel<Integer>) null, 1, () -> 2),
            sendFrom((Channel<Integer>) null, () -> 1, () -> 2),
            receive(Channel.<Integer>never(), v -> 3),
            receive(ready, v -> 4).when(false),
            after(Duration.ZERO, () -> 5).when(false),
            otherwise(() -> 6).when(false),
            otherwise(() -> 7));
    assertThat(won).isEqualTo(7);
    assertThat(ready.length()).isEqualTo(1);
  }

  @Test
  void e08CasesThatCannotBeChosenAreNeverChosenBesideReadyOnes() throws Exception {
    Channel<Integer> closed = Channel.unbuffered();
    closed.close();
    Channel<Integer> ready = filled(1, 1);
    for (int i = 0; i < 200; i++) {
      int won =
          select(
              receive((ReceiveChannel<Integer>) null, v -> 1),
              send((Channel<Integer>) null, 1, () -> 2),
              receive(Channel.<Integer>never(), v -> 3),
              receive(ready, v -> 4).when(false),
              send(closed, 1, () -> 5).when(false),
              receive(closed, v -> 6, () -> 0));
      assertThat(won).isZero();
    }
  }

  @Test
  void e08WithoutACaseThatCanBeChosenItWaitsUntilInterrupted() throws Exception {
    Channel<Integer> ready = filled(1, 1);
    List<List<Case<Integer>>> selects =
        List.of(
            List.of(receive((ReceiveChannel<Integer>) null)),
            List.of(receive(Channel.<Integer>never()), send((Channel<Integer>) null, 1)),
            List.of(receive(ready).when(false)),
            List.of(after(Duration.ZERO, () -> 1).when(false)),
            List.of(otherwise(() -> 1).when(false)));
    Crew.run(crew -> {
      for (List<Case<Integer>> cases : selects) {
        Thread thread =
            crew.go(() ->
                assertThatThrownBy(() -> select(cases)).isInstanceOf(InterruptedException.class));
        Crew.awaitSelecting(thread);
        thread.interrupt();
        crew.join();
      }
    });
    assertThat(ready.length()).isEqualTo(1);
  }

  @Test
  void e09SettingAChannelToNullSwitchesItsCaseOffInALoop() throws Exception {
    Channel<Integer> left = Channel.unbuffered();
    Channel<Integer> right = Channel.unbuffered();
    Crew.run(crew -> {
      crew.go(() -> sendAndClose(left, 0, 100));
      crew.go(() -> sendAndClose(right, 100, 250));
      List<Integer> merged = new ArrayList<>();
      ReceiveChannel<Integer> a = left;
      ReceiveChannel<Integer> b = right;
      while (a != null || b != null) {
        ReceiveChannel<Integer> ended =
            Select.<ReceiveChannel<Integer>>select(
                receive(a, v -> keep(merged, v), () -> left),
                receive(b, v -> keep(merged, v), () -> right));
        a = ended == left ? null : a;
        b = ended == right ? null : b;
      }
      assertThat(merged)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 250).boxed().toList());
    });
  }

  private static ReceiveChannel<Integer> keep(List<Integer> kept, Integer value) {
    kept.add(value);
    return null;
  }

  private static void sendAndClose(Channel<Integer> channel, int from, int to)
      throws InterruptedException {
    for (int i = from; i < to; i++) {
      channel.send(i);
    }
    channel.close();
  }

  @Test
  void e09AConditionSwitchesACaseOnAndOff() throws Exception {
    Channel<Integer> in = filled(10, 7);
    Channel<Integer> out = Channel.unlimited();
    Integer held = null;
    for (int i = 0; i < 20; i++) {
      Integer had = held;
      held =
          select(
              Select.<Integer, Integer>receive(in, v -> v).when(had == null),
              Select.<Integer, Integer>send(out, had, () -> null).when(had != null));
    }
    assertThat(in.length()).isZero();
    assertThat(out.length()).isEqualTo(10);
  }

  // ---- E10

  /** SelectDuplicateChannel, Go issue 1910: a select that leaves must leave a queue whole. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void e10AChannelInSeveralCasesLeavesItsQueueWhole(boolean virtual) throws Exception {
    Channel<Integer> c = Channel.unbuffered();
    Channel<Integer> d = Channel.unbuffered();
    Channel<Integer> e = Channel.unbuffered();
    Crew.run(crew -> {
      Thread first =
          crew.start(
              virtual,
              () -> {
                assertThat(Select.<Integer>select(receive(c), receive(c), receive(d))).isEqualTo(7);
                e.send(9);
              });
      Crew.awaitSelecting(first);
      Thread second = crew.start(virtual, () -> assertThat(c.receive()).isEqualTo(8));
      Crew.awaitParked(second, "chan receive");
      d.send(7);
      assertThat(e.receive()).isEqualTo(9);
      c.send(8);
    });
  }

  /** select6.go, Go issue 2075: waiters behind one that left are still served. */
  @Test
  void e10WaitersBehindASelectThatLeftAreServed() throws Exception {
    Channel<Integer> c1 = Channel.unbuffered();
    Channel<Integer> c2 = Channel.unbuffered();
    Channel<Integer> c3 = Channel.unbuffered();
    Crew.run(crew -> {
      Thread before = crew.go(c1::receive);
      Crew.awaitParked(before, "chan receive");
      Thread leaver =
          crew.go(() -> {
            assertThat(Select.<Integer>select(receive(c1, v -> 1), receive(c2, v -> 2)))
                .isEqualTo(2);
            c3.send(1);
            c1.receive();
          });
      Crew.awaitSelecting(leaver);
      Thread behind = crew.go(c1::receive);
      Crew.awaitParked(behind, "chan receive");
      c2.send(1);
      c3.receive();
      c1.send(1);
      c1.send(2);
      c1.send(3);
    });
  }

  // ---- E11, E12

  @Test
  void e11BothDirectionsOfAnUnbufferedChannelNeverPairWithThemselves() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    for (int i = 0; i < 200; i++) {
      assertThat(
              Select.<Integer>select(
                  send(channel, 1, () -> 1), receive(channel), otherwise(() -> 0)))
          .isZero();
    }
    Crew.run(crew -> {
      Thread alone =
          crew.go(() ->
              assertThat(
                      Select.<Integer>select(
                          receive(channel, v -> v + 1),
                          send(channel, 1, () -> 0),
                          receive(channel, v -> v + 1),
                          send(channel, 1, () -> 0)))
                  .isEqualTo(43));
      Crew.awaitSelecting(alone);
      channel.send(42);
    });
  }

  /** Crossbeam's matching: everybody meets somebody else, and nobody is left. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void e11SelectsOfBothDirectionsPairWithEachOther(int leftover) throws Exception {
    int threads = leftover == 0 ? 44 : 55;
    for (int round = 0; round < Crew.work(40); round++) {
      boolean virtual = round % 4 != 0;
      Channel<Integer> channel = Channel.unbuffered();
      List<Integer> received = Collections.synchronizedList(new ArrayList<>());
      Crew.run(crew -> {
        for (int i = 0; i < threads; i++) {
          int own = i;
          crew.start(
              virtual,
              () ->
                  Select.run(
                      Select.onSend(channel, own, () -> {}),
                      Select.onReceive(
                          channel,
                          value -> {
                            assertThat(value).isNotEqualTo(own);
                            received.add(value);
                          })));
        }
        if (leftover == 1) {
          channel.send(-1);
        }
      });
      assertThat(received).hasSize((threads + leftover) / 2).doesNotHaveDuplicates();
      assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    }
  }

  @Test
  void e12OnABufferedChannelWithRoomTheSendIsReadyAndWithValuesTheReceive() throws Exception {
    Channel<Integer> channel = Channel.buffered(2);
    int[] wins = new int[2];
    for (int i = 0; i < TRIALS; i++) {
      int before = channel.length();
      int won = select(send(channel, i, () -> 0), receive(channel, v -> 1));
      if (before == 0) {
        assertThat(won).isZero();
      } else if (before == 2) {
        assertThat(won).isEqualTo(1);
      } else {
        wins[won]++;
      }
      assertThat(channel.length()).isEqualTo(won == 0 ? before + 1 : before - 1);
    }
    // half of all trials find one value
    assertThat(wins[0] + wins[1]).isEqualTo(TRIALS / 2);
    assertEvenOdds(wins);
  }

  // ---- E13, E14

  @Test
  void e13ASendToAClosedChannelFailsOnlyIfItIsChosen() throws Exception {
    Channel<Integer> closed = Channel.buffered(1);
    closed.close(new IllegalArgumentException("why"));
    Channel<Integer> data = Channel.unlimited();
    int[] wins = new int[2];
    for (int i = 0; i < TRIALS; i++) {
      data.trySend(1);
      int before = data.length();
      try {
        select(send(closed, 5, () -> 9), receive(data, v -> 0));
        wins[0]++;
        assertThat(data.length()).isEqualTo(before - 1);
      } catch (ChannelClosedException e) {
        wins[1]++;
        assertThat(data.length()).isEqualTo(before);
        assertThat(e.value()).isEqualTo(5);
        assertThat(e.getCause()).hasMessage("why");
      }
    }
    assertEvenOdds(wins);
  }

  @Test
  void e13AClosedSendIsReadyForOtherwise() {
    Channel<Integer> closed = Channel.unbuffered();
    closed.close();
    assertThatThrownBy(() -> select(send(closed, 1), otherwise(() -> 0)))
        .isInstanceOf(ChannelClosedException.class)
        .extracting(e -> ((ChannelClosedException) e).value())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void e14AWaitingSendCaseFailsWhenItsChannelIsClosed(boolean virtual) throws Exception {
    Channel<Integer> full = filled(1, 0);
    Channel<Integer> meeting = Channel.unbuffered();
    for (Channel<Integer> channel : List.of(full, meeting)) {
      Crew.run(crew -> {
        Thread thread =
            crew.start(
                virtual,
                () ->
                    assertThatThrownBy(() ->
                            select(
                                receive(Channel.<Integer>unbuffered()), send(channel, 5, () -> 9)))
                        .isInstanceOf(ChannelClosedException.class)
                        .hasRootCauseMessage("why")
                        .extracting(e -> ((ChannelClosedException) e).value())
                        .isEqualTo(5));
        Crew.awaitSelecting(thread);
        channel.close(new IllegalArgumentException("why"));
      });
      assertThat(channel.length()).isEqualTo(channel == full ? 1 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void e14AWaitingReceiveCaseYieldsTheEndWhenItsChannelIsClosed(boolean virtual) throws Exception {
    var why = new IllegalArgumentException("why");
    Crew.run(crew -> {
      Channel<Integer> channel = Channel.unbuffered();
      List<Thread> waiting = new ArrayList<>();
      waiting.add(
          crew.start(
              virtual,
              () ->
                  assertThat(Select.<Received<Integer>>select(receiveOrClosed(channel)))
                      .isEqualTo(new Received.Closed<>(Optional.of(why)))));
      waiting.add(
          crew.start(
              virtual,
              () ->
                  assertThat(Select.<Integer>select(receive(channel, v -> 1, () -> 2)))
                      .isEqualTo(2)));
      waiting.add(
          crew.start(
              virtual,
              () ->
                  assertThatThrownBy(() -> select(receive(channel)))
                      .isInstanceOf(ChannelClosedException.class)
                      .hasCause(why)));
      waiting.add(
          crew.start(
              virtual,
              () ->
                  assertThatThrownBy(() -> select(receive(channel, v -> 1)))
                      .isInstanceOf(ChannelClosedException.class)
                      .hasCause(why)));
      waiting.forEach(Crew::awaitSelecting);
      channel.close(why);
    });
  }

  // ---- E15, E18

  @Test
  void e15AWaitingSelectTakesTheFirstEventThatClaimsIt() throws Exception {
    for (int i = 0; i < 100; i++) {
      Channel<Integer> a = Channel.unbuffered();
      Channel<Integer> b = Channel.unbuffered();
      Crew.run(crew -> {
        Thread thread =
            crew.go(() ->
                assertThat(Select.<Integer>select(receive(a, v -> 1), receive(b, v -> 2)))
                    .isEqualTo(2));
        Crew.awaitSelecting(thread);
        assertThat(b.trySend(0)).isEqualTo(Sent.SENT);
        // It may not have got up yet, but it is taken.
        assertThat(a.trySend(0)).isEqualTo(Sent.FULL);
        assertThat(b.trySend(0)).isEqualTo(Sent.FULL);
      });
    }
  }

  /** doubleselect.go: no value goes to two channels. */
  @Test
  void e15NoValueIsSentTwice() throws Exception {
    int values = Crew.work(20_000);
    List<Channel<Integer>> channels =
        IntStream.range(0, 4).mapToObj(i -> Channel.<Integer>unbuffered()).toList();
    var seen = new AtomicInteger[values];
    for (int i = 0; i < values; i++) {
      seen[i] = new AtomicInteger();
    }
    Crew.run(crew -> {
      for (Channel<Integer> channel : channels) {
        crew.go(() -> {
          for (int value : channel) {
            seen[value].incrementAndGet();
          }
        });
      }
      crew.go(() -> {
        for (int i = 0; i < values; i++) {
          select(
              send(channels.get(0), i),
              send(channels.get(1), i),
              send(channels.get(2), i),
              send(channels.get(3), i));
        }
        channels.forEach(Channel::close);
      });
    });
    for (int i = 0; i < values; i++) {
      assertThat(seen[i]).as("value %s", i).hasValue(1);
    }
  }

  /** The loser stands first in the queue, and may not have left it yet when the value comes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void e18ALoserNeverSwallowsAValue(boolean virtual) throws Exception {
    for (int i = 0; i < 200; i++) {
      Channel<Integer> won = Channel.unbuffered();
      Channel<Integer> lost = Channel.unbuffered();
      Crew.run(crew -> {
        Thread loser = crew.start(virtual, () -> select(receive(won), receive(lost)));
        Crew.awaitSelecting(loser);
        Thread behind = crew.start(virtual, () -> assertThat(lost.receive()).isEqualTo(2));
        Crew.awaitParked(behind, "chan receive");
        assertThat(won.trySend(1)).isEqualTo(Sent.SENT);
        assertThat(lost.trySend(2)).isEqualTo(Sent.SENT);
        assertThat(lost.trySend(3)).isEqualTo(Sent.FULL);
      });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void e18AValueIsNeverTakenFromALoser(boolean virtual) throws Exception {
    for (int i = 0; i < 200; i++) {
      Channel<Integer> won = Channel.unbuffered();
      Channel<Integer> lost = filled(1, 0);
      Crew.run(crew -> {
        Thread loser = crew.start(virtual, () -> select(send(won, 1), send(lost, 1)));
        Crew.awaitSelecting(loser);
        Thread behind = crew.start(virtual, () -> lost.send(2));
        Crew.awaitParked(behind, "chan send");
        assertThat(won.tryReceive()).isEqualTo(new Received.Value<>(1));
        assertThat(lost.tryReceive()).isEqualTo(new Received.Value<>(0));
        assertThat(lost.tryReceive()).isEqualTo(new Received.Value<>(2));
        assertThat(lost.tryReceive()).isEqualTo(new Received.Empty<>());
      });
    }
  }

  // ---- E16

  /** select.go and select5.go: values are evaluated exactly once, in order, chosen or not. */
  @Test
  void e16ValuesAreEvaluatedExactlyOnceInTheOrderOfTheListChosenOrNot() throws Exception {
    Channel<Integer> full = filled(1, 0);
    Channel<Integer> room = Channel.unlimited();
    List<Case<Integer>> cases = new ArrayList<>();
    List<Integer> evaluated = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      cases.add(
          sendFrom(
              i == 5 ? room : full,
              () -> {
                evaluated.add(number);
                return number;
              },
              () -> number));
    }
    for (int i = 0; i < 50; i++) {
      evaluated.clear();
      assertThat(Select.<Integer>select(cases)).isEqualTo(5);
      assertThat(evaluated).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      evaluated.clear();
      assertThat(Select.<Integer>selectFirst(cases)).isEqualTo(5);
      assertThat(evaluated).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
    assertThat(full.length()).isEqualTo(1);
  }

  @Test
  void e16AWaitingSelectEvaluatesItsValuesOnce() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    var evaluated = new AtomicInteger();
    Crew.run(crew -> {
      Thread thread =
          crew.go(() ->
              select(
                  sendFrom(channel, evaluated::incrementAndGet, () -> 0),
                  receive(Channel.<Integer>unbuffered())));
      Crew.awaitSelecting(thread);
      assertThat(channel.receive()).isEqualTo(1);
    });
    assertThat(evaluated).hasValue(1);
  }

  @Test
  void e16ValuesAreEvaluatedAlsoIfOtherwiseIsChosen() throws Exception {
    var evaluated = new AtomicInteger();
    select(sendFrom(filled(1, 0), evaluated::incrementAndGet, () -> 0), otherwise(() -> 0));
    assertThat(evaluated).hasValue(1);
  }

  @Test
  void e16ThrowersLeaveNoRegistrationAndNothingIsDone() throws Exception {
    Channel<Integer> ready = filled(1, 1);
    Channel<Integer> meeting = Channel.unbuffered();
    var failure = new IllegalArgumentException("supplier");
    var evaluated = new AtomicInteger();
    assertThatThrownBy(() ->
            select(
                receive(meeting),
                send(meeting, 1),
                receive(ready),
                sendFrom(meeting, evaluated::incrementAndGet, () -> 0),
                sendFrom(
                    meeting,
                    () -> {
                      throw failure;
                    },
                    () -> 0),
                sendFrom(meeting, evaluated::incrementAndGet, () -> 0)))
        .isSameAs(failure);
    assertThat(evaluated).hasValue(1);
    assertThat(ready.length()).isEqualTo(1);
    assertThat(meeting.trySend(1)).isEqualTo(Sent.FULL);
    assertThat(meeting.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  // ---- E19

  /** ken/chan.go, tests 5 and 6: no order of channels in a list can lock up. */
  @Test
  void e19SelectsInOppositeOrdersDoNotDeadlock() throws Exception {
    int rounds = Crew.work(8_000);
    Channel<Integer> a = Channel.unbuffered();
    Channel<Integer> b = Channel.buffered(1);
    Channel<Integer> c = Channel.unbuffered();
    var balance = new AtomicInteger();
    Crew.run(crew -> {
      for (int worker = 0; worker < 6; worker++) {
        boolean forward = worker % 2 == 0;
        boolean inOrder = worker % 3 == 0;
        crew.start(
            worker < 4,
            () -> {
              for (int i = 0; i < rounds; i++) {
                List<Case<Integer>> cases =
                    new ArrayList<>(
                        List.of(
                            receive(a, v -> -1),
                            send(a, 1, () -> 1),
                            receive(b, v -> -1),
                            send(b, 1, () -> 1),
                            receive(c, v -> -1),
                            send(c, 1, () -> 1),
                            otherwise(() -> 0)));
                if (!forward) {
                  Collections.reverse(cases);
                }
                balance.addAndGet(inOrder ? selectFirst(cases) : select(cases));
              }
            });
      }
    });
    assertThat(balance).hasValue(b.length());
  }

  // ---- E21

  @Test
  void e21OfCasesWaitingOnOneChannelEachWinsEquallyOften() throws Exception {
    int trials = TRIALS / 2;
    Channel<Integer> channel = Channel.unbuffered();
    int[] receives = new int[5];
    int[] sends = new int[5];
    Crew.run(crew -> {
      crew.go(() -> {
        for (int i = 0; i < trials; i++) {
          receives[select(fiveReceives(channel))]++;
        }
        for (int i = 0; i < trials; i++) {
          sends[select(fiveSends(channel))]++;
        }
      });
      // A try meets only somebody who waits already.
      for (int i = 0; i < trials; i++) {
        for (int attempt = 0; channel.trySend(i) != Sent.SENT; attempt++) {
          Crew.pause(attempt);
        }
      }
      for (int i = 0; i < trials; i++) {
        for (int attempt = 0; !(channel.tryReceive() instanceof Received.Value); attempt++) {
          Crew.pause(attempt);
        }
      }
    });
    assertEvenOdds(receives);
    assertEvenOdds(sends);
  }

  /** Crossbeam's fairness_duplicates: one of the two waits, and both must be fair. */
  @Test
  void e21DuplicatesOnBothSidesAreFair() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    int[] receives = new int[5];
    int[] sends = new int[5];
    Crew.run(crew -> {
      crew.go(() -> {
        for (int i = 0; i < TRIALS; i++) {
          receives[select(fiveReceives(channel))]++;
        }
      });
      crew.go(() -> {
        for (int i = 0; i < TRIALS; i++) {
          sends[select(fiveSends(channel))]++;
        }
      });
    });
    assertEvenOdds(receives);
    assertEvenOdds(sends);
  }

  private static List<Case<Integer>> fiveReceives(Channel<Integer> channel) {
    return IntStream.range(0, 5)
        .mapToObj(i -> Select.<Integer, Integer>receive(channel, v -> i))
        .toList();
  }

  private static List<Case<Integer>> fiveSends(Channel<Integer> channel) {
    return IntStream.range(0, 5)
        .mapToObj(i -> Select.<Integer, Integer>send(channel, 1, () -> i))
        .toList();
  }

  // ---- E22

  @Test
  void e22ABodyMayUseTheChannelsOfItsSelect() throws Exception {
    Channel<Integer> a = filled(1, 1);
    Channel<Integer> b = Channel.buffered(1);
    int result =
        select(
            receive(
                a,
                v -> {
                  a.send(v + 1);
                  b.send(a.receive());
                  a.close();
                  return b.receive();
                }),
            receive(b));
    assertThat(result).isEqualTo(2);
    assertThat(a.isClosed()).isTrue();
  }

  @Test
  void e22ABodyMaySelectAgain() throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    for (int i = 0; i < 200; i++) {
      channel.send(i);
    }
    assertThat(sumByNestedSelects(channel)).isEqualTo(199 * 200 / 2);
  }

  private static int sumByNestedSelects(Channel<Integer> channel) throws InterruptedException {
    return select(
        receive(channel, v -> v + sumByNestedSelects(channel)),
        receive(channel, v -> v + sumByNestedSelects(channel)),
        otherwise(() -> 0));
  }

  @Test
  void e22WhatABodyThrowsComesOutAndTheOperationWasDone() throws Exception {
    Channel<Integer> channel = filled(1, 1);
    for (Throwable thrown :
        List.of(new IllegalArgumentException("x"), new AssertionError("x"), new Error("x"))) {
      assertThatThrownBy(() -> select(receive(channel, v -> raise(thrown)))).isSameAs(thrown);
      assertThat(channel.length()).isZero();
      assertThatThrownBy(() -> select(send(channel, 1, () -> raise(thrown)))).isSameAs(thrown);
      assertThat(channel.length()).isEqualTo(1);
      assertThatThrownBy(() -> select(otherwise(() -> raise(thrown)))).isSameAs(thrown);
      assertThatThrownBy(() -> select(after(Duration.ZERO, () -> raise(thrown)))).isSameAs(thrown);
    }
    assertThatThrownBy(() ->
            select(
                receive(
                    channel,
                    v -> {
                      throw new InterruptedException("body");
                    })))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("body");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static int raise(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void e22AStackOverflowInABodyLeavesTheChannelsUsable() throws Exception {
    Channel<Integer> meeting = Channel.unbuffered();
    Channel<Integer> channel = filled(1, 1);
    Crew.run(crew -> {
      crew.go(() ->
          assertThatThrownBy(() -> select(receive(channel, v -> endless(v)), receive(meeting)))
              .isInstanceOf(StackOverflowError.class));
      crew.join();
      Thread waiter = crew.go(() -> assertThat(meeting.receive()).isEqualTo(5));
      Crew.awaitParked(waiter, "chan receive");
      select(send(meeting, 5), receive(channel));
      channel.send(2);
      assertThat(Select.<Integer>select(receive(channel))).isEqualTo(2);
    });
  }

  @SuppressWarnings("InfiniteRecursion") // the point
  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  // ---- E24, E25

  @Test
  void e24ACaseCanTellValuesFromTheEnd() throws Exception {
    Channel<Integer> channel = filled(1, 1);
    var why = new IllegalArgumentException("why");
    channel.close(why);
    Received<Integer> received = select(receiveOrClosed(channel));
    assertThat(received).isEqualTo(new Received.Value<>(1));
    received = select(receiveOrClosed(channel));
    assertThat(received).isEqualTo(new Received.Closed<>(Optional.of(why)));
    assertThat(Select.<String>select(receive(channel, v -> "value", () -> "end"))).isEqualTo("end");
    assertThatThrownBy(() -> select(receive(channel)))
        .isInstanceOf(ChannelClosedException.class)
        .hasCause(why);
    assertThatThrownBy(() -> select(receive(channel, v -> 1)))
        .isInstanceOf(ChannelClosedException.class)
        .hasCause(why);
  }

  @Test
  void e24AClosedChannelYieldsItsBufferedValuesFirst() throws Exception {
    Channel<Integer> channel = Channel.buffered(3);
    for (int i = 0; i < 3; i++) {
      channel.send(i);
    }
    channel.close();
    for (int i = 0; i < 3; i++) {
      assertThat(Select.<Integer>select(receive(channel, v -> v, () -> -1))).isEqualTo(i);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(Select.<Integer>select(receive(channel, v -> v, () -> -1))).isEqualTo(-1);
    }
  }

  @Test
  void e25TimersTickersAndViewsAreChannelsToASelect() throws Exception {
    Instant before = Instant.now();
    Instant fired = select(receive(Timer.after(Duration.ofMillis(5))), after(HOUR, () -> null));
    assertThat(fired).isAfterOrEqualTo(before.plusMillis(5).minusNanos(1_000_000));
    Ticker ticker = Ticker.every(Duration.ofMillis(2));
    Instant first = select(receive(ticker.channel()), receive(Timer.after(HOUR)));
    Instant second = select(receive(ticker.channel()), receive(Timer.after(HOUR)));
    ticker.stop();
    assertThat(Duration.between(first, second)).isGreaterThanOrEqualTo(Duration.ofMillis(2));
    Channel<Integer> channel = Channel.buffered(1);
    assertThat(Select.<Integer>select(send(channel.sendOnly(), 1))).isEqualTo(1);
    assertThat(Select.<Integer>select(receive(channel.receiveOnly()))).isEqualTo(1);
  }

  /** F3 with select: stop says true if and only if nobody received or will. */
  @Test
  void e25AStoppedTimerIsNotReadyEvenIfItWasDue() throws Exception {
    for (int i = 0; i < 200; i++) {
      Timer timer = Timer.start(Duration.ofNanos(i * 1000L));
      for (int spin = 0; spin < 100; spin++) {
        Thread.onSpinWait();
      }
      boolean received = select(receive(timer.channel(), at -> true), otherwise(() -> false));
      assertThat(timer.stop()).isEqualTo(!received);
      assertThat(
              Select.<Boolean>select(receive(timer.channel(), at -> true), otherwise(() -> false)))
          .isFalse();
    }
  }

  /** F11. */
  @Test
  void e25OfTwoSelectsOnOneTimerExactlyOneWins() throws Exception {
    for (int i = 0; i < 20; i++) {
      ReceiveChannel<Instant> timer = Timer.after(Duration.ofMillis(1));
      Channel<Integer> end = Channel.unbuffered();
      var won = new AtomicInteger();
      Crew.run(crew -> {
        for (int k = 0; k < 2; k++) {
          crew.go(() -> {
            boolean mine = select(receive(timer, at -> true), receive(end, v -> false));
            if (mine) {
              won.incrementAndGet();
              end.send(1);
            }
          });
        }
      });
      assertThat(won).hasValue(1);
    }
  }

  // ---- helpers

  /** A full buffered channel. */
  private static Channel<Integer> filled(int capacity, int value) {
    Channel<Integer> channel = Channel.buffered(capacity);
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.trySend(value)).isEqualTo(Sent.SENT);
    }
    return channel;
  }

  /** Go's bound: ten standard deviations. */
  private static void assertEvenOdds(int[] wins) {
    int total = IntStream.of(wins).sum();
    double chance = 1.0 / wins.length;
    double bound = 10 * Math.sqrt(total * chance * (1 - chance));
    assertThat(wins)
        .satisfies(all -> {
          for (int count : all) {
            assertThat(Math.abs(count - total * chance)).isLessThanOrEqualTo(bound);
          }
        });
  }
}
