package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two timers shared by goroutines, virtual and platform threads that set, stop and receive from
 * them without a pause.
 */
@ExtendWith(Guard.class)
@Guard.Limit(150)
class TimerStormTest {
  private static final int CHILDREN = 24;

  /**
   * F5 for the whole storm: each setting is received, or ended by exactly one stop or reset, or
   * still armed.
   */
  @Test
  void everySettingEndsExactlyOnce() {
    var seeds = new SplittableRandom();
    Timer[] timers = {Timer.start(Duration.ZERO), Timer.start(Duration.ofNanos(5_000))};
    AtomicLong set = new AtomicLong(timers.length);
    AtomicLong received = new AtomicLong();
    AtomicLong ended = new AtomicLong();
    try (var harness = new Harness(Duration.ofSeconds(60))) {
      for (int i = 0; i < CHILDREN; i++) {
        SplittableRandom random = seeds.split();
        harness.run(
            Kind.turn(i),
            () -> {
              for (int step = 0; step < Scale.work(10_000); step++) {
                Timer timer = timers[random.nextInt(timers.length)];
                switch (random.nextInt(4)) {
                  case 0 -> ended.addAndGet(timer.stop() ? 1 : 0);
                  case 1 -> {
                    ended.addAndGet(timer.reset(Duration.ofNanos(random.nextInt(20_000))) ? 1 : 0);
                    set.incrementAndGet();
                  }
                  case 2 -> received.addAndGet(count(timer.channel().tryReceive()));
                  default ->
                      received.addAndGet(
                          count(timer.channel().receive(Duration.ofNanos(random.nextInt(20_000)))));
                }
              }
            });
      }
      harness.joinAll();
    }
    for (Timer timer : timers) {
      ended.addAndGet(timer.stop() ? 1 : 0);
    }
    assertThat(received.get() + ended.get()).isEqualTo(set.get());
    Harness.await("the heap is empty", () -> Kernel.timers() == 0);
  }

  private static long count(Received<Instant> received) {
    return received instanceof Received.Value<Instant> ? 1 : 0;
  }
}
