package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Programs with a bug that a simulation must find, by chance and, where they are small enough, by
 * exploring; and the same programs without it, in which it must find nothing.
 */
final class SeededBugsTest {
  private static final List<Strategy> STRATEGIES =
      List.of(Strategy.random(), Strategy.pct(1, 40), Strategy.pct(2, 40));

  /** Each strategy finds it within so many runs; the schedule makes it fail again. */
  private static SimulationFailure assertFound(int runs, Task program) {
    SimulationFailure found = null;
    for (Strategy strategy : STRATEGIES) {
      SimulationFailure failure =
          Fails.in(() -> Simulation.with(strategy).steps(10_000).runs(runs, program));
      SimulationFailure again =
          Fails.in(() -> Simulation.replay(failure.run().schedule(), program));
      assertThat(again.run().timeline()).isEqualTo(failure.run().timeline());
      found = failure;
    }
    return found;
  }

  private static void assertSound(int runs, Task program) {
    for (Strategy strategy : STRATEGIES) {
      Simulation.with(strategy).runs(runs, program);
    }
  }

  // ---- check, then act

  /** A counter that lives in one channel, and is read through another one. */
  private static void counter(boolean atomic) throws Exception {
    Channel<Integer> value = Channel.buffered("value", 1);
    Channel<Integer> lock = Channel.buffered("lock", 1);
    value.send(0);
    WaitGroup all = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      all.go(() -> {
        if (atomic) {
          lock.send(1);
        }
        int seen = value.receive();
        value.send(seen); // others may look meanwhile
        int before = value.receive();
        value.send(seen + 1); // what came between the two is lost
        if (atomic) {
          lock.receive();
        } else {
          assertThat(before).isGreaterThanOrEqualTo(seen);
        }
      });
    }
    all.await();
    assertThat(value.receive()).isEqualTo(3);
  }

  @Test
  void aLostUpdate() {
    SimulationFailure failure = assertFound(500, () -> counter(false));
    assertThat(failure).hasMessageContaining("expected: 3");
    Fails.in(() -> Simulation.explore(() -> counter(false)));
    assertSound(300, () -> counter(true));
  }

  /** Asks whether the channel is open, then sends. */
  private static void askThenSend(boolean tries) throws Exception {
    Channel<Integer> channel = Channel.buffered(1);
    Goroutine closer = Go.go(channel::close);
    if (tries) {
      assertThat(channel.trySend(1)).isIn(Sent.SENT, Sent.CLOSED);
    } else if (!channel.isClosed()) {
      channel.send(1);
    }
    closer.join();
  }

  @Test
  void aCloseBetweenTheQuestionAndTheSend() {
    SimulationFailure failure = assertFound(500, () -> askThenSend(false));
    assertThat(failure).hasCauseInstanceOf(ChannelClosedException.class);
    Fails.in(() -> Simulation.explore(() -> askThenSend(false)));
    assertThat(Simulation.explore(() -> askThenSend(true)).complete()).isTrue();
  }

  // ---- two selects, a time-out and a close

  /**
   * A request is answered on a channel of its own. The one that asks gives up after a while, tells
   * so by closing, and counts on it that an answer was not given; the one that answers looks for
   * the close and the answer in one select. Without a buffer the answer is either taken or not
   * given. With one it can be given and not taken.
   */
  private static void requests(boolean buffered) throws Exception {
    Channel<Integer> answer =
        buffered ? Channel.buffered("answer", 1) : Channel.unbuffered("answer");
    Channel<Void> gaveUp = Channel.unbuffered("gaveUp");
    AtomicInteger paid = new AtomicInteger();
    Goroutine server =
        Go.go(() -> {
          Go.sleep(Duration.ofMillis(10));
          Select.select(
              Select.send(answer, 42, paid::incrementAndGet),
              Select.receive(gaveUp, never -> 0, () -> 0));
        });
    int taken =
        Select.select(
            Select.receive(answer, value -> 1),
            Select.after(
                Duration.ofMillis(10),
                () -> {
                  gaveUp.close();
                  return 0;
                }));
    server.join();
    assertThat(paid).hasValue(taken);
  }

  @Test
  void twoSelectsATimeOutAndAClose() {
    assertFound(500, () -> requests(true));
    Fails.in(() -> Simulation.explore(() -> requests(true)));
    assertSound(300, () -> requests(false));
    assertThat(Simulation.explore(() -> requests(false)).complete()).isTrue();
  }

  // ---- locks

  private static void transfers(boolean ordered) throws Exception {
    Channel<String> a = Channel.buffered("a", 1);
    Channel<String> b = Channel.buffered("b", 1);
    WaitGroup both = new WaitGroup();
    both.go(() -> withBoth(a, b));
    both.go(() -> withBoth(ordered ? a : b, ordered ? b : a));
    both.await();
  }

  private static void withBoth(Channel<String> first, Channel<String> second) throws Exception {
    first.send("locked");
    second.send("locked");
    second.receive();
    first.receive();
  }

  @Test
  void twoLocksInOppositeOrders() {
    SimulationFailure failure = assertFound(500, () -> transfers(false));
    DeadlockReport report = failure.deadlock().orElseThrow();
    assertThat(report.headline()).isEqualTo("all goroutines are asleep - deadlock!");
    assertThat(report.cycle()).containsExactly(2L, 3L);
    Fails.in(() -> Simulation.explore(() -> transfers(false)));
    assertThat(Simulation.with(Strategy.random()).explore(2, 100_000, () -> transfers(true)))
        .matches(Exploration::complete);
  }

  // ---- partial deadlock

  /** The first answer is enough, and the others wait for ever; unless there is room for them. */
  private static void firstOf(int asked, int room) throws Exception {
    Channel<Integer> answers = Channel.buffered("answers", room);
    for (int i = 0; i < asked; i++) {
      int answer = i;
      Go.go(() -> answers.send(answer));
    }
    answers.receive();
  }

  @Test
  void threeOfFiftyAreLeftBehind() {
    SimulationFailure failure = assertFound(1, () -> firstOf(50, 46));
    DeadlockReport report = failure.deadlock().orElseThrow();
    assertThat(report.headline())
        .isEqualTo("main has returned, but 3 of its 50 goroutines are asleep - partial deadlock!");
    assertThat(report.goroutines()).hasSize(3);
    assertSound(100, () -> firstOf(50, 49));
  }

  // ---- waits that are forgotten

  /** The counter is raised by the goroutine itself, perhaps after the wait. */
  private static void addInside(boolean inside) throws Exception {
    WaitGroup group = new WaitGroup();
    boolean[] done = new boolean[1];
    if (!inside) {
      group.add(1);
    }
    Go.go(() -> {
      if (inside) {
        group.add(1);
      }
      done[0] = true;
      group.done();
    });
    group.await();
    assertThat(done[0]).isTrue();
  }

  @Test
  void aWaitGroupThatIsRaisedTooLate() {
    assertFound(500, () -> addInside(true));
    assertSound(100, () -> addInside(false));
  }

  /** Two goroutines see that they are the last one, and both close. */
  @Test
  void aChannelClosedByTheOneThatSeemsToBeTheLast() {
    assertFound(
        500,
        () -> {
          Channel<Integer> out = Channel.buffered("out", 10);
          Channel<Integer> running = Channel.buffered("running", 2);
          running.send(1);
          running.send(1);
          WaitGroup all = new WaitGroup();
          AtomicInteger closes = new AtomicInteger();
          for (int i = 0; i < 2; i++) {
            all.go(() -> {
              out.send(1);
              running.receive();
              if (running.length() == 0) {
                closes.incrementAndGet();
                out.close();
              }
            });
          }
          all.await();
          assertThat(closes).hasValue(1);
        });
  }

  // ---- endless

  /**
   * The bug that the kernel had, as a program: one that has locked a port yields while it waits for
   * the heap's lock, and others that want the port yield too. It ends only if whoever has the
   * heap's lock gets its turn, and a scheduler need not give it one as long as others can run.
   */
  private static void locks(boolean yieldsWithLock) throws Exception {
    Channel<String> port = Channel.buffered("port", 1);
    Channel<String> heap = Channel.buffered("heap", 1);
    WaitGroup all = new WaitGroup();
    all.go(() -> {
      heap.send("timer thread");
      heap.receive();
    });
    for (int i = 0; i < 2; i++) {
      all.go(() -> {
        while (true) {
          spin(port);
          if (heap.trySend("goroutine") == Sent.SENT) {
            heap.receive();
            port.receive();
            return;
          }
          if (yieldsWithLock) {
            spin(heap);
            heap.receive();
            port.receive();
            return;
          }
          port.receive(); // lets go of what it has, as a select does
          heap.send("goroutine"); // and waits for the one that it could not have
          heap.receive();
        }
      });
    }
    all.await();
  }

  private static void spin(Channel<String> lock) {
    while (lock.trySend("locked") != Sent.SENT) {
      Go.yieldNow();
    }
  }

  @Test
  void aGoroutineThatYieldsWithALockHeld() {
    SimulationFailure failure =
        Fails.in(() ->
            Simulation.with(Strategy.random()).steps(200).explore(100_000, () -> locks(true)));
    assertThat(failure).hasMessageStartingWith("the run has not ended after 200 steps");
    assertThat(failure.run().timeline()).contains("yield");
  }

  // ---- and what is no bug

  @Test
  void aValueOfATimedReceiveIsNeverLost() {
    assertSound(
        300,
        () -> {
          Channel<Integer> channel = Channel.unbuffered();
          Goroutine sender =
              Go.go(() -> {
                for (int i = 0; i < 5; i++) {
                  Go.sleep(Duration.ofMillis(1));
                  while (!channel.send(i, Duration.ofMillis(1))) {
                    Go.yieldNow();
                  }
                }
                channel.close();
              });
          int next = 0;
          while (true) {
            switch (channel.receive(Duration.ofMillis(1))) {
              case Received.Value<Integer>(Integer value) -> assertThat(value).isEqualTo(next++);
              case Received.Empty<Integer>() -> {}
              case Received.Closed<Integer>(var cause) -> {
                assertThat(next).isEqualTo(5);
                sender.join();
                return;
              }
            }
            if (next > 5) {
              fail("too many");
            }
          }
        });
  }
}
