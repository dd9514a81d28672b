package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How fast simulations go. {@code docs/design/0014} has what was measured with care. */
final class SpeedTest {
  private static final double TIME_SCALE =
      Double.parseDouble(System.getProperty("csp.test.timeScale", "1"));

  /** Twenty goroutines on one channel: nearly every step goes on with another one. */
  private static final Task CROWD =
      () -> {
        Channel<Integer> channel = Channel.buffered(4);
        WaitGroup senders = new WaitGroup();
        WaitGroup receivers = new WaitGroup();
        for (int i = 0; i < 10; i++) {
          senders.go(() -> {
            for (int k = 0; k < 2000; k++) {
              channel.send(k);
            }
          });
          receivers.go(() -> channel.forEach(value -> {}));
        }
        senders.await();
        channel.close();
        receivers.await();
      };

  /** The best of several runs counts: the machine may have other things to do. */
  @Test
  void twoHundredThousandStepsTakeASecondAtMost() {
    double best = 0;
    for (int seed = 0; seed < 40 && best < 200_000; seed++) {
      long begin = System.nanoTime();
      Run run = Simulation.run(seed, CROWD);
      best = Math.max(best, run.steps() * 1e9 * TIME_SCALE / (System.nanoTime() - begin));
    }
    assertThat(best).as("steps per second").isGreaterThan(200_000);
  }

  @Test
  void aThousandSmallRunsTakeSecondsAtMost() {
    long begin = System.nanoTime();
    Simulation.with(Strategy.random())
        .runs(
            1000,
            () -> {
              Channel<Integer> channel = Channel.unbuffered();
              Go.go(() -> channel.send(1));
              channel.receive();
              Go.sleep(Duration.ofHours(1));
            });
    assertThat(Duration.ofNanos((long) ((System.nanoTime() - begin) / TIME_SCALE)))
        .isLessThan(Duration.ofSeconds(20));
  }
}
