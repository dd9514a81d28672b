package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourcesTest {
  private static final String SOURCE =
      """
      class A {
        // @start region="outer"
        void f() {
          // @start region="inner"
          g( // why
              "not // a comment",
              1);
          // @end
        }

        // @end
        /* return h(); */
        int k() { return int2; }
      }
      """;

  @Test
  void aRegionIsMovedToTheLeft() {
    assertThat(Sources.regionOf(SOURCE, "inner"))
        .hasValue("g( // why\n    \"not // a comment\",\n    1);");
  }

  @Test
  void aRegionMayHaveRegions() {
    assertThat(Sources.regionOf(SOURCE, "outer"))
        .hasValue("void f() {\n  g( // why\n      \"not // a comment\",\n      1);\n}");
  }

  @Test
  void thereIsNoRegionThatNobodyHasMarked() {
    assertThat(Sources.regionOf(SOURCE, "other")).isEmpty();
  }

  @Test
  void codeIsFoundHoweverItsLinesAreBroken() {
    assertThat(Sources.isIn(SOURCE, "g(\"not // a comment\", 1);")).isTrue();
    assertThat(Sources.isIn(SOURCE, "void f()")).isTrue();
    assertThat(Sources.isIn(SOURCE, "voidf()")).isFalse();
    assertThat(Sources.isIn(SOURCE, "g(\"not // a comment\", 2);")).isFalse();
  }

  @Test
  void neitherCommentsNorPartsOfWordsCount() {
    assertThat(Sources.isIn(SOURCE, "return h();")).isFalse();
    assertThat(Sources.isIn(SOURCE, "why")).isFalse();
    assertThat(Sources.isIn(SOURCE, "return int")).isFalse();
    assertThat(Sources.isIn(SOURCE, "")).isFalse();
  }
}
