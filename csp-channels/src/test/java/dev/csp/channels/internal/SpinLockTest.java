package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Guard.class)
final class SpinLockTest {
  private static final class Counter extends SpinLock {
    int value;
  }

  private final Counter counter = new Counter();

  @Test
  void excludesAndPublishes(Harness harness) {
    int threads = 6;
    int each = 40_000;
    for (int t = 0; t < threads; t++) {
      int number = t;
      harness.run(
          Kind.turn(t),
          () -> {
            for (int i = 0; i < each; i++) {
              if (number % 2 == 0) {
                counter.lock();
              } else {
                while (!counter.tryLockSpinning()) {
                  Thread.yield();
                }
              }
              counter.value++;
              counter.unlock();
            }
          });
    }
    harness.joinAll();
    assertThat(counter.value).isEqualTo(threads * each);
  }

  @Test
  void triesForABoundedTime(Harness harness) {
    counter.lock();
    assertThat(counter.tryLockSpinning()).isFalse();
    var waiting = harness.run(Kind.PLATFORM, counter::lock);
    assertThat(waiting.isDone()).isFalse();
    counter.unlock();
    waiting.join();
    assertThat(counter.tryLockSpinning()).isFalse();
    counter.unlock();
    assertThat(counter.tryLockSpinning()).isTrue();
    counter.unlock();
  }
}
