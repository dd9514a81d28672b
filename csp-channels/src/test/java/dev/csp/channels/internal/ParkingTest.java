package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Sent;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one place that parks, on its own: claims without a port. */
@ExtendWith(Guard.class)
final class ParkingTest {
  private static final long MOMENT = 20_000_000;
  private static final long LONG = 3_600_000_000_000L;

  private final RendezvousChannel<Integer> port = new RendezvousChannel<>("port");

  /** A child that waits on a claim of its own. */
  private final class Owner {
    final boolean spins;
    volatile PlainWaiter claim;
    Child<Object> child;

    Owner(Harness harness, Kind kind, boolean spins, long nanos) {
      this.spins = spins;
      child =
          harness.call(
              kind,
              () -> {
                long deadline =
                    nanos == 0 ? TimeSource.NO_DEADLINE : TimeSource.deadlineAfter(nanos);
                PlainWaiter mine = PlainWaiter.forOperation(false, null, spins);
                claim = mine;
                Object outcome = mine.beganParked() ? null : Parking.awaitBriefly(mine);
                return outcome == null ? Parking.await(mine, port, deadline) : outcome;
              });
    }

    Owner awaitParked() {
      child.awaitParked();
      return this;
    }

    /** As a partner does. */
    Object complete() {
      return claim.tryClaim(claim);
    }
  }

  @ParameterizedTest
  @EnumSource
  void strayPermitsAndNeedlessWakesEndNoWait(Kind kind, Harness harness) {
    for (boolean spins : new boolean[] {false, true}) {
      for (long nanos : new long[] {0, LONG}) {
        Owner owner = new Owner(harness, kind, spins, nanos).awaitParked();
        for (int i = 0; i < 100; i++) {
          LockSupport.unpark(owner.child.thread());
        }
        owner.awaitParked();
        assertThat(owner.claim.isLive()).isTrue();
        Parking.wake((Thread) owner.complete());
        assertThat(owner.child.get()).isSameAs(owner.claim);
        assertThat(owner.child.wasInterruptedAtEnd()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptThatIsFirstClaimsAndIsTakenOutOfTheFlag(Kind kind, Harness harness) {
    for (boolean spins : new boolean[] {false, true}) {
      Owner owner = new Owner(harness, kind, spins, LONG).awaitParked();
      owner.child.interrupt();
      assertThat(owner.child.get()).isSameAs(Claim.INTERRUPTED);
      assertThat(owner.child.wasInterruptedAtEnd()).isFalse();
      assertThat(owner.complete()).isSameAs(Claim.LOST);
    }
    assertThat(Kernel.timers()).isZero();
  }

  /** The partner has claimed and is slow to wake: the interrupt ends the park in its place. */
  @ParameterizedTest
  @EnumSource
  void interruptThatIsSecondChangesNothingAndIsPutBack(Kind kind, Harness harness) {
    for (boolean spins : new boolean[] {false, true}) {
      Owner owner = new Owner(harness, kind, spins, LONG).awaitParked();
      Thread toWake = (Thread) owner.complete();
      owner.child.interrupt();
      assertThat(owner.child.get()).isSameAs(owner.claim);
      assertThat(owner.child.wasInterruptedAtEnd()).isTrue();
      Parking.wake(toWake); // late, to a thread that has ended
    }
    assertThat(Kernel.timers()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void deadlineThatPassesEndsTheWaitAndLeavesNothingInTheHeap(Kind kind, Harness harness) {
    for (boolean spins : new boolean[] {false, true}) {
      long begun = TimeSource.nanoTime();
      Owner owner = new Owner(harness, kind, spins, MOMENT);
      assertThat(owner.child.get()).isSameAs(Claim.TIMED_OUT);
      assertThat(TimeSource.nanoTime() - begun).isGreaterThanOrEqualTo(MOMENT);
      assertThat(owner.complete()).isSameAs(Claim.LOST);
    }
    assertThat(Kernel.timers()).isZero();
  }

  /** Each step has its counter-step, whoever waits and however the wait ends. */
  @ParameterizedTest
  @EnumSource
  void countOfTheRunnableIsWhatItWasAfterEveryWait(Kind kind, Harness harness) {
    harness.waitUntil("nobody else is on the way", () -> Census.runnable() == 0);
    for (int round = 0; round < 20; round++) {
      for (boolean spins : new boolean[] {false, true}) {
        Owner woken = new Owner(harness, kind, spins, 0).awaitParked();
        assertThat(Census.runnable()).isZero();
        Thread toWake = (Thread) woken.complete();
        assertThat(Census.runnable()).isZero();
        Parking.wake(toWake);
        Owner interrupted = new Owner(harness, kind, spins, LONG).awaitParked();
        interrupted.child.interrupt();
        Owner late = new Owner(harness, kind, spins, MOMENT);
        List.of(woken, interrupted, late).forEach(owner -> owner.child.join());
        Owner both = new Owner(harness, kind, spins, 0).awaitParked();
        Thread second = (Thread) both.complete();
        both.child.interrupt();
        Parking.wake(second);
        both.child.join();
      }
    }
    harness.waitUntil("the count is zero again", () -> Census.runnable() == 0);
  }

  /** A virtual thread that is on its way to a carrier counts, from its wake to its resumption. */
  @Test
  void virtualThreadSpinsOnlyIfNobodyLacksACarrier(Harness harness) {
    harness.waitUntil("nobody else is on the way", () -> Census.runnable() == 0);
    Thread virtual = Thread.ofVirtual().unstarted(() -> {});
    boolean several = Census.PARALLELISM > 1;
    for (int i = 0; i < Census.PARALLELISM; i++) {
      assertThat(Parking.maySpin(virtual)).isEqualTo(several);
      Census.virtualThreadIsWoken();
    }
    assertThat(Parking.maySpin(virtual)).isEqualTo(several);
    Census.virtualThreadIsWoken();
    assertThat(Parking.maySpin(virtual)).isFalse();
    assertThat(Parking.maySpin(Thread.currentThread()))
        .isEqualTo(Runtime.getRuntime().availableProcessors() > 1);
    for (int i = 0; i <= Census.PARALLELISM; i++) {
      Census.guestResumes();
    }
    assertThat(Census.runnable()).isZero();
  }

  // ---- errors out of the park: no stack, no memory

  /**
   * Runs an operation of this thread that parks, and has something happen after it has begun to
   * wait: at the reading that starts the clock.
   */
  private static void whenItParks(Runnable happens, Executable operation) throws Throwable {
    Harness.await("the clock stands", () -> !CoarseClock.isTicking());
    Thread self = Thread.currentThread();
    TimeSource.install(
        new TimeSource() {
          @Override
          long readNanos() {
            if (self.equals(Thread.currentThread())) {
              happens.run();
            }
            return System.nanoTime();
          }

          @Override
          Instant readInstant() {
            return Instant.now();
          }
        });
    try {
      operation.execute();
    } finally {
      TimeSource.install(null);
    }
  }

  @Test
  void errorThatComesOutOfAParkAfterTheHandOverLosesNoValue() throws Throwable {
    BufferedChannel<Integer> buffer = new BufferedChannel<>("buffer", 1, null);
    Error planted = new StackOverflowError("planted");
    whenItParks(
        () -> {
          assertThat(buffer.trySend(7)).isEqualTo(Sent.SENT);
          throw planted;
        },
        () -> assertThat(buffer.receive()).isEqualTo(7));
    buffer.send(8);
    whenItParks(
        () -> {
          assertThat(buffer.tryReceive()).hasToString("Value[value=8]");
          throw planted;
        },
        () -> buffer.send(9));
    assertThat(buffer.receive()).isEqualTo(9);
    assertThat(Kernel.receivers(buffer) + Kernel.senders(buffer)).isZero();
  }

  @Test
  void errorThatComesOutOfAParkBeforeTheHandOverUndoesTheOperation() throws Throwable {
    BufferedChannel<Integer> buffer = new BufferedChannel<>("buffer", 1, null);
    Error planted = new StackOverflowError("planted");
    Runnable fails =
        () -> {
          throw planted;
        };
    whenItParks(fails, () -> assertThatThrownBy(buffer::receive).isSameAs(planted));
    buffer.send(7);
    whenItParks(fails, () -> assertThatThrownBy(() -> buffer.send(8)).isSameAs(planted));
    assertThat(buffer.receive()).isEqualTo(7);
    assertThat(buffer.length()).isZero();
    assertThat(Kernel.receivers(buffer) + Kernel.senders(buffer)).isZero();
  }

  /** Only where the virtual machine fails: a simulator's error ends its member, come what may. */
  @Test
  void otherErrorsComeOutAlsoAfterTheHandOver() throws Throwable {
    BufferedChannel<Integer> buffer = new BufferedChannel<>("buffer", 1, null);
    Error planted = new AssertionError("planted");
    whenItParks(
        () -> {
          assertThat(buffer.trySend(7)).isEqualTo(Sent.SENT);
          throw planted;
        },
        () -> assertThatThrownBy(buffer::receive).isSameAs(planted));
    assertThat(Kernel.receivers(buffer)).isZero();
  }
}
