package dev.csp.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Exact accounting under random interrupts, time-outs and closes; small. See {@link Storm}. */
final class SelectStormTest {
  @Test
  void noValueIsLostOrDoubledInAStorm() throws Exception {
    Storm.Counts counts = Storm.run(ThreadLocalRandom.current().nextLong(), 10, Crew.work(8_000));
    assertThat(counts.sent).isPositive();
    assertThat(counts.received).isPositive();
    assertThat(counts.interrupted).isPositive();
    assertThat(counts.timedOut).isPositive();
    assertThat(counts.ended).isPositive();
    assertThat(counts.failed).isPositive();
    assertThat(counts.undelivered).isPositive();
  }

  @Test
  void noValueIsLostOrDoubledInAStormOnOneChannel() throws Exception {
    for (int capacity : new int[] {0, 1, 3}) {
      Storm.run(
          ThreadLocalRandom.current().nextLong(),
          List.of(builder -> builder.buffered(capacity)),
          Crew.work(8_000));
    }
  }

  @Test
  void eachValueIsReceivedOrUndeliveredInAStormOnOneChannelThatDrops() throws Exception {
    for (int capacity : new int[] {1, 3}) {
      var kinds =
          List.<Function<ChannelBuilder<Long>, Channel<Long>>>of(
              builder -> builder.sliding(capacity), builder -> builder.dropping(capacity));
      for (var kind : kinds) {
        Storm.Counts counts =
            Storm.run(ThreadLocalRandom.current().nextLong(), List.of(kind), Crew.work(8_000));
        assertThat(counts.undelivered).isPositive();
      }
    }
  }
}
