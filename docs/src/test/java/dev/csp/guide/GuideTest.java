package dev.csp.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.go.Go;
import dev.csp.guide.Page.Block;
import dev.csp.testkit.simulation.SimulationFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The pages say what is so: their code is compiled, their outputs are printed, their links lead
 * somewhere.
 */
class GuideTest {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

  /** What prints the outputs that pages show. */
  private static final Map<String, Callable<String>> OUTPUTS =
      Map.of(
          "first", GuideTest::first,
          "hang", GuideTest::hang,
          "blocked", Operations::blocked,
          "leak", OperationsTest::leak,
          "recording", Operations::summary,
          "late-answer", GuideTest::lateAnswer,
          "report", GuideTest::report);

  @RegisterExtension final NobodyLeft nobodyLeft = new NobodyLeft();

  private final GuideCheck check =
      new GuideCheck(REPOSITORY, Commands.ofTheGuide(), OUTPUTS.keySet());

  /** {@code -Dcsp.docs=write} writes the code into the pages first. */
  @BeforeEach
  void fill() throws IOException {
    if ("write".equals(System.getProperty("csp.docs"))) {
      check.fill();
    }
  }

  private static String first() {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int before = Go.count();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      First.main(new String[0]);
    } finally {
      System.setOut(out);
    }
    NobodyLeft.awaitCount(before); // the sender is on its way out
    return printed.toString(UTF_8);
  }

  private static String hang() throws InterruptedException {
    return withoutStacks(Hang.dump());
  }

  private static String report() throws InterruptedException {
    return withoutStacks(Hang.report());
  }

  private static String withoutStacks(String report) {
    return report.lines().filter(line -> !line.startsWith("\tat ")).collect(joining("\n"));
  }

  private static String lateAnswer() {
    SimulationFailure failure =
        catchThrowableOfType(SimulationFailure.class, () -> LateAnswer.find());
    return failure.getMessage();
  }

  @Test
  void thePagesHaveNoProblems() throws IOException {
    assertThat(check.problems()).isEmpty();
    assertThat(check.pageFiles()).hasSizeGreaterThan(30); // it has looked at the right folder
  }

  @Test
  void thePagesShowWhatTheProgramsPrint() throws Exception {
    for (Path file : check.pageFiles()) {
      for (Block block : check.page(file).blocks()) {
        if (block.comment().startsWith("output: ")) {
          Callable<String> program = OUTPUTS.get(block.comment().substring("output: ".length()));
          assertThat(program).as(block.comment()).isNotNull();
          assertThat(likeAnyOther(block.text()))
              .as("%s:%s", file, block.line())
              .isEqualTo(likeAnyOther(program.call()));
        }
      }
    }
  }

  /** Ids, times and the names of threads are different in each run. */
  private static String likeAnyOther(String output) {
    return output
        .strip()
        .replaceAll("goroutine \\d+", "goroutine N")
        .replaceAll(", [\\d.]+m?s]", ", Ns]")
        .replaceAll("[\\d.]+ (ms|s|min)\\b", "N s")
        .replaceAll("in thread .*", "in thread T")
        .replaceAll("thread \\[(.*)]: .*", "thread [$1]: T");
  }

  /** Somebody really runs what the list says. */
  @Test
  void theCommandsOfTheListAreRun() throws Exception {
    Set<String> runByCi = new HashSet<>(commandsOf("README.md"));
    runByCi.addAll(commandsOf("docs/examples.md"));
    assertThat(Files.readString(REPOSITORY.resolve(".ci/run")))
        .contains("command_under Test", "command_under Run", "docs/examples.md");
    List<String> tests = new ArrayList<>();
    Commands.ofTheGuide()
        .all()
        .forEach((command, runner) -> {
          if (runner.equals(Commands.CI)) {
            assertThat(runByCi).contains(command);
          } else {
            tests.add(runner);
          }
        });
    for (String test : tests) {
      assertThat(Class.forName(test)).hasPackage("dev.csp.examples");
    }
  }

  private Set<String> commandsOf(String page) throws IOException {
    return check.page(REPOSITORY.resolve(page)).blocks().stream()
        .filter(block -> block.language().isEmpty())
        .flatMap(block -> block.text().lines())
        .collect(toSet());
  }
}
