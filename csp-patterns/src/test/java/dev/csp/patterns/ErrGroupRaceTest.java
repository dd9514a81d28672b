package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Starts, failures, ends of the parent, interrupts and closes at the same time. */
@Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
final class ErrGroupRaceTest {
  private final int before = Go.count();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Go.count()).isEqualTo(before);
  }

  /**
   * Members start from inside and outside while one fails and the group is closed. Every accepted
   * member runs and ends, none outlives close, and members that would wait for ever do not: no
   * interrupt is lost.
   */
  @Test
  void noMemberOutlivesCloseAndNoInterruptIsLost() throws Exception {
    for (int round = 0; round < times(20_000); round++) {
      AtomicInteger accepted = new AtomicInteger();
      AtomicInteger ended = new AtomicInteger();
      Random random = new Random(round);
      int failAt = random.nextInt(8);
      boolean fails = random.nextBoolean();
      boolean limited = random.nextBoolean();
      Goroutine outside;
      try (ErrGroup group = new ErrGroup()) {
        if (limited) {
          group.setLimit(3);
        }
        outside =
            Go.go(() -> {
              for (int i = 0; i < 8; i++) {
                boolean last = i == failAt;
                boolean in =
                    group.go(() -> {
                      try {
                        if (last && fails) {
                          throw new IOException("stop");
                        }
                        Go.blockForever();
                      } finally {
                        ended.incrementAndGet();
                      }
                    });
                if (in) {
                  accepted.incrementAndGet();
                }
              }
            });
        if (round % 3 == 0) {
          Go.yieldNow();
        }
      }
      // Whatever was accepted has ended; the starter itself is not a member.
      int endedAtClose = ended.get();
      outside.join();
      assertThat(outside.failure()).isEmpty();
      assertThat(ended).hasValue(endedAtClose);
      assertThat(accepted).hasValue(endedAtClose);
    }
  }

  /**
   * Two members fail at once, the parent ends, and await is interrupted: what comes out is always
   * one of the allowed ends.
   */
  @Test
  void failuresMeetTheParentsEndAndAnInterrupt() throws Exception {
    for (int round = 0; round < times(3000); round++) {
      Random random = new Random(round);
      IOException one = new IOException("one");
      IOException two = new IOException("two");
      CancellableContext parent = Context.background().withCancel();
      boolean interrupt = random.nextBoolean();
      boolean cancel = random.nextBoolean();
      try (Crew crew = new Crew()) {
        Goroutine waiting =
            crew.go(() -> {
              ErrGroup group = new ErrGroup(parent);
              boolean first = group.tryGo(() -> fail(one));
              boolean second = group.tryGo(() -> fail(two));
              group.tryGo(Go::blockForever);
              try {
                group.await();
                assertThat(first).isFalse();
                assertThat(second).isFalse();
              } catch (ExecutionException e) {
                assertThat(e.getCause()).isIn(one, two);
                assertThat(e.getCause().getSuppressed().length).isEqualTo(first && second ? 1 : 0);
              } catch (InterruptedException e) {
                assertThat(interrupt).isTrue();
              }
              assertThat(Thread.interrupted() && !interrupt).isFalse();
              group.close();
            });
        if (interrupt) {
          crew.go(waiting::interrupt);
        }
        if (cancel) {
          crew.go(parent::cancel);
        }
      }
      parent.cancel();
    }
  }

  private static void fail(IOException failure) throws IOException {
    throw failure;
  }

  /**
   * A deadline, the parent's cancel and close race to interrupt members that then count what they
   * got.
   */
  @Test
  void anyNumberOfCancellersInterruptEachMemberOnce() throws Exception {
    for (int round = 0; round < times(2000); round++) {
      AtomicInteger seconds = new AtomicInteger();
      AtomicInteger firsts = new AtomicInteger();
      CancellableContext parent =
          Context.background().withTimeout(Duration.ofNanos(1 + round * 100L));
      ErrGroup group = new ErrGroup(parent);
      int members = 0;
      for (int i = 0; i < 4; i++) {
        boolean in =
            group.tryGo(() -> {
              try {
                Go.blockForever();
              } catch (InterruptedException e) {
                firsts.incrementAndGet();
              }
              for (int j = 0; j < 10; j++) {
                Go.yieldNow();
              }
              if (Thread.interrupted()) {
                seconds.incrementAndGet();
              }
            });
        members += in ? 1 : 0;
      }
      try (Crew crew = new Crew()) {
        crew.go(parent::cancel);
        crew.go(group::close);
        crew.go(group::close);
      }
      assertThat(firsts).hasValue(members);
      assertThat(seconds).hasValue(0);
    }
  }

  /**
   * Goroutines that start members of a full group are interrupted at random; the slots must come
   * out even.
   */
  @Test
  void slotsSurviveAnInterruptStorm() throws Exception {
    ErrGroup group = new ErrGroup();
    group.setLimit(2);
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger interrupted = new AtomicInteger();
    try (Crew crew = new Crew()) {
      Goroutine[] starters = new Goroutine[8];
      for (int i = 0; i < starters.length; i++) {
        starters[i] =
            crew.go(() -> {
              for (int j = 0; j < times(2000); j++) {
                try {
                  if (group.go(
                      () -> {
                        ran.incrementAndGet();
                        Go.yieldNow();
                      })) {
                    accepted.incrementAndGet();
                  }
                } catch (InterruptedException e) { // by the storm
                  interrupted.incrementAndGet();
                }
              }
            });
      }
      Random random = new Random(1);
      boolean going = true;
      while (going) {
        going = false;
        for (Goroutine starter : starters) {
          going |= !starter.isDone();
        }
        starters[random.nextInt(starters.length)].interrupt();
        Thread.yield();
      }
    }
    group.await();
    assertThat(ran).hasValue(accepted.get());
    assertThat(accepted.get() + interrupted.get()).isEqualTo(8 * times(2000));
    Channel<String> hold = Channel.unbuffered();
    assertThat(group.tryGo(hold::receive)).isTrue();
    assertThat(group.tryGo(hold::receive)).isTrue();
    assertThat(group.tryGo(hold::receive)).isFalse();
    group.close();
  }

  @Test
  void aHundredThousandMembersAreCancelled() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    try (ErrGroup group = new ErrGroup()) {
      for (int i = 0; i < 100_000; i++) {
        group.go(() -> {
          try {
            Go.blockForever();
          } finally {
            ended.incrementAndGet();
          }
        });
      }
      assertThat(group.toString()).isEqualTo("ErrGroup[100000 running]");
    }
    assertThat(ended).hasValue(100_000);
  }

  /**
   * A member that was accepted at the instant of the close has ended when close returns, also if it
   * began later.
   */
  @Test
  void closeWaitsForWhatIsAcceptedMeanwhile() throws Exception {
    final class Accepting implements Crew.Duel {
      final ErrGroup group = new ErrGroup();
      final AtomicBoolean ended = new AtomicBoolean();
      boolean endedAtClose;
      boolean accepted;

      @Override
      public void left() {
        group.close();
        endedAtClose = ended.get();
      }

      @Override
      public void right() {
        accepted = group.tryGo(() -> ended.set(true));
      }

      @Override
      public void check() {
        assertThat(endedAtClose).isEqualTo(accepted);
      }
    }
    Crew.duel(times(5_000), Accepting::new);
  }

  /** Cancelled first, interrupted second: go says that it refused, wherever the two meet it. */
  @Test
  void goIsRefusedRatherThanInterruptedByTheCancellation() throws Exception {
    final class Waiting implements Crew.Duel {
      final CancellableContext parent = Context.background().withCancel();
      final ErrGroup group = new ErrGroup(parent);
      volatile Thread waiter;
      volatile boolean interrupted;

      Waiting() {
        group.setLimit(1);
        group.tryGo(Go::blockForever);
      }

      @Override
      public void left() {
        parent.cancel();
        Thread thread = waiter;
        if (thread != null) {
          thread.interrupt();
        }
        interrupted = true;
      }

      @Override
      public void right() {
        waiter = Thread.currentThread();
        try {
          assertThat(group.go(() -> {})).isFalse();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        } finally {
          while (!interrupted) {
            Thread.onSpinWait();
          }
        }
      }

      @Override
      public void check() {
        group.close();
      }
    }
    Crew.duel(times(5_000), Waiting::new);
  }
}
