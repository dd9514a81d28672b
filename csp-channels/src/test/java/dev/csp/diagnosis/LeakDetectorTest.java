package dev.csp.diagnosis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each in a virtual machine of its own: the setting counts from the first virtual thread on. */
final class LeakDetectorTest {
  private static final String OFF = "-Djdk.trackAllThreads=false";
  private static final int LEAKS = 1000;

  private static List<String> run(List<String> options, String... arguments)
      throws IOException, InterruptedException, URISyntaxException {
    Path classes =
        Path.of(LeakDetector.class.getResource("/dev/csp/go/Go.class").toURI())
            .resolve("../../../..")
            .normalize();
    Path tests =
        Path.of(LeakDetectorTest.class.getResource("LeakDetectorTest.class").toURI())
            .resolve("../../../..")
            .normalize();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", classes + File.pathSeparator + tests));
    command.addAll(options);
    command.add(LeakProgram.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }

  private static void expectAllAndNobodyElse(List<String> output) {
    int all = LEAKS + LEAKS / 10; // one kind leaks two
    assertThat(output)
        .contains(
            "found " + all + " of " + all + ", " + all + " names",
            "counted " + all,
            "falsely []",
            "alive 223 of 223",
            "dump has leaks false",
            "status on",
            "uncaught in csp-leaks: a listener that fails",
            "ended but 81 of 81");
  }

  @Test
  void everyGoroutineThatIsBlockedForEverIsFoundAndNobodyElse() throws Exception {
    List<String> output = run(List.of(), "enable", "" + LEAKS);
    assertThat(output).startsWith("enabled true");
    expectAllAndNobodyElse(output);
    assertThat(output.stream().filter(line -> line.startsWith("leak: ")))
        .zipSatisfy(
            List.of(
                "leak-0 | chan receive | chan receive on channel lost (unbuffered)",
                "leak-1 | chan send | chan send on channel brim (buffered)",
                "leak-2 | chan receive | chan receive on channel #\\d+ (unlimited)",
                "leak-3 | chan receive (nil chan) | chan receive (nil chan)",
                "leak-4 | sync.WaitGroup.Wait | sync.WaitGroup.Wait",
                "leak-5 | goroutine join | goroutine join on goroutine \\d+",
                "leak-5-other | goroutine join | goroutine join on goroutine \\d+",
                "leak-6 | chan receive | chan receive on channel timer (timer)",
                "leak-7 | semacquire | semacquire on semaphore lost permits",
                "leak-8 | chan receive | chan receive on channel lost by child (unbuffered)",
                "leak-9 | waiting outside this library | waiting outside this library"),
            (line, expected) ->
                assertThat(line)
                    .matches(
                        "leak: "
                            + expected.replaceAll("([.|()])", "\\\\$1")
                            + " \\| dev\\.csp\\.diagnosis\\.LeakProgram\\..*\\(LeakProgram\\.java:\\d+\\) in .*"));
    assertThat(output.stream().filter(line -> line.startsWith("text ")))
        .singleElement()
        .asString()
        .matches(
            "text goroutine \\d+ \\[chan receive, [\\d.]+m?s]: leak-0\\\\n"
                + "\tchan receive on channel lost \\(unbuffered\\)\\\\n"
                + "created by dev\\.csp\\.diagnosis\\.LeakProgram\\.leak\\(LeakProgram\\.java:\\d+\\) in thread main");
  }

  @Test
  void theSettingOnTheCommandLineIsEnoughAlsoWithOneCarrier() throws Exception {
    expectAllAndNobodyElse(
        run(
            List.of(
                OFF,
                "-XX:+UseSerialGC",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=2"),
            "flag",
            "" + LEAKS));
  }

  @Test
  void aRecordingHasALeakOnceAndTheSummaryShowsIt(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("leaks.jfr");
    run(List.of(), "record", file.toString());
    List<String> leaks = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals("dev.csp.GoroutineLeak")) {
        assertThat(event.getLong("goroutine")).isPositive();
        assertThat(event.getDuration("blockedFor")).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(event.getString("startedAt")).contains("LeakProgram.java:");
        leaks.add(event.getString("name") + " " + event.getString("operation"));
      }
    }
    assertThat(leaks)
        .hasSize(11)
        .doesNotHaveDuplicates()
        .contains("leak-0 chan receive on channel lost (unbuffered)", "leak-4 sync.WaitGroup.Wait");
    assertThat(RecordingSummary.of(file).toString())
        .containsPattern(
            "Blocked for ever, and reclaimed \\(10 of 11\\)\n"
                + "  \\d+ ms, goroutine \\d+ \\[leak-")
        .contains("]: semacquire on semaphore lost permits\n    created by dev.csp.diagnosis.");
  }

  /**
   * The JDK shows the operation by the stack. Of the park blocker, from 24 on, it shows the class
   * and the identity and does not ask for its text, so the channel is not there.
   */
  @Test
  void aThreadDumpOfTheJdkShowsTheOperation(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("threads.json");
    run(List.of(), "dump", file.toString());
    String dump = Files.readString(file);
    assertThat(dump)
        .contains("\"name\": \"receiver\"", "\"name\": \"sender\"")
        .contains(
            "ReceivePort.receive(ReceivePort.java:", "KernelChannel.send(KernelChannel.java:");
    if (Runtime.version().feature() >= 24) {
      assertThat(dump).contains("\"object\": \"dev.csp.channels.internal.PlainWaiter@");
    }
  }

  @Test
  void withTrackedThreadsNothingIsFoundAndTheStatusSaysSo() throws Exception {
    assertThat(run(List.of("-Djdk.trackAllThreads=true"), "control"))
        .containsExactly(
            "enabled false, on false",
            "found 0, counted 0",
            "alive 100",
            "status off: jdk.trackAllThreads was set to true");
  }

  @Test
  void withoutTheSettingItIsOff() throws Exception {
    assertThat(run(List.of(), "off"))
        .containsExactly(
            "enabled false, on false",
            "found 0, counted 0",
            "alive 100",
            "status off: jdk.trackAllThreads is not false, so the virtual machine keeps every virtual"
                + " thread reachable. Start it with -Djdk.trackAllThreads=false, or call"
                + " LeakDetector.enable() at the start of main");
  }

  @Test
  void enablingItTooLateIsNoticed() throws Exception {
    assertThat(run(List.of(), "late"))
        .containsExactly(
            "enabled false, on false",
            "found 0, counted 0",
            "alive 100",
            "status off: a virtual thread was started before jdk.trackAllThreads was set to false, so"
                + " the virtual machine keeps every one reachable. Start it with"
                + " -Djdk.trackAllThreads=false, or call LeakDetector.enable() before anything else"
                + " in main");
  }
}
