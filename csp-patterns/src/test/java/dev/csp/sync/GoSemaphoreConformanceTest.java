package dev.csp.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.Permit;
import dev.csp.channels.Received;
import dev.csp.channels.Semaphore;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.ErrGroup;
import dev.csp.patterns.testing.Crew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What golang.org/x/sync/semaphore asserts about its Weighted, for {@link Semaphore} with contexts:
 * the same situations, in fresh words. Where Go sleeps, this waits for the state.
 */
final class GoSemaphoreConformanceTest {
  private static final Context BACKGROUND = Context.background();
  private static final Duration MOMENT = Duration.ofMillis(10);

  private final int before = Go.count();

  @AfterEach
  void nobodyIsLeft() {
    Crew.until("all goroutines have ended", () -> Go.count() == before);
  }

  private static Permit acquire(Context ctx, Semaphore semaphore, long n)
      throws InterruptedException, DeadlineExceededException {
    return ctx.receive(semaphore.permits(n));
  }

  /** Weighted: goroutines of different weights hammer it, one with weight 0. */
  @Test
  void hammered() throws Exception {
    int n = 4;
    Semaphore semaphore = new Semaphore(n);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < n; i++) {
        int weight = i;
        crew.go(() -> {
          for (int loop = 0; loop < Crew.times(100); loop++) {
            try (Permit permit = acquire(BACKGROUND, semaphore, weight)) {
              Go.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(1 + permit.count())));
            }
          }
        });
      }
    }
    assertThat(semaphore.available()).isEqualTo(n);
  }

  /** WeightedPanic. */
  @Test
  void releaseOfWhatIsNotHeldFails() {
    assertThatIllegalStateException().isThrownBy(() -> new Semaphore(1).release(1));
  }

  /** WeightedTryAcquire. */
  @Test
  void tryAcquire() throws Exception {
    Semaphore semaphore = new Semaphore(2);
    List<Boolean> tries = new ArrayList<>();
    semaphore.acquire(1);
    tries.add(semaphore.tryAcquire(1));
    tries.add(semaphore.tryAcquire(1));
    semaphore.release(2);
    tries.add(semaphore.tryAcquire(1));
    semaphore.acquire(1);
    tries.add(semaphore.tryAcquire(1));
    assertThat(tries).containsExactly(true, false, true, false);
  }

  /** WeightedAcquire. */
  @Test
  void acquireWithADeadline() throws Exception {
    Semaphore semaphore = new Semaphore(2);
    List<Boolean> tries = new ArrayList<>();
    semaphore.acquire(1);
    tries.add(inTime(semaphore));
    tries.add(inTime(semaphore));
    semaphore.release(2);
    tries.add(inTime(semaphore));
    semaphore.acquire(1);
    tries.add(inTime(semaphore));
    assertThat(tries).containsExactly(true, false, true, false);
  }

  private static boolean inTime(Semaphore semaphore) throws InterruptedException {
    try (CancellableContext ctx = BACKGROUND.withTimeout(MOMENT)) {
      return acquire(ctx, semaphore, 1).count() == 1;
    } catch (DeadlineExceededException e) {
      return false;
    }
  }

  /** WeightedDoesntBlockIfTooBig. */
  @Test
  void requestThatIsTooBigBlocksNobody() throws Exception {
    Semaphore semaphore = new Semaphore(2);
    try (Crew crew = new Crew();
        CancellableContext cancelled = BACKGROUND.withCancel()) {
      Goroutine tooBig =
          crew.go(() ->
              assertThatThrownBy(() -> acquire(cancelled, semaphore, 3))
                  .isInstanceOf(CancellationException.class));
      Crew.untilParked(tooBig);
      try (ErrGroup group = new ErrGroup()) {
        for (int i = 0; i < 6; i++) {
          group.go(() -> {
            try (Permit permit = acquire(group.context(), semaphore, 1)) {
              Go.sleep(Duration.ofMillis(permit.count()));
            }
          });
        }
        group.await();
      }
      assertThat(tooBig.isDone()).isFalse();
      cancelled.cancel();
    }
    assertThat(semaphore.available()).isEqualTo(2);
  }

  /** LargeAcquireDoesntStarve. */
  @Test
  void largeRequestIsNotStarvedByManySmallOnes() throws Exception {
    int n = 4;
    Semaphore semaphore = new Semaphore(n);
    AtomicBoolean running = new AtomicBoolean(true);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < n; i++) {
        acquire(BACKGROUND, semaphore, 1);
        crew.go(() -> {
          while (running.get()) {
            Go.sleep(Duration.ofMillis(1));
            semaphore.release();
            acquire(BACKGROUND, semaphore, 1);
          }
          semaphore.release();
        });
      }
      acquire(BACKGROUND, semaphore, n);
      running.set(false);
      semaphore.release(n);
    }
    assertThat(semaphore.available()).isEqualTo(n);
  }

  /** AllocCancelDoesntStarve. */
  @Test
  void largeRequestThatIsCancelledDoesNotStarveThoseBehindIt() throws Exception {
    Semaphore semaphore = new Semaphore(10);
    semaphore.acquire(1);
    try (Crew crew = new Crew();
        CancellableContext cancelled = BACKGROUND.withCancel()) {
      Goroutine writer =
          crew.go(() ->
              assertThatThrownBy(() -> acquire(cancelled, semaphore, 10))
                  .isInstanceOf(CancellationException.class));
      Crew.untilParked(writer);
      Goroutine reader =
          crew.go(() -> {
            acquire(BACKGROUND, semaphore, 1);
            semaphore.release();
          });
      Crew.untilParked(reader);
      cancelled.cancel();
      reader.join();
      assertThat(semaphore.available()).isEqualTo(9);
    }
  }

  /** WeightedAcquireCanceled (golang/go#63615): the end comes first, then the permit. */
  @Test
  void contextThatEndsBeforeThePermitComesAlwaysWins() throws Exception {
    for (int round = 0; round < Crew.times(300); round++) {
      Semaphore semaphore = new Semaphore(2);
      CancellableContext ctx = BACKGROUND.withCancel();
      semaphore.acquire(1);
      try (Crew crew = new Crew()) {
        crew.go(() -> {
          while (semaphore.tryAcquire(1)) { // until the other waits
            semaphore.release(1);
            Go.sleep(Duration.ofNanos(1));
          }
          ctx.cancel();
          semaphore.release(1);
        });
        assertThatThrownBy(() -> acquire(ctx, semaphore, 2))
            .isInstanceOf(CancellationException.class);
      }
      assertThat(semaphore.available()).isEqualTo(2);
    }
  }

  /** O3. */
  @Test
  void contextThatHasEndedFailsAlsoIfThereArePermits() throws Exception {
    Semaphore semaphore = new Semaphore(2);
    CancellableContext cancelled = BACKGROUND.withCancel();
    cancelled.cancel();
    CancellableContext late = BACKGROUND.withTimeout(Duration.ZERO);
    for (long n : new long[] {0, 1, 2, 3}) {
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> acquire(cancelled, semaphore, n))
            .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> cancelled.receiveOrClosed(semaphore.permits(n)))
            .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> acquire(late, semaphore, n))
            .isInstanceOf(DeadlineExceededException.class);
      }
    }
    assertThat(semaphore.available()).isEqualTo(2);
    assertThat(semaphore.tryAcquire(2)).isTrue();
  }

  /** O3, O7: whichever of the two comes first, nothing is half done. */
  @Test
  void endOfTheContextRacesTheGrant() throws Exception {
    Channel<Boolean> outcomes = Channel.buffered(1);
    for (int round = 0; round < Crew.times(300); round++) {
      Semaphore semaphore = new Semaphore(3);
      semaphore.acquire(3);
      CancellableContext ctx = BACKGROUND.withCancel();
      try (Crew crew = new Crew()) {
        Goroutine waiter =
            crew.go(() -> {
              try {
                outcomes.send(acquire(ctx, semaphore, 2).count() == 2);
              } catch (CancellationException e) {
                outcomes.send(false);
              }
            });
        Crew.untilParked(waiter);
        crew.go(ctx::cancel);
        crew.go(() -> semaphore.release(3));
      }
      boolean granted = ((Received.Value<Boolean>) outcomes.tryReceive()).value();
      assertThat(semaphore.available()).isEqualTo(granted ? 1 : 3);
      assertThat(semaphore.tryAcquire(granted ? 1 : 3)).isTrue();
    }
  }
}
