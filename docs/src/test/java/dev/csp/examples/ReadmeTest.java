package dev.csp.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the README shows is what is compiled, and its links lead somewhere. */
class ReadmeTest {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

  @Test
  void theProgramOfTheReadmeIsTheOneThatCompiles() throws IOException {
    String source =
        Files.readString(
            REPOSITORY.resolve("docs/src/main/java/dev/csp/examples/FirstAnswer.java"));
    String region = between(source, "// @start region=\"readme\"\n", "// @end").strip();
    assertThat(between(readme(), "```java\n", "```").strip()).isEqualTo(dedented(region));
  }

  @Test
  void theProgramOfTheReadmeGetsAnAnswer() throws Exception {
    PrintStream stdout = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      FirstAnswer.main(new String[0]);
    } finally {
      System.setOut(stdout);
    }
    assertThat(printed.toString(UTF_8).strip())
        .isIn("hello from berlin", "hello from lisbon", "hello from oslo");
  }

  @Test
  void theLinksOfTheReadmeLeadSomewhere() throws IOException {
    List<String> links =
        java.util.regex.Pattern.compile("\\]\\(([^)#]+)")
            .matcher(readme())
            .results()
            .map(r -> r.group(1))
            .toList();
    assertThat(links).isNotEmpty();
    assertThat(links)
        .filteredOn(link -> !link.contains(":"))
        .allMatch(link -> Files.exists(REPOSITORY.resolve(link)));
  }

  private static String readme() throws IOException {
    return Files.readString(REPOSITORY.resolve("README.md"));
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    assertThat(from).as("%s in the text", start.strip()).isGreaterThanOrEqualTo(start.length());
    return text.substring(from, text.indexOf(end, from));
  }

  /** The region stands in a class, two columns to the right. */
  private static String dedented(String region) {
    return region
        .lines()
        .map(line -> line.startsWith("  ") ? line.substring(2) : line)
        .collect(joining("\n"));
  }
}
