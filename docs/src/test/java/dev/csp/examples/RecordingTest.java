package dev.csp.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that sums up a recording. */
class RecordingTest {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

  private record Ran(int status, String output) {}

  private static Ran run(Path folder, String... args) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(REPOSITORY.resolve("bin/recording").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.command().addAll(java.util.List.of(args));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ran(process.waitFor(), output);
  }

  @Test
  void theCommandPrintsTheSummaryOfAFile(@TempDir Path folder) throws Exception {
    try (Recording recording = new Recording()) {
      recording.start();
      recording.dump(folder.resolve("kitchen.jfr"));
    }
    Ran ran = run(folder, "kitchen.jfr");
    assertThat(ran.output()).startsWith("kitchen.jfr, ").contains("\nLongest waits\n  none\n");
    assertThat(ran.status()).isZero();
    Ran wrong = run(folder, "nothing.jfr");
    assertThat(wrong.output()).isEqualTo("there is no file nothing.jfr\n");
    assertThat(wrong.status()).isEqualTo(2);
  }
}
