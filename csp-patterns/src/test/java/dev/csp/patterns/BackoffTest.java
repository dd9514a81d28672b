package dev.csp.patterns;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private final RandomGenerator random = new SplittableRandom(1);

  private List<Duration> pauses(Backoff backoff, int... failures) {
    List<Duration> pauses = new ArrayList<>();
    for (int n : failures) {
      pauses.add(backoff.pause(n, random));
    }
    return pauses;
  }

  @Test
  void noneIsAlwaysZero() {
    assertThat(pauses(Backoff.none(), 1, 2, Integer.MAX_VALUE)).containsOnly(ZERO);
  }

  @Test
  void constantIsAlwaysTheSame() {
    assertThat(pauses(Backoff.constant(ofMillis(7)), 1, 2, Integer.MAX_VALUE))
        .containsOnly(ofMillis(7));
    assertThat(pauses(Backoff.constant(ZERO), 1)).containsOnly(ZERO);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.constant(ofMillis(-1)))
        .withMessage("pause must be >= 0, was PT-0.001S");
    assertThatNullPointerException().isThrownBy(() -> Backoff.constant(null));
  }

  @Test
  void exponentialDoublesUpToTheLongest() {
    assertThat(
            pauses(
                Backoff.exponential(ofMillis(100), ofSeconds(1)),
                1,
                2,
                3,
                4,
                5,
                6,
                Integer.MAX_VALUE))
        .containsExactly(
            ofMillis(100),
            ofMillis(200),
            ofMillis(400),
            ofMillis(800),
            ofSeconds(1),
            ofSeconds(1),
            ofSeconds(1));
    assertThat(pauses(Backoff.exponential(ofSeconds(1), ofSeconds(1)), 1, 2, 3))
        .containsOnly(ofSeconds(1));
  }

  @Test
  void exponentialDoesNotOverflow() {
    Duration longest = ofSeconds(Long.MAX_VALUE);
    assertThat(Backoff.exponential(ofNanos(1), longest).pause(Integer.MAX_VALUE, random))
        .isEqualTo(longest);
    assertThat(
            Backoff.exponential(ofNanos(1), longest).withJitter(1).pause(Integer.MAX_VALUE, random))
        .isBetween(ZERO, longest);
  }

  @Test
  void exponentialChecksItsArguments() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.exponential(ZERO, ofSeconds(1)))
        .withMessage("first pause must be > 0, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.exponential(ofSeconds(2), ofSeconds(1)))
        .withMessage("longest pause must be >= the first, PT2S, was PT1S");
    assertThatNullPointerException().isThrownBy(() -> Backoff.exponential(null, ofSeconds(1)));
    assertThatNullPointerException().isThrownBy(() -> Backoff.exponential(ofSeconds(1), null));
  }

  /** At most the pause, at least the share less, and spread over all of that. */
  @Test
  void jitterStaysWithinItsShareAndUsesAllOfIt() {
    Backoff backoff = Backoff.constant(ofSeconds(1)).withJitter(0.25);
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      pauses.add(backoff.pause(1, random));
    }
    assertThat(pauses).allMatch(p -> p.compareTo(ofMillis(750)) >= 0);
    assertThat(pauses).allMatch(p -> p.compareTo(ofSeconds(1)) <= 0);
    assertThat(pauses).anyMatch(p -> p.compareTo(ofMillis(760)) < 0);
    assertThat(pauses).anyMatch(p -> p.compareTo(ofMillis(990)) > 0);
  }

  @Test
  void jitterIsRepeatableWithASeed() {
    Backoff backoff = Backoff.exponential(ofMillis(1), ofSeconds(1)).withJitter(0.5);
    List<Duration> first = new ArrayList<>();
    List<Duration> second = new ArrayList<>();
    RandomGenerator one = new SplittableRandom(42);
    RandomGenerator two = new SplittableRandom(42);
    for (int i = 1; i < 20; i++) {
      first.add(backoff.pause(i, one));
      second.add(backoff.pause(i, two));
    }
    assertThat(first).isEqualTo(second);
  }

  @Test
  void jitterChecksItsArgument() {
    assertThat(Backoff.constant(ofSeconds(1)).withJitter(0).pause(1, random))
        .isEqualTo(ofSeconds(1));
    assertThat(Backoff.none().withJitter(1).pause(1, random)).isZero();
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Backoff.none().withJitter(share))
          .withMessage("share must be between 0 and 1, was " + share);
    }
  }
}
