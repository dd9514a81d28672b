package dev.csp.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Memory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Guard.class)
final class GoroutineTest {
  private static final Duration LONG = Duration.ofHours(1);

  private static final Received<Void> CLOSED = new Received.Closed<>(Optional.empty());

  private final Channel<Integer> gate = Channel.unbuffered("gate");

  @Test
  void joinWaitsUntilTheEndHoweverItEnds(Harness harness) throws Exception {
    for (Task ending :
        List.<Task>of(
            () -> {},
            () -> {
              throw new InterruptedException("planted");
            })) {
      Goroutine goroutine =
          Go.go(() -> {
            gate.receive();
            ending.run();
          });
      var joiners = new ArrayList<Child<Void>>();
      for (int i = 0; i < 50; i++) {
        joiners.add(
            i % 2 == 0
                ? harness.run(Kind.turn(i), goroutine::join)
                : harness.run(Kind.turn(i), () -> assertThat(goroutine.join(LONG)).isTrue()));
      }
      joiners.forEach(Child::awaitParked);
      assertThat(goroutine.isDone()).isFalse();
      assertThat(goroutine.failure()).isEmpty();
      gate.send(1);
      joiners.forEach(Child::join);
      assertThat(goroutine.isDone()).isTrue();
      goroutine.join();
      assertThat(goroutine.join(Duration.ZERO)).isTrue();
      assertThat(goroutine.toString()).contains("done");
    }
  }

  @Test
  void timedJoinTellsWhetherItHasEnded() throws Exception {
    Goroutine goroutine = Go.go(gate::receive);
    for (Duration timeout :
        List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThat(goroutine.join(timeout)).isFalse();
    }
    Duration moment = Duration.ofMillis(20);
    long before = System.nanoTime();
    assertThat(goroutine.join(moment)).isFalse();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(moment.toNanos());
    assertThat(Kernel.timers()).isZero();
    gate.send(1);
    assertThat(goroutine.join(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThatNullPointerException().isThrownBy(() -> goroutine.join(null)).withMessage("timeout");
  }

  @ParameterizedTest
  @EnumSource
  void interruptedJoinThrowsAndTheGoroutineGoesOn(Kind kind, Harness harness) throws Exception {
    Goroutine goroutine = Go.go(gate::receive);
    for (Task join : List.<Task>of(goroutine::join, () -> goroutine.join(LONG))) {
      var joiner = harness.run(kind, join).awaitParked();
      joiner.interrupt();
      joiner.failure(InterruptedException.class);
      assertThat(joiner.wasInterruptedAtEnd()).isFalse();
    }
    assertThat(goroutine.isDone()).isFalse();
    gate.send(1);
    goroutine.join();
    assertThat(goroutine.failure()).isEmpty();
    for (Task join :
        List.<Task>of(
            goroutine::join, () -> goroutine.join(LONG), () -> goroutine.join(Duration.ZERO))) {
      harness
          .run(
              kind,
              () -> {
                Thread.currentThread().interrupt();
                join.run();
              })
          .failure(InterruptedException.class);
    }
  }

  @Test
  void goroutineThatJoinsItselfWaitsUntilInterrupted(Harness harness) throws Exception {
    Channel<Goroutine> self = Channel.unbuffered();
    Goroutine goroutine = Go.go(() -> self.receive().join());
    self.send(goroutine);
    harness.waitUntilParked(goroutine.thread());
    goroutine.interrupt();
    goroutine.join();
    assertThat(goroutine.failure()).containsInstanceOf(InterruptedException.class);
  }

  /** Joiners that come at the very end find it. */
  @Test
  void joinThatRacesTheEndReturns(Harness harness) {
    for (int round = 0; round < 2_000; round++) {
      Goroutine goroutine = Go.go(() -> {});
      harness.run(Kind.turn(round), goroutine::join);
      if (round % 100 == 99) {
        harness.joinAll();
      }
    }
    harness.joinAll();
  }

  // ---- done

  @Test
  void doneClosesAtTheEndHoweverItEnds(Harness harness) throws Exception {
    int before = Go.count();
    for (Task ending :
        List.<Task>of(
            () -> {},
            () -> {
              throw new InterruptedException("planted");
            })) {
      Goroutine goroutine =
          Go.go(() -> {
            gate.receive();
            ending.run();
          });
      ReceiveChannel<Void> done = goroutine.done();
      assertThat(goroutine.done()).isSameAs(done);
      assertThat(done.tryReceive()).isEqualTo(new Received.Empty<>());
      var waiters = new ArrayList<Child<Void>>();
      for (int i = 0; i < 30; i++) {
        waiters.add(
            harness.run(
                Kind.turn(i),
                () -> {
                  assertThat(done.receiveOrClosed()).isEqualTo(CLOSED);
                  assertThat(goroutine.isDone()).isTrue();
                }));
      }
      waiters.forEach(Child::awaitParked);
      var joiner = harness.run(goroutine::join).awaitParked();
      gate.send(1);
      waiters.forEach(Child::join);
      joiner.join();
      assertThat(goroutine.done()).isSameAs(done);
      assertThat(done.tryReceive()).isEqualTo(CLOSED);
      assertThat(Kernel.receivers(done)).isZero();
    }
    harness.waitUntil("all have ended", () -> Go.count() == before);
  }

  @Test
  void doneThatIsAskedForAfterTheEndIsClosedAndAlwaysTheSame() throws Exception {
    Goroutine goroutine = Go.go(() -> {});
    goroutine.join();
    ReceiveChannel<Void> done = goroutine.done();
    assertThat(done.receiveOrClosed()).isEqualTo(CLOSED);
    assertThat(goroutine.done()).isSameAs(done);
    assertThat(goroutine.isDone()).isTrue();
    assertThat(goroutine.join(Duration.ZERO)).isTrue();
    assertThat(done).isEmpty();
  }

  /** Whoever sees done closed finds the goroutine gone from the count, and the failure in place. */
  @Test
  void doneClosesAfterTheGoroutineHasLeftTheCountAndItsFailureIsThere(Harness harness)
      throws Exception {
    int before = Go.count();
    for (int round = 0; round < 1_000; round++) {
      Goroutine goroutine =
          Go.go(() -> {
            throw new InterruptedException("planted");
          });
      ReceiveChannel<Void> done = goroutine.done();
      assertThat(done.receiveOrClosed()).isEqualTo(CLOSED);
      assertThat(Go.count()).isEqualTo(before);
      assertThat(goroutine.isDone()).isTrue();
      assertThat(goroutine.failure()).isPresent();
      assertThat(goroutine.done()).isSameAs(done);
    }
  }

  /** Who asks at the very end gets a channel that closes, and all get the same. */
  @Test
  void doneThatRacesTheEndCloses(Harness harness) {
    for (int round = 0; round < 1_000; round++) {
      Goroutine goroutine = Go.go(() -> {});
      for (int i = 0; i < 2; i++) {
        harness.run(
            Kind.turn(round + i),
            () -> {
              ReceiveChannel<Void> done = goroutine.done();
              assertThat(done.receiveOrClosed()).isEqualTo(CLOSED);
              assertThat(goroutine.done()).isSameAs(done);
              assertThat(goroutine.isDone()).isTrue();
            });
      }
      if (round % 50 == 49) {
        harness.joinAll();
      }
    }
    harness.joinAll();
  }

  @Test
  void doneIsReadOnlyAndLooksUnbuffered() throws Exception {
    Goroutine goroutine = Go.go("worker", gate::receive);
    ReceiveChannel<Void> done = goroutine.done();
    assertThat((Object) done)
        .isNotInstanceOf(SendChannel.class)
        .isNotInstanceOf(AutoCloseable.class);
    assertThat(done.length()).isZero();
    assertThat(done.capacity()).isZero();
    assertThat(done).hasToString("Channel[goroutine " + goroutine.id() + ", signal]");
    assertThat(done.receive(Duration.ofNanos(1))).isEqualTo(new Received.Empty<>());
    assertThat(Kernel.receivers(done)).isZero();
    gate.send(1);
    goroutine.join();
    assertThat(done).hasToString("Channel[goroutine " + goroutine.id() + ", signal, closed]");
    assertThatThrownBy(done::receive)
        .isInstanceOf(ChannelClosedException.class)
        .hasMessage("receive on closed goroutine " + goroutine.id())
        .hasNoCause();
  }

  @Test
  void whatTheTaskCapturedIsGarbageAfterTheEndAlsoWhileTheHandleIsKept() throws Exception {
    var kept = new ArrayList<Goroutine>();
    Memory.awaitCollected("what a task has captured", capture(kept));
    assertThat(kept.getFirst().isDone()).isTrue();
  }

  private static WeakReference<Object> capture(List<Goroutine> kept) throws InterruptedException {
    Object captured = new byte[100];
    Goroutine goroutine = Go.go(() -> assertThat(captured).isNotNull());
    goroutine.join();
    kept.add(goroutine);
    return new WeakReference<>(captured);
  }
}
