package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.testing.Guard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the budget for spinning learns. Nothing else waits meanwhile. */
@ExtendWith(Guard.class)
final class SpinningTest {
  private static final int MOST = 128;

  @BeforeEach
  @AfterEach
  void giveItAll() {
    for (int i = 0; i < 20; i++) {
      Spinning.paid();
    }
    assertThat(Spinning.budget()).isEqualTo(MOST);
  }

  private static int failUntilNothingIsLeft() {
    int spins = 0;
    for (int budget = Spinning.budget(); budget > 0; budget = Spinning.budget()) {
      Spinning.wasted(budget);
      spins++;
      assertThat(spins).isLessThan(100);
    }
    return spins;
  }

  @Test
  void spinThatFailsTakesAQuarterAway() {
    Spinning.wasted(MOST);
    assertThat(Spinning.budget()).isEqualTo(96);
    Spinning.wasted(96);
    assertThat(Spinning.budget()).isEqualTo(72);
  }

  @Test
  void spinThatPaysDoublesTheBudgetUpToTheMost() {
    Spinning.wasted(MOST);
    Spinning.wasted(96);
    Spinning.wasted(72);
    Spinning.wasted(54);
    assertThat(Spinning.budget()).isEqualTo(41);
    Spinning.paid();
    assertThat(Spinning.budget()).isEqualTo(82);
    Spinning.paid();
    assertThat(Spinning.budget()).isEqualTo(MOST);
    Spinning.paid();
    assertThat(Spinning.budget()).isEqualTo(MOST);
  }

  @Test
  void whereSpinningKeepsFailingOneWaitInManyProbes() {
    assertThat(failUntilNothingIsLeft()).isLessThan(20);
    int probes = 0;
    for (int wait = 0; wait < 10 * 128; wait++) {
      int budget = Spinning.budget();
      assertThat(budget).isIn(0, MOST);
      probes += budget > 0 ? 1 : 0;
      Spinning.wasted(budget);
    }
    assertThat(probes).isBetween(9, 10);
  }

  @Test
  void probeThatPaysBringsTheBudgetBack() {
    failUntilNothingIsLeft();
    Spinning.paid();
    assertThat(Spinning.budget()).isEqualTo(16);
  }

  @Test
  void waitThatDidNotSpinTeachesNothing() {
    Spinning.wasted(0);
    assertThat(Spinning.budget()).isEqualTo(MOST);
  }
}
