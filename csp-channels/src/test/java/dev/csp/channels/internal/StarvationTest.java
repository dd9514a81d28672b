package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.go.Go;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The carriers have work of their own without end, and what waits outside gets its turn all the
 * same. Without {@link Starvation} none of these tests ends before its limit.
 */
@ExtendWith(Guard.class)
final class StarvationTest {
  private static final Object VALUE = new Object();

  private volatile boolean stop;

  /** Goroutines that wake each other until {@link #stop}, two pairs for each carrier. */
  private void keepCarriersBusy(Harness harness) {
    for (int i = 0; i < 2 * Go.parallelism(); i++) {
      exchange(harness);
    }
  }

  private void exchange(Harness harness) {
    Channel<Object> channel = Channel.unbuffered();
    var sent = harness.call(() -> send(channel));
    harness.run(() -> {
      long received = channel.stream().count();
      assertThat(received).isEqualTo(sent.get());
    });
  }

  private long send(Channel<Object> channel) throws InterruptedException {
    long sent = 0;
    try (channel) {
      for (; !stop; sent++) {
        channel.send(VALUE);
      }
    }
    return sent;
  }

  private void stopAndCheck(Harness harness) {
    stop = true;
    harness.joinAll();
  }

  @Test
  void sleepsEnd(Harness harness) {
    keepCarriersBusy(harness);
    harness
        .run(() -> {
          for (int i = 0; i < 20; i++) {
            Go.sleep(Duration.ofMillis(1));
          }
        })
        .join();
    stopAndCheck(harness);
  }

  @Test
  void receivesTimeOut(Harness harness) {
    keepCarriersBusy(harness);
    Channel<String> quiet = Channel.unbuffered();
    assertThat(harness.call(() -> quiet.receive(Duration.ofMillis(1))).get())
        .isEqualTo(new Received.Empty<String>());
    stopAndCheck(harness);
  }

  @Test
  void goroutinesThatAPlatformThreadStartsOrWakesRun(Harness harness) {
    keepCarriersBusy(harness);
    Channel<Integer> there = Channel.unbuffered();
    Channel<Integer> back = Channel.unbuffered();
    harness.run(() -> {
      try (back) {
        for (int n : there) {
          back.send(n + 1);
        }
      }
    });
    int turns = 10;
    var sum =
        harness.call(
            Kind.PLATFORM,
            () -> {
              int n = 0;
              for (int i = 0; i < turns; i++) {
                there.send(n);
                n = back.receive();
              }
              there.close();
              return n;
            });
    assertThat(sum.get()).isEqualTo(turns);
    stopAndCheck(harness);
  }

  @Test
  void virtualThreadsOfOthersRun(Harness harness) {
    keepCarriersBusy(harness);
    assertThat(harness.call(Kind.VIRTUAL, () -> "ran").get()).isEqualTo("ran");
    stopAndCheck(harness);
  }

  /** Two goroutines may spin on two carriers, and then they never park. */
  @Test
  void virtualThreadsOfOthersRunBesideSpinners(Harness harness) {
    for (int i = 0; i < (Go.parallelism() + 1) / 2; i++) {
      exchange(harness);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(harness.call(Kind.VIRTUAL, () -> "ran").get()).isEqualTo("ran");
    }
    stopAndCheck(harness);
  }

  @Test
  void whoOnlyYieldsLetsOthersRun(Harness harness) {
    for (int i = 0; i < 2 * Go.parallelism(); i++) {
      harness.run(() -> {
        while (!stop) {
          Go.yieldNow();
        }
      });
    }
    harness.run(() -> Go.sleep(Duration.ofMillis(1))).join();
    harness.run(() -> stop = true);
    harness.joinAll();
  }

  /** A yield is no wait that an interrupt ends, also when it is made of one. */
  @Test
  void yieldKeepsTheInterruptFlag(Harness harness) {
    keepCarriersBusy(harness);
    var yielder =
        harness.run(() -> {
          Thread.currentThread().interrupt();
          while (!stop) {
            Go.yieldNow();
          }
        });
    harness.run(() -> Go.sleep(Duration.ofMillis(1))).join();
    stop = true;
    assertThat(yielder.wasInterruptedAtEnd()).isTrue();
    harness.joinAll();
  }
}
