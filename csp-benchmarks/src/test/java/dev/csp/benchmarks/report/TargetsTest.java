package dev.csp.benchmarks.report;

import static dev.csp.benchmarks.peers.Contender.CHANNEL;
import static dev.csp.benchmarks.peers.Contender.GO;
import static dev.csp.benchmarks.peers.Contender.JOX;
import static dev.csp.benchmarks.peers.Contender.KOTLIN;
import static dev.csp.benchmarks.peers.Contender.SYNCHRONOUS_QUEUE;
import static dev.csp.benchmarks.plan.Carriers.DEFAULT;
import static dev.csp.benchmarks.plan.Carriers.ONE;
import static dev.csp.benchmarks.report.Samples.PAIR;
import static dev.csp.benchmarks.report.Samples.SELECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.benchmarks.plan.Rival;
import dev.csp.benchmarks.plan.Workloads;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetsTest {
  private final Samples samples = new Samples();

  /** Asked: 1.0, 0.5, 0.7 and 0.8. */
  @Test
  void eachCellHasItsRatioItsTargetAndAVerdict() {
    samples
        .fork(1, PAIR, DEFAULT, CHANNEL, 100)
        .fork(1, PAIR, DEFAULT, SYNCHRONOUS_QUEUE, 100)
        .fork(1, PAIR, DEFAULT, JOX, 150)
        .fork(1, PAIR, DEFAULT, KOTLIN, 1000);

    assertThat(row("unbuffered pair"))
        .containsExactly(
            "unbuffered pair",
            "1.00 (1.00 to 1.00), asked 1.0: pass",
            "0.67 (0.67 to 0.67), asked 0.5: **MISS**",
            "0.10 (0.10 to 0.10), asked 0.7: pass",
            "not measured, asked 0.8");
    assertThat(targets().passes()).isEqualTo(2);
    assertThat(targets().misses()).extracting(cell -> cell.rival()).containsExactly(Rival.JOX);
  }

  @Test
  void theMedianDecides() {
    for (int round = 1; round <= 5; round++) {
      samples
          .fork(round, PAIR, DEFAULT, CHANNEL, round <= 3 ? 70 : 1000)
          .fork(round, PAIR, DEFAULT, GO, 100);
    }

    assertThat(row("unbuffered pair")[4]).isEqualTo("0.70 (0.70 to 10.00), asked 0.8: pass");
  }

  /** A table that calls 0.80 more than 0.8 would be laughed at. */
  @Test
  void whatIsPrintedIsWhatIsJudged() {
    samples.fork(1, PAIR, DEFAULT, CHANNEL, 80.4).fork(1, PAIR, DEFAULT, GO, 100);
    assertThat(row("unbuffered pair")[4]).isEqualTo("0.80 (0.80 to 0.80), asked 0.8: pass");

    samples.fork(1, SELECT, DEFAULT, CHANNEL, 100.6).fork(1, SELECT, DEFAULT, GO, 100);
    assertThat(row("select of 2, unbuffered")[4])
        .isEqualTo("1.01 (1.01 to 1.01), asked 1.0: **MISS**");
  }

  @Test
  void aCellWithoutAPeerSaysWhatItLacks() {
    samples.fork(1, SELECT, DEFAULT, CHANNEL, 100);

    assertThat(row("select of 2, unbuffered")[1]).isEqualTo("no select");
  }

  @Test
  void aRatioThatNobodyAskedForHasNoVerdict() {
    samples.fork(1, PAIR, ONE, CHANNEL, 100).fork(1, PAIR, ONE, KOTLIN, 10);

    assertThat(row("unbuffered pair, one carrier")[3]).isEqualTo("10.00 (10.00 to 10.00)");
    assertThat(targets().misses()).isEmpty();
  }

  @Test
  void whatWasNotMeasuredHasNoRow() {
    assertThat(targets().cells()).isEmpty();
  }

  @Test
  void aMissComesWithItsReason(@TempDir Path folder) throws Exception {
    samples
        .fork(1, PAIR, ONE, CHANNEL, 100)
        .fork(1, PAIR, ONE, SYNCHRONOUS_QUEUE, 10)
        .fork(1, PAIR, ONE, GO, 10);
    Path file = folder.resolve("misses.tsv");
    Files.writeString(
        file, "# why\n\nunbuffered pair\tone carrier\tGo\tGo switches in user mode.\n");

    assertThat(targets().listOfMisses(Misses.read(file)))
        .isEqualToNormalizingNewlines(
            """
            - unbuffered pair, one carrier, ÷ best JDK queue (SynchronousQueue): **no reason is known yet**
            - unbuffered pair, one carrier, ÷ Go (Go): Go switches in user mode.
            """);
  }

  private Targets targets() {
    return new Targets(samples.results(), Workloads.ALL);
  }

  private String[] row(String title) {
    String line =
        targets()
            .table()
            .lines()
            .filter(l -> l.startsWith("| " + title + " "))
            .findFirst()
            .orElseThrow();
    return line.substring(1, line.length() - 1).strip().split("\\s*\\|\\s*");
  }
}
