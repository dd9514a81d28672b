package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AbandonedResultTest {
  @RegisterExtension final Printed printed = new Printed();

  @BeforeEach
  void run() throws InterruptedException {
    AbandonedResult.run(printed.out());
  }

  @Test
  void onlyTheUnbufferedResultKeepsItsQuery() {
    assertThat(printed.after("unbuffered, as it should not be: "))
        .isEqualTo("3 of 3 queries never end");
    assertThat(printed.after("with room for the result: ")).isEqualTo("0 of 3 queries never end");
    assertThat(printed.after("with a context: ")).isEqualTo("0 of 3 queries never end");
  }

  @Test
  void theDumpSaysWhoIsStuckAndWhereThatWasStarted() {
    assertThat(printed.text())
        .containsPattern("goroutine \\d+ \\[chan send, \\d+m?s\\]: query 1\n")
        .contains("chan send on channel result (unbuffered)")
        .containsPattern(
            Pattern.quote("created by dev.csp.examples.AbandonedResult.leaky(") + "AbandonedR");
  }
}
