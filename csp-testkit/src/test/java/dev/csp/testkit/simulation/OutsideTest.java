package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Timer;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is outside a simulation: blocking by other means, other threads, other clocks. */
@Timeout(120)
final class OutsideTest {
  private static final Simulation IMPATIENT =
      Simulation.with(Strategy.replay(Schedule.of())).grace(Duration.ofMillis(200));

  // ---- blocked for ever, or by the real clock

  @Test
  void aGoroutineThatSleepsByTheRealClockIsNamedWithItsStack() {
    SimulationFailure failure =
        Fails.in(() ->
            IMPATIENT.run(() -> {
              Goroutine sleeper = Go.go("sleeper", () -> Thread.sleep(1_000_000));
              sleeper.join();
            }));
    assertThat(failure)
        .hasMessageStartingWith("goroutine 2 [sleeper] blocks outside the toolkit since 200 ms")
        .hasMessageContaining("goroutine 2 [blocked outside the toolkit]: sleeper\n\tat ")
        .hasMessageContaining("OutsideTest.java")
        .hasMessageContaining("goroutine 1 [goroutine join]: main");
  }

  @Test
  void aGoroutineThatNobodyReleasesIsNamedWithItsStack() {
    SimulationFailure failure =
        Fails.in(() ->
            IMPATIENT.run(() -> {
              CountDownLatch never = new CountDownLatch(1);
              Goroutine waits = Go.go("waits", never::await);
              waits.join();
            }));
    assertThat(failure)
        .hasMessageStartingWith("goroutine 2 [waits] blocks outside the toolkit since 200 ms")
        .hasMessageContaining("goroutine 2 [blocked outside the toolkit]: waits\n\tat ");
  }

  @Test
  void aGoroutineThatComputesForEverIsNamedWithItsStack() {
    AtomicBoolean stop = new AtomicBoolean();
    SimulationFailure failure =
        Fails.in(() ->
            Simulation.with(Strategy.random())
                .grace(Duration.ofMillis(50))
                .run(() -> {
                  Goroutine computes =
                      Go.go(
                          "computes",
                          () -> {
                            while (!stop.get()) {
                              Thread.onSpinWait();
                              stop.set(Thread.currentThread().isInterrupted());
                            }
                          });
                  computes.join();
                }));
    assertThat(failure)
        .hasMessageStartingWith("goroutine 2 [computes] computes, and does not come back")
        .hasMessageContaining("OutsideTest.java");
  }

  @Test
  void oneThatCannotBeEndedIsNamedToo() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch out = new CountDownLatch(1);
    SimulationFailure failure;
    try {
      failure =
          Fails.in(() ->
              Simulation.with(Strategy.random())
                  .grace(Duration.ofMillis(50))
                  .run(() -> {
                    Goroutine stubborn =
                        Go.go(
                            "stubborn",
                            () -> {
                              while (!stop.get()) {
                                Thread.onSpinWait();
                              }
                              out.countDown();
                            });
                    stubborn.join();
                  }));
    } finally {
      stop.set(true);
    }
    assertThat(failure)
        .hasMessageContaining("These did not end with the simulation: goroutine 2 [stubborn]");
    out.await();
  }

  // ---- blocked until another member releases it

  /** A lock across operations of the toolkit: slow, but right, and the same each time. */
  @Test
  void goroutinesMayWaitForEachOthersLocks() {
    List<String> timelines = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ReentrantLock lock = new ReentrantLock();
      Run run =
          Simulation.run(
              7,
              () -> {
                int[] inside = new int[1];
                Channel<Integer> room = Channel.buffered(100);
                WaitGroup all = new WaitGroup();
                for (int g = 0; g < 4; g++) {
                  all.go(() -> {
                    for (int k = 0; k < 3; k++) {
                      lock.lock();
                      try {
                        assertThat(++inside[0]).isEqualTo(1);
                        room.send(k);
                        assertThat(inside[0]--).isEqualTo(1);
                      } finally {
                        lock.unlock();
                      }
                      Go.yieldNow();
                    }
                  });
                }
                all.await();
                assertThat(room.length()).isEqualTo(12);
              });
      timelines.add(run.timeline());
    }
    assertThat(timelines).containsOnly(timelines.getFirst());
  }

  @Test
  void goroutinesMayWaitForEachOthersMonitorsLatchesFuturesAndQueues() {
    for (int seed = 0; seed < 5; seed++) {
      Simulation.run(
          seed,
          () -> {
            Object monitor = new Object();
            CountDownLatch latch = new CountDownLatch(1);
            CompletableFuture<String> future = new CompletableFuture<>();
            LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
            Semaphore semaphore = new Semaphore(0);
            WaitGroup all = new WaitGroup();
            all.go(() -> {
              synchronized (monitor) {
                Go.yieldNow();
              }
            });
            all.go(() -> {
              synchronized (monitor) {
                Go.yieldNow();
              }
              latch.await();
              future.complete("done");
            });
            all.go(() -> {
              assertThat(future.get()).isEqualTo("done");
              queue.add("go");
              semaphore.acquire();
            });
            all.go(() -> {
              Go.yieldNow();
              latch.countDown();
              assertThat(queue.take()).isEqualTo("go");
              semaphore.release();
            });
            all.await();
          });
    }
  }

  // ---- other threads, other clocks

  @Test
  void aThreadFromOutsideThatCompletesAWaitFailsTheRun() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    CountDownLatch waits = new CountDownLatch(1);
    Thread outsider =
        Thread.ofPlatform()
            .name("outsider")
            .start(() -> {
              try {
                waits.await();
                while (channel.trySend(1) != dev.csp.channels.Sent.SENT) {
                  Thread.onSpinWait();
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    SimulationFailure failure =
        Fails.in(() ->
            IMPATIENT.run(() -> {
              Go.go(
                  "partner",
                  () -> {
                    waits.countDown();
                    outsider.join(); // until it has completed the wait of main
                  });
              channel.receive();
            }));
    assertThat(failure)
        .hasMessageContaining("outsider")
        .hasMessageContaining(
            "which is not a goroutine of the simulation, has completed a wait of goroutine 1 [main]");
  }

  @Test
  void aGoroutineThatCompletesAWaitOutsideFailsTheRun() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Goroutine outsider = Go.go("outsider", channel::receive);
    while (!Go.dump().contains("chan receive")) {
      Thread.onSpinWait();
    }
    assertThat(Fails.in(() -> Simulation.run(1, () -> channel.send(1))))
        .hasMessageStartingWith("goroutine 1 [main] has completed a wait of VirtualThread")
        .hasMessageContaining("which is not a goroutine of the simulation");
    outsider.join();
  }

  @Test
  void aTimerFromOutsideFailsTheRun() {
    ReceiveChannel<Instant> real = Timer.after(Duration.ofHours(1));
    assertThat(Fails.in(() -> Simulation.run(1, real::receive)))
        .hasMessageStartingWith("channel timer (armed) was made outside the simulation");
  }

  @Test
  void aSimulationCannotRunInsideASimulation() {
    Simulation.run(
        1,
        () ->
            assertThatIllegalStateException()
                .isThrownBy(() -> Simulation.run(2, () -> {}))
                .withMessage("a simulation cannot run inside a simulation, on goroutine 1 [main]"));
  }

  @Test
  void channelsFromOutsideMayBeUsedByTheSimulationAlone() throws Exception {
    Channel<Integer> channel = Channel.buffered("from outside", 10);
    channel.send(1);
    Simulation.run(
        1,
        () -> {
          assertThat(channel.receive()).isEqualTo(1);
          Go.go(() -> channel.send(2));
        });
    assertThat(channel.receive()).isEqualTo(2);
  }

  // ---- the thread that runs the simulation

  @Test
  void anInterruptOfTheCallerEndsTheRunAndTheFlagIsSetAgain() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Thread test = Thread.currentThread();
    Thread interrupter =
        Thread.ofPlatform()
            .start(() -> {
              try {
                running.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              test.interrupt();
            });
    SimulationFailure failure =
        Fails.in(() ->
            Simulation.with(Strategy.random())
                .steps(Long.MAX_VALUE)
                .run(() -> {
                  running.countDown();
                  while (true) {
                    Go.yieldNow();
                  }
                }));
    assertThat(Thread.interrupted()).isTrue();
    interrupter.join();
    assertThat(failure)
        .hasMessageStartingWith("the thread that runs the simulation was interrupted");
  }

  @Test
  void aRealGoroutineMayRunASimulation() throws Exception {
    Goroutine driver =
        Go.go(() -> {
          Run run = Simulation.run(1, () -> Go.sleep(Duration.ofHours(1)));
          assertThat(run.elapsed()).isEqualTo(Duration.ofHours(1));
          Go.sleep(Duration.ofMillis(1)); // an untimed park after the run's timed ones
        });
    driver.join();
    assertThat(driver.failure()).isEmpty();
  }

  @Test
  void anInterruptOfAGoroutineThatRunsASimulationEndsTheRun() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean flag = new AtomicBoolean();
    Goroutine driver =
        Go.go(() -> {
          Fails.in(() ->
              Simulation.with(Strategy.random())
                  .steps(Long.MAX_VALUE)
                  .run(() -> {
                    running.countDown();
                    while (true) {
                      Go.yieldNow();
                    }
                  }));
          flag.set(Thread.currentThread().isInterrupted());
        });
    assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
    driver.interrupt();
    driver.join();
    assertThat(driver.failure()).isEmpty();
    assertThat(flag).isTrue();
  }
}
