package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checks find what they are for: a small repository in order, and one thing broken at a time.
 */
class GuideCheckTest {
  @TempDir Path root;

  @BeforeEach
  void aRepositoryInOrder() throws IOException {
    write("pom.xml", "<groupId>dev.csp</groupId><version>1.2</version>");
    write("it-bom/pom.xml", "<artifactId>it-bom</artifactId>");
    write("README.md", "# It\n[guide](docs/README.md)\n```\nmake all\n```\n");
    write("docs/README.md", "# Guide\n- [one](guide/one.md)\n- [two](guide/two.md)\n");
    write(
        "docs/guide/one.md",
        """
        # One
        See [two](two.md#its-end), ![](one.svg) and [them](https://example.com/no).
        <!-- a/B.java region="f" -->
        ```java
        f(1);
        ```
        ```xml
        <artifactId>it-bom</artifactId>
        <version>1.2</version>
        ```
        """);
    write(
        "docs/guide/two.md",
        """
        # Two
        <!-- a/B.java -->
        | There | here |
        |---|---|
        | `go f(1)` | `f(1)` |
        ## Its end
        <!-- output: greeting -->
        ```text
        hello
        ```
        """);
    write("docs/guide/one.svg", "<svg/>");
    write(
        "docs/src/main/java/a/B.java",
        """
        class B {
          // @start region="f"
          f(1);
          // @end
        }
        """);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void change(String file, String old, String now) throws IOException {
    String text = Files.readString(root.resolve(file));
    assertThat(text).contains(old);
    write(file, text.replace(old, now));
  }

  private List<String> problems() throws IOException {
    return new GuideCheck(root, new Commands(Map.of("make all", "CI")), Set.of("greeting"))
        .problems();
  }

  @Test
  void whatIsInOrderHasNoProblems() throws IOException {
    assertThat(problems()).isEmpty();
  }

  @Test
  void aBlockThatDiffersFromItsRegionIsFound() throws IOException {
    change("docs/src/main/java/a/B.java", "f(1)", "f(2)");
    assertThat(problems())
        .containsExactly(
            "docs/guide/one.md:4: differs from region f of a/B.java:\nf(2);",
            "docs/guide/two.md:3: not in a/B.java: f(1)");
  }

  @Test
  void aBlockWithoutARegionIsFound() throws IOException {
    change("docs/guide/one.md", "<!-- a/B.java region=\"f\" -->\n", "");
    assertThat(problems())
        .containsExactly(
            "docs/guide/one.md:3: no <!-- path/File.java region=\"name\" --> before the block");
  }

  @Test
  void aRegionAndAFileThatAreNotThereAreFound() throws IOException {
    change("docs/guide/one.md", "region=\"f\"", "region=\"g\"");
    change("docs/guide/two.md", "a/B.java", "a/C.java");
    assertThat(problems())
        .containsExactly(
            "docs/guide/one.md:4: no region g in a/B.java",
            "docs/guide/two.md:3: no file a/C.java");
  }

  @Test
  void deadLinksAndAnchorsAreFound() throws IOException {
    change("docs/guide/one.md", "two.md#its-end", "two.md#an-end");
    change("docs/guide/one.md", "one.svg", "two.svg");
    assertThat(problems())
        .containsExactly(
            "docs/guide/one.md:2: dead link two.md#an-end",
            "docs/guide/one.md:2: dead link two.svg");
  }

  @Test
  void aCommandThatNobodyRunsIsFound() throws IOException {
    change("README.md", "make all", "make all\nmake nothing");
    assertThat(problems()).containsExactly("README.md:3: nobody runs: make nothing");
  }

  @Test
  void anOutputThatNobodyPrintsIsFound() throws IOException {
    change("docs/guide/two.md", "output: greeting", "output: farewell");
    assertThat(problems())
        .containsExactly("docs/guide/two.md:8: no test prints the output farewell");
    change("docs/guide/two.md", "<!-- output: farewell -->", "");
    assertThat(problems())
        .containsExactly("docs/guide/two.md:8: no <!-- output: name --> before the block");
  }

  @Test
  void aVersionThatIsNotTheBuildsIsFound() throws IOException {
    change("docs/guide/one.md", "1.2", "1.1");
    assertThat(problems()).containsExactly("docs/guide/one.md:7: not in a pom.xml: <version>1.1</");
  }

  @Test
  void aPageThatIsInNoTableOfContentsIsFound() throws IOException {
    change("docs/README.md", "- [two](guide/two.md)\n", "");
    assertThat(problems()).containsExactly("docs/guide/two.md: in no table of contents");
  }

  @Test
  void aBlockOfAnotherLanguageAndOneWithoutAnEndAreFound() throws IOException {
    change("docs/guide/one.md", "```xml", "```kotlin");
    write("docs/guide/two.md", "# Two\n```java\n");
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "docs/guide/two.md: line 2: the block has no end",
            "docs/guide/one.md:2: dead link two.md#its-end",
            "docs/guide/one.md:7: no rule for a block of kotlin");
  }

  @Test
  void theCodeCanBeWrittenIntoThePage() throws IOException {
    String before = Files.readString(root.resolve("docs/guide/one.md"));
    change("docs/guide/one.md", "f(1);\n", "");
    new GuideCheck(root, new Commands(Map.of()), Set.of()).fill();
    assertThat(root.resolve("docs/guide/one.md")).hasContent(before);
    assertThat(problems()).isEmpty();
  }
}
