package dev.csp.select;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.onDone;
import static dev.csp.select.Select.onNothing;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The case for what happens once: the end of a channel that never carries a value. */
final class SelectDoneTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Channel<Void> end = Channel.unbuffered("end");
  private final Channel<Integer> quiet = Channel.unbuffered();
  private final List<String> log = new ArrayList<>();

  @Test
  void isReadyOnceTheChannelIsClosedWhateverTheCauseAndNotBefore() throws Exception {
    assertThat(Select.<String>select(done(end, () -> "done"), otherwise(() -> "not yet")))
        .isEqualTo("not yet");
    end.close(new IllegalStateException("why"));
    for (int i = 0; i < 3; i++) {
      assertThat(Select.<String>select(done(end, () -> "done"), otherwise(() -> "not yet")))
          .isEqualTo("done");
      assertThat(
              Select.<String>select(receive(quiet, v -> "no"), done(end.receiveOnly(), () -> "d")))
          .isEqualTo("d");
    }
  }

  @Test
  void wakesASelectThatWaits() throws Exception {
    Crew.run(crew -> {
      for (int i = 0; i < 4; i++) {
        boolean inOrder = i % 2 == 0;
        Thread thread =
            crew.start(
                i < 2,
                () -> {
                  List<Case<String>> cases =
                      List.of(
                          receive(quiet, v -> "value"),
                          done(end, () -> "done"),
                          after(HOUR, () -> "late"));
                  assertThat(
                          inOrder
                              ? Select.<String>selectFirst(cases)
                              : Select.<String>select(cases))
                      .isEqualTo("done");
                });
        Crew.awaitSelecting(thread);
      }
      end.close();
    });
  }

  @Test
  void takesNoPartIfDisabledOrWithoutAChannelOrNever() throws Exception {
    end.close();
    assertThat(
            Select.<String>select(
                done(end, () -> "no").when(false),
                done(end, () -> "no").when(true).when(false),
                done(null, () -> "no"),
                done(Channel.never(), () -> "no"),
                otherwise(() -> "nothing")))
        .isEqualTo("nothing");
    assertThat(Select.<String>select(done(end, () -> "yes").when(true))).isEqualTo("yes");
    assertThatNullPointerException().isThrownBy(() -> done(end, null)).withMessage("body");
    assertThatNullPointerException().isThrownBy(() -> onDone(end, null)).withMessage("body");
  }

  @Test
  void bodyMayThrowAndYieldNull() throws Exception {
    end.close();
    assertThat(Select.<Object>select(done(end, () -> null))).isNull();
    assertThatThrownBy(() ->
            select(
                done(
                    end,
                    () -> {
                      throw new InterruptedException("from the body");
                    })))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("from the body");
  }

  @Test
  void statementFormRunsItsBody() throws Exception {
    Select.run(onDone(end, () -> log.add("no")), onNothing(() -> log.add("nothing")));
    end.close();
    Select.run(onDone(end, () -> log.add("done")), onNothing(() -> log.add("no")));
    assertThat(log).containsExactly("nothing", "done");
  }

  @Test
  void selectorHasItToo() throws Exception {
    Selector selector = new Selector();
    Channel<Integer> data = Channel.buffered(1);
    Selector.Receive<Integer> in = selector.receive(data).dropWhenClosed();
    Selector.Done stop = selector.done(end);
    selector.done(null);
    selector.done(Channel.never());
    data.send(1);
    assertThat(selector.select()).isSameAs(in);
    Crew.run(crew -> {
      Thread thread = crew.go(() -> assertThat(selector.select()).isSameAs(stop));
      Crew.awaitSelecting(thread);
      end.close();
    });
    assertThat(selector.select()).isSameAs(stop);
    assertThat(selector.selectFirst()).isSameAs(stop);
    stop.enable(false);
    data.send(2);
    assertThat(selector.select()).isSameAs(in);
    assertThat(in.value()).isEqualTo(2);
  }

  @Test
  void selectorWhoseEndIsSwitchedOffWaitsForItToBeSwitchedOnAgain() throws Exception {
    Selector selector = new Selector();
    Channel<Integer> data = Channel.unbuffered();
    data.close();
    selector.receive(data).dropWhenClosed();
    Selector.Done stop = selector.done(end);
    stop.enable(false);
    selector.after(Duration.ofMillis(5));
    assertThat(selector.select()).isInstanceOf(Selector.TimeOut.class);
    stop.enable(true);
    end.close();
    assertThat(selector.select()).isSameAs(stop);
  }

  // ---- what has such a channel

  @Test
  void endOfAGoroutineIsACase() throws Exception {
    Channel<Integer> numbers = Channel.unbuffered();
    Goroutine sender =
        Go.go(() -> {
          for (int i = 0; i < 100; i++) {
            numbers.send(i);
          }
        });
    int count = 0;
    while (select(receive(numbers, number -> true), done(sender.done(), () -> false))) {
      count++;
    }
    assertThat(count).isEqualTo(100);
    assertThat(sender.isDone()).isTrue();
  }

  @Test
  void zeroOfAWaitGroupIsACase() throws Exception {
    Channel<Integer> numbers = Channel.unbuffered();
    WaitGroup senders = new WaitGroup();
    for (int i = 0; i < 10; i++) {
      int number = i;
      senders.go(() -> numbers.send(number));
    }
    int sum = 0;
    while (true) {
      int number = selectFirst(receive(numbers, value -> value), done(senders.zero(), () -> -1));
      if (number < 0) {
        break;
      }
      sum += number;
    }
    assertThat(sum).isEqualTo(45);
  }

  @Test
  void dumpNamesWhatIsWaitedFor() throws Exception {
    WaitGroup group = new WaitGroup();
    group.add(1);
    Crew.run(crew -> {
      Goroutine goroutine = Go.go("awaited", () -> quiet.receive());
      Thread thread =
          crew.go(() -> select(done(goroutine.done(), () -> 1), done(group.zero(), () -> 2)));
      Crew.awaitSelecting(thread);
      assertThat(Go.dump())
          .contains("receive goroutine " + goroutine.id())
          .contains("receive sync.WaitGroup.Wait");
      group.done();
      quiet.send(1);
      goroutine.join();
    });
  }
}
