package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.times;
import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class RaceTest {
  private final int before = Go.count();

  private static <T> Callable<T> failing(Exception failure) {
    return () -> {
      throw failure;
    };
  }

  private static String blockForever() throws InterruptedException {
    Go.blockForever();
    return "never";
  }

  // ---- the winner

  @Test
  void theFirstSuccessWinsAndTheOthersAreInterrupted() throws Exception {
    AtomicInteger interrupted = new AtomicInteger();
    try (Race<String> race = new Race<>()) {
      for (int i = 0; i < 5; i++) {
        race.go(() -> {
          try {
            return blockForever();
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
          }
        });
      }
      race.go(() -> "winner");
      assertThat(race.await()).isEqualTo("winner");
      assertThat(race.await()).isEqualTo("winner");
      assertThat(race.context().isDone()).isTrue();
      assertThat(race.go(() -> "late")).isFalse();
    }
    assertThat(interrupted).hasValue(5);
  }

  @Test
  void aFailureDoesNotCountWhileOthersRun() throws Exception {
    try (Race<String> race = new Race<>()) {
      Channel<String> hold = Channel.unbuffered();
      race.go(hold::receive);
      race.go(failing(new IOException("does not count")));
      assertThat(race.failures().receive()).hasMessage("does not count");
      assertThat(race.context().isDone()).isFalse();
      hold.send("winner");
      assertThat(race.await()).isEqualTo("winner");
    }
  }

  @Test
  void awaitDoesNotWaitForTheLosersAndCloseDoes() throws Exception {
    Channel<String> stubborn = Channel.unbuffered();
    AtomicBoolean ended = new AtomicBoolean();
    try (Crew crew = new Crew()) {
      Race<String> race = new Race<>();
      race.go(() -> {
        Tasks.receiveStubbornly(stubborn);
        ended.set(true);
        return "late";
      });
      race.go(() -> "winner");
      assertThat(race.await()).isEqualTo("winner");
      Goroutine closer =
          crew.go(() -> {
            race.close();
            assertThat(ended).isTrue();
          });
      untilParked(closer);
      assertThat(ended).isFalse();
      stubborn.close();
    }
  }

  @Test
  void runnersMayBeAddedUntilItIsDecided() throws Exception {
    try (Race<String> race = new Race<>()) {
      assertThat(race.go(failing(new IOException("first")))).isTrue();
      assertThat(catchThrowableOfType(ExecutionException.class, race::await))
          .hasRootCauseMessage("first");
      assertThat(race.go("second", () -> "winner")).isTrue();
      assertThat(race.await()).isEqualTo("winner");
    }
  }

  // ---- all fail

  @Test
  void ifAllFailTheFirstIsReportedWithTheOthersSuppressed() throws Exception {
    IOException first = new IOException("first");
    IOException second = new IOException("second");
    try (Race<String> race = new Race<>()) {
      race.go(failing(first));
      race.failures().receive();
      race.go(failing(second));
      ExecutionException thrown = catchThrowableOfType(ExecutionException.class, race::await);
      assertThat(thrown).hasCause(first);
      assertThat(first).hasSuppressedException(second);
      assertThat(catchThrowableOfType(ExecutionException.class, race::await))
          .hasCause(first)
          .isNotSameAs(thrown);
      assertThat(race.winner().tryReceive()).isEqualTo(new Received.Empty<>());
    }
  }

  @Test
  void aWaitingAwaitLearnsThatTheLastHasFailed() throws Exception {
    try (Race<String> race = new Race<>();
        Crew crew = new Crew()) {
      Channel<String> hold = Channel.unbuffered();
      race.go(() -> {
        hold.receive();
        throw new IOException("last");
      });
      untilParked(
          crew.go(() ->
              assertThat(catchThrowableOfType(ExecutionException.class, race::await))
                  .hasRootCauseMessage("last")));
      hold.send("fail");
    }
  }

  @Test
  void nullIsAFailure() {
    try (Race<String> race = new Race<>()) {
      race.go(() -> null);
      assertThat(catchThrowableOfType(ExecutionException.class, race::await).getCause())
          .isInstanceOf(NullPointerException.class)
          .hasMessage("a runner of a race returned null");
    }
  }

  @Test
  void aRaceWithoutRunnersHasNoWinner() {
    try (Race<String> race = new Race<>()) {
      assertThatIllegalStateException()
          .isThrownBy(race::await)
          .withMessage("a race without runners has no winner");
    }
  }

  // ---- ends without a winner

  @Test
  void theEndOfTheParentEndsTheRace() throws Exception {
    Exception why = new Exception("why");
    CancellableContext parent = Context.background().withCancel();
    try (Crew crew = new Crew();
        Race<String> race = new Race<>(parent)) {
      race.go(RaceTest::blockForever);
      untilParked(
          crew.go(() ->
              assertThatThrownBy(race::await)
                  .isInstanceOf(CancellationException.class)
                  .hasMessage("the race ended before it had a winner")
                  .hasCause(why)));
      parent.cancel(why);
      assertThatThrownBy(race.winner()::receive)
          .isInstanceOf(ChannelClosedException.class)
          .hasCause(why);
      assertThat(race.go(() -> "late")).isFalse();
    }
  }

  @Test
  void aRaceUnderAnEndedParentHasNoRunners() {
    CancellableContext parent = Context.background().withCancel();
    parent.cancel();
    try (Race<String> race = new Race<>(parent)) {
      assertThat(race.go(() -> "late")).isFalse();
      assertThatThrownBy(race::await).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aDeadlineIsTheCause() throws Exception {
    try (CancellableContext parent = Context.background().withTimeout(Duration.ofMillis(1));
        Race<String> race = new Race<>(parent)) {
      race.go(RaceTest::blockForever);
      assertThatThrownBy(race::await)
          .isInstanceOf(CancellationException.class)
          .hasCauseInstanceOf(DeadlineExceededException.class);
    }
  }

  @Test
  void aClosedRaceHasNoWinner() throws Exception {
    Race<String> race = new Race<>();
    IOException failure = new IOException("not the reason, but good to know");
    race.go(RaceTest::blockForever);
    race.go(failing(failure));
    assertThat(race.failures().receive()).isSameAs(failure);
    race.close();
    assertThatThrownBy(race::await)
        .isInstanceOf(CancellationException.class)
        .hasSuppressedException(failure);
    assertThat(race.winner().tryReceive()).isInstanceOf(Received.Closed.class);
    assertThat(race.failures().tryReceive())
        .isEqualTo(new Received.Closed<>(java.util.Optional.empty()));
    race.close();
  }

  @Test
  void anInterruptedAwaitThrowsAndTheRaceGoesOn() throws Exception {
    try (Crew crew = new Crew();
        Race<String> race = new Race<>()) {
      Channel<String> hold = Channel.unbuffered();
      race.go(hold::receive);
      Goroutine waiting =
          crew.go(() -> assertThatThrownBy(race::await).isInstanceOf(InterruptedException.class));
      untilParked(waiting);
      waiting.interrupt();
      waiting.join();
      assertThat(race.context().isDone()).isFalse();
      hold.send("winner");
      assertThat(race.await()).isEqualTo("winner");
      Thread.currentThread().interrupt();
      assertThatThrownBy(race::await).isInstanceOf(InterruptedException.class);
      assertThat(race.await()).isEqualTo("winner");
    }
  }

  @Test
  void anInterruptedCloseWaitsAndRestoresTheFlag() throws Exception {
    try (Crew crew = new Crew()) {
      Race<String> race = new Race<>();
      Channel<String> stubborn = Channel.unbuffered();
      race.go(() -> {
        Tasks.receiveStubbornly(stubborn);
        return "late";
      });
      Goroutine closer =
          crew.go(() -> {
            Thread.currentThread().interrupt();
            race.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(stubborn.isClosed()).isTrue();
          });
      untilParked(closer);
      stubborn.close();
    }
  }

  // ---- selects

  @Test
  void theWinnerIsOnAChannelOnce() throws Exception {
    try (Race<String> race = new Race<>()) {
      race.go(() -> "winner");
      assertThat(race.winner().receive()).isEqualTo("winner");
      assertThat(race.winner().receiveOrClosed())
          .isEqualTo(new Received.Closed<>(java.util.Optional.empty()));
      assertThat(race.await()).isEqualTo("winner");
      assertThat(race.failures().receiveOrClosed()).isInstanceOf(Received.Closed.class);
    }
  }

  // ---- late values

  @Test
  void lateValuesGoToTheHookExactlyOnce() throws Exception {
    List<String> lost = Collections.synchronizedList(new ArrayList<>());
    Channel<String> stubborn = Channel.unbuffered();
    try (Race<String> race = new Race<>(Context.background(), lost::add)) {
      for (String name : List.of("a", "b", "c")) {
        race.go(() -> {
          Tasks.receiveStubbornly(stubborn);
          return name;
        });
      }
      race.go(() -> "winner");
      assertThat(race.await()).isEqualTo("winner");
      assertThat(lost).isEmpty();
      stubborn.close();
    }
    assertThat(lost).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void aWinnerThatNobodyTookGoesToTheHook() throws Exception {
    List<String> lost = new ArrayList<>();
    Race<String> race = new Race<>(Context.background(), lost::add);
    race.go(() -> "winner");
    until("it is decided", race.context()::isDone);
    race.close();
    race.close();
    assertThat(lost).containsExactly("winner");
    assertThatIllegalStateException()
        .isThrownBy(race::await)
        .withMessage("the value was given up when the race was closed");
  }

  @Test
  void aWinnerThatWasTakenDoesNotGoToTheHook() throws Exception {
    List<String> lost = new ArrayList<>();
    try (Race<String> race = new Race<>(Context.background(), lost::add)) {
      race.go(() -> "winner");
      race.await();
    }
    try (Race<String> race = new Race<>(Context.background(), lost::add)) {
      race.go(() -> "winner");
      race.winner().receive();
    }
    assertThat(lost).isEmpty();
  }

  /** The interrupt was meant for the task. */
  @Test
  void theHookIsNotInterrupted() throws Exception {
    for (int round = 0; round < times(2000); round++) {
      AtomicBoolean hit = new AtomicBoolean();
      try (Race<Integer> race =
          new Race<>(
              Context.background(),
              late -> {
                for (int i = 0; i < 50; i++) {
                  hit.compareAndSet(false, Thread.currentThread().isInterrupted());
                }
              })) {
        for (int i = 0; i < 3; i++) {
          int number = i;
          race.go(() -> number);
        }
        race.await();
      }
      assertThat(hit).isFalse();
    }
  }

  @Test
  void whatTheHookThrowsIsReportedAndDisturbsNothing() throws Exception {
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    Go.onUncaught((goroutine, failure) -> uncaught.set(failure));
    IllegalStateException thrown = new IllegalStateException("in the hook");
    Channel<String> stubborn = Channel.unbuffered();
    try (Race<String> race =
        new Race<>(
            Context.background(),
            late -> {
              throw thrown;
            })) {
      race.go(() -> {
        Tasks.receiveStubbornly(stubborn);
        return "late";
      });
      race.go(() -> "winner");
      assertThat(race.await()).isEqualTo("winner");
      stubborn.close();
    }
    assertThat(uncaught).hasValue(thrown);
  }

  /** A runner that returns because the parent has ended has not won. */
  @Test
  void whatARunnerBringsBecauseOfTheEndIsTooLate() throws Exception {
    CancellableContext parent = Context.background().withCancel();
    AtomicReference<Race<String>> made = new AtomicReference<>();
    List<String> late = Collections.synchronizedList(new ArrayList<>());
    // Runs before the race hears of the end, whose context has ended by then.
    parent.onDone(() ->
        until(
            "the runner has brought it",
            () -> late.size() == 1 || made.get().winner().length() == 1));
    try (Race<String> race = new Race<>(parent, late::add)) {
      made.set(race);
      race.go(() -> {
        race.context().done().receiveOrClosed();
        return "late";
      });
      parent.cancel();
      assertThatThrownBy(race::await).isInstanceOf(CancellationException.class);
    }
    assertThat(late).containsExactly("late");
  }

  /** Runners, a parent that ends and a close: each value is taken once or given to the hook. */
  @Test
  void everyValueIsTakenOrGivenToTheHookOnce() throws Exception {
    for (int round = 0; round < times(3000); round++) {
      Random random = new Random(round);
      ConcurrentLinkedQueue<Integer> lost = new ConcurrentLinkedQueue<>();
      List<Integer> taken = new ArrayList<>();
      AtomicInteger made = new AtomicInteger();
      CancellableContext parent = Context.background().withCancel();
      try (Crew crew = new Crew()) {
        try (Race<Integer> race = new Race<>(parent, lost::add)) {
          int runners = 1 + random.nextInt(4);
          for (int i = 0; i < runners; i++) {
            int number = i;
            boolean fails = random.nextInt(3) == 0;
            boolean yields = random.nextBoolean();
            race.go(() -> {
              if (yields) {
                Go.yieldNow();
              }
              if (fails) {
                throw new IOException("planted");
              }
              made.incrementAndGet();
              return number;
            });
          }
          switch (random.nextInt(4)) {
            case 0 -> crew.go(parent::cancel);
            case 1 -> {
              if (race.winner().tryReceive() instanceof Received.Value<Integer>(Integer value)) {
                taken.add(value);
              }
            }
            case 2 -> {}
            default -> {
              try {
                taken.add(race.await());
              } catch (ExecutionException e) {
                assertThat(made).hasValue(0);
              }
            }
          }
        }
      }
      parent.cancel();
      taken.addAll(lost);
      assertThat(taken).doesNotHaveDuplicates().hasSize(made.get());
    }
  }

  // ---- first

  @Test
  void firstReturnsTheFirstValueWhenAllHaveEnded() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    Callable<String> loser =
        () -> {
          try {
            return blockForever();
          } finally {
            ended.incrementAndGet();
          }
        };
    Callable<String> winner =
        () -> {
          until("the others run", () -> Go.count() >= before + 3);
          return "winner";
        };
    assertThat(Race.first(Context.background(), List.of(loser, winner, loser))).isEqualTo("winner");
    assertThat(ended).hasValue(2);
    assertThat(Go.count()).isEqualTo(before);
  }

  @Test
  void firstChecksItsArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Race.first(Context.background(), List.<Callable<String>>of()))
        .withMessage("a race needs at least one task");
    assertThatNullPointerException().isThrownBy(() -> Race.first(Context.background(), null));
    assertThatNullPointerException()
        .isThrownBy(() -> Race.first(null, List.<Callable<String>>of(() -> "")))
        .withMessage("parent");
    assertThatNullPointerException()
        .isThrownBy(() ->
            Race.first(Context.background(), Arrays.<Callable<String>>asList(() -> "", null)));
  }

  // ---- the rest

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> new Race<>(null)).withMessage("parent");
    assertThatNullPointerException()
        .isThrownBy(() -> new Race<>(Context.background(), null))
        .withMessage("undelivered");
    try (Race<String> race = new Race<>()) {
      assertThatNullPointerException().isThrownBy(() -> race.go(null)).withMessage("task");
      assertThatNullPointerException().isThrownBy(() -> race.go("name", null)).withMessage("task");
      assertThatNullPointerException()
          .isThrownBy(() -> race.go(null, () -> ""))
          .withMessage("name");
    }
  }

  @Test
  void runnersHaveNamesAndTheirStartersLine() throws Exception {
    try (Race<String> race = new Race<>()) {
      race.go("mirror", RaceTest::blockForever);
      assertThat(Go.dump())
          .contains("]: mirror\n")
          .contains("runnersHaveNamesAndTheirStartersLine");
      assertThat(race).hasToString("Race[1 running]");
      race.go(() -> "winner");
      race.await();
      race.close();
      assertThat(race).hasToString("Race[0 running, won]");
    }
  }

  @Test
  void aRaceWhoseOnlyRunnerCouldNotBeStartedHasNoWinner() {
    IllegalArgumentException planted = new IllegalArgumentException("planted");
    Carrier.Captured faulty =
        new Carrier.Captured() {
          @Override
          public void run(Task task) throws Exception {
            task.run();
          }

          @Override
          public Task around(Task task) {
            throw planted;
          }
        };
    try (Race<Integer> race = new Race<>(Context.background().withCarrier(of -> faulty))) {
      assertThatThrownBy(() -> race.go(() -> 1)).isSameAs(planted);
      assertThatIllegalStateException()
          .isThrownBy(race::await)
          .withMessage("a race without runners has no winner");
    }
  }
}
