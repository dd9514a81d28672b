package dev.csp.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link SelectStormTest} at the size that the library promises. */
@Tag("stress")
final class SelectStressTest {
  private static final long SELECTS = 10_000_000;

  @Test
  void noValueIsLostOrDoubledInTenMillionSelects() throws Exception {
    long start = System.nanoTime();
    var total = new Storm.Counts();
    while (total.selects < SELECTS) {
      total.add(Storm.run(ThreadLocalRandom.current().nextLong(), 5, 50_000));
    }
    System.out.println(
        total + " in " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
    assertThat(total.selects).isGreaterThanOrEqualTo(SELECTS);
  }
}
