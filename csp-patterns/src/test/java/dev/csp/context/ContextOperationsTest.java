package dev.csp.context;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.patterns.testing.Crew;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** send, receive and sleep of a context: done, or cut short, never both. */
@Timeout(60)
final class ContextOperationsTest {
  private final Channel<String> buffered = Channel.buffered(1);
  private final Channel<String> full = Channel.buffered(1);
  private final Channel<String> silent = Channel.unbuffered();

  ContextOperationsTest() {
    full.trySend("first");
  }

  @AfterEach
  void noInterruptIsLeftBehind() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private List<Task> operationsThatCouldBeDone(Context context) {
    return List.of(
        () -> context.send(buffered, "v"),
        () -> context.receive(full),
        () -> context.receiveOrClosed(full),
        () -> context.sleep(ZERO));
  }

  private List<Task> operationsThatWait(Context context) {
    return List.of(
        () -> context.send(full, "v"),
        () -> context.receive(silent),
        () -> context.receiveOrClosed(silent),
        () -> context.sleep(ofHours(1)));
  }

  @Test
  void aLiveContextLetsThemThrough() throws Exception {
    try (CancellableContext live = Context.background().withCancel()) {
      for (Context context : List.of(Context.background(), live, live.withoutCancel())) {
        context.send(buffered, "v");
        assertThat(context.<CharSequence>receive(buffered)).isEqualTo("v");
        context.send(buffered, "w");
        assertThat(context.receiveOrClosed(buffered)).isEqualTo(new Received.Value<>("w"));
        Instant start = Go.now();
        context.sleep(ofMillis(5));
        context.sleep(ZERO);
        context.sleep(ofMillis(-5));
        assertThat(Go.now()).isAfterOrEqualTo(start.plusMillis(4));
      }
    }
  }

  @Test
  void anEndedContextFailsBeforeTrying() {
    CancellableContext context = Context.background().withCancel();
    Exception why = new Exception("why");
    context.cancel(why);
    for (Task operation : operationsThatCouldBeDone(context)) {
      assertThatThrownBy(operation::run)
          .isInstanceOf(CancellationException.class)
          .hasMessage("context canceled")
          .hasCause(why)
          .isNotSameAs(context.error().orElseThrow());
    }
    assertThat(buffered.length()).isZero();
    assertThat(full.length()).isEqualTo(1);
  }

  @Test
  void aPassedDeadlineFailsWithAnExceptionOfItsOwn() {
    Context context = Context.background().withTimeout(ZERO);
    for (Task operation : operationsThatCouldBeDone(context)) {
      assertThatThrownBy(operation::run)
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessage("context deadline exceeded")
          .isNotSameAs(context.error().orElseThrow())
          .cause()
          .isSameAs(context.cause().orElseThrow());
    }
    assertThat(buffered.length()).isZero();
    assertThat(full.length()).isEqualTo(1);
  }

  @Test
  void theEndCutsThemShortAndNothingIsDone() throws Exception {
    for (int i = 0; i < 4; i++) {
      try (Crew crew = new Crew()) {
        CancellableContext context = Context.background().withCancel();
        Task operation = operationsThatWait(context).get(i);
        Goroutine waiting =
            crew.go(() ->
                assertThatThrownBy(operation::run)
                    .isInstanceOf(CancellationException.class)
                    .hasCause(context.cause().orElseThrow()));
        Crew.untilParked(waiting);
        context.cancel();
      }
    }
    assertThat(full.length()).isEqualTo(1);
    assertThat(silent.trySend("v")).isEqualTo(Sent.FULL);
    assertThat(silent.tryReceive()).isInstanceOf(Received.Empty.class);
  }

  @Test
  void theDeadlineCutsThemShort() {
    for (int i = 0; i < 4; i++) {
      try (CancellableContext context = Context.background().withTimeout(ofMillis(5))) {
        Task operation = operationsThatWait(context).get(i);
        assertThatThrownBy(operation::run).isInstanceOf(DeadlineExceededException.class);
      }
    }
  }

  @Test
  void anInterruptCutsThemShort() throws Exception {
    for (int i = 0; i < 4; i++) {
      try (CancellableContext context = Context.background().withCancel();
          Crew crew = new Crew()) {
        Task operation = operationsThatWait(i % 2 == 0 ? context : Context.background()).get(i);
        Goroutine waiting =
            crew.go(
                () -> assertThatThrownBy(operation::run).isInstanceOf(InterruptedException.class));
        Crew.untilParked(waiting);
        waiting.interrupt();
      }
    }
  }

  @Test
  void interruptedOnEntryThrowsBeforeTouchingAnything() {
    try (CancellableContext live = Context.background().withCancel()) {
      for (Context context : List.of(Context.background(), live)) {
        for (Task operation : operationsThatCouldBeDone(context)) {
          Thread.currentThread().interrupt();
          assertThatThrownBy(operation::run).isInstanceOf(InterruptedException.class);
        }
      }
    }
    assertThat(buffered.length()).isZero();
    assertThat(full.length()).isEqualTo(1);
  }

  @Test
  void anEndedContextCountsMoreThanAnInterrupt() {
    CancellableContext context = Context.background().withCancel();
    context.cancel();
    for (Task operation : operationsThatCouldBeDone(context)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(operation::run).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closedChannelsAreReported() throws Exception {
    Exception why = new Exception("why");
    silent.close(why);
    try (CancellableContext live = Context.background().withCancel()) {
      for (Context context : List.of(Context.background(), live)) {
        assertThatThrownBy(() -> context.receive(silent))
            .isInstanceOf(ChannelClosedException.class)
            .hasCause(why);
        assertThatThrownBy(() -> context.send(silent, "v"))
            .isInstanceOfSatisfying(
                ChannelClosedException.class, e -> assertThat(e.value()).isEqualTo("v"));
        assertThat(context.receiveOrClosed(silent))
            .isEqualTo(new Received.Closed<>(Optional.of(why)));
      }
    }
  }

  /**
   * Values cross between goroutines whose contexts end at random; none is lost, none comes twice.
   */
  @Test
  void noValueIsLostOrDoubledWhenContextsEndAtRandom() throws Exception {
    for (int round = 0; round < Crew.times(200); round++) {
      Channel<Integer> wire = round % 2 == 0 ? Channel.unbuffered() : Channel.buffered(2);
      CancellableContext sending = Context.background().withCancel();
      CancellableContext receiving = Context.background().withCancel();
      int[] sent = new int[1];
      int[] received = new int[1];
      int stopAt = round % 37;
      try (Crew crew = new Crew()) {
        crew.go(() -> {
          try {
            while (true) {
              sending.send(wire, sent[0] + 1);
              sent[0]++;
              if (sent[0] == stopAt) {
                (stopAt % 2 == 0 ? sending : receiving).cancel();
              }
            }
          } catch (CancellationException expected) {
            receiving.cancel();
          }
        });
        crew.go(() -> {
          try {
            while (true) {
              int value = receiving.receive(wire);
              received[0]++;
              assertThat(value).isEqualTo(received[0]);
              if (value == stopAt + 5) {
                sending.cancel();
              }
            }
          } catch (CancellationException expected) {
            sending.cancel();
          }
        });
      }
      assertThat(sent[0]).isEqualTo(received[0] + wire.length());
    }
  }
}
