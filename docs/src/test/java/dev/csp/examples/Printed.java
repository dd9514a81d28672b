package dev.csp.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps what an example prints; and sees to it that no goroutine of the test is left. */
final class Printed implements BeforeEachCallback, AfterEachCallback {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private int before;

  PrintStream out() {
    return new PrintStream(out, true, UTF_8);
  }

  PrintStream err() {
    return new PrintStream(err, true, UTF_8);
  }

  String text() {
    return out.toString(UTF_8);
  }

  List<String> lines() {
    return text().lines().toList();
  }

  List<String> errors() {
    return err.toString(UTF_8).lines().toList();
  }

  /** The rest of the only line that begins with this. */
  String after(String start) {
    List<String> found = lines().stream().filter(line -> line.startsWith(start)).toList();
    assertThat(found).as("lines that begin with \"%s\" of %s", start, lines()).hasSize(1);
    return found.getFirst().substring(start.length());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    before = Go.count();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(Go.count()).as(() -> "goroutines now\n" + Go.dump()).isEqualTo(before);
  }
}
