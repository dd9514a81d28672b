package dev.csp.testkit.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.csp.testkit.kernels.KnownBug.Found;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import dev.csp.testkit.simulation.Strategy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each known bug is found, and its mended form is silent. */
final class KnownBugsTest {
  private static final Strategy RANDOM = Strategy.random();
  private static final Strategy PCT = Strategy.pct(2, 30);

  private static final int WORK = Integer.getInteger("csp.test.workScale", 1);

  /** How often each bug is looked for, each time with other seeds; odd, for the median. */
  private static final int SEARCHES = 15;

  /** More schedules than any of them needs. */
  private static final int MOST = 1000;

  private static final Path PAGE = Path.of("..", "docs", "guide", "known-bugs.md");

  private static Stream<DynamicTest> forEach(KnownBugCheck check) {
    return Arrays.stream(KnownBug.values())
        .map(bug -> dynamicTest(bug.name(), () -> check.run(bug)));
  }

  private interface KnownBugCheck {
    void run(KnownBug bug) throws Exception;
  }

  /** The failure that is found first, with the seeds of one search. */
  private static SimulationFailure search(KnownBug bug, Strategy strategy, int search) {
    long firstSeed = (long) search * MOST;
    SimulationFailure failure =
        catchThrowableOfType(
            SimulationFailure.class,
            () -> Simulation.with(strategy).seed(firstSeed).steps(10_000).runs(MOST, bug::run));
    assertThat(failure).as("%s with %s from seed %s", bug, strategy, firstSeed).isNotNull();
    return failure;
  }

  /** How many schedules it takes, in the median of several searches. */
  private static long median(KnownBug bug, Strategy strategy) {
    return LongStream.range(0, SEARCHES)
        .map(i -> search(bug, strategy, (int) i).run().seed() - i * MOST + 1)
        .sorted()
        .skip(SEARCHES / 2)
        .findFirst()
        .orElseThrow();
  }

  /** Whichever way, the same kind of failure is found, and it can be seen again. */
  @TestFactory
  Stream<DynamicTest> isFoundAsWhatItIsAndAgain() {
    return forEach(bug -> {
      for (Strategy strategy : List.of(RANDOM, PCT)) {
        SimulationFailure failure = search(bug, strategy, 0);
        assertThat(Found.in(failure)).as(failure.getMessage()).isEqualTo(bug.found());
        SimulationFailure again =
            catchThrowableOfType(
                SimulationFailure.class,
                () -> Simulation.replay(failure.run().schedule(), bug::run));
        assertThat(again.run().timeline()).isEqualTo(failure.run().timeline());
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> itsMendedFormIsSilent() {
    return forEach(bug -> {
      Simulation.with(RANDOM).steps(10_000).runs(1000 * WORK, bug::runMended);
      Simulation.with(PCT).steps(10_000).runs(500 * WORK, bug::runMended);
      Simulation.with(RANDOM).steps(10_000).explore(1, 500L * WORK, bug::runMended);
    });
  }

  @Test
  void thereAreAtLeastTwelve() {
    assertThat(KnownBug.values()).hasSizeGreaterThanOrEqualTo(12);
    assertThat(KnownBug.values()).extracting(KnownBug::found).contains(Found.values());
  }

  // ---- what the guide says of them

  private static final Pattern NUMBERS = Pattern.compile("(.*)\\| (\\d+) \\| (\\d+) \\|");

  private static String row(KnownBug bug) {
    return "| "
        + String.join(" | ", bug.mistake(), bug.kind(), bug.like(), bug.found().toString())
            .replace("  ", " ")
        + " | "
        + median(bug, RANDOM)
        + " | "
        + median(bug, PCT)
        + " |";
  }

  /**
   * The words to the letter. The numbers by a factor of two: they are the same on every machine,
   * but not for ever, since a step more or less of the toolkit changes which seed finds what.
   * {@code -Dcsp.docs=write} writes them anew.
   */
  @Test
  void theTableOfTheGuideIsTrue() throws Exception {
    List<String> rows = Arrays.stream(KnownBug.values()).map(KnownBugsTest::row).toList();
    String page = Files.readString(PAGE, UTF_8);
    List<String> shown = page.lines().filter(line -> NUMBERS.matcher(line).matches()).toList();
    if ("write".equals(System.getProperty("csp.docs"))) {
      String head = page.substring(0, page.indexOf("|---|") + 1);
      head = page.substring(0, page.indexOf('\n', head.length()) + 1);
      String tail = page.substring(head.length()).replaceFirst("(?s)^(\\|[^\n]*\n)*", "");
      Files.writeString(PAGE, head + String.join("\n", rows) + "\n" + tail, UTF_8);
      return;
    }
    assertThat(shown).as(PAGE.toString()).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      Matcher said = match(shown.get(i));
      Matcher measured = match(rows.get(i));
      assertThat(said.group(1)).isEqualTo(measured.group(1));
      for (int column = 2; column <= 3; column++) {
        long now = Long.parseLong(measured.group(column));
        assertThat(Long.parseLong(said.group(column)))
            .as("schedules until %s is found", rows.get(i))
            .isBetween(now / 2, now * 2 + 1);
      }
    }
  }

  private static Matcher match(String row) {
    Matcher matcher = NUMBERS.matcher(row);
    assertThat(matcher.matches()).as(row).isTrue();
    return matcher;
  }
}
