package dev.csp.channels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The clock of the dumps. */
@ExtendWith(Guard.class)
final class CoarseClockTest {
  private static final long TICK = 100_000_000;

  private static void awaitStop() {
    Harness.await("the ticks have stopped", () -> !CoarseClock.isTicking());
  }

  @Test
  void readingThatStartsTheClockIsExact() {
    awaitStop();
    long before = TimeSource.nanoTime();
    long read = CoarseClock.nanoTime();
    long after = TimeSource.nanoTime();
    assertThat(CoarseClock.isTicking()).isTrue();
    assertThat(read - before).isNotNegative();
    assertThat(after - read).isGreaterThanOrEqualTo(-1); // one bit says that it ticks
  }

  @Test
  void clockMovesOnWhileSomebodyLooksAndIsNeverAhead() {
    long first = CoarseClock.nanoTime();
    for (int ticks = 1; ticks <= 3; ticks++) {
      long goal = first + ticks * TICK;
      Harness.await("it moves", () -> CoarseClock.nanoTime() - goal >= 0);
      assertThat(TimeSource.nanoTime() + 1 - CoarseClock.nanoTime()).isNotNegative();
    }
  }

  @Test
  void idleProgramHasNoTicks() {
    CoarseClock.nanoTime();
    awaitStop();
    assertThat(Kernel.clocks()).isZero();
  }

  /** A park may hold a value when it reads the clock. */
  @Test
  void readingDoesNotFailForWantOfMemoryOrStackAndTheNextOneTriesAgain() {
    for (VirtualMachineError planted :
        List.of(new InternalError("planted"), new StackOverflowError("planted"))) {
      awaitStop();
      long before = TimeSource.nanoTime();
      var clock =
          new CoarseClock() {
            private int attempts;

            @Override
            void schedule(long due) {
              attempts++;
              throw planted;
            }
          };
      assertThat(clock.start() - before).isNotNegative();
      assertThat(CoarseClock.isTicking()).isFalse();
      assertThat(clock.start() - before).isNotNegative();
      assertThat(clock.attempts).isEqualTo(2);
    }
    CoarseClock.nanoTime();
    assertThat(CoarseClock.isTicking()).isTrue();
  }
}
