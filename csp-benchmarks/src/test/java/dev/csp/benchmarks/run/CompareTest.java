package dev.csp.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workloads;
import dev.csp.benchmarks.report.Archive;
import dev.csp.benchmarks.report.Measurement;
import dev.csp.benchmarks.report.Run;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CompareTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void helpNamesTheOptions() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("--subset", "--against", "KOTLIN", "--render");
  }

  @Test
  void theListNamesEveryWorkload() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString().lines()).hasSameSizeAs(Workloads.ALL);
    assertThat(out.toString()).contains("unbuffered pair: csp, SynchronousQueue");
  }

  @Test
  void aNameThatNothingHasIsAnError() {
    assertThat(run("no such workload")).isEqualTo(2);
    assertThat(err.toString()).contains("no workload has such a name");
  }

  @Test
  void anOptionThatDoesNotExistIsAnError() {
    assertThat(run("--quickly")).isEqualTo(2);
    assertThat(err.toString()).contains("--quickly");
  }

  @Test
  void aRunWithoutRoundsIsAnError() {
    assertThat(run("--rounds=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rounds must be >= 1, was 0");
    assertThat(run("--millis=-5")).isEqualTo(2);
    assertThat(err.toString()).contains("--millis must be >= 1, was -5");
  }

  /** With what a fork takes besides its iterations: about a second on an idle machine. */
  @Test
  void theWholeRunTakesLessThanHalfAnHourAndTheSubsetLessThanFiveMinutes() {
    assertThat(minutes()).isLessThan(27);
    assertThat(minutes("--subset")).isLessThan(5);
  }

  @Test
  void aPartHasAsManyRoundsOfEverything() {
    assertThat(parse("--rounds=3", "^ChanPopular$").plan().forks())
        .filteredOn(fork -> fork.contender() == Contender.CHANNEL)
        .hasSize(3 * Carriers.onThisMachine().size());
  }

  @Test
  void aWorkloadIsAlsoFoundByItsMethod() {
    assertThat(parse("^bufferedPair$").plan().forks())
        .extracting(fork -> fork.workload().title())
        .contains("buffered pair, 1", "buffered pair, 1000")
        .doesNotContain("unbuffered pair");
  }

  @Test
  void quickIsTheSubset() {
    assertThat(parse("--quick").plan()).isEqualTo(parse("--subset").plan());
    assertThat(parse("--quick").timing()).isEqualTo(parse("--subset").timing());
  }

  @Test
  void theLibraryAlwaysTakesPart() {
    assertThat(parse("--against=jox", "^select of 2, unb").plan().forks())
        .extracting(Plan.Fork::contender)
        .containsOnly(Contender.CHANNEL, Contender.SELECTOR, Contender.JOX);
  }

  @Test
  void anEarlierRunIsRenderedAgain() throws Exception {
    Path archive = folder.resolve("run.tsv");
    Archive.write(
        new Run(
            ImmutableList.of("Long ago"),
            ImmutableList.of(
                new Measurement(
                    1, Carriers.DEFAULT, "ping-pong", Contender.CHANNEL, 200, 190, 210, 30, 400)),
            ImmutableList.of()),
        archive);

    assertThat(run("--render", archive.toString())).isZero();
    assertThat(out.toString()).contains("- Long ago", "| ping-pong ");
    assertThat(Files.readString(folder.resolve("results.md"))).isEqualTo(out.toString());
    assertThat(folder.resolve("pairs.svg")).exists();
  }

  /** A whole run in small: forks, the Go program if there is one, the report. */
  @Test
  @Timeout(300)
  void aPartIsMeasuredAndReported() throws Exception {
    // Two builds on one machine may run this at the same time.
    System.setProperty("jmh.ignoreLock", "true");
    assertThat(
            run(
                "--rounds=1",
                "--millis=1",
                "--carriers=default",
                "--against=synchronous_queue,go",
                "--out=" + folder,
                "^unbuffered pair$"))
        .isZero();

    Run run = Archive.read(folder.resolve("run.tsv"));
    assertThat(run.measurements())
        .extracting(Measurement::contender)
        .contains(Contender.CHANNEL, Contender.SYNCHRONOUS_QUEUE);
    assertThat(run.measurements())
        .allSatisfy(fork -> {
          assertThat(fork.nanos()).isPositive().isBetween(fork.lowest(), fork.highest());
          assertThat(fork.bytes()).isNotNegative();
          assertThat(fork.cpuNanos()).isNotNegative();
        });
    assertThat(run.conditions()).noneMatch(line -> line.contains("Failed"));
    assertThat(out.toString()).contains("## Ratios asked for", "unbuffered pair");
  }

  private int run(String... arguments) {
    return new CommandLine(new Compare())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static double minutes(String... arguments) {
    Compare compare = parse(arguments);
    double millis = 0;
    for (Plan.Fork fork : compare.plan().forks()) {
      Timing timing = compare.timing().of(fork.contender());
      millis += timing.warmups() * timing.warmupMillis() + timing.iterations() * timing.millis();
      millis += fork.contender() == Contender.GO ? 20 : 1_000;
    }
    return millis / 60_000;
  }

  private static Compare parse(String... arguments) {
    var compare = new Compare();
    new CommandLine(compare).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return compare;
  }
}
