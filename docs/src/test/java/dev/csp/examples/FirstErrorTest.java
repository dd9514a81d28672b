package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class FirstErrorTest {
  @RegisterExtension final Printed printed = new Printed();

  /** The downloads have no end of their own, and the server writes until they are given up. */
  @Test
  @Timeout(60)
  void theFirstErrorStopsTheDownloads() throws Exception {
    FirstError.run(printed.out());
    assertThat(printed.lines()).hasSize(5);
    assertThat(printed.lines().subList(0, 3))
        .containsExactlyInAnyOrder(
            "/endless/1 is given up", "/endless/2 is given up", "/endless/3 is given up");
    assertThat(printed.lines().subList(3, 5))
        .containsExactly(
            "the first error: java.io.IOException: /broken answers 500",
            "server: all have hung up");
  }
}
