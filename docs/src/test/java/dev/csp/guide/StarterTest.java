package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.guide.Page.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages say to put into a pom is in the pom of the starter, which bin/consumer builds. */
class StarterTest {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
  private static final Pattern DEPENDENCY = Pattern.compile("<dependency>.*?</dependency>");

  private static String withoutLayout(String xml) {
    return xml.replaceAll("\\s+", "");
  }

  private static List<String> dependenciesOf(String page) throws IOException {
    return Page.parse(Files.readString(REPOSITORY.resolve(page))).blocks().stream()
        .filter(block -> block.language().equals("xml"))
        .map(Block::text)
        .map(StarterTest::withoutLayout)
        .flatMap(xml -> DEPENDENCY.matcher(xml).results().map(MatchResult::group))
        .toList();
  }

  @Test
  void theDependenciesOfThePagesAreThoseOfTheStarter() throws IOException {
    String pom = withoutLayout(Files.readString(REPOSITORY.resolve("docs/starter/pom.xml")));
    for (String page : List.of("README.md", "docs/guide/start.md")) {
      assertThat(dependenciesOf(page)).as(page).hasSize(3).allMatch(pom::contains);
    }
  }
}
