package dev.csp.select;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.onReceive;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.receiveOrClosed;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.Permit;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Semaphore;
import dev.csp.go.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A semaphore's permits as cases of a select: the rules of both hold. */
final class SemaphoreSelectTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final long MEGABYTE = 1 << 20;

  private final Semaphore semaphore = new Semaphore("tokens", 10);
  private final Channel<Integer> quiet = Channel.unbuffered("quiet");

  /** Nobody waits, and everything is there or can be had. */
  private void assertQuiet(long available) {
    assertThat(semaphore.available()).isEqualTo(available);
    assertThat(semaphore.tryAcquire(available)).isTrue();
    semaphore.release(available);
  }

  // ---- ready

  @Test
  void caseThatIsReadyAcquires() throws Exception {
    Permit permit = select(receive(semaphore.permits(4)), receive(quiet, v -> null));
    assertThat(permit.count()).isEqualTo(4);
    assertThat(semaphore.available()).isEqualTo(6);
    Permit second = selectFirst(receive(quiet, v -> null), receive(semaphore.permits(6)));
    assertThat(semaphore.available()).isZero();
    permit.close();
    second.close();
    assertQuiet(10);
  }

  @Test
  void everyFormOfReceiveAcquires() throws Exception {
    ReceiveChannel<Permit> permits = semaphore.permits(2);
    assertThat(Select.<Permit>select(receive(permits)).count()).isEqualTo(2);
    assertThat(Select.<Long>select(receive(permits, Permit::count))).isEqualTo(2);
    assertThat(Select.<Long>select(receive(permits, Permit::count, () -> -1L))).isEqualTo(2);
    assertThat(Select.<Received<Permit>>select(receiveOrClosed(permits)))
        .isInstanceOf(Received.Value.class);
    var seen = new AtomicReference<Permit>();
    Select.run(onReceive(permits, seen::set, () -> {}));
    assertThat(seen.get().count()).isEqualTo(2);
    assertThat(semaphore.available()).isZero();
    assertThat(Select.<String>select(receive(permits, p -> "permit"), otherwise(() -> "none")))
        .isEqualTo("none");
  }

  @Test
  void caseThatDoesNotWinAcquiresNothing() throws Exception {
    Channel<Integer> ready = Channel.buffered(1);
    for (int i = 0; i < 100; i++) {
      ready.send(i);
      assertThat(
              Select.<Object>selectFirst(
                  receive(ready), receive(semaphore.permits(1)), receive(semaphore.permits(10))))
          .isEqualTo(i);
      assertThat(
              Select.<String>select(
                  receive(semaphore.permits(1), p -> "permit").when(false),
                  otherwise(() -> "nothing")))
          .isEqualTo("nothing");
    }
    assertQuiet(10);
  }

  @Test
  void permitsOfOneSemaphoreAreChosenWithEqualChancesAlsoTwice() throws Exception {
    int trials = 8_000;
    int[] chosen = new int[4];
    for (int i = 0; i < trials; i++) {
      int number =
          Select.<Integer>select(
              receive(semaphore.permits(1), p -> closed(p, 0)),
              receive(semaphore.permits(1), p -> closed(p, 1)),
              receive(semaphore.permits(10), p -> closed(p, 2)),
              receive(semaphore.permits(0), p -> closed(p, 3)));
      chosen[number]++;
    }
    double expected = trials / 4.0;
    for (int count : chosen) {
      assertThat(Math.abs(count - expected)).isLessThan(10 * Math.sqrt(expected));
    }
    assertQuiet(10);
  }

  private static int closed(Permit permit, int number) {
    permit.close();
    return number;
  }

  // ---- O4

  @Test
  void moreThanTheSizeIsNeverReadyAndBlocksNobody() throws Exception {
    ReceiveChannel<Permit> tooMany = semaphore.permits(11);
    assertThat(Select.<String>select(receive(tooMany, p -> "p"), otherwise(() -> "no")))
        .isEqualTo("no");
    assertThat(Select.<String>select(receive(tooMany, p -> "p"), after(MOMENT, () -> "late")))
        .isEqualTo("late");
    Crew.run(crew -> {
      Thread waiting =
          crew.go(() ->
              assertThatThrownBy(() -> select(receive(tooMany), receive(tooMany)))
                  .isInstanceOf(InterruptedException.class));
      Crew.awaitSelecting(waiting);
      assertQuiet(10);
      waiting.interrupt();
    });
    assertQuiet(10);
  }

  // ---- waiting

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void selectsAndPlainOperationsStandInOneQueue(boolean virtual) throws Exception {
    semaphore.acquire(10);
    var served = Collections.synchronizedList(new ArrayList<Integer>());
    int count = 12;
    Crew.run(crew -> {
      for (int i = 0; i < count; i++) {
        int number = i;
        Thread thread =
            crew.start(
                virtual,
                () -> {
                  switch (number % 3) {
                    case 0 -> semaphore.acquire(10);
                    case 1 -> select(receive(quiet), receive(semaphore.permits(10)));
                    default -> {
                      Selector selector = new Selector();
                      Selector.Receive<Permit> permits = selector.receive(semaphore.permits(10));
                      selector.receive(quiet);
                      assertThat(selector.select()).isSameAs(permits);
                      assertThat(permits.value().count()).isEqualTo(10);
                    }
                  }
                  served.add(number);
                  semaphore.release(10);
                });
        Crew.awaitParked(thread, number % 3 == 0 ? "semacquire" : "select");
      }
      semaphore.release(10);
    });
    assertThat(served).hasSize(count).isSorted();
    assertQuiet(10);
  }

  /** O1. */
  @Test
  void selectThatAsksForMuchBlocksThoseBehindIt() throws Exception {
    semaphore.acquire(5);
    Crew.run(crew -> {
      Thread large = crew.go(() -> select(receive(quiet), receive(semaphore.permits(8))));
      Crew.awaitSelecting(large);
      assertThat(semaphore.tryAcquire()).isFalse();
      assertThat(
              Select.<String>select(
                  receive(semaphore.permits(1), p -> "barged"), otherwise(() -> "waits")))
          .isEqualTo("waits");
      Thread small = crew.go(() -> semaphore.acquire(1));
      Crew.awaitParked(small, "semacquire");
      Thread other = crew.go(() -> select(receive(quiet), receive(semaphore.permits(1))));
      Crew.awaitSelecting(other);
      semaphore.release(2);
      assertThat(semaphore.available()).isEqualTo(7);
      assertThat(List.of(large, small, other)).allMatch(Thread::isAlive);
      semaphore.release(3);
    });
    assertQuiet(0);
  }

  /** O5. */
  @Test
  void largeCaseWhoseSelectIsOverLetsThoseBehindItGoOn() throws Exception {
    semaphore.acquire(5);
    for (int way = 0; way < 4; way++) {
      int how = way;
      Crew.run(crew -> {
        var selector = new Selector();
        selector.receive(semaphore.permits(9));
        selector.receive(quiet);
        Thread large =
            crew.go(() -> {
              switch (how) {
                case 0 -> assertThat(selector.select()).isNotNull();
                case 1 -> select(receive(semaphore.permits(8)), receive(quiet));
                case 2 ->
                    assertThatThrownBy(() -> select(receive(quiet), receive(semaphore.permits(7))))
                        .isInstanceOf(InterruptedException.class);
                default -> {
                  String outcome =
                      select(
                          receive(semaphore.permits(6), p -> "permit"),
                          receive(semaphore.permits(10), p -> "permit"),
                          after(MOMENT.multipliedBy(5), () -> "late"));
                  assertThat(outcome).isEqualTo("late");
                }
              }
            });
        Crew.awaitSelecting(large);
        List<Thread> small = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          int number = i;
          Thread thread =
              crew.start(
                  number % 2 == 0,
                  () -> {
                    if (number < 3) {
                      semaphore.acquire(1);
                    } else {
                      select(receive(quiet), receive(semaphore.permits(1)));
                    }
                  });
          Crew.awaitParked(thread, number < 3 ? "semacquire" : "select");
          small.add(thread);
        }
        switch (how) {
          case 0, 1 -> quiet.send(1);
          case 2 -> large.interrupt();
          default -> {} // the time-out
        }
        crew.join();
        assertThat(small).noneMatch(Thread::isAlive);
      });
      assertThat(semaphore.available()).isZero();
      semaphore.release(5);
    }
    assertQuiet(5);
  }

  /** Otherwise it would wait although one of its cases is ready. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void casesOfOneSelectDoNotBlockEachOther(boolean inOrder) throws Exception {
    semaphore.acquire(10);
    for (int round = 0; round < 20; round++) {
      Crew.run(crew -> {
        List<Case<Long>> cases =
            List.of(
                receive(semaphore.permits(9), Permit::count),
                receive(semaphore.permits(2), Permit::count),
                receive(semaphore.permits(10), Permit::count),
                receive(semaphore.permits(2), Permit::count));
        Thread thread =
            crew.go(() ->
                assertThat(inOrder ? Select.<Long>selectFirst(cases) : Select.<Long>select(cases))
                    .isEqualTo(2));
        Crew.awaitSelecting(thread);
        Thread behind = crew.go(() -> semaphore.acquire(1));
        Crew.awaitParked(behind, "semacquire");
        semaphore.release(1);
        assertThat(semaphore.available()).isEqualTo(1);
        assertThat(thread.isAlive() && behind.isAlive()).isTrue();
        semaphore.release(2);
      });
      assertThat(semaphore.available()).isZero();
    }
    semaphore.release(10);
    assertQuiet(10);
  }

  @Test
  void duplicatesThatWaitHaveEqualChances() throws Exception {
    int trials = Crew.work(2_000);
    int[] chosen = new int[3];
    semaphore.acquire(10);
    Crew.run(crew -> {
      Thread thread =
          crew.go(() -> {
            for (int i = 0; i < trials; i++) {
              int number =
                  Select.<Integer>select(
                      receive(semaphore.permits(1), p -> 0),
                      receive(semaphore.permits(1), p -> 1),
                      receive(semaphore.permits(1), p -> 2));
              chosen[number]++;
            }
          });
      while (thread.isAlive()) {
        // Only when it waits, so that no case is ready on entry.
        if (thread.getState() == Thread.State.WAITING && semaphore.available() == 0) {
          semaphore.release();
        }
        Thread.onSpinWait();
      }
    });
    double expected = trials / 3.0;
    for (int count : chosen) {
      assertThat(Math.abs(count - expected)).isLessThan(10 * Math.sqrt(expected));
    }
  }

  /** S2. */
  @Test
  void grantThatCameBeforeTheInterruptCounts() throws Exception {
    semaphore.acquire(10);
    for (int i = 0; i < 30; i++) {
      boolean virtual = i % 2 == 0;
      Crew.run(crew -> {
        Thread thread =
            crew.start(
                virtual,
                () -> {
                  Permit permit = select(receive(quiet, v -> null), receive(semaphore.permits(10)));
                  assertThat(permit.count()).isEqualTo(10);
                });
        Crew.awaitSelecting(thread);
        semaphore.release(10);
        thread.interrupt();
      });
      assertThat(semaphore.available()).isZero();
    }
  }

  @Test
  void interruptedOnEntryAcquiresNothing() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> select(receive(semaphore.permits(1)), otherwise(() -> null)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertQuiet(10);
  }

  @Test
  void bodyThatThrowsHasItsPermit() {
    var kept = new AtomicReference<Permit>();
    assertThatThrownBy(() ->
            select(
                receive(
                    semaphore.permits(3),
                    permit -> {
                      kept.set(permit);
                      throw new IllegalArgumentException("body");
                    })))
        .hasMessage("body");
    assertThat(semaphore.available()).isEqualTo(7);
    kept.get().close();
    assertQuiet(10);
  }

  @Test
  void twoSemaphoresInOppositeOrdersDoNotDeadlock() throws Exception {
    Semaphore other = new Semaphore(1);
    Semaphore one = new Semaphore(1);
    int rounds = Crew.work(3_000);
    var counts = new AtomicLong();
    Crew.run(crew -> {
      for (int i = 0; i < 4; i++) {
        List<Case<Permit>> cases = new ArrayList<>();
        cases.add(receive(one.permits(1)));
        cases.add(receive(other.permits(1)));
        if (i % 2 == 0) {
          Collections.reverse(cases);
        }
        crew.start(
            i < 2,
            () -> {
              for (int round = 0; round < rounds; round++) {
                Permit permit = Select.<Permit>select(cases);
                counts.incrementAndGet();
                permit.close();
              }
            });
      }
    });
    assertThat(counts).hasValue(4L * rounds);
    assertThat(one.tryAcquire() && other.tryAcquire()).isTrue();
  }

  // ---- the selector

  @Test
  void selectorAcquiresAnewEachTime() throws Exception {
    Selector selector = new Selector();
    Selector.Receive<Permit> permits = selector.receive(semaphore.permits(4)).dropWhenClosed();
    Selector.Otherwise nothing = selector.otherwise();
    assertThat(selector.select()).isSameAs(permits);
    Permit first = permits.value();
    assertThat(permits.value()).isSameAs(first);
    assertThat(permits.isClosed()).isFalse();
    assertThat(permits.cause()).isEmpty();
    assertThat(selector.selectFirst()).isSameAs(permits);
    Permit second = permits.value();
    assertThat(second).isNotSameAs(first);
    assertThat(selector.select()).isSameAs(nothing);
    assertThatThrownBy(permits::value).isInstanceOf(IllegalStateException.class);
    first.close();
    assertThat(selector.select()).isSameAs(permits);
    Permit third = permits.value();
    assertThat(third).isNotSameAs(first).isNotSameAs(second);
    second.close();
    permits.enable(false);
    assertThat(selector.select()).isSameAs(nothing);
    third.close();
    assertQuiet(10);
  }

  @Test
  void selectorWithDifferentNumbersServesWhatFits() throws Exception {
    Selector selector = new Selector();
    Selector.Receive<Permit> all = selector.receive(semaphore.permits(10));
    Selector.Receive<Permit> few = selector.receive(semaphore.permits(3));
    Selector.Receive<Permit> never = selector.receive(semaphore.permits(11));
    assertThat(selector.selectFirst()).isSameAs(all);
    assertThat(all.value().count()).isEqualTo(10);
    Crew.run(crew -> {
      Thread thread =
          crew.go(() -> {
            assertThat(selector.select()).isSameAs(few);
            assertThat(few.value().count()).isEqualTo(3);
          });
      Crew.awaitSelecting(thread);
      semaphore.release(5);
    });
    assertQuiet(2);
    assertThatThrownBy(never::value).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void permitThatASelectorHasNotYetGivenOutStaysGrantedAndIsNotLost() throws Exception {
    Selector selector = new Selector();
    Selector.Receive<Permit> permits = selector.receive(semaphore.permits(10));
    selector.after(MOMENT);
    assertThat(selector.select()).isSameAs(permits);
    assertThat(semaphore.available()).isZero();
    permits.value().close();
    assertQuiet(10);
  }

  // ---- diagnosis, memory

  @Test
  void dumpNamesTheSemaphoreAndTheNumber() throws Exception {
    semaphore.acquire(10);
    Crew.run(crew -> {
      Thread thread = crew.go(() -> select(receive(quiet), receive(semaphore.permits(7))));
      Crew.awaitSelecting(thread);
      assertThat(Go.dump())
          .contains("[select, ")
          .contains("acquire 7 of semaphore tokens (0 of 10 available)");
      semaphore.release(10);
    });
  }

  @Test
  void selectsOnAQuietSemaphoreLeaveNothingBehind() throws Exception {
    semaphore.acquire(10);
    Channel<Integer> data = Channel.buffered(1);
    int rounds = 30_000;
    long[] used = new long[2];
    Crew.run(crew -> {
      Selector selector = new Selector();
      selector.receive(semaphore.permits(2));
      Selector.Receive<Integer> in = selector.receive(data);
      for (int part = 0; part < 2; part++) {
        for (int i = 0; i < rounds; i++) {
          data.send(i);
          assertThat(selector.select()).isSameAs(in);
          data.send(i);
          select(
              receive(data),
              receive(semaphore.permits(1)),
              receive(semaphore.permits(2)),
              receive(semaphore.permits(1)));
        }
        var stop = new AtomicBoolean();
        Thread waiting =
            crew.go(() -> {
              for (int i = 0; i < rounds; i++) {
                select(
                    receive(semaphore.permits(3)), receive(quiet), receive(semaphore.permits(1)));
              }
              stop.set(true);
            });
        for (int i = 0; i < rounds; i++) {
          quiet.send(i);
        }
        crew.join();
        assertThat(stop).isTrue();
        used[part] = Crew.usedHeap();
      }
    });
    assertThat(used[1] - used[0]).isLessThan(MEGABYTE);
    semaphore.release(10);
    assertQuiet(10);
  }
}
