package dev.csp.examples.digesttree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in a JVM of its own: signals, memory, locale, working directory. */
class DigestTreeProcessTest {
  private static final int SMALL_FILES = 20_000;

  @TempDir Path root;

  /**
   * 32 MB of heap, beside more names than the window has room for and a file of four times the
   * heap.
   */
  @Test
  void memoryDependsNeitherOnTheNumberNorOnTheSizeOfTheFiles() throws Exception {
    Trees.sparse(root, "large", 128L << 20);
    for (int i = 0; i < SMALL_FILES; i++) {
      Trees.file(root, (i % 2 == 0 ? "one" : "many/" + i % 40 + "/" + i / 1000) + "/" + i, "");
    }
    Tools.Ran ran = Tools.run(root, Tools.digestTree(List.of("-Xmx32m"), "."));
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    List<String> names = ran.out().lines().map(line -> line.substring(66)).toList();
    assertThat(names.size()).isEqualTo(SMALL_FILES + 1);
    assertThat(names.equals(names.stream().sorted().toList())).as("sorted").isTrue();
    assertThat(names.contains("./large")).isTrue();
  }

  /** A rendezvous of four workers, the walk and the report, on hardly any threads. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void runsOnFewCarriers(int carriers) throws Exception {
    for (int i = 100; i < 200; i++) {
      Trees.sparse(root, "" + i, i * 1000);
    }
    Tools.Ran ran =
        Tools.run(
            root,
            Tools.digestTree(
                List.of("-Djdk.virtualThreadScheduler.parallelism=" + carriers),
                "--workers=4",
                "."));
    assertThat(ran.out().lines().map(line -> line.substring(66))).hasSize(100).isSorted();
    assertThat(ran.status()).isZero();
  }

  /** A worker that reads a large file lets the others run, or this failure would go unnoticed. */
  @Test
  void aLargeFileDoesNotKeepTheOnlyCarrier() throws Exception {
    Path memory = Path.of("/proc/self/mem");
    assumeTrue(Files.exists(memory), "NOT TESTED: this system has no " + memory);
    Trees.endless(root, "endless");
    List<String> options = List.of("-Djdk.virtualThreadScheduler.parallelism=1");
    Tools.Ran ran =
        Tools.run(
            root,
            Tools.digestTree(options, "--fail-fast", "--workers=2", "endless", memory.toString()));
    assertThat(ran)
        .isEqualTo(new Tools.Ran(1, "", "DigestTree: " + memory + ": Input/output error\n"));
  }

  /** Relative names, byte for byte, also where the JVM takes names for ASCII. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void namesSurviveInEveryLocale(String locale) throws Exception {
    Tools.assumeTools("env", "sh", "find", "sort", "xargs", "sha256sum");
    Trees.odd(root);
    List<String> command = new ArrayList<>(List.of("env", "LC_ALL=" + locale));
    command.addAll(Tools.digestTree(List.of(), "."));
    Tools.Ran ours = Tools.run(root, command);
    Tools.Ran theirs =
        Tools.run(
            root,
            List.of("sh", "-c", "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum"));
    assertThat(ours).isEqualTo(theirs);
  }

  /**
   * In the middle of a file that would take hours, with what came before it written in whole lines.
   */
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalStopsItPromptly(String signal, int status) throws Exception {
    Tools.assumeTools("kill", "env");
    Path small = Trees.file(root, "small", "");
    Path endless = Trees.endless(root, "endless");
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    assumeTrue(
        Tools.run(root, List.of("env", "--default-signal=INT", "true")).status() == 0,
        "NOT TESTED: this env cannot undo an ignored SIGINT");
    command.addAll(Tools.digestTree(List.of(), small.toString(), endless.toString()));
    Process process = Tools.start(root, command).redirectErrorStream(true).start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
      assertThat(out.readLine()).endsWith("  " + small); // the next file is being read
      Tools.run(root, List.of("kill", "-" + signal, Long.toString(process.pid())));
      assertThat(process.waitFor(Limits.PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(status);
      assertThat(out.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  /** A pipe that nobody writes to cannot be interrupted, and must not keep the JVM. */
  @Test
  void aSignalStopsItEvenIfAReadDoesNot() throws Exception {
    Tools.assumeTools("mkfifo");
    Tools.run(root, List.of("mkfifo", "pipe"));
    Trees.file(root, "small", "");
    Process process =
        Tools.start(root, Tools.digestTree(List.of(), "--workers=2", "small", "pipe"))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
      assertThat(out.readLine()).endsWith("  small");
      process.destroy();
      assertThat(process.waitFor(Limits.PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aReaderThatHasSeenEnoughEndsIt() throws IOException, InterruptedException {
    Tools.assumeTools("sh", "head");
    Trees.file(root, "small", "");
    Trees.endless(root, "endless");
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" | head -n 1", "sh"));
    command.addAll(Tools.digestTree(List.of()));
    command.addAll(Collections.nCopies(2_000, "small")); // more than is gathered before a write
    command.add("endless");
    Tools.Ran ran = Tools.run(root, command);
    assertThat(ran.out()).endsWith("  small\n").hasLineCount(1);
    assertThat(ran.err()).startsWith("DigestTree: standard output: ").hasLineCount(1);
  }

  /** On a terminal, a long run says how far it is, and takes that back at the end. */
  @Test
  void aLongRunShowsItsProgressOnATerminal() throws Exception {
    Tools.assumeTools("script", "sh");
    Trees.file(root, "small", "");
    Trees.endless(root, "endless");
    List<String> command = Tools.digestTree(List.of(), "small", "endless");
    String line = String.join(" ", command) + " >lines";
    Process process =
        Tools.start(root, List.of("script", "-q", "-e", "-c", line, "/dev/null"))
            .redirectErrorStream(true)
            .start();
    StringBuilder seen = new StringBuilder();
    try (var out = new InputStreamReader(process.getInputStream(), ISO_8859_1)) {
      for (int c; (c = out.read()) >= 0 && !seen.toString().contains("1/? files"); ) {
        seen.append((char) c);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(seen.toString()).contains("DigestTree").contains("1/? files");
    assertThat(Files.readString(root.resolve("lines"))).endsWith("  small\n");
  }
}
