package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a run ends, and what becomes of those who are left. */
final class EndingTest {
  @Test
  void waitsForTheEndOfAllGoroutines() {
    for (int seed = 0; seed < 50; seed++) {
      AtomicInteger ended = new AtomicInteger();
      Simulation.run(
          seed,
          () -> {
            for (int i = 0; i < 5; i++) {
              Go.go(() -> {
                Go.yieldNow();
                ended.incrementAndGet();
              });
            }
          });
      assertThat(ended).hasValue(5);
    }
  }

  @Test
  void whatMainThrowsIsTheCause() {
    IOException thrown = new IOException("no such thing");
    SimulationFailure failure =
        Fails.in(() ->
            Simulation.run(
                3,
                () -> {
                  throw thrown;
                }));
    assertThat(failure)
        .hasCause(thrown)
        .hasMessageStartingWith("java.io.IOException: no such thing\n")
        .hasMessageContaining("\nseed 3, strategy random, 1 steps, at 0s\nschedule \"\"\n");
    assertThat(failure.deadlock()).isEmpty();
  }

  @Test
  void whatAnotherGoroutineThrowsEndsTheRunAsAPanicEndsAProgram() {
    AtomicInteger steps = new AtomicInteger();
    IllegalStateException thrown = new IllegalStateException("broken");
    SimulationFailure failure =
        Fails.in(() ->
            Simulation.replay(
                Schedule.of(1),
                () -> {
                  Go.go(
                      "worker",
                      () -> {
                        throw thrown;
                      });
                  steps.incrementAndGet();
                }));
    assertThat(failure)
        .hasCause(thrown)
        .hasMessageStartingWith(
            "uncaught in goroutine 2 [worker]: java.lang.IllegalStateException: broken\n");
    assertThat(steps).hasValue(0);
  }

  @Test
  void aHandlerOfTheProgramTakesTheFailuresOfOthers() {
    AtomicReference<String> taken = new AtomicReference<>();
    Simulation.run(
        1,
        () -> {
          Go.onUncaught((goroutine, failure) -> taken.set(goroutine.name() + " " + failure));
          Go.go(
                  "worker",
                  () -> {
                    throw new IllegalStateException("broken");
                  })
              .join();
        });
    assertThat(taken).hasValue("worker java.lang.IllegalStateException: broken");
  }

  @Test
  void aHandlerOfOneRunIsNotThatOfTheNextNorThatOfRealGoroutines() {
    Simulation.run(1, () -> Go.onUncaught((goroutine, failure) -> {}));
    Fails.in(() ->
        Simulation.run(
            1,
            () ->
                Go.go(
                        () -> {
                          throw new IllegalStateException("broken");
                        })
                    .join()));
  }

  @Test
  void whatAHandlerThrowsEndsTheRun() {
    assertThat(
            Fails.in(() ->
                Simulation.run(
                    1,
                    () -> {
                      Go.onUncaught((goroutine, failure) -> {
                        throw new AssertionError("in the handler", failure);
                      });
                      Go.go(
                              () -> {
                                throw new IllegalStateException("broken");
                              })
                          .join();
                    })))
        .hasMessageContaining("in the handler");
  }

  @Test
  void anInterruptEndsAGoroutineQuietlyButNotMain() {
    Simulation.run(
        1,
        () -> {
          Goroutine sleeper = Go.go(() -> Go.sleep(Duration.ofHours(1)));
          sleeper.interrupt();
          sleeper.join();
          assertThat(sleeper.failure().orElseThrow()).isInstanceOf(InterruptedException.class);
        });
    assertThat(
            Fails.in(() ->
                Simulation.run(
                    1,
                    () -> {
                      Thread.currentThread().interrupt();
                      Go.sleep(Duration.ofHours(1));
                    })))
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void tooManyStepsAreAFailureThatSaysWhoWouldGoOn() {
    SimulationFailure failure =
        Fails.in(() ->
            Simulation.with(Strategy.random())
                .steps(100)
                .run(() -> {
                  while (true) {
                    Go.yieldNow();
                  }
                }));
    assertThat(failure)
        .hasMessageStartingWith(
            "the run has not ended after 100 steps\n\ngoroutine 1 [running]: main")
        .hasMessageContaining("EndingTest.java");
    assertThat(failure.run().steps()).isEqualTo(100);
  }

  // ---- those who are left

  @Test
  void theFinallyBlocksOfThoseWhoAreLeftRunBeforeTheFailureIsThrown() {
    List<String> ran = new ArrayList<>();
    Fails.in(() ->
        Simulation.replay(
            Schedule.of(1),
            () -> {
              try {
                Channel<Integer> channel = Channel.unbuffered();
                Go.go(() -> {
                  try {
                    channel.receive();
                  } finally {
                    ran.add("receiver");
                  }
                });
                Go.yieldNow();
                Channel.unbuffered().receive();
              } finally {
                ran.add("main");
              }
            }));
    assertThat(ran).containsExactlyInAnyOrder("receiver", "main");
  }

  @Test
  void oneThatHasNotBegunNeverDoes() {
    AtomicInteger begun = new AtomicInteger();
    Fails.in(() ->
        Simulation.replay(
            Schedule.of(),
            () -> {
              Go.go(begun::incrementAndGet);
              throw new IllegalStateException("before it begins");
            }));
    assertThat(begun).hasValue(0);
  }

  /** Whoever is left finds that every operation throws, and cannot start anybody. */
  @Test
  void thoseWhoAreLeftCanDoNothingMore() {
    List<Throwable> thrown = new ArrayList<>();
    Fails.in(() ->
        Simulation.replay(
            Schedule.of(),
            () -> {
              try {
                Channel.unbuffered().receive();
              } finally {
                List<dev.csp.go.Task> attempts =
                    List.of(
                        () -> Channel.unbuffered().send(1),
                        () -> Go.go(() -> {}),
                        () -> Go.sleep(Duration.ofHours(1)),
                        Go::yieldNow);
                for (dev.csp.go.Task attempt : attempts) {
                  try {
                    attempt.run();
                  } catch (Throwable t) {
                    thrown.add(t);
                  }
                }
              }
            }));
    assertThat(thrown)
        .hasSize(4)
        .extracting(Throwable::getMessage)
        .containsOnly("the simulation is over");
  }

  /** At once, and it does not keep a carrier busy from then on. */
  @Test
  @Timeout(20)
  void oneThatCatchesEverythingAndGoesOnIsGivenUp() {
    AtomicReference<Thread> main = new AtomicReference<>();
    SimulationFailure failure =
        Fails.in(() ->
            Simulation.replay(
                Schedule.of(),
                () -> {
                  main.set(Thread.currentThread());
                  Channel<Integer> channel = Channel.unbuffered();
                  while (true) {
                    try {
                      channel.receive();
                    } catch (Throwable t) {
                      // and again
                    }
                  }
                }));
    assertThat(failure.deadlock()).isPresent();
    assertThat(failure)
        .hasMessageContaining("These did not end with the simulation: goroutine 1 [main]");
    main.get().interrupt();
    while (main.get().getState() != Thread.State.WAITING || main.get().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theThreadsOfAllMembersHaveEndedWhenARunIsOver() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      List<Thread> threads = new ArrayList<>();
      int current = seed;
      Fails.in(() ->
          Simulation.run(
              current,
              () -> {
                Channel<Integer> channel = Channel.unbuffered();
                WaitGroup all = new WaitGroup();
                for (int i = 0; i < 10; i++) {
                  threads.add(all.go(channel::receive).thread());
                }
                threads.add(Thread.currentThread());
                all.await();
              }));
      for (Thread thread : threads) {
        if (thread.getState() != Thread.State.NEW) {
          thread.join();
        }
      }
    }
  }

  @Test
  void manyRunsLeaveNothingBehind() {
    int before = Go.count();
    for (int seed = 0; seed < 200; seed++) {
      int current = seed;
      Fails.in(() -> Simulation.run(current, () -> Channel.unbuffered().receive()));
    }
    assertThat(Go.count()).isEqualTo(before);
  }
}
