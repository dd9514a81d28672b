package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.internal.Kernel;
import dev.csp.go.Go;
import dev.csp.go.WaitGroup;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Scale;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sizes that a program may count on. */
@ExtendWith(Guard.class)
@Guard.Limit(150)
final class ScaleTest {
  private static final Duration LIMIT = Scale.limit(Duration.ofMinutes(2));

  @Test
  void daisyChainOfAHundredThousandGoroutines() throws Exception {
    int count = 100_000;
    Channel<Integer> left = Channel.unbuffered();
    Channel<Integer> leftmost = left;
    for (int i = 0; i < count; i++) {
      Channel<Integer> out = left;
      Channel<Integer> in = Channel.unbuffered();
      Go.go(() -> out.send(1 + in.receive()));
      left = in;
    }
    left.send(0);
    assertThat(leftmost.receive()).isEqualTo(count);
  }

  @Test
  void oneCloseWakesTwoHundredThousandReceivers(Harness harness) throws Exception {
    int count = 200_000;
    Channel<Integer> channel = Channel.unbuffered();
    WaitGroup group = new WaitGroup();
    LongAdder ended = new LongAdder();
    for (int i = 0; i < count; i++) {
      group.go(() -> {
        if (channel.receiveOrClosed() instanceof Received.Closed) {
          ended.increment();
        }
      });
    }
    harness.waitUntil("all wait", () -> Kernel.receivers(channel) == count);
    channel.close();
    assertThat(group.await(LIMIT)).isTrue();
    assertThat(ended.sum()).isEqualTo(count);
    assertThat(Kernel.receivers(channel)).isZero();
  }

  @Test
  void aMillionGoroutinesStartAndEnd() throws Exception {
    int count = 1_000_000;
    int before = Go.count();
    WaitGroup group = new WaitGroup();
    LongAdder ran = new LongAdder();
    for (int i = 0; i < count; i++) {
      group.go(ran::increment);
    }
    assertThat(group.await(LIMIT)).isTrue();
    assertThat(ran.sum()).isEqualTo(count);
    assertThat(Go.count()).isEqualTo(before);
  }

  @Test
  void twoHundredThousandLongTimeOutsThatAreNotNeededLeaveNothing() throws Exception {
    int count = 200_000;
    Channel<Integer> channel = Channel.unbuffered();
    WaitGroup group = new WaitGroup();
    Duration hour = Duration.ofHours(1);
    group.go(() -> {
      for (int i = 0; i < count; i++) {
        assertThat(channel.receive(hour)).isEqualTo(new Received.Value<>(i));
      }
    });
    for (int i = 0; i < count; i++) {
      channel.send(i);
    }
    assertThat(group.await(LIMIT)).isTrue();
    assertThat(Kernel.timers()).isZero();
  }

  /** Measured in a process of its own, where nothing else moves the heap. */
  @Test
  void parkedGoroutineTakesAtMostOnePointTwoKilobytes() throws Exception {
    Path classes =
        Path.of(
            ModuleLayer.boot()
                .configuration()
                .findModule("dev.csp.channels")
                .orElseThrow()
                .reference()
                .location()
                .orElseThrow());
    Path program =
        Path.of(ScaleTest.class.getResource("/dev/csp/channels/ParkedFootprint.java").toURI());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:-BackgroundCompilation", // or a busy machine measures interpreted frames
                "-p",
                classes.toString(),
                "--add-modules",
                "dev.csp.channels",
                program.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    System.out.print(output);
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(bytes(output, "goroutine that receives")).isBetween(1, 1229);
    // With the entry of the timer heap and its slot; no promise, but nobody should double it.
    assertThat(bytes(output, "goroutine with a time-out")).isBetween(1, 1536);
    assertThat(bytes(output, "bare virtual thread")).isPositive();
  }

  private static int bytes(String output, String what) {
    var matcher = Pattern.compile(what + ": (\\d+) bytes").matcher(output);
    assertThat(matcher.find()).as(output).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
