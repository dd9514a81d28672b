package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.testing.Guard;
import dev.csp.testing.Scale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
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
        of("unbuffered", Channel::unbuffered),
        of("buffered 1", () -> Channel.buffered(1)),
        of("buffered 7", () -> Channel.buffered(7)),
        of("unlimited", Channel::unlimited),
        of("sliding 3", () -> Channel.sliding(3)),
        of("dropping 3", () -> Channel.dropping(3)));
  }

  private static Arguments of(String name, Supplier<Channel<Long>> open) {
    return Arguments.of(name, open);
  }

  @AfterAll
  static void report() {
    System.out.println(Storm.report());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void nothingIsLostOrDuplicated(String kind, Supplier<Channel<Long>> open) {
    long before = Storm.SENDS.get();
    int operations = Scale.work(100_000);
    new Storm(open.get(), operations, new SplittableRandom().nextLong(), false).run();
    assertThat(Storm.SENDS.get() - before).isGreaterThanOrEqualTo(operations);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void nothingIsLostOrDuplicatedWhenACloseComesInBetween(
      String kind, Supplier<Channel<Long>> open) {
    var seeds = new SplittableRandom();
    int rounds = Scale.work(25);
    for (int round = 0; round < rounds; round++) {
      Channel<Long> channel = open.get();
      new Storm(channel, 1_000, seeds.nextLong(), true).run();
      assertThat(channel.isClosed()).isTrue();
    }
  }
}
