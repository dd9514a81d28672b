package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Sent;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.WorkerPool.Counts;
import dev.csp.patterns.WorkerPool.Result;
import dev.csp.patterns.testing.Crew;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Submitters of every kind, jobs that fail, submitters that are interrupted, receivers that leave,
 * and an end that comes at any moment. Each job that was accepted must come out once, on one of
 * three ways.
 */
@Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
final class WorkerPoolStormTest {
  private final int before = Go.count();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(Go.count()).isEqualTo(before);
  }

  @Test
  void everyAcceptedJobComesOutOnce() throws Exception {
    for (int round = 0; round < times(600); round++) {
      new Storm(round).run();
    }
  }

  /** One pool and all that happens to it. */
  private static final class Storm {
    private final Random random;
    private final int seed;
    private final Queue<Integer> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> received = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> dropped = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> undelivered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CancellableContext parent = Context.background().withCancel();

    Storm(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void run() throws Exception {
      int most = 1 + random.nextInt(4);
      int queue = random.nextInt(4);
      boolean ordered = random.nextBoolean();
      int failing = random.nextInt(4);
      boolean cancels = random.nextInt(4) == 0;
      WorkerPool.Builder<Integer, Integer> builder =
          WorkerPool.<Integer, Integer>builder(
                  job -> {
                    ran.incrementAndGet();
                    if (job % 3 == 0) {
                      Go.yieldNow();
                    }
                    if (failing == 0 && job % 5 == 4) {
                      throw new IOException("planted");
                    }
                    return job;
                  })
              .queue(queue)
              .results(random.nextInt(3))
              .onFailure(cancels ? OnFailure.CANCEL : OnFailure.CONTINUE)
              .onDroppedJob(dropped::add)
              .onUndelivered(result -> undelivered.add(result.job()));
      if (ordered) {
        builder.inOrder();
      }
      if (random.nextBoolean()) {
        builder.workers(most);
      } else {
        builder.workers(
            random.nextInt(most + 1), most, Duration.ofNanos(1 + random.nextInt(50_000)));
      }
      WorkerPool<Integer, Integer> pool = builder.open(parent);
      boolean feeds = random.nextInt(3) == 0;
      int submitters = 1 + random.nextInt(3);
      int end = random.nextInt(5);
      int takes = end == 0 ? Integer.MAX_VALUE : random.nextInt(40);
      try (Crew crew = new Crew()) {
        List<Goroutine> all = new ArrayList<>();
        for (int s = 0; s < submitters; s++) {
          int first = s * 100;
          boolean sends = feeds && s == 0;
          Random own = new Random(random.nextLong());
          all.add(crew.go(() -> submit(pool, first, sends, own)));
        }
        crew.go(() -> receive(pool, takes));
        crew.go(() -> watch(pool, most, queue + (feeds ? 1 : 0)));
        if (random.nextBoolean()) {
          all.get(random.nextInt(all.size())).interrupt();
        }
        for (int i = random.nextInt(30); i > 0; i--) {
          Go.yieldNow();
        }
        switch (end) {
          case 0 -> {
            for (Goroutine submitter : all) {
              submitter.join();
            }
            pool.drain();
            pool.await();
          }
          case 1 -> pool.drain();
          case 2 -> parent.cancel();
          default -> {}
        }
        pool.close();
        for (Goroutine submitter : all) {
          submitter.join();
        }
        over.set(true);
      }
      parent.cancel();
      check(pool, end == 0 && !(cancels && failing == 0));
    }

    private void submit(WorkerPool<Integer, Integer> pool, int first, boolean sends, Random own) {
      SendChannel<Integer> jobs = sends ? pool.jobs() : null;
      for (int job = first; job < first + 20; job++) {
        try {
          if (jobs != null) {
            jobs.send(job);
            accepted.add(job);
            continue;
          }
          boolean in =
              switch (own.nextInt(3)) {
                case 0 -> pool.trySubmit(job) == Sent.SENT;
                case 1 -> pool.submit(job, Duration.ofNanos(own.nextInt(20_000))) == Sent.SENT;
                default -> pool.submit(job);
              };
          if (in) {
            accepted.add(job);
          }
        } catch (InterruptedException e) { // by the storm; it was not accepted
        } catch (ChannelClosedException e) { // nor was this
          return;
        }
      }
    }

    private void receive(WorkerPool<Integer, Integer> pool, int takes) throws InterruptedException {
      for (int i = 0; i < takes; i++) {
        if (!(pool.results().receiveOrClosed()
            instanceof Received.Value<Result<Integer, Integer>>(Result<Integer, Integer> result))) {
          return;
        }
        received.add(result.job());
      }
    }

    /** At every instant the sums are right and the bounds hold. */
    private void watch(WorkerPool<Integer, Integer> pool, int most, int queue) throws Exception {
      while (!over.get()) {
        Counts counts = pool.counts();
        assertThat(
                counts.queued()
                    + counts.running()
                    + counts.done()
                    + counts.failed()
                    + counts.dropped())
            .isEqualTo(counts.accepted());
        assertThat(counts.workers()).isBetween(0, most);
        assertThat(counts.running()).isBetween(0, most);
        assertThat(counts.queued()).isBetween(0, most + queue);
        Go.sleep(Duration.ofNanos(1));
      }
    }

    private void check(WorkerPool<Integer, Integer> pool, boolean nothingIsLost) {
      List<Integer> out = new ArrayList<>(received);
      out.addAll(dropped);
      out.addAll(undelivered);
      assertThat(out)
          .as(
              "seed %s, received %s, dropped %s, undelivered %s",
              seed, received, dropped, undelivered)
          .containsExactlyInAnyOrderElementsOf(accepted);
      Counts counts = pool.counts();
      assertThat(counts)
          .isEqualTo(
              new Counts(0, accepted.size(), 0, 0, counts.done(), counts.failed(), dropped.size()));
      assertThat(counts.done() + counts.failed()).isEqualTo(ran.get());
      if (nothingIsLost) {
        assertThat(received).hasSize(accepted.size());
      }
    }
  }

  /**
   * Orders of magnitude more jobs than room, in order: none is lost, and none overtakes another.
   */
  @Test
  void aLongRunInOrderLosesNothing() throws Exception {
    int number = times(30_000);
    try (Crew crew = new Crew();
        WorkerPool<Integer, Integer> pool =
            WorkerPool.<Integer, Integer>builder(
                    i -> {
                      if (i % 7 == 0) {
                        Go.yieldNow();
                      }
                      return i;
                    })
                .workers(4)
                .queue(8)
                .results(4)
                .inOrder()
                .open(Context.background())) {
      crew.go(() -> {
        for (int i = 0; i < number; i++) {
          pool.submit(i);
        }
        pool.drain();
      });
      int expected = 0;
      for (Result<Integer, Integer> result : pool.results()) {
        if (result.job() != expected) {
          throw new AssertionError("expected " + expected + ", was " + result);
        }
        expected++;
      }
      assertThat(expected).isEqualTo(number);
    }
  }
}
