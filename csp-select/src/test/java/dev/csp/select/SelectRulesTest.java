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
import dev.csp.go.Go;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of select that Go does not have: time-outs, interrupts, nulls, priority, reuse. */
final class SelectRulesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Channel<Integer> quiet = Channel.unbuffered();

  @AfterEach
  void noTestLeavesAnInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  // ---- time-outs

  @Test
  void aTimeOutIsChosenOnlyAfterItsTime() throws Exception {
    for (int millis : new int[] {1, 3, 10}) {
      long start = System.nanoTime();
      boolean timedOut =
          select(receive(quiet, v -> false), after(Duration.ofMillis(millis), () -> true));
      assertThat(timedOut).isTrue();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(millis * 1_000_000L);
    }
  }

  /** If the supplier took the whole time, there is none left to wait. */
  @Test
  void aTimeOutCountsFromTheEntry() throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5 && least >= 380_000_000; i++) { // a busy machine may take its time
      long start = System.nanoTime();
      int won =
          select(
              sendFrom(
                  quiet,
                  () -> {
                    while (System.nanoTime() - start < 200_000_000) {
                      Thread.onSpinWait();
                    }
                    return 1;
                  },
                  () -> 1),
              after(Duration.ofMillis(200), () -> 2));
      least = Math.min(least, System.nanoTime() - start);
      assertThat(won).isEqualTo(2);
    }
    assertThat(least).isBetween(200_000_000L, 380_000_000L);
  }

  @Test
  void ofSeveralTimeOutsTheShortestWinsAndTheFirstAmongEquals() throws Exception {
    Duration little = Duration.ofMillis(2);
    for (int i = 0; i < 10; i++) {
      assertThat(
              Select.<Integer>select(
                  after(HOUR, () -> 0),
                  after(little, () -> 1),
                  receive(quiet),
                  after(little, () -> 2),
                  after(Duration.ofMillis(1), () -> 3).when(false)))
          .isEqualTo(1);
      assertThat(Select.<Integer>select(after(little, () -> 1), after(Duration.ZERO, () -> 2)))
          .isEqualTo(2);
      assertThat(
              Select.<Integer>select(after(Duration.ZERO, () -> 1), after(Duration.ZERO, () -> 2)))
          .isEqualTo(1);
      assertThat(
              Select.<Integer>selectFirst(
                  after(Duration.ofMillis(1).negated(), () -> 1),
                  after(Duration.ofMillis(1).negated(), () -> 2)))
          .isEqualTo(1);
    }
  }

  @Test
  void aTimeOutOfZeroOrLessComesAfterEveryReadyCaseAndBeforeOtherwise() throws Exception {
    Channel<Integer> ready = Channel.unbuffered();
    ready.close();
    for (Duration nothing :
        List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
      for (int i = 0; i < 50; i++) {
        assertThat(
                Select.<Integer>select(
                    otherwise(() -> 3), after(nothing, () -> 2), receive(ready, v -> 0, () -> 1)))
            .isEqualTo(1);
        assertThat(
                Select.<Integer>selectFirst(
                    after(nothing, () -> 2), receive(ready, v -> 0, () -> 1)))
            .isEqualTo(1);
        assertThat(
                Select.<Integer>select(otherwise(() -> 3), after(nothing, () -> 2), receive(quiet)))
            .isEqualTo(2);
      }
    }
  }

  @Test
  void otherwiseComesBeforeATimeOutThatMustBeWaitedFor() throws Exception {
    assertThat(
            Select.<Integer>select(
                after(Duration.ofNanos(1), () -> 1), receive(quiet), otherwise(() -> 2)))
        .isEqualTo(2);
  }

  @Test
  void aTimeOutMayBeLongerThanTimeItself() throws Exception {
    Crew.run(crew -> {
      Thread thread =
          crew.go(() ->
              assertThat(
                      Select.<Integer>select(
                          after(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), () -> 1),
                          receive(quiet)))
                  .isEqualTo(5));
      Crew.awaitSelecting(thread);
      quiet.send(5);
    });
  }

  /** The claim of a partner and that of the clock: one wins, and both sides agree. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTimeOutAndAPartnerAgreeOnWhoWon(boolean virtual) throws Exception {
    int rounds = Crew.work(500);
    var received = new AtomicInteger();
    var sent = new AtomicInteger();
    var timedOut = new AtomicInteger();
    Channel<Integer> channel = Channel.unbuffered();
    Crew.run(crew -> {
      crew.start(
          virtual,
          () -> {
            for (int i = 0; i < rounds; i++) {
              Duration soon = Duration.ofNanos(20_000 + i % 100 * 1_000);
              if (select(receive(channel, v -> true), after(soon, () -> false))) {
                received.incrementAndGet();
              } else {
                timedOut.incrementAndGet();
              }
            }
            channel.close();
          });
      crew.start(
          !virtual,
          () -> {
            Sent outcome;
            while ((outcome = channel.trySend(1)) != Sent.CLOSED) {
              if (outcome == Sent.SENT) {
                sent.incrementAndGet();
              }
              for (int i = 0; i < 200; i++) {
                Thread.onSpinWait();
              }
              Thread.yield();
            }
          });
    });
    assertThat(received).hasValue(sent.get());
    assertThat(received.get() + timedOut.get()).isEqualTo(rounds);
  }

  // ---- interrupts

  @Test
  void interruptedOnEntryItThrowsBeforeAnythingIsTouchedOrEvaluated() {
    Channel<Integer> ready = Channel.buffered(3);
    ready.trySend(1);
    var evaluated = new AtomicInteger();
    List<List<Case<Integer>>> selects =
        List.of(
            List.of(receive(ready)),
            List.of(send(ready, 5)),
            List.of(sendFrom(ready, evaluated::incrementAndGet, () -> 0)),
            List.of(
                receive(ready),
                sendFrom(ready, evaluated::incrementAndGet, () -> 0),
                otherwise(() -> 0)),
            List.of(otherwise(() -> 0)),
            List.of(after(Duration.ZERO, () -> 0)),
            List.of(receive((ReceiveChannel<Integer>) null)));
    for (List<Case<Integer>> cases : selects) {
      for (boolean inOrder : new boolean[] {false, true}) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> perform(inOrder, cases))
            .isInstanceOf(InterruptedException.class)
            .hasMessageContaining("select");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
    }
    assertThat(evaluated).hasValue(0);
    assertThat(ready.length()).isEqualTo(1);
  }

  private static <R> R perform(boolean inOrder, List<? extends Case<? extends R>> cases)
      throws InterruptedException {
    return inOrder ? selectFirst(cases) : select(cases);
  }

  @Test
  void aBodyRunsWithTheInterruptThatCameAfterTheEntry() throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    boolean seen =
        select(
            sendFrom(
                channel,
                () -> {
                  Thread.currentThread().interrupt();
                  return 1;
                },
                Thread::interrupted));
    assertThat(seen).isTrue();
    assertThat(channel.length()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void interruptedWhileItWaitsItPerformsNothing(boolean virtual) throws Exception {
    Channel<Integer> other = Channel.unbuffered();
    Crew.run(crew -> {
      Thread thread =
          crew.start(
              virtual,
              () -> {
                assertThatThrownBy(
                        () -> select(receive(quiet), send(other, 1), after(HOUR, () -> 1)))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessageContaining("select on receive channel")
                    .hasMessageContaining(", send channel");
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
              });
      Crew.awaitSelecting(thread);
      thread.interrupt();
    });
    assertThat(quiet.trySend(1)).isEqualTo(Sent.FULL);
    assertThat(other.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  /** A partner came first: the select succeeds, and the flag is set again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptThatCameTooLateLeavesTheFlagAndTheResult(boolean virtual) throws Exception {
    for (int i = 0; i < 200; i++) {
      var flag = new AtomicBoolean();
      Crew.run(crew -> {
        Thread thread =
            crew.start(
                virtual,
                () -> {
                  assertThat(Select.<Integer>select(receive(quiet), receive(quiet))).isEqualTo(3);
                  while (!Thread.currentThread().isInterrupted()) {
                    Thread.yield();
                  }
                  flag.set(Thread.interrupted());
                });
        Crew.awaitSelecting(thread);
        assertThat(quiet.trySend(3)).isEqualTo(Sent.SENT);
        thread.interrupt();
      });
      assertThat(flag).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptAndAPartnerAgreeOnWhoWon(boolean virtual) throws Exception {
    int rounds = Crew.work(300);
    var received = new AtomicInteger();
    int[] sent = {0};
    Crew.run(crew -> {
      for (int i = 0; i < rounds; i++) {
        var done = new AtomicBoolean();
        Thread thread =
            crew.start(
                virtual,
                () -> {
                  try {
                    select(receive(quiet, v -> received.incrementAndGet()));
                  } catch (InterruptedException e) {
                    // not received
                  }
                  done.set(true);
                });
        Thread interrupter = crew.platform(thread::interrupt);
        while (!done.get()) {
          if (quiet.trySend(1) == Sent.SENT) {
            sent[0]++;
          }
          Thread.yield();
        }
        crew.join();
      }
    });
    assertThat(received).hasValue(sent[0]);
  }

  /** A permit that somebody left behind, or a wake without a reason, is not an event. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStrayUnparkDoesNotEndAWait(boolean virtual) throws Exception {
    Crew.run(crew -> {
      Thread thread =
          crew.start(
              virtual,
              () ->
                  assertThat(Select.<Integer>select(receive(quiet), after(HOUR, () -> -1)))
                      .isEqualTo(1));
      for (int i = 0; i < 100; i++) {
        Crew.awaitSelecting(thread);
        LockSupport.unpark(thread);
      }
      quiet.send(1);
    });
  }

  // ---- nulls and other mistakes

  @Test
  void nullIsAnErrorOnlyAsTheValueOfACaseThatTakesPart() throws Exception {
    Queue<Integer> queue = new ArrayDeque<>();
    Channel<Integer> out = Channel.unlimited();
    ReceiveChannel<Integer> ready = closed();
    // The idiom: no value, no channel.
    int won =
        select(
            send(queue.isEmpty() ? null : out, queue.peek()),
            send(out, queue.peek()).when(!queue.isEmpty()),
            sendFrom(null, () -> null, () -> 1),
            sendFrom(out, () -> null, () -> 1).when(false),
            receive(ready, v -> 8, () -> 9));
    assertThat(won).isEqualTo(9);
    assertThatThrownBy(() -> select(send(out, (Integer) null), receive(ready)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("value of a send case");
    assertThatThrownBy(() -> select(sendFrom(out, () -> null, () -> 1), receive(ready)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("supplier");
    assertThat(out.length()).isZero();
  }

  private static Channel<Integer> closed() {
    Channel<Integer> closed = Channel.unbuffered();
    closed.close();
    return closed;
  }

  @Test
  void nullsAreRejectedByName() {
    assertThatThrownBy(() -> receive(quiet, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> receive(quiet, v -> v, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("closed");
    assertThatThrownBy(() -> send(quiet, 1, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> sendFrom(quiet, null, () -> 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("value");
    assertThatThrownBy(() -> sendFrom(quiet, () -> 1, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> after(null, () -> 1))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("timeout");
    assertThatThrownBy(() -> after(HOUR, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> otherwise(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("body");
    assertThatThrownBy(() -> select(receive(quiet), null, otherwise(() -> 1)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("case 1");
    assertThatThrownBy(() -> select(Arrays.asList(otherwise(() -> 1), null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("case 1");
    assertThatThrownBy(() -> select((List<Case<Integer>>) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> select((Case<Integer>[]) null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void twoOtherwisesAreAnErrorBeforeAnyValueIsEvaluated() {
    var evaluated = new AtomicInteger();
    assertThatThrownBy(() ->
            select(
                sendFrom(Channel.<Integer>unlimited(), evaluated::incrementAndGet, () -> 1),
                otherwise(() -> 1),
                otherwise(() -> 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one otherwise case")
        .hasMessageContaining("case 2");
    assertThat(evaluated).hasValue(0);
  }

  // ---- priority

  /** The first is always filled before the second: so the second is never all there is. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void selectFirstNeverPassesOverACaseThatBecameReadyEarlier(boolean withOtherwise)
      throws Exception {
    int rounds = Crew.work(4_000);
    Channel<Integer> first = Channel.buffered(1);
    Channel<Integer> second = Channel.buffered(1);
    var round = new AtomicInteger();
    Crew.run(crew -> {
      crew.platform(() -> {
        for (int i = 0; i < rounds; i++) {
          for (int attempt = 0; round.get() != i; attempt++) {
            Crew.pause(attempt);
          }
          first.send(i);
          second.send(i);
        }
      });
      crew.platform(() -> {
        for (int i = 0; i < rounds; i++) {
          int won = 0;
          while (won == 0) {
            won =
                withOtherwise
                    ? selectFirst(
                        receive(first, v -> 1), receive(second, v -> 2), otherwise(() -> 0))
                    : selectFirst(receive(first, v -> 1), receive(second, v -> 2));
          }
          assertThat(won).as("round %s", i).isEqualTo(1);
          second.receive();
          round.set(i + 1);
        }
      });
    });
  }

  @Test
  void selectFirstTakesCasesInTheOrderOfTheList() throws Exception {
    List<Channel<Integer>> channels = new ArrayList<>();
    List<Case<Integer>> cases = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Channel<Integer> channel = Channel.buffered(2);
      channels.add(0, channel); // ids descend
      channel.send(i);
    }
    for (Channel<Integer> channel : channels) {
      cases.add(receive(channel));
    }
    for (int i = 39; i >= 0; i--) {
      assertThat(Select.<Integer>selectFirst(cases)).isEqualTo(i);
    }
  }

  // ---- cases are values

  @Test
  void conditionsAreAndedAndLeaveTheCaseAsItWas() throws Exception {
    Channel<Integer> ready = Channel.buffered(1);
    ready.send(1);
    Case<Integer> received = receive(ready);
    for (Case<Integer> given :
        List.of(
            received,
            send(Channel.<Integer>unlimited(), 1),
            after(Duration.ZERO, () -> 1),
            otherwise(() -> 1))) {
      Case<Integer> off = given.when(false);
      assertThat(off).isNotSameAs(given);
      for (Case<Integer> stillOff :
          List.of(off, off.when(true), off.when(false), given.when(true).when(false))) {
        assertThat(Select.<Integer>select(stillOff, receive(closed(), v -> 0, () -> 2)))
            .isEqualTo(2);
      }
    }
    assertThat(Select.<Integer>select(received.when(true).when(true))).isEqualTo(1);
  }

  @Test
  void aCaseCanBeUsedByManySelectsAtOnce() throws Exception {
    int rounds = Crew.work(3_000);
    Channel<Integer> channel = Channel.unbuffered();
    var evaluated = new AtomicInteger();
    var sent = new AtomicInteger();
    var received = new AtomicInteger();
    Case<Integer> in = receive(channel, v -> received.incrementAndGet());
    Case<Integer> out = sendFrom(channel, evaluated::incrementAndGet, sent::incrementAndGet);
    Case<Integer> late = after(HOUR, () -> -1);
    List<Case<Integer>> cases = List.of(in, out, late, in, receive(Channel.<Integer>never()));
    Crew.run(crew -> {
      List<Thread> workers = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        workers.add(
            crew.start(
                worker < 3,
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    assertThat(Select.<Integer>select(cases)).isPositive();
                  }
                }));
      }
      // When the last worker is alone it meets us.
      for (int i = 0; workers.stream().anyMatch(Thread::isAlive); i++) {
        if (channel.trySend(0) == Sent.SENT) {
          sent.incrementAndGet();
        }
        Crew.pause(i % 2000);
      }
    });
    assertThat(sent.get()).isEqualTo(received.get());
    assertThat(evaluated).hasValue(4 * rounds);
  }

  @Test
  void aCaseMayStandTwiceInOneSelect() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Case<Integer> in = receive(channel);
    Case<Integer> out = send(channel, 7);
    Crew.run(crew -> {
      Thread thread =
          crew.go(() -> assertThat(Select.<Integer>select(out, in, out, in)).isEqualTo(3));
      Crew.awaitSelecting(thread);
      channel.send(3);
    });
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    assertThat(channel.trySend(1)).isEqualTo(Sent.FULL);
  }

  /** The list is read once, on entry. */
  @Test
  void changingTheListMeanwhileChangesNothing() throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    List<Case<Integer>> cases = new ArrayList<>();
    @SuppressWarnings({"unchecked", "rawtypes"})
    Case<Integer>[] array = new Case[2];
    cases.add(
        sendFrom(
            channel,
            () -> {
              cases.clear();
              array[0] = null;
              array[1] = null;
              return 1;
            },
            () -> 1));
    cases.add(receiveOrClosedAsInt(quiet));
    Case<Integer> sends = cases.get(0);
    Case<Integer> receives = cases.get(1);
    assertThat(Select.<Integer>select(cases)).isEqualTo(1);
    assertThat(cases).isEmpty();
    array[0] = sends;
    array[1] = receives;
    assertThat(Select.<Integer>select(array)).isEqualTo(1);
  }

  private static Case<Integer> receiveOrClosedAsInt(ReceiveChannel<Integer> channel) {
    return receive(channel, v -> v, () -> -1);
  }

  // ---- results

  @Test
  void theResultIsThatOfTheChosenCaseAndMayBeNull() throws Exception {
    Channel<Integer> channel = Channel.buffered(1);
    assertThat(Select.<Integer>select(send(channel, 5))).isEqualTo(5);
    Received<Integer> received = select(receiveOrClosed(channel));
    assertThat(received).isEqualTo(new Received.Value<>(5));
    assertThat(Select.<Object>select(send(channel, 5, () -> null))).isNull();
    assertThat(Select.<Object>select(receive(channel, v -> null))).isNull();
    assertThat(Select.<Object>select(otherwise(() -> null))).isNull();
    Number number = select(otherwise(() -> 1.5), receive(quiet));
    assertThat(number).isEqualTo(1.5);
  }

  @Test
  void aWaitingSelectSaysWhatItWaitsOn() throws Exception {
    Channel<String> orders = Channel.unbuffered("orders");
    Channel<String> full = Channel.buffered("full", 1);
    full.send("secret");
    Crew.run(crew -> {
      Thread thread = crew.go(() -> select(receive(orders), send(full, "secret")));
      Crew.awaitSelecting(thread);
      assertThat(Go.dump())
          .contains("[select, ")
          .contains("select on receive channel orders (unbuffered), send channel full")
          .doesNotContain("secret");
      orders.close();
      full.receive();
      thread.interrupt();
      try {
        crew.join();
      } catch (AssertionError expected) {
        assertThat(expected).hasRootCauseInstanceOf(ChannelClosedException.class);
      }
    });
  }
}
