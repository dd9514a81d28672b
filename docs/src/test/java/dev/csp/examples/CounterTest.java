package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CounterTest {
  private static final int EXPECTED = 100_000;

  @RegisterExtension final Printed printed = new Printed();

  @Test
  void onlyAProtectedCounterIsRight() throws InterruptedException {
    Counter.run(printed.out());
    assertThat(total("expected: ")).isEqualTo(EXPECTED);
    assertThat(total("counter++: ")).isBetween(1, EXPECTED); // luck decides
    assertThat(total("counter++, step by step: ")).isBetween(1, EXPECTED - 1);
    assertThat(total("lock: ")).isEqualTo(EXPECTED);
    assertThat(total("atomic: ")).isEqualTo(EXPECTED);
    assertThat(total("channel: ")).isEqualTo(EXPECTED);
  }

  private int total(String name) {
    return Integer.parseInt(printed.after(name).split(" ", 2)[0]);
  }
}
