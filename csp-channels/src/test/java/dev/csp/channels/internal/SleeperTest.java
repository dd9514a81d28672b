package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a waiter gives way before it parks. */
final class SleeperTest {
  private final Sleeper sleeper = new Goroutine();

  @Test
  void goroutineGivesWayUntilThatFails() {
    for (int i = 0; i < 3; i++) {
      assertThat(sleeper.mayGiveWay()).isTrue();
      sleeper.gaveWay(true);
    }
    sleeper.gaveWay(false);
    assertThat(sleeper.mayGiveWay()).isFalse();
  }

  @Test
  void eachFailureDoublesTheParksBeforeTheNextAttemptUpToALimit() {
    for (int parks : new int[] {8, 16, 32, 64, 128, 256, 256}) {
      sleeper.gaveWay(false);
      assertThat(parksUntilItMayGiveWay()).isEqualTo(parks);
    }
  }

  @Test
  void successForgetsTheFailures() {
    sleeper.gaveWay(false);
    parksUntilItMayGiveWay();
    sleeper.gaveWay(false);
    parksUntilItMayGiveWay();
    sleeper.gaveWay(true);
    sleeper.gaveWay(false);
    assertThat(parksUntilItMayGiveWay()).isEqualTo(8);
  }

  /** It is made for one park, so it could not learn that it does not pay. */
  @Test
  void guestNeverGivesWay() {
    assertThat(new Sleeper.Guest(Thread.currentThread()).mayGiveWay()).isFalse();
  }

  private int parksUntilItMayGiveWay() {
    int parks = 0;
    for (; !sleeper.mayGiveWay(); parks++) {
      sleeper.parksAt(0, false);
    }
    return parks;
  }

  private static final class Goroutine extends Sleeper {
    @Override
    public Thread thread() {
      return Thread.currentThread();
    }

    @Override
    boolean isMember() {
      return true;
    }
  }
}
