package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/**
 * The pictures of the guide are those of their descriptions. {@code -Dcsp.docs=write} draws them
 * anew.
 */
class DiagramTest {
  private static final Path FOLDER = Path.of("guide/diagrams").toAbsolutePath();
  private static final String SMALL =
      """
      title A pair
      text One goroutine sends to another.
      goroutine ann at 0 0 "Ann & co"
      channel letters at 1 0 "letters" holds 2
      goroutine bob at 2 0 "Bob"
      ann -> letters -> bob
      bob ..> ann "closes"
      """;

  private static List<Path> descriptions() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @Test
  void eachPictureIsThatOfItsDescription() throws IOException {
    assertThat(descriptions()).isNotEmpty();
    for (Path description : descriptions()) {
      Path picture =
          description.resolveSibling(description.getFileName().toString().replace(".txt", ".svg"));
      String drawn = Diagram.draw(Files.readString(description));
      if ("write".equals(System.getProperty("csp.docs"))) {
        Files.writeString(picture, drawn);
      }
      assertThat(picture).as("run with -Dcsp.docs=write to draw it").hasContent(drawn);
    }
  }

  @Test
  void noPictureIsWithoutADescription() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.filter(file -> file.toString().endsWith(".svg")))
          .hasSameSizeAs(descriptions());
    }
  }

  @Test
  void aPictureHasItsShapesItsArrowsAndItsText() throws Exception {
    String svg = Diagram.draw(SMALL);
    var root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(root.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("A pair");
    assertThat(root.getElementsByTagName("desc").item(0).getTextContent())
        .isEqualTo("One goroutine sends to another.");
    assertThat(svg.lines().filter(line -> line.startsWith("<rect class=\"goroutine\""))).hasSize(2);
    assertThat(svg.lines().filter(line -> line.startsWith("<path class=\"value\""))).hasSize(2);
    assertThat(svg.lines().filter(line -> line.startsWith("<path class=\"news\""))).hasSize(1);
    assertThat(svg.lines().filter(line -> line.startsWith("<path class=\"place\""))).hasSize(3);
    assertThat(svg).contains(">Ann &amp; co<", ">letters<", ">closes<");
    assertThat(Diagram.draw(SMALL)).isEqualTo(svg);
  }

  @Test
  void aDescriptionThatMakesNoSenseIsRefused() {
    assertRefused("ann -> nobody", "line 8: there is no nobody");
    assertRefused("goroutine bob at 1 1 \"Bob\"", "line 8: is there twice: bob");
    assertRefused("send a letter", "line 8: is neither a shape nor an arrow: send a letter");
    assertRefused(
        "box b at 1 1 \"a label as long as this\"",
        "line 8: a label has at most 15 letters: a label as long as this");
    assertThatThrownBy(() -> Diagram.draw("title A\n"))
        .hasMessage("a drawing must have a title and a text");
  }

  private static void assertRefused(String line, String message) {
    assertThatThrownBy(() -> Diagram.draw(SMALL + line + "\n")).hasMessage(message);
  }
}
