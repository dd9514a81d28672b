package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WhenNotTest {
  @RegisterExtension final Printed printed = new Printed();

  /** By how much, depends on the machine; an addition is always less than a start. */
  @Test
  void aGoroutineForEachAdditionTakesManyTimesAsLong() throws Exception {
    assertThat(WhenNot.run(printed.out())).isZero();
    List<Double> factors =
        printed.lines().stream()
            .filter(line -> line.startsWith("  which takes "))
            .map(line -> Double.parseDouble(line.replaceAll("[^\\d.]", "")))
            .toList();
    assertThat(factors).hasSize(2).allMatch(factor -> factor > 0);
    assertThat(factors.getFirst()).isGreaterThan(10);
  }

  @Test
  void bothWaysHaveTheSameResult() throws Exception {
    assertThat(WhenNot.sumByGoroutines()).isEqualTo(WhenNot.sumInLoop()).isEqualTo("199990000");
    assertThat(WhenNot.digestInChain()).isEqualTo(WhenNot.digestInLoop());
  }
}
