package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static dev.csp.select.Select.after;
import static dev.csp.select.Select.receive;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import dev.csp.select.Select;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class HeartbeatTest {
  private final List<Heartbeat.Silence> closed = new ArrayList<>();

  // ---- beats

  @Test
  void aBeatNeverBlocksAndTheNewestIsKept() throws Exception {
    Heartbeat heartbeat = new Heartbeat();
    for (int i = 0; i < 1000; i++) {
      heartbeat.beat();
    }
    assertThat(heartbeat.beats().receive()).isEqualTo(1000);
    assertThat(heartbeat.beats().tryReceive()).isEqualTo(new Received.Empty<>());
    assertThat(heartbeat).hasToString("Heartbeat[1000 beats]");
  }

  @Test
  void aBeatIsACaseOfASelect() throws Exception {
    Heartbeat heartbeat = new Heartbeat();
    try (Crew crew = new Crew()) {
      untilParked(
          crew.go(() ->
              assertThat(
                      Select.<Long>select(receive(heartbeat.beats()), after(Crew.LIMIT, () -> -1L)))
                  .isEqualTo(1)));
      heartbeat.beat();
    }
  }

  @Test
  void receiveBeatsForEachValueAndAtTheIntervalWhileItWaits() throws Exception {
    Heartbeat heartbeat = Heartbeat.every(ofMillis(1));
    Channel<String> jobs = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      crew.go(() -> assertThat(heartbeat.<String>receive(jobs)).isEqualTo("job"));
      for (int i = 0; i < 5; i++) {
        heartbeat.beats().receive();
      }
      jobs.send("job");
    }
    Heartbeat still = new Heartbeat();
    try (Crew crew = new Crew()) {
      crew.go(() -> jobs.send("another"));
      assertThat(still.<String>receive(jobs)).isEqualTo("another");
    }
    assertThat(still).hasToString("Heartbeat[1 beats]");
    assertThat(still.due().tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void sendBeatsForEachValueAndAtTheIntervalWhileItWaits() throws Exception {
    Heartbeat heartbeat = Heartbeat.every(ofMillis(1));
    Channel<String> results = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      crew.go(() -> heartbeat.send(results, "result"));
      for (int i = 0; i < 5; i++) {
        heartbeat.beats().receive();
      }
      assertThat(results.receive()).isEqualTo("result");
    }
    Heartbeat still = new Heartbeat();
    Channel<String> room = Channel.buffered(1);
    still.send(room, "another");
    assertThat(still).hasToString("Heartbeat[1 beats]");
    assertThat(room.receive()).isEqualTo("another");
  }

  @Test
  void theOperationsEndLikeThoseOfChannels() throws Exception {
    Heartbeat heartbeat = Heartbeat.every(ofHours(1));
    Channel<String> channel = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      Goroutine receiver =
          crew.go(() ->
              assertThatThrownBy(() -> heartbeat.receive(channel))
                  .isInstanceOf(InterruptedException.class));
      untilParked(receiver);
      receiver.interrupt();
      receiver.join();
      Goroutine sender =
          crew.go(() ->
              assertThatThrownBy(() -> heartbeat.send(channel, "value"))
                  .isInstanceOf(InterruptedException.class));
      untilParked(sender);
      sender.interrupt();
    }
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    channel.close();
    assertThatThrownBy(() -> heartbeat.receive(channel)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> heartbeat.send(channel, "value"))
        .isInstanceOf(ChannelClosedException.class);
  }

  // ---- silence

  @Test
  void silenceIsNoticedOnceForEachTime() throws Exception {
    Heartbeat heartbeat = new Heartbeat();
    try (Heartbeat.Silence silence = heartbeat.silence(ofMillis(1))) {
      Instant since = silence.channel().receive();
      assertThat(since).isBeforeOrEqualTo(Go.now());
      assertThat(silence.channel().receive(ofMillis(20))).isEqualTo(new Received.Empty<>());
      heartbeat.beat();
      assertThat(silence.channel().receive()).isAfterOrEqualTo(since);
    }
  }

  /** Once in twenty times the limit does not pass between the beat and the look. */
  @Test
  void aBeatTakesBackASilenceThatNobodyHasReceived() throws Exception {
    Heartbeat heartbeat = new Heartbeat();
    boolean takenBack = false;
    try (Heartbeat.Silence silence = heartbeat.silence(ofMillis(20))) {
      for (int i = 0; i < 20 && !takenBack; i++) {
        Go.sleep(ofMillis(25)); // it is due now
        heartbeat.beat();
        takenBack = silence.channel().tryReceive() instanceof Received.Empty;
      }
      assertThat(takenBack).isTrue();
      silence.channel().receive();
    }
  }

  /** Beats that come faster than the limit: there is no silence, however long it goes on. */
  @Test
  void whoBeatsInTimeIsNotSilent() throws Exception {
    Heartbeat heartbeat = new Heartbeat();
    AtomicInteger silences = new AtomicInteger();
    try (Crew crew = new Crew();
        Heartbeat.Silence silence = heartbeat.silence(Crew.LIMIT)) {
      Channel<Void> stop = Channel.unbuffered();
      untilParked(
          crew.go(() ->
              Select.run(
                  Select.onReceive(silence.channel(), instant -> silences.incrementAndGet()),
                  Select.onReceive(stop, nothing -> {}, () -> {}))));
      for (int i = 0; i < 10_000; i++) {
        heartbeat.beat();
      }
      stop.close();
    }
    assertThat(silences).hasValue(0);
  }

  @Test
  void aClosedWatchIsSilentForEver() throws Exception {
    Heartbeat heartbeat = new Heartbeat();
    Heartbeat.Silence silence = heartbeat.silence(ofMillis(1));
    silence.close();
    heartbeat.beat();
    assertThat(silence.channel().receive(ofMillis(20))).isEqualTo(new Received.Empty<>());
    silence.close();
  }

  /** Closing and beating at the same time: the watch stays closed. */
  @Test
  void aBeatDoesNotWindUpAWatchThatIsBeingClosed() throws Exception {
    final class Closing implements Crew.Duel {
      final Heartbeat heartbeat = new Heartbeat();
      final Heartbeat.Silence silence = heartbeat.silence(ofMillis(1));

      @Override
      public void left() {
        silence.close();
      }

      @Override
      public void right() {
        heartbeat.beat();
      }

      @Override
      public void check() {
        closed.add(silence);
      }
    }
    Crew.duel(Crew.times(2_000), Closing::new);
    Go.sleep(ofMillis(20)); // long enough for a timer that was wound up
    assertThat(closed)
        .allMatch(silence -> silence.channel().tryReceive() instanceof Received.Empty);
  }

  @Test
  void severalMayWatch() throws Exception {
    Heartbeat heartbeat = new Heartbeat();
    try (Heartbeat.Silence one = heartbeat.silence(ofMillis(1));
        Heartbeat.Silence two = heartbeat.silence(ofMillis(2))) {
      one.channel().receive();
      two.channel().receive();
      heartbeat.beat();
      one.channel().receive();
      two.channel().receive();
    }
  }

  /**
   * The worker that the class shows: as long as it works it is heard, when it is stuck it is not.
   */
  @Test
  void aStuckWorkerIsNoticed() throws Exception {
    Heartbeat heartbeat = Heartbeat.every(ofMillis(1));
    Channel<Channel<Void>> jobs = Channel.unbuffered();
    Channel<Void> stuck = Channel.unbuffered();
    try (Crew crew = new Crew();
        Heartbeat.Silence silence = heartbeat.silence(ofMillis(200))) {
      Goroutine worker =
          crew.go(() -> {
            assertThatThrownBy(
                    () -> {
                      while (true) {
                        heartbeat.<Channel<Void>>receive(jobs).receiveOrClosed();
                      }
                    })
                .isInstanceOf(InterruptedException.class);
          });
      for (int i = 0; i < 20; i++) {
        heartbeat.beats().receive();
      }
      jobs.send(stuck);
      silence.channel().receive();
      stuck.close();
      until("it beats again", () -> heartbeat.beats().tryReceive() instanceof Received.Value);
      worker.interrupt();
    }
  }

  // ---- arguments

  @Test
  void badArgumentsAreRefusedAtTheCall() {
    Heartbeat heartbeat = new Heartbeat();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Heartbeat.every(ZERO))
        .withMessage("interval must be > 0, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> heartbeat.silence(ofMillis(-1)))
        .withMessage("limit must be > 0, was PT-0.001S");
    assertThatNullPointerException()
        .isThrownBy(() -> Heartbeat.every(null))
        .withMessage("interval");
    assertThatNullPointerException().isThrownBy(() -> heartbeat.silence(null)).withMessage("limit");
    assertThatNullPointerException()
        .isThrownBy(() -> heartbeat.receive(null))
        .withMessage("channel");
    assertThatNullPointerException()
        .isThrownBy(() -> heartbeat.send(null, "value"))
        .withMessage("channel");
    assertThatNullPointerException()
        .isThrownBy(() -> heartbeat.send(Channel.unlimited(), null))
        .withMessage("value");
  }
}
