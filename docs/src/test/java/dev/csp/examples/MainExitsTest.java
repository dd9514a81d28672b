package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class MainExitsTest {
  @RegisterExtension final Printed printed = new Printed();

  /** The work of the first takes a minute, so its JVM has not waited. */
  @Test
  @Timeout(50)
  void onlyAMainThatWaitsSeesTheWorkDone() throws Exception {
    MainExits.run(printed.out());
    assertThat(printed.lines())
        .containsExactly(
            "nobody waits: a minute's work, exit status 0, and this output: \"\"",
            "the work is done; a channel has waited for it",
            "the work is done; a WaitGroup has waited for it",
            "the work is done; a group has waited for it");
  }
}
