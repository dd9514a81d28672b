package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.times;
import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.patterns.testing.Crew;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class InterruptibleTest {
  @Test
  void anInterruptBeforeTheBeginningIsThereWhenItBegins() {
    Interruptible run = new Interruptible();
    run.interrupt();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    run.begin();
    assertThat(Thread.interrupted()).isTrue();
    run.interrupt();
    assertThat(Thread.interrupted()).isFalse();
    run.end();
  }

  @Test
  void isInterruptedOnce() {
    Interruptible run = new Interruptible();
    run.begin();
    run.interrupt();
    assertThat(Thread.interrupted()).isTrue();
    run.interrupt();
    assertThat(Thread.interrupted()).isFalse();
    run.end();
  }

  @Test
  void theEndClearsTheFlag() {
    Interruptible run = new Interruptible();
    run.begin();
    run.interrupt();
    run.end();
    assertThat(Thread.interrupted()).isFalse();
    run.interrupt();
    assertThat(Thread.interrupted()).isFalse();
  }

  /**
   * An interrupt that is on its way when the run ends does not hit what comes after: the end waits
   * for it.
   */
  @Test
  void whatComesAfterTheEndIsNotInterrupted() throws Exception {
    Interruptible run = new Interruptible();
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean onItsWay = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean given = new AtomicBoolean();
    AtomicBoolean hit = new AtomicBoolean();
    Thread runner =
        new Thread() {
          @Override
          public void run() {
            run.begin();
            begun.set(true);
            until("somebody is about to interrupt", onItsWay::get);
            run.end();
            ended.set(true);
            until("that has happened", given::get);
            hit.set(isInterrupted());
          }

          @Override
          public void interrupt() {
            if (!Thread.currentThread().equals(this)) { // not when it sets its own flag again
              onItsWay.set(true);
              until("it ends", () -> getState() == State.WAITING || ended.get());
            }
            super.interrupt();
          }
        };
    runner.start();
    until("it runs", begun::get);
    run.interrupt();
    given.set(true);
    runner.join();
    assertThat(hit).isFalse();
  }

  @Test
  void whatComesAfterTheEndIsNotInterruptedWhereverTheTwoMeet() throws Exception {
    final class Ending implements Crew.Duel {
      final Interruptible run = new Interruptible();
      boolean hit;

      @Override
      public void left() {
        run.interrupt();
      }

      @Override
      public void right() {
        run.begin();
        run.end();
        for (int i = 0; i < 200; i++) {
          hit |= Thread.currentThread().isInterrupted();
        }
      }

      @Override
      public void check() {
        assertThat(hit).isFalse();
      }
    }
    Crew.duel(times(2_000), Ending::new);
  }
}
