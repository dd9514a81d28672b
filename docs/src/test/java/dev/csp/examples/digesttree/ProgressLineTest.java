package dev.csp.examples.digesttree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, true, UTF_8);

  @Test
  void showsHowFarTheRunIs() {
    try (ProgressLine line = new ProgressLine(stream, Duration.ZERO, () -> true)) {
      line.show(12, 34_567_890_123L);
      assertThat(text()).startsWith("\rDigestTree").contains("12/? files", " 34,567 MB");
      assertThat(text()).hasSizeLessThanOrEqualTo(80);
    }
  }

  /** Every place that it wrote to is blank again, and the cursor is back. */
  @Test
  void takesItselfAway() {
    try (ProgressLine line = new ProgressLine(stream, Duration.ZERO, () -> true)) {
      line.show(1, 2);
      err.reset();
      line.hide();
      assertThat(text()).matches("\r {79}\r");
      err.reset();
      line.hide();
      line.close();
      assertThat(text()).isEmpty();
    }
  }

  @Test
  void showsNothingWhereThereIsNoTerminal() {
    try (ProgressLine line = new ProgressLine(stream, Duration.ZERO, () -> false)) {
      line.show(1, 2);
    }
    assertThat(text()).isEmpty();
  }

  @Test
  void aShortRunShowsNothingAndDoesNotAsk() {
    try (ProgressLine line = new ProgressLine(stream, Limits.LONG, () -> fail("asked"))) {
      line.show(1, 2);
    }
    assertThat(text()).isEmpty();
  }

  private String text() {
    return err.toString(UTF_8);
  }
}
