package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Goroutines, virtual and platform threads acquire different numbers in every plain form, under
 * random time-outs and interrupts. At every instant no more is held than there is; in the end all
 * is back, nobody waits, and everything has happened that should. The storms of {@code
 * dev.csp.select} add selects.
 */
@ExtendWith(Guard.class)
@Guard.Limit(150)
class SemaphoreStormTest {
  private static final int WORKERS = 8;
  private static final int SIZE = 10;

  private final Semaphore semaphore = new Semaphore("storm", SIZE);
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong granted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong interrupted = new AtomicLong();

  @Test
  void permitsAreConserved(Harness harness) {
    var random = new SplittableRandom();
    int rounds = Scale.work(8_000);
    var over = new AtomicBoolean();
    var workers = new ArrayList<Child<Void>>();
    for (int i = 0; i < WORKERS; i++) {
      SplittableRandom mine = random.split();
      workers.add(harness.run(Kind.turn(i), () -> work(mine, rounds)));
    }
    SplittableRandom forInterrupts = random.split();
    Child<Void> interrupter =
        harness.run(
            Kind.PLATFORM,
            () -> {
              while (!over.get()) {
                workers.get(forInterrupts.nextInt(WORKERS)).interrupt();
                LockSupport.parkNanos(forInterrupts.nextInt(20_000));
              }
            });
    workers.forEach(Child::join);
    over.set(true);
    interrupter.join();
    assertThat(semaphore.available()).isEqualTo(SIZE);
    assertThat(held.get()).isZero();
    assertThat(Kernel.receivers(semaphore.permits(1))).isZero();
    assertThat(Kernel.timers()).isZero();
    assertThat(semaphore.tryAcquire(SIZE)).isTrue();
    System.out.println(
        "semaphore storm: "
            + granted
            + " granted, "
            + refused
            + " refused, "
            + interrupted
            + " interrupted");
    assertThat(granted.get()).isGreaterThan(rounds);
    assertThat(refused.get()).isPositive();
    assertThat(interrupted.get()).isPositive();
  }

  private static Duration shortTime(SplittableRandom random) {
    return Duration.ofNanos(random.nextInt(50_001));
  }

  private void work(SplittableRandom random, int rounds) {
    for (int i = 0; i < rounds; i++) {
      // Large ones are rare, and some ask for too much.
      long n = random.nextInt(8) == 0 ? random.nextInt(SIZE + 2) : random.nextInt(1, 4);
      try {
        Permit permit = null;
        boolean done =
            switch (random.nextInt(6)) {
              case 0 -> semaphore.tryAcquire(n);
              case 1 -> semaphore.acquire(n, shortTime(random));
              case 2 -> {
                permit = value(semaphore.permits(n).receive(shortTime(random)));
                yield permit != null;
              }
              case 3 -> {
                permit = value(semaphore.permits(n).tryReceive());
                yield permit != null;
              }
              case 4 -> {
                permit = semaphore.permits(Math.min(n, SIZE)).receive();
                yield true;
              }
              default -> {
                n = Math.min(n, SIZE);
                semaphore.acquire(n);
                yield true;
              }
            };
        if (done) {
          hold(permit != null ? permit.count() : n, permit, random);
        } else {
          refused.incrementAndGet();
        }
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
      }
    }
  }

  private static Permit value(Received<Permit> received) {
    return received instanceof Received.Value<Permit>(Permit permit) ? permit : null;
  }

  private void hold(long n, Permit permit, SplittableRandom random) {
    assertThat(held.addAndGet(n)).isLessThanOrEqualTo(SIZE);
    granted.incrementAndGet();
    if (random.nextInt(4) == 0) {
      Thread.yield();
    }
    held.addAndGet(-n);
    if (permit == null) {
      semaphore.release(n);
    } else {
      permit.close();
    }
  }
}
