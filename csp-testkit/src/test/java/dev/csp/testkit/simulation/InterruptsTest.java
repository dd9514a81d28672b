package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.ErrGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Interrupts in a simulation: at once for the clock, deterministic, and never lost. */
final class InterruptsTest {
  @Test
  void anInterruptEndsAWaitBeforeTheClockMoves() {
    for (int seed = 0; seed < 100; seed++) {
      Run run =
          Simulation.run(
              seed,
              () -> {
                Goroutine sleeper = Go.go(() -> Go.sleep(Duration.ofHours(1)));
                Go.yieldNow();
                sleeper.interrupt();
                sleeper.join();
              });
      assertThat(run.elapsed()).isZero();
    }
  }

  /** The way of libraries that know threads only. */
  @Test
  void anInterruptOfTheThreadItselfDoesToo() {
    for (int seed = 0; seed < 100; seed++) {
      Run run =
          Simulation.run(
              seed,
              () -> {
                Goroutine sleeper = Go.go(() -> Go.sleep(Duration.ofHours(1)));
                Go.yieldNow();
                sleeper.thread().interrupt();
                sleeper.join();
              });
      assertThat(run.elapsed()).isZero();
    }
  }

  @Test
  void anInterruptAgainstAPartnerHasBothOutcomesAndLosesNothing() {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < 300; seed++) {
      Simulation.run(
          seed,
          () -> {
            Channel<Integer> channel = Channel.unbuffered();
            boolean[] flag = new boolean[1];
            Goroutine receiver =
                Go.go(() -> {
                  channel.receive();
                  flag[0] = Thread.currentThread().isInterrupted();
                });
            Goroutine interrupter = Go.go(receiver::interrupt);
            boolean sent = channel.send(1, Duration.ofSeconds(1));
            receiver.join();
            interrupter.join();
            assertThat(sent).isEqualTo(receiver.failure().isEmpty());
            outcomes.add(sent ? flag[0] ? "late" : "after" : "interrupted");
          });
    }
    assertThat(outcomes).containsExactlyInAnyOrder("late", "after", "interrupted");
  }

  /** The value has come first; who waited has not gone on since. */
  @Test
  void anInterruptThatComesBehindTheValueIsKept() {
    Simulation.replay(
        Schedule.of(),
        () -> {
          Channel<Integer> channel = Channel.unbuffered();
          boolean[] flag = new boolean[1];
          Goroutine receiver =
              Go.go(() -> {
                assertThat(channel.receive()).isEqualTo(1);
                flag[0] = Thread.interrupted();
              });
          Go.sleep(Duration.ofMillis(1)); // until it waits
          channel.send(1);
          receiver.thread().interrupt();
          receiver.join();
          assertThat(flag[0]).isTrue();
        });
  }

  @Test
  void aGoroutineInterruptedBeforeItBeginsFindsItsFlagSet() {
    Simulation.replay(
        Schedule.of(),
        () -> {
          boolean[] flag = new boolean[1];
          Goroutine late = Go.go(() -> flag[0] = Thread.currentThread().isInterrupted());
          late.interrupt();
          late.join();
          assertThat(flag[0]).isTrue();
        });
  }

  @Test
  void aGoroutineInterruptedWhileOthersRunFindsItsFlagSet() {
    for (int seed = 0; seed < 100; seed++) {
      Simulation.run(
          seed,
          () -> {
            boolean[] interrupted = new boolean[1];
            Goroutine other =
                Go.go(() -> {
                  for (int i = 0; i < 10 && !interrupted[0]; i++) {
                    interrupted[0] = Thread.currentThread().isInterrupted();
                    Go.yieldNow();
                  }
                  interrupted[0] |= Thread.currentThread().isInterrupted();
                });
            for (int i = 0; i < 3; i++) {
              Go.yieldNow();
            }
            if (!other.isDone()) {
              other.interrupt();
              other.join();
              assertThat(interrupted[0] || other.isDone()).isTrue();
            }
          });
    }
  }

  @Test
  void theMembersOfAGroupAreInterruptedWhenOneFails() {
    for (int seed = 0; seed < 100; seed++) {
      Run run =
          Simulation.run(
              seed,
              () -> {
                try (ErrGroup group = new ErrGroup()) {
                  group.go(() -> Go.sleep(Duration.ofHours(1)));
                  group.go(() -> Channel.never().receive());
                  group.go(() -> {
                    Go.sleep(Duration.ofSeconds(1));
                    throw new IllegalStateException("first");
                  });
                  assertThatThrownBy(group::await)
                      .isInstanceOf(ExecutionException.class)
                      .hasRootCauseMessage("first");
                }
              });
      assertThat(run.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  /** More than are looked at in one step; a timer that is pending does not come first. */
  @Test
  void amongManyTheInterruptedOneIsFound() {
    for (int seed = 0; seed < 10; seed++) {
      int interrupted = seed * 50;
      Simulation.run(
          seed,
          () -> {
            Goroutine sleeper = Go.go(() -> Go.sleep(Duration.ofHours(1)));
            Goroutine[] all = new Goroutine[500];
            Channel<Integer> never = Channel.unbuffered();
            for (int i = 0; i < all.length; i++) {
              all[i] = Go.go(never::receiveOrClosed);
            }
            Go.sleep(Duration.ofMillis(1));
            Instant before = Go.now();
            all[interrupted].thread().interrupt();
            all[interrupted].join();
            assertThat(Go.now()).isEqualTo(before);
            never.close();
            sleeper.interrupt();
          });
    }
  }
}
