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
  void run() throws InterruptedException {
    LeakAndFix.run(printed.out());
  }

  @Test
  void twoOfThreeSendersAreLeftAndWithDoneNone() {
    assertThat(printed.lines())
        .filteredOn(line -> line.startsWith("goroutines left: "))
        .containsExactly("goroutines left: 2", "goroutines left: 0");
    assertThat(printed.after("leaky: ")).startsWith("hello from ");
    assertThat(printed.after("safe: ")).startsWith("hello from ");
  }

  @Test
  void theDumpNamesTheLeakyOnesAndNoOther() {
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
