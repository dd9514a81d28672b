package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenThousandTest {
  @RegisterExtension final Printed printed = new Printed();

  @Test
  void eachSquareIsAtItsIndex() throws InterruptedException {
    assertThat(TenThousand.squares(10)).containsExactly(0, 1, 4, 9, 16, 25, 36, 49, 64, 81);
  }

  @Test
  void squaresAndMeasures() throws Exception {
    assertThat(TenThousand.run(printed.out(), printed.err(), "2000")).isZero();
    assertThat(printed.lines().getFirst())
        .isEqualTo(
            "2,000 goroutines: the last square is 3,996,001, the sum of all is 2,664,667,000");
    Matcher times =
        Pattern.compile(
                "([\\d.]+) microseconds for a goroutine, ([\\d.]+) microseconds for a platform thread")
            .matcher(printed.after("start to end: "));
    assertThat(times.matches()).isTrue();
    assertThat(Double.parseDouble(times.group(1))).isPositive();
    assertThat(Double.parseDouble(times.group(2))).isPositive();
    long goroutine = number(printed.after("parked: a goroutine takes "));
    assertThat(goroutine).isBetween(200L, 10_000L);
    if (Files.exists(Path.of("/proc/self/status"))) {
      assertThat(number(printed.after("parked: a platform thread takes ")))
          .isGreaterThan(goroutine);
    }
    assertThat(printed.errors()).isEmpty();
  }

  private static long number(String text) {
    return Long.parseLong(text.substring(0, text.indexOf(' ')).replace(",", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "10000001"})
  void aNumberOutOfBoundsIsRefused(String number) throws Exception {
    assertThat(TenThousand.run(printed.out(), printed.err(), number)).isEqualTo(2);
    assertThat(printed.errors()).containsExactly("NUMBER must be 1 to 10000000, was " + number);
    assertThat(printed.lines()).isEmpty();
  }
}
