package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Storm.End;
import dev.csp.testing.Guard;
import dev.csp.testing.Scale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small storms; {@link ChannelStressTest} has the large ones. */
@ExtendWith(Guard.class)
@Guard.Limit(150)
class StormTest {
  static Stream<Arguments> kinds() {
    return Stream.of(
        of("unbuffered", ChannelBuilder::unbuffered),
        of("buffered 1", builder -> builder.buffered(1)),
        of("buffered 7", builder -> builder.buffered(7)),
        of("unlimited", ChannelBuilder::unlimited),
        of("sliding 3", builder -> builder.sliding(3)),
        of("dropping 3", builder -> builder.dropping(3)));
  }

  private static Arguments of(String name, Function<ChannelBuilder<Long>, Channel<Long>> open) {
    return Arguments.of(name, open);
  }

  @AfterAll
  static void report() {
    System.out.println(Storm.report());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void nothingIsLostOrDuplicated(String kind, Function<ChannelBuilder<Long>, Channel<Long>> open) {
    long before = Storm.SENDS.get();
    int operations = Scale.work(100_000);
    new Storm(open, operations, new SplittableRandom().nextLong(), End.CLOSE_AT_LAST).run();
    assertThat(Storm.SENDS.get() - before).isGreaterThanOrEqualTo(operations);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void nothingIsLostOrDuplicatedWhenACloseComesInBetween(
      String kind, Function<ChannelBuilder<Long>, Channel<Long>> open) {
    runMany(open, End.CLOSE_EARLY);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void eachValueIsReceivedOrUndeliveredWhenDiscardsComeInBetween(
      String kind, Function<ChannelBuilder<Long>, Channel<Long>> open) {
    runMany(open, End.DISCARD_EARLY);
  }

  private static void runMany(Function<ChannelBuilder<Long>, Channel<Long>> open, End end) {
    var seeds = new SplittableRandom();
    int rounds = Scale.work(25);
    for (int round = 0; round < rounds; round++) {
      Channel<Long> channel = new Storm(open, 1_000, seeds.nextLong(), end).run();
      assertThat(channel.isClosed()).isTrue();
    }
  }
}
