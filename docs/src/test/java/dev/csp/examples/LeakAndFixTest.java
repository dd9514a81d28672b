package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeakAndFixTest {
  @RegisterExtension final Printed printed = new Printed();

  @BeforeEach
  @Timeout(60)
  void run() throws Exception {
    LeakAndFix.run(printed.out());
  }

  @Test
  void twoOfThreeSendersAreLeftAndWithDoneNone() {
    assertThat(printed.lines())
        .filteredOn(line -> line.contains("alive"))
        .containsExactly("2 goroutines are alive 1000 ms after the end of leaky:");
    assertThat(printed.after("leaky: ")).startsWith("hello from ");
    assertThat(printed.after("safe: ")).startsWith("hello from ");
    assertThat(printed.lines()).last().isEqualTo("nobody is left");
  }

  @Test
  void theReportNamesTheLeakyOnesAndNoOther() {
    assertThat(printed.lines())
        .filteredOn(line -> line.startsWith("goroutine "))
        .hasSize(2)
        .allMatch(
            line -> line.matches("goroutine \\d+ \\[chan send, .*]: leaky (berlin|lisbon|oslo)"));
    assertThat(printed.lines())
        .filteredOn(line -> line.startsWith("created by "))
        .hasSize(2)
        .allMatch(line -> line.contains("LeakAndFix.leaky(LeakAndFix.java:"));
  }
}
