package dev.csp.benchmarks.report;

import static dev.csp.benchmarks.peers.Contender.CHANNEL;
import static dev.csp.benchmarks.peers.Contender.GO;
import static dev.csp.benchmarks.peers.Contender.JOX;
import static dev.csp.benchmarks.peers.Contender.SELECTOR;
import static dev.csp.benchmarks.peers.Contender.SYNCHRONOUS_QUEUE;
import static dev.csp.benchmarks.peers.Contender.VIRTUAL_THREAD;
import static dev.csp.benchmarks.plan.Carriers.DEFAULT;
import static dev.csp.benchmarks.plan.Carriers.ONE;
import static dev.csp.benchmarks.report.Samples.FLOOR;
import static dev.csp.benchmarks.report.Samples.PAIR;
import static dev.csp.benchmarks.report.Samples.SELECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.plan.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  private final Samples samples = new Samples();

  @Test
  void anOverviewHasACellForEverybody() {
    pair();

    assertThat(line("| unbuffered pair "))
        .containsExactly(
            "unbuffered pair",
            "value",
            "100",
            "123",
            "not measured",
            "no rendezvous",
            "no rendezvous",
            "not measured",
            "not measured",
            "not measured",
            "not measured",
            "150");
    assertThat(line("| ns, default carriers "))
        .contains("csp", "SynchronousQueue", "core.async", "Go")
        .doesNotContain("csp Selector", "virtual threads");
  }

  @Test
  void aQueueHasNoSelect() {
    samples.fork(1, SELECT, DEFAULT, CHANNEL, 300).fork(1, SELECT, DEFAULT, SELECTOR, 200);

    assertThat(line("| ns, default carriers ")).contains("csp Selector");
    assertThat(line("| select of 2, unbuffered | value"))
        .containsSequence("300", "200", "no select");
  }

  @Test
  void theDetailsHaveBytesAndCpuTimeAndSpread() {
    pair();

    assertThat(line("| unbuffered pair | SynchronousQueue"))
        .containsExactly(
            "unbuffered pair",
            "SynchronousQueue",
            "123",
            "110 to 135",
            "12",
            "245",
            "0.82 (0.82 to 0.82)",
            "1");
  }

  @Test
  void theFloorIsThere() {
    samples.fork(1, FLOOR, ONE, VIRTUAL_THREAD, 187.4);

    assertThat(line("| park and unpark ")).containsExactly("park and unpark", "switch", "187");
  }

  @Test
  void aMissingGoIsSaidLoudly() {
    samples.fork(1, PAIR, DEFAULT, CHANNEL, 100);
    assertThat(markdown()).contains("**Go is missing");

    samples.fork(1, PAIR, DEFAULT, GO, 100);
    assertThat(markdown()).doesNotContain("Go is missing");
  }

  @Test
  void theConditionsStandFirst() {
    assertThat(markdown()).startsWith("# Results\n\n- On a sheet of paper\n");
  }

  @Test
  void heapsHaveATable() {
    var run =
        new Run(
            ImmutableList.of(),
            ImmutableList.of(),
            ImmutableList.of(new Run.Heap("goroutine, in receive", 2000, 1000, 0.25)));

    assertThat(new Report(run, Misses.none()).markdown())
        .contains("| goroutine, in receive | 2000 ", "| 1000 ", "| 0.25 ")
        .doesNotContain("Ratios");
  }

  @Test
  void everyMeasuredFamilyHasAChartBesideTheText(@TempDir Path folder) throws Exception {
    pair();
    samples.fork(1, FLOOR, DEFAULT, VIRTUAL_THREAD, 200);
    new Report(samples.run(), Misses.none()).write(folder);

    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("results.md", "pairs.svg", "floor.svg");
    }
    assertThat(Files.readString(folder.resolve("results.md"))).contains("![Pairs](pairs.svg)");
    var svg = folder.resolve("pairs.svg");
    var parsers = DocumentBuilderFactory.newDefaultInstance();
    parsers.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    var document = parsers.newDocumentBuilder().parse(svg.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(Files.readString(svg))
        .contains("unbuffered pair", "SynchronousQueue", "one carrier", "park and unpark");
  }

  /** Otherwise each run would change files that say nothing new. */
  @Test
  void theSameRunIsDrawnTheSameWay() throws Exception {
    pair();

    assertThat(new Charts(samples.results()).svg(Family.PAIRS, List.of(PAIR)))
        .isEqualTo(new Charts(samples.results()).svg(Family.PAIRS, List.of(PAIR)));
  }

  @Test
  void aTableHasCellsOfOneWidth() {
    var table = new MarkdownTable(List.of("a", "longer"));
    table.add(List.of("longest", "b"));

    assertThat(table.toString())
        .isEqualTo(
            """
            | a       | longer |
            |---------|--------|
            | longest | b      |
            """);
    assertThatThrownBy(() -> table.add(List.of("alone")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a line must have 2 cells, was [alone]");
  }

  @Test
  void numbersHaveAsManyDigitsAsMeanAnything() {
    assertThat(List.of(1234.56, 99.96, 99.94, 1.04, 0.96, 0.94, 0.004))
        .extracting(Texts::number)
        .containsExactly("1235", "100", "99.9", "1.0", "1.0", "0.94", "0.00");
  }

  private void pair() {
    samples
        .fork(1, PAIR, DEFAULT, CHANNEL, 100)
        .fork(1, PAIR, DEFAULT, SYNCHRONOUS_QUEUE, 122.5)
        .fork(1, PAIR, DEFAULT, GO, 150)
        .fork(1, PAIR, ONE, CHANNEL, 200)
        .fork(1, PAIR, ONE, JOX, 2000);
  }

  private String markdown() {
    return new Report(samples.run(), Misses.none()).markdown();
  }

  private String[] line(String prefix) {
    String line =
        markdown()
            .lines()
            .filter(l -> l.replaceAll(" +", " ").startsWith(prefix))
            .filter(l -> !l.contains("asked"))
            .findFirst()
            .orElseThrow();
    return line.substring(1, line.length() - 1).strip().split("\\s*\\|\\s*");
  }
}
