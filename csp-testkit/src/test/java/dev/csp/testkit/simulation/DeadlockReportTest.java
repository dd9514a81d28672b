package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a report says of those who wait for ever. */
final class DeadlockReportTest {
  private static final Schedule PLAIN = Schedule.of();

  private static DeadlockReport report(Task program) {
    return Fails.in(() -> Simulation.replay(PLAIN, program)).deadlock().orElseThrow();
  }

  /** Without the lines of the program's own files, which change with it. */
  private static String withoutPlaces(DeadlockReport report) {
    return report
        .toString()
        .replaceAll("\tat .*\n", "")
        .replaceAll("created by \\S+\\(DeadlockReportTest.java:\\d+\\)", "created by HERE")
        .replaceAll("created by HERE in thread \\S+", "created by HERE in thread T");
  }

  @Test
  void mainAloneOnAnOrphanedChannel() {
    DeadlockReport report = report(() -> Channel.<Integer>unbuffered("orders").receive());
    assertThat(withoutPlaces(report))
        .isEqualTo(
            """
            all goroutines are asleep - deadlock!

            nobody has sent to channel orders (unbuffered)

            goroutine 1 [chan receive]: main
            	chan receive on channel orders (unbuffered)
            created by HERE in thread T
            """);
    assertThat(report.goroutines()).containsExactly(1L);
    assertThat(report.cycle()).isEmpty();
  }

  @Test
  void showsWhereEachOneWaitsAndWhereItWasStarted() {
    String report = report(() -> Channel.<Integer>unbuffered().receive()).toString();
    assertThat(report)
        .containsPattern("\tat \\S*DeadlockReportTest.*\\(DeadlockReportTest.java:\\d+\\)\n")
        .containsPattern("created by \\S*DeadlockReportTest\\..*\\(DeadlockReportTest.java:");
  }

  /** Two locks that are channels of capacity 1, taken in opposite orders. */
  @Test
  void locksTakenInOppositeOrdersMakeACircle() {
    DeadlockReport report =
        report(() -> {
          Channel<String> a = Channel.buffered("a", 1);
          Channel<String> b = Channel.buffered("b", 1);
          WaitGroup both = new WaitGroup();
          both.go(() -> {
            a.send("mine");
            Go.sleep(Duration.ofMillis(1));
            b.send("mine");
          });
          both.go(() -> {
            b.send("mine");
            Go.sleep(Duration.ofMillis(1));
            a.send("mine");
          });
          both.await();
        });
    assertThat(withoutPlaces(report))
        .isEqualTo(
            """
            all goroutines are asleep - deadlock!

            goroutine 2 waits to send to channel b (buffered, 1 of 1), in which goroutine 3's value is
            goroutine 3 waits to send to channel a (buffered, 1 of 1), in which goroutine 2's value is

            goroutine 1 [sync.WaitGroup.Wait]: main
            created by HERE in thread T

            goroutine 2 [chan send]: goroutine-2
            	chan send on channel b (buffered, 1 of 1)
            created by HERE in goroutine 1

            goroutine 3 [chan send]: goroutine-3
            	chan send on channel a (buffered, 1 of 1)
            created by HERE in goroutine 1
            """);
    assertThat(report.cycle()).containsExactly(2L, 3L);
  }

  /** The same with tokens that are taken out and put back. */
  @Test
  void tokensTakenInOppositeOrdersMakeACircle() {
    DeadlockReport report =
        report(() -> {
          Channel<String> a = Channel.buffered("a", 1);
          Channel<String> b = Channel.buffered("b", 1);
          a.send("token");
          b.send("token");
          Goroutine first =
              Go.go(() -> {
                a.receive();
                Go.sleep(Duration.ofMillis(1));
                b.receive();
              });
          Goroutine second =
              Go.go(() -> {
                b.receive();
                Go.sleep(Duration.ofMillis(1));
                a.receive();
              });
          Channel.never().receive();
        });
    assertThat(report.reasons())
        .containsExactly(
            "goroutine 2 waits to receive from channel b (buffered, 0 of 1),"
                + " whose last value goroutine 3 took",
            "goroutine 3 waits to receive from channel a (buffered, 0 of 1),"
                + " whose last value goroutine 2 took");
  }

  @Test
  void goroutinesThatJoinEachOtherMakeACircle() {
    DeadlockReport report =
        report(() -> {
          Channel<Goroutine> self = Channel.unbuffered("self");
          Goroutine other = Go.go(() -> self.receive().join());
          Channel<Goroutine> main = Channel.buffered("main", 1);
          Goroutine third = Go.go(() -> main.receive().join());
          self.send(third);
          main.send(other);
          third.join();
        });
    assertThat(report.cycle()).containsExactly(2L, 3L);
    assertThat(report.reasons())
        .containsExactly(
            "goroutine 2 waits for the end of goroutine 3",
            "goroutine 3 waits for the end of goroutine 2");
  }

  /** Both wait to receive from each other: what they have done before tells it. */
  @Test
  void partnersThatBothReceiveMakeACircle() {
    DeadlockReport report =
        report(() -> {
          Channel<String> ping = Channel.unbuffered("ping");
          Channel<String> pong = Channel.unbuffered("pong");
          Go.go(() -> {
            for (String word : ping) {
              pong.send(word);
            }
          });
          ping.send("hello");
          pong.receive();
          pong.receive();
        });
    assertThat(report.reasons())
        .containsExactly(
            "goroutine 1 waits to receive from channel pong (unbuffered),"
                + " to which goroutine 2 has sent",
            "goroutine 2 waits to receive from channel ping (unbuffered),"
                + " to which goroutine 1 has sent");
  }

  @Test
  void aChannelWhoseOnlySenderHasEndedIsAnOrphan() {
    DeadlockReport report =
        report(() -> {
          Channel<Integer> numbers = Channel.unbuffered("numbers");
          Go.go(() -> numbers.send(1));
          for (int number : numbers) {
            assertThat(number).isEqualTo(1);
          }
        });
    assertThat(report.reasons())
        .containsExactly(
            "goroutine 2, the only one that has sent to channel numbers (unbuffered), has ended");
  }

  @Test
  void aSelectNamesAllItsChannels() {
    DeadlockReport report =
        report(() -> {
          Channel<Integer> in = Channel.unbuffered("in");
          Channel<Integer> out = Channel.unbuffered("out");
          Select.select(Select.receive(in), Select.send(out, 1));
        });
    assertThat(report.toString())
        .contains(
            """
            goroutine 1 [select]: main
            	select on receive channel in (unbuffered), send channel out (unbuffered)
            """);
    assertThat(report.reasons())
        .containsExactly(
            "nobody has sent to channel in (unbuffered)",
            "nobody has received from channel out (unbuffered)");
  }

  @Test
  void waitsWithoutAChannelHaveGosWords() {
    assertThat(report(Go::blockForever).toString())
        .contains("goroutine 1 [select (no cases)]: main");
    assertThat(report(() -> Channel.never().receive()).toString())
        .contains("goroutine 1 [chan receive (nil chan)]: main");
  }

  /** In Go nobody would notice. */
  @Test
  void threeOfFiftyThatAreLeftBehindAreNamed() {
    DeadlockReport report =
        report(() -> {
          Channel<Integer> results = Channel.unbuffered("results");
          WaitGroup started = new WaitGroup();
          for (int i = 0; i < 50; i++) {
            int worker = i;
            started.add(1);
            Go.go(
                "worker-" + worker,
                () -> {
                  started.done();
                  results.send(worker);
                });
          }
          started.await();
          for (int i = 0; i < 47; i++) {
            results.receive();
          }
        });
    assertThat(report.headline())
        .isEqualTo("main has returned, but 3 of its 50 goroutines are asleep - partial deadlock!");
    assertThat(report.goroutines()).containsExactly(49L, 50L, 51L);
    assertThat(withoutPlaces(report))
        .endsWith(
            """
            goroutine 51 [chan send]: worker-49
            	chan send on channel results (unbuffered)
            created by HERE in goroutine 1
            """);
    assertThat(report.reasons())
        .containsExactly(
            "goroutine 1, the only one that has received from channel results (unbuffered), has ended");
  }

  @Test
  void failsAtOnceThoughOthersHaveEnded() {
    Run run =
        Fails.in(() ->
                Simulation.replay(
                    PLAIN,
                    () -> {
                      Go.sleep(Duration.ofHours(2));
                      Channel.unbuffered().send(1);
                    }))
            .run();
    assertThat(run.elapsed()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void aPendingTimerIsNoDeadlock() {
    Simulation.replay(
        PLAIN,
        () -> {
          Channel<Integer> channel = Channel.unbuffered();
          Goroutine late =
              Go.go(() -> {
                Go.sleep(Duration.ofDays(365));
                channel.send(1);
              });
          channel.receive();
          late.join();
        });
  }

  /** A timer that helps nobody only puts the report off, and on this clock that takes no time. */
  @Test
  void aTimerThatHelpsNobodyDoesNotHideADeadlock() {
    SimulationFailure failure =
        Fails.in(() ->
            Simulation.replay(
                PLAIN,
                () -> {
                  dev.csp.channels.Timer.call(Duration.ofHours(1), () -> {});
                  Channel.unbuffered().send(1);
                }));
    assertThat(failure.deadlock()).isPresent();
    assertThat(failure.run().elapsed()).isEqualTo(Duration.ofHours(1));
  }
}
