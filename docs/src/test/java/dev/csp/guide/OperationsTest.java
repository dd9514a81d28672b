package dev.csp.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.diagnosis.BlockedGoroutine;
import dev.csp.diagnosis.Goroutines;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OperationsTest {
  @RegisterExtension final NobodyLeft nobodyLeft = new NobodyLeft();

  /** What a program prints that leaks; the setting needs a virtual machine of its own. */
  static String leak() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Operations.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void theBeanTellsWhatAHungServiceWaitsFor() throws Exception {
    Goroutines.registerMXBean();
    Channel<String> answer = Channel.unbuffered("answer");
    Goroutine asks = Operations.ask(answer);
    while (Goroutines.blockedLongerThan(Duration.ZERO).isEmpty()) {
      Go.yieldNow();
    }
    assertThat(Operations.ask()).contains("]: asks\n\tchan send on channel answer (unbuffered)");
    List<String> log = new ArrayList<>();
    Operations.watch(log::add);
    assertThat(log).isEmpty(); // nobody for five minutes
    answer.receive();
    asks.join();
  }

  @Test
  void metersOfMicrometerCountWhatHappens() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Operations.GoroutineMeters meters = Operations.measure(registry);
    try {
      Operations.kitchen();
      Channel<Integer> newest = Channel.sliding("newest", 1);
      newest.send(1);
      newest.send(2);
      meters.leaked(
          new BlockedGoroutine(
              7, "asks", "chan send", "chan send", Duration.ZERO, "Main.java:3", List.of()));
    } finally {
      Goroutines.removeListener(meters);
    }
    Timer waits = registry.get("goroutines.waits").tag("reason", "chan receive").timer();
    assertThat(waits.count()).isEqualTo(1);
    assertThat(waits.totalTime(TimeUnit.MILLISECONDS)).isPositive();
    assertThat(registry.get("channels.undelivered").tag("channel", "newest (sliding)").counter())
        .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
    assertThat(registry.get("goroutines.leaked").tag("started", "Main.java:3").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("goroutines.live").gauge().value()).isEqualTo(Go.count());
  }
}
