package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Timer;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of a run. */
final class TimelineTest {
  @Test
  void hasAColumnForEachGoroutineAndALineForEachStep() {
    Run run =
        Simulation.replay(
            Schedule.of(1),
            () -> {
              Channel<String> words = Channel.unbuffered("words");
              Go.go(() -> {
                words.send("hello");
                Go.sleep(Duration.ofMillis(1500));
                words.close();
              });
              assertThat(words.receive()).isEqualTo("hello");
              words.receiveOrClosed();
            });
    assertThat(run.timeline())
        .isEqualTo(
            """
              step time       timers    main                     goroutine 2
                 1 0s         .         begins
                 2 0s         .         go 2
                 3 0s         .         .                        begins
                 4 0s         .         .                        send words hello …
                 5 0s         .         receive words: hello → 2
                 6 0s         .         receive words …
                 7 0s         .         .                        … send words hello
                 8 0s         .         .                        sleep until 1.5s …
                 9 1.5s       timer → 2
                10 1.5s       .         .                        … sleep until 1.5s
                11 1.5s       .         .                        close words → 1
                12 1.5s       .         .                        ends
                13 1.5s       .         … receive words: closed
                14 1.5s       .         ends
            """);
  }

  private static String lastLines(int lines, dev.csp.go.Task program) {
    String timeline = Simulation.replay(Schedule.of(), program).timeline();
    List<String> all = timeline.lines().toList();
    var last = new StringBuilder();
    for (String line : all.subList(all.size() - lines, all.size())) {
      last.append(line.replaceFirst("^ *\\d+ \\S+ +(\\. +)*", "")).append('\n');
    }
    return last.toString();
  }

  @Test
  void everyOperationHasItsWords() {
    assertThat(
            lastLines(
                23,
                () -> {
                  Channel<Integer> full = Channel.buffered("c", 1);
                  full.trySend(1);
                  full.trySend(2);
                  full.send(3, Duration.ofMillis(1));
                  full.length();
                  full.isClosed();
                  full.tryReceive();
                  full.tryReceive();
                  full.receive(Duration.ofMillis(1));
                  Select.select(Select.receive(full), Select.send(full, 4, () -> 0));
                  Select.select(Select.send(full, 5), Select.otherwise(() -> 0));
                  full.close(new IllegalStateException("over"));
                  full.trySend(6);
                  full.receive();
                  full.receiveOrClosed();
                  Timer timer = Timer.start(Duration.ofSeconds(90));
                  timer.stop();
                  WaitGroup group = new WaitGroup();
                  group.go(() -> {});
                  Go.yieldNow();
                  group.await();
                }))
        .isEqualTo(
            """
            trySend c 2: full
            send c 3 …
            timer → 1
            … send c 3: timed out
            look c
            look c
            tryReceive c: 1
            tryReceive c: nothing
            receive c …
            timer → 1
            … receive c: nothing
            select ←c →c: →c
            select →c: nothing
            close c
            trySend c 6: closed
            receive c: 4
            receive c: closed
            set timer 1m30s
            stop timer
            go 2
            begins
            done
            ends
            yield
            await
            ends
            """
                .lines()
                .skip(3)
                .collect(java.util.stream.Collectors.joining("\n", "", "\n")));
  }

  @Test
  void valuesAreShownOnOneLineAndCut() {
    record Letter(String text) {
      @Override
      public String toString() {
        return text;
      }
    }
    Run run =
        Simulation.run(
            1,
            () -> {
              Channel<Letter> channel = Channel.buffered("c", 10);
              channel.send(new Letter("two\nlines\tand more than twenty letters"));
              channel.send(new Letter("twenty letters, just"));
            });
    assertThat(run.timeline())
        .contains("send c two lines and more …\n", "send c twenty letters, just\n");
  }

  @Test
  void aToStringThatThrowsDoesNotHideTheFailure() {
    record Broken() {
      @Override
      public String toString() {
        throw new UnsupportedOperationException("no");
      }
    }
    Run run =
        Simulation.run(
            1,
            () -> {
              Channel<Broken> channel = Channel.buffered("c", 10);
              channel.send(new Broken());
            });
    assertThat(run.timeline()).contains("send c (toString threw UnsupportedOperationException)");
  }

  @Test
  void manyGoroutinesAreNamedInTheirLines() {
    Run run =
        Simulation.run(
            1,
            () -> {
              WaitGroup all = new WaitGroup();
              for (int i = 0; i < 30; i++) {
                all.go(() -> {});
              }
              all.await();
            });
    assertThat(run.timeline())
        .startsWith("(the last 100 of 124 steps)\n  step time       goroutine    does\n")
        .containsPattern("\n +\\d+ 0s         goroutine 31 begins\n")
        .containsPattern("\n +\\d+ 0s         main         … await\n");
  }

  @Test
  void durationsAreShownAsInGo() {
    assertThat(Timeline.time(0)).isEqualTo("0s");
    assertThat(Timeline.time(1)).isEqualTo("1ns");
    assertThat(Timeline.time(1_500)).isEqualTo("1.5µs");
    assertThat(Timeline.time(20_000_000)).isEqualTo("20ms");
    assertThat(Timeline.time(1_500_000_000)).isEqualTo("1.5s");
    assertThat(Timeline.time(90_000_000_000L)).isEqualTo("1m30s");
    assertThat(Timeline.time(3_600_000_000_000L)).isEqualTo("1h0m0s");
    assertThat(Timeline.time(3_723_000_000_001L)).isEqualTo("1h2m3.000000001s");
  }

  @Test
  void aReplayOfAFailureShowsTheSameLines() {
    dev.csp.go.Task program =
        () -> {
          Channel<Integer> channel = Channel.unbuffered();
          Goroutine other = Go.go(() -> channel.send(1));
          other.join();
        };
    SimulationFailure first = Fails.in(() -> Simulation.run(9, program));
    SimulationFailure second = Fails.in(() -> Simulation.replay(first.run().schedule(), program));
    assertThat(first).hasMessageContaining(first.run().timeline());
    assertThat(second.run().timeline()).isEqualTo(first.run().timeline());
  }
}
