package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Guard.class)
final class ClaimTest {
  private final RendezvousChannel<Integer> port = new RendezvousChannel<>("port");

  /** A new one each time: this thread is no goroutine. */
  private static Waiter claim() {
    Waiter claim = PlainWaiter.forOperation(false, null, true);
    claim.begin(null);
    return claim;
  }

  @Test
  void goesFromWaitingToOneOutcome() {
    Waiter claim = claim();
    assertThat(claim.isLive()).isTrue();
    assertThat(claim.outcome()).isNull();
    assertThat(claim.tryClaim(claim)).isNull();
    assertThat(claim.isLive()).isFalse();
    assertThat(claim.outcome()).isSameAs(claim);
    assertThat(claim.tryClaim(Claim.TIMED_OUT)).isSameAs(Claim.LOST);
    assertThat(claim.tryPark(new Sleeper.Guest(Thread.currentThread()))).isFalse();
    assertThat(claim.outcome()).isSameAs(claim);
  }

  @Test
  void winnerOverAParkedOwnerLearnsWhomToWake() {
    Waiter claim = claim();
    var sleeper = new Sleeper.Guest(Thread.currentThread());
    assertThat(claim.tryPark(sleeper)).isTrue();
    assertThat(claim.isLive()).isTrue();
    assertThat(claim.sleeper()).isSameAs(sleeper);
    assertThat(claim.tryClaim(Claim.INTERRUPTED)).isSameAs(Thread.currentThread());
    assertThat(claim.sleeper()).isNull();
    assertThat(claim.tryClaim(claim)).isSameAs(Claim.LOST);
    assertThat(claim.outcome()).isSameAs(Claim.INTERRUPTED);
  }

  /** Its owner has not come to park yet; the wake must not be lost on it. */
  @Test
  void whoCompletesAWaitThatBeganParkedOwesAWakeHoweverEarly() throws InterruptedException {
    PlainWaiter claim = PlainWaiter.forOperation(false, null, false);
    assertThat(claim.beganParked()).isTrue();
    assertThat(claim.isLive()).isTrue();
    assertThat(claim.tryClaim(claim)).isSameAs(Thread.currentThread());
    assertThat(claim.tryPark(new Sleeper.Guest(Thread.currentThread()))).isTrue();
    assertThat(Parking.await(claim, port, TimeSource.NO_DEADLINE)).isSameAs(claim);
  }

  /**
   * Exactly one wins; the owner parks or sees the outcome; who claims a parked one must wake it.
   */
  @Test
  void exactlyOneWinsAlsoAgainstAParkingOwner(Harness harness) {
    int claimers = 3;
    int parkedFirst = 0;
    for (int round = 0; round < 200 || parkedFirst == 0; round++) {
      Waiter claim = claim();
      var here = new AtomicInteger();
      var wins = new AtomicInteger();
      var wakes = new AtomicInteger();
      var owner =
          harness.call(
              Kind.PLATFORM,
              () -> {
                meet(here, claimers + 1);
                return claim.tryPark(new Sleeper.Guest(Thread.currentThread()));
              });
      for (int i = 0; i < claimers; i++) {
        Object result = i == 0 ? claim : i == 1 ? Claim.TIMED_OUT : Claim.INTERRUPTED;
        harness.run(
            Kind.turn(i),
            () -> {
              meet(here, claimers + 1);
              Object won = claim.tryClaim(result);
              if (!Claim.LOST.equals(won)) {
                wins.incrementAndGet();
                assertThat(claim.outcome()).isSameAs(result);
                wakes.addAndGet(won == null ? 0 : 1);
              }
            });
      }
      boolean parked = owner.get();
      harness.joinAll();
      assertThat(wins).hasValue(1);
      assertThat(wakes.get() == 1).isEqualTo(parked);
      parkedFirst += parked ? 1 : 0;
    }
    assertThat(parkedFirst).isPositive();
  }

  private static void meet(AtomicInteger here, int parties) {
    here.incrementAndGet();
    while (here.get() < parties) {
      Go.yieldNow();
    }
  }

  @Test
  void describesTheOperationAndTheChannelButNoValue() {
    Waiter receiver = claim();
    receiver.setSubject(port);
    assertThat(receiver).hasToString("chan receive on channel port (unbuffered)");
    Waiter sender = PlainWaiter.forOperation(true, "secret", true);
    sender.setSubject(port);
    assertThat(sender).hasToString("chan send on channel port (unbuffered)");
    assertThat(Claim.TIMED_OUT).hasToString("timed out");
  }

  @Test
  void goroutineUsesOneWaiterForAllItsPlainOperationsAndOtherThreadsANewOne(Harness harness) {
    harness
        .run(() -> {
          Waiter first = PlainWaiter.forOperation(false, null, true);
          assertThat(first.tryClaim(first)).isNotSameAs(Claim.LOST);
          Waiter second = PlainWaiter.forOperation(true, "item", true);
          assertThat(second).isSameAs(first);
          assertThat(second.isLive()).isTrue();
          assertThat(second.isSender()).isTrue();
          assertThat(((PlainWaiter) second).takeItem()).isEqualTo("item");
          assertThat(second.item()).isNull();
          PlainWaiter.abandon();
          assertThat(PlainWaiter.forOperation(false, null, true)).isNotSameAs(first);
        })
        .join();
    for (Kind kind : List.of(Kind.VIRTUAL, Kind.PLATFORM)) {
      harness.run(kind, () -> assertThat(claim()).isNotSameAs(claim())).join();
    }
  }
}
