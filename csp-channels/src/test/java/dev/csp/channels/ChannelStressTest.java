package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Storm.End;
import dev.csp.testing.Guard;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Storms of at least ten million sends, and as many receives, on every kind of channel. */
@Tag("stress")
@ExtendWith(Guard.class)
@Guard.Limit(1800)
final class ChannelStressTest {
  private static final int OPERATIONS = 10_000_000;
  private static final int EACH = 200_000;

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.csp.channels.StormTest#kinds")
  void tenMillionOperationsLoseNothing(
      String kind, Function<ChannelBuilder<Long>, Channel<Long>> open) {
    var seeds = new SplittableRandom();
    long sends = Storm.SENDS.get();
    long receives = Storm.RECEIVES.get();
    long begun = System.nanoTime();
    while (Storm.SENDS.get() - sends < OPERATIONS || Storm.RECEIVES.get() - receives < OPERATIONS) {
      new Storm(open, EACH, seeds.nextLong(), End.CLOSE_AT_LAST).run();
      for (int round = 0; round < 20; round++) {
        End end = round % 2 == 0 ? End.CLOSE_EARLY : End.DISCARD_EARLY;
        new Storm(open, 1_000, seeds.nextLong(), end).run();
      }
    }
    System.out.println(
        kind
            + " took "
            + Duration.ofNanos(System.nanoTime() - begun).toSeconds()
            + " s; all "
            + Storm.report());
    assertThat(Storm.SENDS.get() - sends).isGreaterThanOrEqualTo(OPERATIONS);
    assertThat(Storm.RECEIVES.get() - receives).isGreaterThanOrEqualTo(OPERATIONS);
  }
}
