package dev.csp.benchmarks;

import static dev.csp.benchmarks.Contender.CHANNEL;
import static dev.csp.benchmarks.Contender.SYNCHRONOUS_QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReportTest {
  private final Report report = new Report("conditions");

  /** The ratio of the medians would be 200 / 100. */
  @Test
  void ratiosAreTakenWithinARound() {
    measured(1, 100, 50);
    measured(2, 200, 400);
    measured(3, 300, 100);

    assertThat(row())
        .containsExactly("pair", "2", "200.0", "SynchronousQueue", "100.0", "2.00", "0.50 to 3.00");
  }

  @Test
  void anEvenNumberOfRoundsHasItsMedianInTheMiddle() {
    measured(1, 100, 100);
    measured(2, 200, 100);

    assertThat(row())
        .containsExactly("pair", "2", "150.0", "SynchronousQueue", "100.0", "1.50", "1.00 to 2.00");
  }

  @Test
  void otherCarriersAreAnotherRow() {
    measured(1, 100, 100);
    report.add(new Report.Score(1, "1", "pair", CHANNEL, 70));
    report.add(new Report.Score(1, "1", "pair", SYNCHRONOUS_QUEUE, 140));

    assertThat(report.toMarkdown().lines().filter(line -> line.startsWith("| pair"))).hasSize(2);
    assertThat(report.toMarkdown()).contains("0.50 to 0.50");
  }

  @Test
  void aHeapHasItsOwnTable() {
    report.add(
        new Report.Heap(HeapPerGoroutine.Kind.GOROUTINE, new HeapPerGoroutine.Bytes(2000, 1000)));

    assertThat(report.toMarkdown())
        .contains("| goroutine, parked in receive | 2000 | 1000 |")
        .doesNotContain("Workload");
  }

  private void measured(int round, double ours, double theirs) {
    report.add(new Report.Score(round, "2", "pair", CHANNEL, ours));
    report.add(new Report.Score(round, "2", "pair", SYNCHRONOUS_QUEUE, theirs));
  }

  private String[] row() {
    String line =
        report.toMarkdown().lines().filter(l -> l.startsWith("| pair")).findFirst().orElseThrow();
    return line.substring(1).strip().split("\\s*\\|\\s*");
  }
}
