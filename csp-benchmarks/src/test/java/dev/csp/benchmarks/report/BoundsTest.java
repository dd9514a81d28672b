package dev.csp.benchmarks.report;

import static dev.csp.benchmarks.peers.Contender.CHANNEL;
import static dev.csp.benchmarks.peers.Contender.SELECTOR;
import static dev.csp.benchmarks.plan.Carriers.DEFAULT;
import static dev.csp.benchmarks.plan.Carriers.ONE;
import static dev.csp.benchmarks.report.Samples.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.benchmarks.report.Bounds.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample allocates a tenth of a byte for each of its nanoseconds. */
final class BoundsTest {
  private final Samples samples = new Samples();

  @Test
  void allocationIsThatOnTheDefaultCarriers() {
    samples
        .fork(1, named("buffered pair, 16"), DEFAULT, CHANNEL, 5)
        .fork(1, named("buffered pair, 100"), DEFAULT, CHANNEL, 6)
        .fork(1, named("buffered pair, 1000"), ONE, CHANNEL, 6)
        .fork(1, named("unbuffered pair"), DEFAULT, CHANNEL, 641)
        .fork(1, named("select of 5, buffer 100"), DEFAULT, SELECTOR, 0)
        .fork(1, named("select of 5, buffer 100"), DEFAULT, CHANNEL, 1000);

    assertThat(bounds().lines())
        .containsExactly(
            new Line("buffered pair, 16, csp, B/op", 0.5, 0.5),
            new Line("buffered pair, 100, csp, B/op", 0.6, 0.5),
            new Line("select of 5, buffer 100, csp Selector, B/op", 0, 0.5),
            new Line("unbuffered pair, csp, B/op", 64.1, 64));
    assertThat(bounds().misses())
        .extracting(Line::what)
        .containsExactly("buffered pair, 100, csp, B/op", "unbuffered pair, csp, B/op");
  }

  @Test
  void growthIsTheCostOfManyDividedByThatOfFew() {
    samples
        .fork(1, named("unbuffered pair beside 10 parked"), DEFAULT, CHANNEL, 100)
        .fork(1, named("unbuffered pair beside 100000 parked"), DEFAULT, CHANNEL, 150)
        .fork(1, named("select among 8, one busy"), DEFAULT, CHANNEL, 500)
        .fork(1, named("select among 512, one busy"), DEFAULT, CHANNEL, 5_000);

    assertThat(bounds().lines())
        .containsExactly(
            new Line("unbuffered pair beside 100000 parked, ÷ 10", 1.5, 1.2),
            new Line("select among 512, one busy, ÷ 8", 10, 64));
    assertThat(bounds().table()).contains("| 1.5 ", "| **MISS** |", "| pass ");
  }

  @Test
  void onlyGoroutinesAreBound() {
    var heaps =
        List.of(
            new Run.Heap("bare virtual thread", 5000, 5000, 0),
            new Run.Heap("goroutine, in receive", 2000, 1201, 10));

    assertThat(new Bounds(samples.results(), heaps).lines())
        .containsExactly(
            new Line("goroutine, in receive, bytes of heap", 1201, 1200),
            new Line("goroutine, in receive, CPU while parked, ms/s", 10, 10));
  }

  @Test
  void aMissHasItsReason(@TempDir Path folder) throws Exception {
    samples.fork(1, named("unbuffered pair"), DEFAULT, CHANNEL, 1000);
    assertThat(bounds().listOfMisses(Misses.none()))
        .isEqualToIgnoringNewLines("- unbuffered pair, csp, B/op: **no reason is known yet**");

    Path file = folder.resolve("misses.tsv");
    Files.writeString(
        file, "unbuffered pair, csp, B/op\tdefault carriers\tbound\tboth ends wait\n");
    assertThat(bounds().listOfMisses(Misses.read(file)))
        .isEqualToIgnoringNewLines("- unbuffered pair, csp, B/op: both ends wait");
  }

  private Bounds bounds() {
    return new Bounds(samples.results(), List.of());
  }
}
