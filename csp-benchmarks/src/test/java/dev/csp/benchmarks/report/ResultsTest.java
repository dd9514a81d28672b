package dev.csp.benchmarks.report;

import static dev.csp.benchmarks.peers.Contender.CHANNEL;
import static dev.csp.benchmarks.peers.Contender.GO;
import static dev.csp.benchmarks.peers.Contender.LINKED_TRANSFER_QUEUE;
import static dev.csp.benchmarks.peers.Contender.SYNCHRONOUS_QUEUE;
import static dev.csp.benchmarks.plan.Carriers.DEFAULT;
import static dev.csp.benchmarks.plan.Carriers.ONE;
import static dev.csp.benchmarks.report.Samples.PAIR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.csp.benchmarks.plan.Rival;
import org.junit.jupiter.api.Test;

final class ResultsTest {
  private final Samples samples = new Samples();

  /** The ratio of the medians would be 200 / 100. */
  @Test
  void ratiosAreTakenWithinARound() {
    rounds(new double[] {100, 200, 300}, new double[] {50, 400, 100});

    assertThat(samples.results().ratio(PAIR, DEFAULT, CHANNEL, SYNCHRONOUS_QUEUE))
        .contains(new Summary(2.0, 0.5, 3.0, 3));
  }

  @Test
  void anEvenNumberOfRoundsHasItsMedianInTheMiddle() {
    rounds(new double[] {100, 200}, new double[] {100, 100});

    assertThat(samples.results().ratio(PAIR, DEFAULT, CHANNEL, SYNCHRONOUS_QUEUE))
        .contains(new Summary(1.5, 1.0, 2.0, 2));
  }

  @Test
  void aRoundInWhichOneSideDidNotRunHasNoRatio() {
    rounds(new double[] {100}, new double[] {50});
    samples.fork(2, PAIR, DEFAULT, CHANNEL, 1000);
    samples.fork(3, PAIR, DEFAULT, SYNCHRONOUS_QUEUE, 1000);

    assertThat(samples.results().ratio(PAIR, DEFAULT, CHANNEL, SYNCHRONOUS_QUEUE))
        .contains(new Summary(2.0, 2.0, 2.0, 1));
    assertThat(samples.results().ratio(PAIR, DEFAULT, CHANNEL, GO)).isEmpty();
  }

  @Test
  void otherCarriersAreSomethingElse() {
    rounds(new double[] {100}, new double[] {50});
    samples.fork(1, PAIR, ONE, CHANNEL, 70).fork(1, PAIR, ONE, SYNCHRONOUS_QUEUE, 140);

    assertThat(samples.results().ratio(PAIR, ONE, CHANNEL, SYNCHRONOUS_QUEUE))
        .map(Summary::median)
        .contains(0.5);
    assertThat(samples.results().nanos(PAIR, ONE, CHANNEL)).map(Summary::count).contains(1);
  }

  @Test
  void theRangeOfTimesIsThatOfTheIterations() {
    rounds(new double[] {100, 200, 300}, new double[] {1, 1, 1});

    var nanos = samples.results().nanos(PAIR, DEFAULT, CHANNEL).orElseThrow();
    assertThat(nanos.median()).isEqualTo(200);
    assertThat(nanos.lowest()).isEqualTo(90);
    assertThat(nanos.highest()).isCloseTo(330, within(1e-9));
  }

  /** Not the one with the fastest single fork. */
  @Test
  void theBestQueueIsTheOneWithTheLowestMedian() {
    for (int round = 1; round <= 3; round++) {
      samples.fork(round, PAIR, DEFAULT, SYNCHRONOUS_QUEUE, round == 1 ? 1 : 200);
      samples.fork(round, PAIR, DEFAULT, LINKED_TRANSFER_QUEUE, 100);
      samples.fork(round, PAIR, DEFAULT, GO, 10);
    }

    assertThat(samples.results().representative(PAIR, DEFAULT, Rival.BEST_QUEUE))
        .contains(LINKED_TRANSFER_QUEUE);
    assertThat(samples.results().representative(PAIR, DEFAULT, Rival.GO)).contains(GO);
    assertThat(samples.results().representative(PAIR, DEFAULT, Rival.JOX)).isEmpty();
  }

  private void rounds(double[] ours, double[] theirs) {
    for (int i = 0; i < ours.length; i++) {
      samples.fork(i + 1, PAIR, DEFAULT, CHANNEL, ours[i]);
      samples.fork(i + 1, PAIR, DEFAULT, SYNCHRONOUS_QUEUE, theirs[i]);
    }
  }
}
