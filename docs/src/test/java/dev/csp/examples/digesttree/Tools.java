package dev.csp.examples.digesttree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that the tests run beside this JVM. */
final class Tools {
  /**
   * What a program did.
   *
   * @param status its exit status
   * @param out its standard output, each byte as one character
   * @param err its standard error
   */
  record Ran(int status, String out, String err) {}

  private Tools() {}

  static void assumeTools(String... names) {
    for (String name : names) {
      assumeTrue(isTool(name), "NOT TESTED: this machine has no " + name);
    }
  }

  static boolean isTool(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /** Runs a program in a folder, to its end. */
  static Ran run(Path folder, List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", null);
    Path err = Files.createTempFile("err", null);
    try {
      Process process =
          start(folder, command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      try {
        assertThat(process.waitFor(Limits.LONG.toMillis(), TimeUnit.MILLISECONDS))
            .as("%s ends in time", command)
            .isTrue();
      } finally {
        process.destroyForcibly();
      }
      return new Ran(
          process.exitValue(),
          Files.readString(out, ISO_8859_1),
          Files.readString(err, ISO_8859_1));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  static ProcessBuilder start(Path folder, List<String> command) {
    return new ProcessBuilder(command).directory(folder.toFile());
  }

  /** The example in a JVM of its own. */
  static List<String> digestTree(List<String> jvmOptions, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), DigestTree.class.getName()));
    command.addAll(List.of(args));
    return command;
  }
}
