package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.guide.Page.Block;
import dev.csp.guide.Page.Link;
import dev.csp.guide.Page.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void aBlockHasItsLanguageItsCommentAndItsLines() {
    Page page =
        Page.parse(
            """
            text
            <!-- A.java region="a" -->
            ```java
            int i = 1;

            int j = 2;
            ```
            ```
            bin/example Hello
            ```
            """);
    assertThat(page.blocks())
        .containsExactly(
            new Block(3, "java", "A.java region=\"a\"", "int i = 1;\n\nint j = 2;"),
            new Block(8, "", "", "bin/example Hello"));
  }

  @Test
  void aBlockWithoutAnEndIsRefused() {
    assertThatThrownBy(() -> Page.parse("one\n```java\nint i;\n"))
        .hasMessage("line 2: the block has no end");
  }

  @Test
  void aTableHasItsCellsAndABarWithinCodeIsNoBorder() {
    Page page =
        Page.parse(
            """
            <!-- D.java -->
            | Go | here |
            |---|---|
            | `a || b` | `f()` or `g()` |
            | c | [d](e.md) |
            end
            """);
    assertThat(page.tables())
        .containsExactly(
            new Table(
                2,
                "D.java",
                List.of(List.of("`a || b`", "`f()` or `g()`"), List.of("c", "[d](e.md)"))));
    assertThat(page.links()).containsExactly(new Link(5, "e.md"));
    assertThat(Page.code("`f()` or `g()`")).containsExactly("f()", "g()");
  }

  @Test
  void linksAreFoundButNotInCode() {
    Page page =
        Page.parse(
            """
            See [one](a.md), [two](b.md#part) and ![a picture](c.svg); not `x[i](no.md)`.
            ```text
            [nor](this.md)
            ```
            [three](#here)
            """);
    assertThat(page.links())
        .containsExactly(
            new Link(1, "a.md"),
            new Link(1, "b.md#part"),
            new Link(1, "c.svg"),
            new Link(5, "#here"));
  }

  @Test
  void anchorsAreMadeOfHeadings() {
    Page page =
        Page.parse("# `select`, and time\n## Go's way\n## Go's way\n```text\n# not one\n```\n");
    assertThat(page.anchors()).containsExactlyInAnyOrder("select-and-time", "gos-way", "gos-way-1");
  }
}
