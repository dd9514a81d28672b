package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The two counts of goroutines. */
@ExtendWith(Guard.class)
final class CensusTest {
  private static void awaitQuiet(Harness harness) {
    harness.waitUntil("nobody is runnable", () -> Census.runnable() == 0);
  }

  @Test
  void parkedGoroutineLivesButIsNotRunnable(Harness harness) throws Exception {
    awaitQuiet(harness);
    int live = Census.live();
    Channel<Integer> channel = Channel.unbuffered();
    List<Goroutine> parked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      parked.add(harness.adopt(Go.go(channel::receive)));
    }
    parked.forEach(goroutine -> harness.waitUntilParked(goroutine.thread()));
    assertThat(Census.live()).isEqualTo(live + 10);
    assertThat(Census.runnable()).isZero();
    for (int i = 0; i < 10; i++) {
      channel.send(i);
    }
    for (Goroutine goroutine : parked) {
      goroutine.join();
    }
    assertThat(Census.live()).isEqualTo(live);
    assertThat(Census.runnable()).isZero();
  }

  /** It has carried others away from its carrier for as long as it runs. */
  @Test
  void goroutineThatRunsOrWaitsElsewhereIsRunnable(Harness harness) throws Exception {
    if (Census.PARALLELISM == 1) {
      return; // nobody counts: nobody spins
    }
    awaitQuiet(harness);
    var monitor = new java.util.concurrent.CountDownLatch(1);
    Goroutine elsewhere = harness.adopt(Go.go(monitor::await));
    assertThat(Census.runnable()).isEqualTo(1);
    assertThat(Census.hasIdleCarriers()).isTrue();
    monitor.countDown();
    elsewhere.join();
    assertThat(Census.runnable()).isZero();
  }
}
