package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeadlockTest {
  @RegisterExtension final Printed printed = new Printed();

  @Test
  void theReportSaysWhatEachOfThemWaitsForAndWhy() throws InterruptedException {
    Deadlock.run(printed.out());
    assertThat(printed.lines().getFirst())
        .isEqualTo("all goroutines are asleep - deadlock! (scope ErrGroup: 3 of 3 are left)");
    assertThat(printed.text())
        .contains("nobody has received from channel letters (unbuffered)\n")
        .contains("nobody has received from channel replies (unbuffered)\n")
        .contains("[chan send]: ann\n\tchan send on channel letters (unbuffered)\n")
        .contains("[chan send]: bob\n\tchan send on channel replies (unbuffered)\n")
        .containsPattern("thread \\[sync.WaitGroup.Wait\\]: \\w+\n")
        .contains("created by dev.csp.examples.Deadlock.run(Deadlock.java:");
  }
}
