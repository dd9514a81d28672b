package dev.csp.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each public type has an example that compiles, and says when not to use it. That the example is
 * there, and that its region is, the Javadoc tool sees to; that it compiles, the module docs.
 */
final class PublicTypesTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  /** The Javadoc of a public type that is not nested, and the type's declaration. */
  private static final Pattern TYPE =
      Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s+(?:@[^\\n]*\\n\\s*)*public [a-z ]*\\w+ ");

  private static final Pattern EXAMPLE =
      Pattern.compile("\\{@snippet file=\"dev/csp/examples/[^\"]+\" region=\"[^\"]+\"\\}");

  @TestFactory
  Stream<DynamicTest> eachPublicTypeHasAnExampleAndSaysWhenNotToUseIt() throws IOException {
    return publicTypes().stream()
        .map(file ->
            dynamicTest(
                SOURCES.relativize(file).toString(),
                () ->
                    assertThat(javadoc(file))
                        .containsPattern(EXAMPLE)
                        .contains("When not to use")));
  }

  @Test
  void theTypesAreFound() throws IOException {
    assertThat(publicTypes())
        .extracting(file -> file.getFileName().toString())
        .contains("Context.java", "ErrGroup.java", "Pipeline.java", "Futures.java", "Mutex.java")
        .doesNotContain("Members.java", "Waits.java", "package-info.java");
  }

  private static List<Path> publicTypes() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[A-Z]\\w*\\.java"))
          .filter(PublicTypesTest::isExported)
          .filter(PublicTypesTest::isPublic)
          .sorted()
          .toList();
    }
  }

  private static boolean isExported(Path file) {
    String name = SOURCES.relativize(file.getParent()).toString().replace(File.separatorChar, '.');
    return PublicTypesTest.class.getModule().getDescriptor().exports().stream()
        .anyMatch(exports -> !exports.isQualified() && exports.source().equals(name));
  }

  private static boolean isPublic(Path file) {
    String type = file.getFileName().toString().replace(".java", "");
    return Pattern.compile("(?m)^public [a-z -]*(class|interface|enum|record) " + type + "\\b")
        .matcher(read(file))
        .find();
  }

  private static String javadoc(Path file) {
    Matcher matcher = TYPE.matcher(read(file));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
