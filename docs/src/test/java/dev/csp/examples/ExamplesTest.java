package dev.csp.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the examples and the command that runs them name the same ones, and no others. */
class ExamplesTest {
  private static final Path DOCS = Path.of("").toAbsolutePath();
  private static final Path REPOSITORY = DOCS.getParent();

  /** What bin/example did. */
  private record Ran(int status, String out, String err) {}

  private static Ran example(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(REPOSITORY.resolve("bin/example").toString());
    command.addAll(List.of(args));
    Path err = Files.createTempFile("err", null);
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process process = builder.start();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Ran(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  private static String page() throws IOException {
    return Files.readString(DOCS.resolve("examples.md"));
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  @Test
  void thePageHasASectionForEachExampleThatTheCommandLists() throws Exception {
    List<String> listed = all("^  (\\w+) ", example().err());
    assertThat(all("^## (.*)$", page()))
        .containsExactlyInAnyOrderElementsOf(listed)
        .contains("DigestTree", "FirstAnswer", "Hello", "UrlCheck")
        .hasSizeGreaterThanOrEqualTo(19);
  }

  @Test
  void eachSectionHasTheCommandThatRunsTheExampleOfItsHeading() throws IOException {
    for (String section : all("(?s)^## (.*?)(?=^## |\\z)", page())) {
      String name = section.lines().findFirst().orElseThrow();
      assertThat(all("^```\\n(bin/example .*)\\n```$", section))
          .as("commands under " + name)
          .singleElement()
          .asString()
          .matches("bin/example " + name + "( .+)?");
      assertThat(section)
          .contains("/" + ("DigestTree".equals(name) ? "Pipeline" : name) + ".java)");
    }
  }

  @Test
  void theLinksOfThePageLeadSomewhere() throws IOException {
    assertThat(all("\\]\\(([^)#]+)", page()))
        .isNotEmpty()
        .allMatch(link -> Files.exists(DOCS.resolve(link)));
  }

  /** So that the list says what each is for. */
  @Test
  void theListHasASentenceForEachExample() throws Exception {
    String list = example().err();
    assertThat(list.lines().skip(2)).allMatch(line -> line.matches("  \\w+ +[A-Z][^{}]{20,}"));
    assertThat(list).contains("  Hello            Starts a goroutine from a method");
  }

  @Test
  void noNameOrAWrongOneListsTheExamples() throws Exception {
    Ran none = example();
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).startsWith("usage: bin/example NAME|FILE.java [ARGUMENT...]\n");
    Ran wrong = example("Nobody");
    assertThat(wrong)
        .isEqualTo(new Ran(2, "", "bin/example: there is no example Nobody\n" + none.err()));
    assertThat(example("../Hello")).isEqualTo(none);
  }

  @Test
  void anExampleRunsByItsName() throws Exception {
    Ran ran = example("Hello", "Ada");
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("hello, Ada")
        .endsWith("main has joined both: they have ended\n");
  }

  /** The newcomer's first program: what the guide shows, in a folder of its own. */
  @Test
  void aProgramInAFileRunsWithTheLibrary(@TempDir Path folder) throws Exception {
    Path source = DOCS.resolve("src/main/java/dev/csp/guide/First.java");
    Path program = folder.resolve("First.java");
    Files.writeString(
        program,
        Files.readString(source)
            .lines()
            .filter(line -> !line.startsWith("package "))
            .collect(joining("\n")));
    Ran ran = example(program.toString());
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("goroutines\ntalk\nover\nchannels\n");
    assertThat(example("no/such/File.java"))
        .isEqualTo(new Ran(2, "", "bin/example: there is no file no/such/File.java\n"));
  }

  /** The two paragraphs that the guide promises. */
  @Test
  void eachProgramSaysTheGoWayAndTheJavaWay() throws IOException {
    try (var files = Files.list(DOCS.resolve("src/main/java/dev/csp/examples"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        if (source.contains("static void main(") && !file.endsWith("FirstAnswer.java")) {
          assertThat(source)
              .as(file.toString())
              .containsOnlyOnce(" * <p><b>Go.</b> ")
              .containsOnlyOnce(" * <p><b>Java.</b> ");
        }
      }
    }
  }
}
