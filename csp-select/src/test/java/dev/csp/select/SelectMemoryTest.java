package dev.csp.select;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.send;
import static dev.csp.select.Select.sendFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A12: what a select has finished with is garbage, though its channels and threads live on. */
final class SelectMemoryTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Channel<Object> quiet = Channel.unbuffered();
  private final Channel<Object> data = Channel.buffered(4);

  @Test
  void aReceivedValueIsNotRetained() throws Exception {
    assertGarbage(receiveOne());
    assertThat(data.length()).isZero();
  }

  private WeakReference<Object> receiveOne() throws InterruptedException {
    data.send(new Object());
    return new WeakReference<>(Select.<Object>select(receive(data), receive(quiet)));
  }

  @Test
  void aValueThatWasNotSentIsNotRetained() throws Exception {
    assertGarbage(sendNothing());
    assertThat(quiet.isClosed()).isFalse();
  }

  private WeakReference<Object> sendNothing() throws InterruptedException {
    Object value = new Object();
    Object made = select(send(quiet, value), otherwise(() -> "nothing"));
    assertThat(made).isEqualTo("nothing");
    return new WeakReference<>(value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void neitherLosersNorValuesOfASelectThatWaitedAreRetained(boolean virtual) throws Exception {
    Channel<Object> meeting = Channel.unbuffered();
    Channel<Object> go = Channel.unbuffered();
    Channel<Object> stay = Channel.unbuffered();
    var unsent = new AtomicReference<WeakReference<Object>>();
    var received = new AtomicReference<WeakReference<Object>>();
    Crew.run(crew -> {
      Thread thread =
          crew.start(
              virtual,
              () -> {
                waitOnce(meeting, unsent, received);
                go.receive(); // the thread lives on
                stay.receive();
              });
      Crew.awaitSelecting(thread);
      meeting.send(new Object());
      go.send(1);
      Crew.awaitParked(thread, "chan receive");
      assertGarbage(unsent.get());
      assertGarbage(received.get());
      stay.send(1);
    });
  }

  private void waitOnce(
      Channel<Object> meeting,
      AtomicReference<WeakReference<Object>> unsent,
      AtomicReference<WeakReference<Object>> received)
      throws InterruptedException {
    Object value = new Object();
    unsent.set(new WeakReference<>(value));
    Object got =
        select(
            send(quiet, value),
            receive(meeting),
            sendFrom(quiet, () -> value, () -> 1),
            after(HOUR, () -> 1));
    received.set(new WeakReference<>(got));
  }

  @Test
  void aSelectThatTimedOutOrWasInterruptedOrFailedRetainsNothing() throws Exception {
    assertGarbage(timeOut());
    assertGarbage(interrupted());
    assertGarbage(failed());
    assertThat(quiet.isClosed()).isFalse();
  }

  private WeakReference<Object> timeOut() throws InterruptedException {
    Object value = new Object();
    select(send(quiet, value), after(Duration.ofMillis(2), () -> 1));
    return new WeakReference<>(value);
  }

  private WeakReference<Object> interrupted() throws Exception {
    Object value = new Object();
    Crew.run(crew -> {
      Thread thread =
          crew.platform(() ->
              assertThatThrownBy(() -> select(send(quiet, value), receive(data)))
                  .isInstanceOf(InterruptedException.class));
      Crew.awaitSelecting(thread);
      thread.interrupt();
    });
    return new WeakReference<>(value);
  }

  private WeakReference<Object> failed() {
    Object value = new Object();
    assertThatThrownBy(() ->
            select(
                send(quiet, value),
                sendFrom(
                    quiet,
                    () -> {
                      throw new IllegalArgumentException();
                    },
                    () -> 1)))
        .isInstanceOf(IllegalArgumentException.class);
    Channel<Object> closed = Channel.unbuffered();
    closed.close();
    assertThatThrownBy(() -> select(send(closed, value)))
        .isInstanceOf(ChannelClosedException.class);
    return new WeakReference<>(value);
  }

  /** Nobody can ever complete it: neither the cases nor the goroutine's channels keep the heap. */
  @Test
  void aCaseThatIsAbandonedIsGarbageWithItsBody() throws Exception {
    WeakReference<Object> body = abandonedCase();
    assertGarbage(body);
    assertThat(quiet.isClosed()).isFalse();
  }

  private WeakReference<Object> abandonedCase() throws InterruptedException {
    Object captured = new Object();
    List<Case<Object>> cases =
        List.of(
            receive(quiet, v -> captured),
            receive(quiet, v -> v, () -> captured),
            send(quiet, captured, () -> captured),
            otherwise(() -> 1));
    assertThat(Select.<Object>select(cases)).isEqualTo(1);
    return new WeakReference<>(captured);
  }

  @Test
  void aSelectorForgetsWhatItReceivedAtTheNextSelectAndWhatItSentAtOnce() throws Exception {
    Selector selector = new Selector();
    Selector.Receive<Object> in = selector.receive(data);
    Selector.Send<Object> out = selector.send(quiet);
    selector.otherwise();
    WeakReference<Object> received = selectOne(selector, in);
    assertThat(selector.select()).isInstanceOf(Selector.Otherwise.class);
    assertGarbage(received);
    WeakReference<Object> replaced = offer(out);
    out.offer("another");
    assertGarbage(replaced);
    WeakReference<Object> cleared = offer(out);
    out.clear();
    assertGarbage(cleared);
    WeakReference<Object> sent = offer(out);
    Crew.run(crew -> {
      Thread taker = crew.go(quiet::receive);
      Crew.awaitParked(taker, "chan receive");
      assertThat(selector.select()).isSameAs(out);
    });
    assertGarbage(sent);
    assertThat(in.isEnabled()).isTrue();
  }

  private WeakReference<Object> selectOne(Selector selector, Selector.Receive<Object> in)
      throws InterruptedException {
    data.send(new Object());
    assertThat(selector.select()).isSameAs(in);
    return new WeakReference<>(in.value());
  }

  private static WeakReference<Object> offer(Selector.Send<Object> out) {
    Object value = new Object();
    out.offer(value);
    return new WeakReference<>(value);
  }

  private static void assertGarbage(WeakReference<Object> reference) {
    for (int i = 0; i < 100 && reference.get() != null; i++) {
      System.gc();
      Thread.yield();
    }
    assertThat(reference.get() == null).as("collected").isTrue();
  }
}
