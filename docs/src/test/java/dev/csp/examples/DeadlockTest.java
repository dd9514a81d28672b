package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeadlockTest {
  @RegisterExtension final Printed printed = new Printed();

  @Test
  void theDumpSaysWhatEachOfThemWaitsFor() throws InterruptedException {
    Deadlock.run(printed.out());
    assertThat(printed.lines()).startsWith("nobody goes on:");
    assertThat(printed.text())
        .containsPattern(
            "\\[chan send, .*\\]: ann\n\tchan send on channel letters \\(unbuffered\\)")
        .containsPattern(
            "\\[chan send, .*\\]: bob\n\tchan send on channel replies \\(unbuffered\\)");
  }
}
