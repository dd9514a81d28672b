package dev.csp.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Permit;
import dev.csp.channels.Received;
import dev.csp.channels.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Goroutines and platform threads acquire different numbers of two semaphores: in selects of one to
 * six cases, some of them on a channel on which values come and go, with and without time-outs;
 * with selectors; and in plain operations; while somebody interrupts them at random. At every
 * instant no more is held than there is. In the end all is back, nobody waits, and no value is
 * lost.
 *
 * <p>Nobody waits while it holds, so nobody can wait for ever: a worker that does not end has been
 * forgotten.
 */
final class SemaphoreStormTest {
  private static final int WORKERS = 8;
  private static final int SIZE = 8;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private final List<Semaphore> semaphores = List.of(new Semaphore(SIZE), new Semaphore(SIZE));
  private final List<AtomicLong> held = List.of(new AtomicLong(), new AtomicLong());
  private final Channel<Integer> values = Channel.buffered(2);
  private final AtomicInteger working = new AtomicInteger(WORKERS);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong granted = new AtomicLong();
  private final AtomicLong passed = new AtomicLong();
  private final AtomicLong interrupted = new AtomicLong();

  @Test
  void permitsAreConserved() throws Exception {
    int rounds = Crew.work(6_000);
    Crew.run(
        120,
        crew -> {
          var random = new SplittableRandom(seed);
          List<Thread> threads = new ArrayList<>();
          for (int i = 0; i < WORKERS; i++) {
            Worker worker = new Worker(random.split());
            threads.add(crew.start(i % 2 == 0, () -> worker.work(rounds)));
          }
          crew.go(this::sendWhileTheyWork);
          while (working.get() > 0 && threads.stream().anyMatch(Thread::isAlive)) {
            threads.get(random.nextInt(WORKERS)).interrupt();
            for (int i = random.nextInt(200); i > 0; i--) {
              Thread.onSpinWait();
            }
            Thread.yield();
          }
        });
    for (int i = 0; i < semaphores.size(); i++) {
      assertThat(semaphores.get(i).available()).as("seed %s", seed).isEqualTo(SIZE);
      assertThat(semaphores.get(i).tryAcquire(SIZE)).as("nobody waits, seed %s", seed).isTrue();
      assertThat(held.get(i)).hasValue(0);
    }
    while (values.tryReceive() instanceof Received.Value<Integer>) {
      received.incrementAndGet();
    }
    assertThat(received.get()).as("seed %s", seed).isEqualTo(sent.get());
    System.out.println(
        "semaphore storm: "
            + granted
            + " granted, "
            + passed
            + " not, "
            + interrupted
            + " interrupted, "
            + received
            + " values");
    assertThat(granted.get()).isGreaterThan(rounds);
    assertThat(passed.get()).isPositive();
    assertThat(interrupted.get()).isPositive();
    assertThat(sent.get()).isPositive();
  }

  private void sendWhileTheyWork() throws InterruptedException {
    Duration moment = Duration.ofMillis(1);
    while (working.get() > 0) {
      if (values.send(1, moment)) {
        sent.incrementAndGet();
      }
    }
  }

  private final class Worker {
    private final SplittableRandom random;
    private final Selector selector = new Selector();
    private final List<Selector.Receive<Permit>> permits = new ArrayList<>();
    private final List<Integer> which = new ArrayList<>();
    private final Selector.Receive<Integer> in = selector.receive(values);
    private final Selector.TimeOut timeOut = selector.after(Duration.ZERO);

    Worker(SplittableRandom random) {
      this.random = random;
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        int number = random.nextInt(2);
        which.add(number);
        permits.add(selector.receive(semaphores.get(number).permits(count())));
      }
    }

    /** Mostly little, sometimes nearly all or too much. */
    private long count() {
      return random.nextInt(6) == 0 ? random.nextInt(SIZE + 2) : random.nextInt(1, 4);
    }

    private Duration soon() {
      return Duration.ofNanos(random.nextInt(60_000));
    }

    void work(int rounds) {
      try {
        for (int i = 0; i < rounds; i++) {
          try {
            switch (random.nextInt(8)) {
              case 0, 1, 2, 3 -> select();
              case 4, 5 -> useSelector();
              case 6 -> plain(random.nextInt(2));
              default -> timed(random.nextInt(2));
            }
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
          }
        }
      } finally {
        working.decrementAndGet();
      }
    }

    private void select() throws InterruptedException {
      int cases = random.nextInt(1, 7);
      List<Case<Boolean>> list = new ArrayList<>();
      for (int i = 0; i < cases; i++) {
        int number = random.nextInt(2);
        if (random.nextInt(8) == 0) {
          list.add(Select.<Integer, Boolean>receive(values, value -> got()));
        } else {
          list.add(
              Select.<Permit, Boolean>receive(
                  semaphores.get(number).permits(count()), permit -> hold(number, permit)));
        }
      }
      // For if all ask for too much.
      list.add(Select.<Permit, Boolean>receive(semaphores.get(0).permits(1), p -> hold(0, p)));
      switch (random.nextInt(4)) {
        case 0 -> list.add(Select.otherwise(() -> false));
        case 1 -> list.add(Select.after(soon(), () -> false));
        default -> {} // waits
      }
      boolean done = random.nextInt(4) == 0 ? Select.selectFirst(list) : Select.select(list);
      if (!done) {
        passed.incrementAndGet();
      }
    }

    private void useSelector() throws InterruptedException {
      permits.get(random.nextInt(permits.size())).enable(random.nextInt(4) != 0);
      timeOut.set(random.nextInt(3) == 0 ? Duration.ZERO : soon());
      Selector.Case won = random.nextInt(4) == 0 ? selector.selectFirst() : selector.select();
      if (won == in) {
        got();
      } else if (won == timeOut) {
        passed.incrementAndGet();
      } else {
        int place = permits.indexOf(won);
        hold(which.get(place), permits.get(place).value());
      }
    }

    private void plain(int number) throws InterruptedException {
      long n = Math.min(count(), SIZE);
      semaphores.get(number).acquire(n);
      hold(number, n);
      semaphores.get(number).release(n);
    }

    private void timed(int number) throws InterruptedException {
      if (semaphores.get(number).permits(count()).receive(soon())
          instanceof Received.Value<Permit>(Permit permit)) {
        hold(number, permit);
      } else {
        passed.incrementAndGet();
      }
    }

    private boolean got() {
      received.incrementAndGet();
      return true;
    }

    private boolean hold(int number, Permit permit) {
      try (permit) {
        hold(number, permit.count());
      }
      return true;
    }

    private void hold(int number, long n) {
      assertThat(held.get(number).addAndGet(n)).isLessThanOrEqualTo(SIZE);
      granted.incrementAndGet();
      if (random.nextInt(8) == 0) {
        Thread.yield();
      }
      held.get(number).addAndGet(-n);
    }
  }
}
