package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture of a run. */
final class PictureTest {
  private static final Task FEW =
      () -> {
        Channel<String> jobs = Channel.unbuffered("jobs");
        Channel<String> results = Channel.buffered("results", 4);
        WaitGroup workers = new WaitGroup();
        for (int i = 0; i < 2; i++) {
          workers.go(() -> {
            for (String job : jobs) {
              Go.sleep(Duration.ofMillis(job.length()));
              results.send(job + "!");
            }
          });
        }
        for (String job : List.of("wash", "iron", "fold <&>")) {
          jobs.send(job);
        }
        jobs.close();
        workers.await();
        for (int i = 0; i < 3; i++) {
          results.receive();
        }
        Channel<String> quit = Channel.unbuffered("quit");
        Select.select(Select.receive(results), Select.receive(quit)); // nobody is left
      };

  private static final Task MANY =
      () -> {
        Channel<Integer> numbers = Channel.buffered("numbers", 3);
        WaitGroup all = new WaitGroup();
        for (int i = 0; i < 15; i++) {
          int number = i;
          all.go(() -> numbers.send(number));
          all.go(() -> {
            if (number % 5 == 0) {
              Go.sleep(Duration.ofMillis(number + 1));
            }
            numbers.receive();
          });
        }
        all.await();
      };

  @Test
  void showsHandOversWaitsDecisionsAndTime() {
    SimulationFailure failure = Fails.in(() -> Simulation.run(3, FEW));
    String picture = failure.run().picture();
    assertThat(picture)
        .startsWith("<!DOCTYPE html>\n")
        .contains("<h1 class=\"failed\">all goroutines are asleep - deadlock!</h1>")
        .contains("class=\"value\"", "class=\"buffered\"", "class=\"timer\"", "class=\"start\"")
        .contains("class=\"wait\"", "class=\"stuck\"", "class=\"choice taken\"", "class=\"tick\"")
        .contains(">goroutine 3</text>", ">timers</text>", "send jobs fold &lt;&amp;&gt;")
        .doesNotContain("fold <");
    assertThat(count("<circle", picture)).isEqualTo(failure.run().steps());
    assertThat(count("class=\"stuck\"", picture)).isEqualTo(2); // main, and in the legend
    assertThat(Simulation.run(3, () -> {}).picture())
        .contains("<h1 class=\"passed\">every goroutine has ended</h1>");
  }

  @Test
  void isTheSameForTheSameRun() {
    assertThat(Simulation.run(4, MANY).picture()).isEqualTo(Simulation.run(4, MANY).picture());
  }

  @Test
  void needsNothingElse() {
    String picture = Simulation.run(1, MANY).picture();
    assertThat(picture.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http", "src=", "@import", "<script");
  }

  @Test
  void showsTheLastStepsOfALongRun() {
    Run run =
        Simulation.run(
            1,
            () -> {
              for (int i = 0; i < 1000; i++) {
                Go.yieldNow();
              }
            });
    assertThat(run.picture()).contains("1002 steps, the last 500 of them below");
    assertThat(count("<circle", run.picture())).isEqualTo(500);
  }

  private static long count(String part, String text) {
    return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
  }

  /** A browser reads it without an error, and shows what was to be shown. */
  @Test
  void aBrowserShowsIt(@TempDir Path directory) throws Exception {
    Optional<Path> browser = browser();
    if (browser.isEmpty()) {
      System.out.println(
          "PictureTest: NO BROWSER HAS SEEN THE PICTURE; there is no chromium or chrome on the path");
      return;
    }
    for (Run run : List.of(Fails.in(() -> Simulation.run(3, FEW)).run(), Simulation.run(1, MANY))) {
      Path page = run.writePicture(directory.resolve("run.html"));
      String seen = dump(browser.get(), page, directory);
      assertThat(count("<circle", seen)).isEqualTo(run.steps());
      assertThat(seen).contains("<h1 class=\"" + (run.hasFailed() ? "failed" : "passed"));
      assertThat(count("<text", seen)).isEqualTo(count("<text", run.picture()));
    }
  }

  private static Optional<Path> browser() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
        .flatMap(
            name -> Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String dump(Path browser, Path page, Path directory)
      throws IOException, InterruptedException {
    Path out = directory.resolve("seen.html");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + directory.resolve("profile"),
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("errors.txt").toFile())
            .start();
    try {
      double scale = Double.parseDouble(System.getProperty("csp.test.timeScale", "1"));
      assertThat(process.waitFor((long) (60 * scale), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  @Test
  void writesAFile(@TempDir Path directory) throws Exception {
    Run run = Simulation.run(1, MANY);
    Path file = run.writePicture(directory.resolve("run.html"));
    assertThat(file).hasContent(run.picture());
    String folder = System.getProperty("csp.picture.folder");
    if (folder != null) { // to look at
      run.writePicture(Path.of(folder, "many.html"));
      Fails.in(() -> Simulation.run(3, FEW)).run().writePicture(Path.of(folder, "few.html"));
    }
  }
}
