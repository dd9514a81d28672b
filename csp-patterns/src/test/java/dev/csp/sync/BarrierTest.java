package dev.csp.sync;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** So many wait for each other. */
final class BarrierTest {
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofHours(1);
  private static final Received<Void> CLOSED = new Received.Closed<>(Optional.empty());

  private final int before = Go.count();
  private final Barrier barrier = new Barrier("step", 3);

  @AfterEach
  void nobodyIsLeft() {
    Crew.until("all goroutines have ended", () -> Go.count() == before);
  }

  private Goroutine waiting(Crew crew, Duration timeout) {
    Goroutine goroutine =
        crew.go(() -> {
          if (timeout == null) {
            barrier.await();
          } else {
            barrier.await(timeout);
          }
        });
    Crew.untilParked(goroutine);
    return goroutine;
  }

  /** Starts a party that is to find the barrier broken. */
  private Goroutine waitingForTheBreak(Crew crew, Duration timeout, String why) {
    Goroutine goroutine =
        crew.go(() ->
            assertThatThrownBy(
                    () -> {
                      if (timeout == null) {
                        barrier.await();
                      } else {
                        barrier.await(timeout);
                      }
                    })
                .isInstanceOf(BrokenBarrierException.class)
                .hasMessage("barrier step is broken: " + why));
    Crew.untilParked(goroutine);
    return goroutine;
  }

  // ---- rounds

  @Test
  void allGoOnWhenTheLastHasArrivedAndTheirIndexTellsWhenTheyCame() throws Exception {
    List<Integer> indexes = Collections.synchronizedList(new ArrayList<>());
    try (Crew crew = new Crew()) {
      Goroutine first = crew.go(() -> indexes.add(barrier.await() * 10 + 2));
      Crew.untilParked(first);
      Goroutine second = crew.go(() -> indexes.add(barrier.await(LONG) * 10 + 1));
      Crew.untilParked(second);
      assertThat(barrier.arrived()).isEqualTo(2);
      assertThat(barrier).hasToString("Barrier[step, 2 of 3]");
      assertThat(barrier.await()).isZero();
    }
    assertThat(indexes).containsExactlyInAnyOrder(22, 11);
    assertThat(barrier.arrived()).isZero();
  }

  @Test
  void nextRoundBeginsAtOnce() throws Exception {
    int parties = 4;
    int rounds = Crew.times(500);
    Barrier cyclic = new Barrier(parties);
    int[] plain = new int[parties];
    AtomicIntegerArray seen = new AtomicIntegerArray(parties);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < parties; i++) {
        int number = i;
        crew.go(() -> {
          for (int round = 1; round <= rounds; round++) {
            plain[number] = round;
            seen.incrementAndGet(cyclic.await());
            assertThat(plain).containsOnly(round); // no one is ahead or behind
            cyclic.await();
          }
        });
      }
    }
    for (int index = 0; index < parties; index++) {
      assertThat(seen.get(index)).isEqualTo(rounds);
    }
  }

  @Test
  void onePartyDoesNotWait() throws Exception {
    Barrier alone = new Barrier(1);
    for (int i = 0; i < 3; i++) {
      assertThat(alone.await()).isZero();
      assertThat(alone.await(Duration.ZERO)).isZero();
      assertThat(alone.arrive().released().tryReceive()).isEqualTo(CLOSED);
    }
  }

  // ---- breaking

  @Test
  void interruptedPartyBreaksTheBarrier() throws Exception {
    try (Crew crew = new Crew()) {
      Goroutine interrupted =
          crew.go(
              () -> assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class));
      Crew.untilParked(interrupted);
      waitingForTheBreak(crew, null, "a party was interrupted");
      interrupted.interrupt();
    }
    assertBroken("a party was interrupted");
    barrier.reset();
    assertWorks();
  }

  @Test
  void partyThatIsInterruptedBeforeItArrivesBreaksTheBarrier() throws Exception {
    try (Crew crew = new Crew()) {
      waitingForTheBreak(crew, null, "a party was interrupted");
      waitingForTheBreak(crew, LONG, "a party was interrupted");
      Thread.currentThread().interrupt();
      assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
    assertBroken("a party was interrupted");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> barrier.await(LONG)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void partyThatRunsOutOfTimeBreaksTheBarrier() throws Exception {
    String why = "a party has waited for " + MOMENT;
    try (Crew crew = new Crew()) {
      waitingForTheBreak(crew, LONG, why);
      assertThatThrownBy(() -> barrier.await(MOMENT))
          .isInstanceOf(TimeoutException.class)
          .hasMessage("not all have arrived at barrier step in PT0.01S");
    }
    assertBroken(why);
    barrier.reset();
    for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
      assertThatThrownBy(() -> barrier.await(none)).isInstanceOf(TimeoutException.class);
      assertThat(barrier.isBroken()).isTrue();
      barrier.reset();
    }
    assertWorks();
  }

  private void assertBroken(String why) throws InterruptedException {
    assertThat(barrier.isBroken()).isTrue();
    assertThat(barrier.arrived()).isZero();
    assertThat(barrier).hasToString("Barrier[step, broken]");
    String message = "barrier step is broken: " + why;
    assertThatThrownBy(barrier::await)
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessage(message)
        .hasCauseInstanceOf(BrokenBarrierException.class);
    assertThatThrownBy(() -> barrier.await(LONG)).hasMessage(message);
    assertThatThrownBy(barrier::arrive).hasMessage(message);
  }

  private void assertWorks() throws Exception {
    assertThat(barrier.isBroken()).isFalse();
    try (Crew crew = new Crew()) {
      waiting(crew, null);
      waiting(crew, LONG);
      assertThat(barrier.await()).isZero();
    }
  }

  /** S2. */
  @Test
  void interruptThatComesAfterTheLastArrivalDoesNotBreak() throws Exception {
    for (int round = 0; round < 50; round++) {
      try (Crew crew = new Crew()) {
        List<Goroutine> parties = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          Goroutine party =
              crew.go(() -> {
                assertThat(barrier.await()).isPositive();
              });
          Crew.untilParked(party);
          parties.add(party);
        }
        assertThat(barrier.await()).isZero();
        parties.forEach(Goroutine::interrupt);
      }
      assertThat(barrier.isBroken()).isFalse();
    }
  }

  @Test
  void resetBreaksTheRoundOfThoseWhoWait() throws Exception {
    barrier.reset();
    try (Crew crew = new Crew()) {
      waitingForTheBreak(crew, null, "it was reset");
      waitingForTheBreak(crew, LONG, "it was reset");
      barrier.reset();
    }
    assertWorks();
  }

  // ---- arrivals

  @Test
  void arrivalIsACaseOfASelect() throws Exception {
    Channel<String> quiet = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 2; i++) {
        Goroutine party =
            crew.go(() -> {
              try (Barrier.Arrival arrival = barrier.arrive()) {
                assertThat(select(receive(quiet), done(arrival.released(), () -> "all are here")))
                    .isEqualTo("all are here");
                assertThat(arrival.index()).isPositive();
              }
            });
        Crew.untilParked(party);
      }
      assertThat(barrier.await()).isZero();
    }
    assertWorks();
  }

  @Test
  void arrivalThatIsWithdrawnDoesNotCount() throws Exception {
    Barrier.Arrival gone = barrier.arrive();
    Barrier.Arrival first = barrier.arrive();
    assertThat(barrier.arrived()).isEqualTo(2);
    assertThat(gone.withdraw()).isTrue();
    assertThat(gone.withdraw()).isFalse();
    gone.close();
    assertThat(barrier.arrived()).isEqualTo(1);
    Barrier.Arrival second = barrier.arrive();
    assertThat(first.released().tryReceive()).isInstanceOf(Received.Empty.class);
    assertThatIllegalStateException()
        .isThrownBy(first::index)
        .withMessage("the round is not over, or the arrival was withdrawn, at barrier step");
    Barrier.Arrival third = barrier.arrive();
    assertThat(first.released().tryReceive()).isEqualTo(CLOSED);
    assertThat(List.of(first.index(), second.index(), third.index())).containsExactly(2, 1, 0);
    assertThatIllegalStateException().isThrownBy(gone::index);
    assertThat(first.withdraw()).isFalse();
    first.close();
    assertThat(barrier.arrived()).isZero();
    assertThat(barrier.isBroken()).isFalse();
    assertWorks();
  }

  @Test
  void selectThatIsOverWithdraws() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Barrier.Arrival arrival = barrier.arrive()) {
        String outcome =
            select(
                done(arrival.released(), () -> "all"), after(Duration.ofMillis(1), () -> "late"));
        assertThat(outcome).isEqualTo("late");
      }
      assertThat(barrier.arrived()).isZero();
    }
    assertWorks();
  }

  @Test
  void arrivalsOfABrokenRoundKnowIt() throws Exception {
    Barrier.Arrival arrival = barrier.arrive();
    assertThatThrownBy(() -> barrier.await(Duration.ZERO)).isInstanceOf(TimeoutException.class);
    assertThat(arrival.released().tryReceive())
        .isInstanceOfSatisfying(
            Received.Closed.class,
            closed ->
                assertThat((Optional<?>) closed.cause())
                    .containsInstanceOf(BrokenBarrierException.class));
    assertThat(arrival.withdraw()).isFalse();
    Throwable first = catchIndex(arrival);
    assertThat(first).isInstanceOf(BrokenBarrierException.class).isNotSameAs(catchIndex(arrival));
    barrier.reset();
    assertThat(catchIndex(arrival)).isInstanceOf(BrokenBarrierException.class);
    assertWorks();
  }

  private static Throwable catchIndex(Barrier.Arrival arrival) {
    try {
      arrival.index();
      return null;
    } catch (BrokenBarrierException e) {
      return e;
    }
  }

  @Test
  void releasedIsReadOnlyAndTheSameForAllOfARound() throws Exception {
    Barrier.Arrival first = barrier.arrive();
    Barrier.Arrival second = barrier.arrive();
    assertThat(first.released()).isSameAs(second.released());
    assertThat((Object) first.released()).isNotInstanceOf(SendChannel.class);
    barrier.arrive();
    assertThat(barrier.arrive().released()).isNotSameAs(first.released());
  }

  // ---- races

  /** Either it was withdrawn, and nobody was released, or all were, and both know it at once. */
  @Test
  void withdrawalRacesTheLastArrival() throws Exception {
    Crew.duel(
        Crew.times(300),
        () -> {
          Barrier two = new Barrier(2);
          Barrier.Arrival early;
          try {
            early = two.arrive();
          } catch (BrokenBarrierException e) {
            throw new AssertionError(e);
          }
          return new Crew.Duel() {
            private boolean withdrawn;
            private boolean shownOpen;
            private Barrier.Arrival late;

            @Override
            public void left() {
              withdrawn = early.withdraw();
              shownOpen = early.released().tryReceive() instanceof Received.Empty;
            }

            @Override
            public void right() {
              try {
                late = two.arrive();
              } catch (BrokenBarrierException e) {
                throw new AssertionError(e);
              }
            }

            @Override
            public void check() {
              if (withdrawn) {
                assertThat(late.released().tryReceive()).isInstanceOf(Received.Empty.class);
                assertThat(two.arrived()).isEqualTo(1);
              } else {
                assertThat(shownOpen).isFalse();
                assertThat(late.released().tryReceive()).isEqualTo(CLOSED);
                assertThat(two.arrived()).isZero();
              }
            }
          };
        });
  }

  /**
   * Interrupts, time-outs and resets at random: each complete round has each index once, and
   * nothing hangs.
   */
  @Test
  void storm() throws Exception {
    int parties = 3;
    int rounds = Crew.times(400);
    Barrier cyclic = new Barrier(parties);
    AtomicIntegerArray indexes = new AtomicIntegerArray(parties);
    AtomicBoolean over = new AtomicBoolean();
    var random = new SplittableRandom(42);
    try (Crew crew = new Crew()) {
      List<Goroutine> workers = new ArrayList<>();
      for (int i = 0; i < parties; i++) {
        SplittableRandom mine = random.split();
        workers.add(
            crew.go(() -> {
              while (!over.get()) {
                try {
                  int index =
                      switch (mine.nextInt(3)) {
                        case 0 -> cyclic.await();
                        case 1 -> cyclic.await(Duration.ofNanos(mine.nextInt(1, 2_000_000)));
                        default -> arriveAndSelect(cyclic);
                      };
                  if (index >= 0) {
                    indexes.incrementAndGet(index);
                  }
                } catch (InterruptedException | TimeoutException | BrokenBarrierException e) {
                  if (cyclic.isBroken()) {
                    cyclic.reset();
                  }
                }
              }
            }));
      }
      int disturbed = 0;
      while (indexes.get(0) < rounds || disturbed < 50) {
        if (random.nextInt(20) == 0) {
          workers.get(random.nextInt(parties)).interrupt();
          disturbed++;
        }
        Thread.onSpinWait();
        Thread.yield();
      }
      over.set(true);
      Crew.until(
          "all have ended",
          () -> {
            cyclic.reset();
            return workers.stream().allMatch(Goroutine::isDone);
          });
    }
    int complete = indexes.get(0);
    assertThat(IntStream.range(0, parties).map(indexes::get).toArray()).containsOnly(complete);
  }

  /** The index, or -1 if the arrival was withdrawn. */
  private static int arriveAndSelect(Barrier cyclic)
      throws InterruptedException, BrokenBarrierException {
    try (Barrier.Arrival arrival = cyclic.arrive()) {
      boolean released;
      try {
        released =
            select(done(arrival.released(), () -> true), after(Duration.ofMillis(1), () -> false));
      } catch (InterruptedException e) {
        released = false;
      }
      return released || !arrival.withdraw() ? arrival.index() : -1;
    }
  }

  // ---- arguments

  @Test
  void badArgumentsFailAtTheCall() {
    for (int parties : List.of(0, -1, Integer.MIN_VALUE)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Barrier(parties))
          .withMessage("parties of a barrier must be >= 1, was " + parties);
    }
    assertThatNullPointerException().isThrownBy(() -> new Barrier(null, 1)).withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> barrier.await(null)).withMessage("timeout");
    assertThat(barrier.parties()).isEqualTo(3);
    assertThat(barrier.arrived()).isZero();
  }
}
