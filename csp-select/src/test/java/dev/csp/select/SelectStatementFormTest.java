package dev.csp.select;

import static dev.csp.select.Select.onNothing;
import static dev.csp.select.Select.onReceive;
import static dev.csp.select.Select.onSend;
import static dev.csp.select.Select.onSendFrom;
import static dev.csp.select.Select.onTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The form for bodies that return nothing: the same rules, so only what is its own. */
final class SelectStatementFormTest {
  private final List<String> log = new ArrayList<>();
  private final Channel<Integer> quiet = Channel.unbuffered();

  @Test
  void eachKindOfCaseRunsItsBody() throws Exception {
    Channel<Integer> channel = Channel.buffered(1);
    var evaluated = new AtomicInteger(40);
    Select.run(onSend(channel, 1, () -> log.add("sent")), onReceive(quiet, v -> log.add("no")));
    Select.run(onReceive(channel, v -> log.add("received " + v)), onNothing(() -> log.add("no")));
    Select.run(onNothing(() -> log.add("nothing")), onReceive(channel, v -> log.add("no")));
    Select.run(onSendFrom(channel, evaluated::incrementAndGet, () -> log.add("sent made")));
    Select.run(onReceive(channel, v -> log.add("received " + v), () -> log.add("no")));
    Select.run(onTimeout(Duration.ofMillis(1), () -> log.add("late")), onReceive(channel, v -> {}));
    channel.close();
    Select.run(onReceive(channel, v -> log.add("no"), () -> log.add("end")));
    assertThat(log)
        .containsExactly(
            "sent", "received 1", "nothing", "sent made", "received 41", "late", "end");
    assertThat(evaluated).hasValue(41);
  }

  @Test
  void aClosedChannelThrowsIfItsCaseIsChosenAndTheBodyDoesNotRun() {
    Channel<Integer> closed = Channel.unbuffered();
    closed.close();
    assertThatThrownBy(() -> Select.run(onReceive(closed, v -> log.add("no"))))
        .isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> Select.run(onSend(closed, 5, () -> log.add("no"))))
        .isInstanceOf(ChannelClosedException.class)
        .extracting(e -> ((ChannelClosedException) e).value())
        .isEqualTo(5);
    assertThatThrownBy(() -> Select.run(onSendFrom(closed, () -> 6, () -> log.add("no"))))
        .isInstanceOf(ChannelClosedException.class)
        .extracting(e -> ((ChannelClosedException) e).value())
        .isEqualTo(6);
    assertThat(log).isEmpty();
  }

  @Test
  void casesCanBeDisabledAndChannelsNull() throws Exception {
    Channel<Integer> ready = Channel.buffered(2);
    ready.send(1);
    Select.run(
        onReceive(ready, v -> log.add("no")).when(false),
        onReceive((ReceiveChannel<Integer>) null, v -> log.add("no")),
        onReceive((ReceiveChannel<Integer>) null, v -> log.add("no"), () -> log.add("no")),
        onSend((Channel<Integer>) null, null, () -> log.add("no")),
        onSend(ready, 1, () -> log.add("no")).when(false),
        onSendFrom((Channel<Integer>) null, () -> raise("evaluated"), () -> log.add("no")),
        onTimeout(Duration.ZERO, () -> log.add("no")).when(false),
        onNothing(() -> log.add("nothing")));
    assertThat(log).containsExactly("nothing");
  }

  @Test
  void whatABodyThrowsComesOut() throws Exception {
    Channel<Integer> ready = Channel.buffered(1);
    ready.send(1);
    assertThatThrownBy(() -> Select.run(onReceive(ready, v -> raise("body"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("body");
    assertThatThrownBy(() ->
            Select.run(
                onNothing(() -> {
                  throw new InterruptedException("body");
                })))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("body");
    assertThat(ready.length()).isZero();
  }

  @Test
  void itMixesWithCasesThatHaveResults() throws Exception {
    Channel<Integer> ready = Channel.buffered(1);
    ready.send(1);
    Select.run(Select.receive(ready), onReceive(quiet, v -> {}));
    assertThat(ready.length()).isZero();
    Object result =
        Select.<Object>select(onNothing(() -> {}), Select.receive(Channel.<String>never()));
    assertThat(result).isNull();
  }

  @Test
  void aRunThatWaitsIsServed() throws Exception {
    Channel<Integer> in = Channel.unbuffered();
    Channel<Integer> out = Channel.unbuffered();
    Crew.run(crew -> {
      Thread thread =
          crew.go(() -> {
            for (int i = 0; i < 2; i++) {
              Select.run(
                  onReceive(in, v -> log.add("in " + v)), onSend(out, 7, () -> log.add("out")));
            }
          });
      Crew.awaitSelecting(thread);
      in.send(3);
      assertThat(out.receive()).isEqualTo(7);
    });
    assertThat(log).containsExactly("in 3", "out");
  }

  @Test
  void nullsAreRejectedByName() {
    assertThatThrownBy(() -> onReceive(quiet, null)).hasMessage("body");
    assertThatThrownBy(() -> onReceive(quiet, v -> {}, null)).hasMessage("body");
    assertThatThrownBy(() -> onSend(quiet, 1, null)).hasMessage("body");
    assertThatThrownBy(() -> onSendFrom(quiet, null, () -> {})).hasMessage("value");
    assertThatThrownBy(() -> onTimeout(null, () -> {})).hasMessage("timeout");
    assertThatThrownBy(() -> onNothing(null)).hasMessage("body");
    assertThatThrownBy(() -> Select.run(onSend(quiet, null, () -> {})))
        .isInstanceOf(NullPointerException.class);
  }

  private static int raise(String message) {
    throw new IllegalArgumentException(message);
  }
}
