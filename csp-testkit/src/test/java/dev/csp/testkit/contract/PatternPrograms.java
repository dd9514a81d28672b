package dev.csp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.Broadcast;
import dev.csp.patterns.Race;
import dev.csp.patterns.ResultGroup;
import dev.csp.patterns.Subscription;
import dev.csp.patterns.WorkerPool;
import dev.csp.pipeline.OpenPipeline;
import dev.csp.pipeline.Pipeline;
import dev.csp.sync.Barrier;
import dev.csp.sync.Latch;
import dev.csp.sync.Mutex;
import dev.csp.sync.OnceValue;
import dev.csp.sync.SingleFlight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The main property of each pattern: with its close at every point, where it has one. */
final class PatternPrograms {
  private PatternPrograms() {}

  static List<Program> all() {
    return List.of(
        new Program("a mutex excludes, also with an interrupt", PatternPrograms::mutex),
        new Program("a value is made once", PatternPrograms::onceValue),
        new Program("one flight for all that ask meanwhile", PatternPrograms::singleFlight),
        new Program("nobody passes a barrier alone", PatternPrograms::barrier),
        new Program("a latch opens for all", PatternPrograms::latch),
        new Program("a pool's jobs have one result each", PatternPrograms::pool),
        new Program("a pool that is closed gives its jobs back", PatternPrograms::closedPool),
        new Program(
            "a pool that has refused a job does not end well", PatternPrograms::cancelledPool),
        new Program("results in the order of their tasks", PatternPrograms::resultGroup),
        new Program("a race has one winner", PatternPrograms::race),
        new Program("every subscriber gets every value", PatternPrograms::broadcast),
        new Program("a parallel stage keeps the order", PatternPrograms::pipeline),
        new Program("a pipeline that is closed leaves nobody", PatternPrograms::closedPipeline));
  }

  private static void assertAlone() {
    assertThat(Go.count()).isEqualTo(1); // main
  }

  private static void mutex() throws Exception {
    Mutex mutex = new Mutex();
    int[] inside = new int[2];
    WaitGroup all = new WaitGroup();
    List<Goroutine> users = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      users.add(
          all.go(() -> {
            if (Program.completes(mutex::lock)) {
              assertThat(++inside[0]).isEqualTo(1);
              Go.yieldNow();
              inside[0]--;
              inside[1]++;
              mutex.unlock();
            }
          }));
    }
    users.get(1).interrupt();
    all.await();
    assertThat(inside[1]).isBetween(2, 3);
    assertThat(mutex.isLocked()).isFalse();
  }

  private static void onceValue() throws Exception {
    int[] made = new int[1];
    OnceValue<Integer> value =
        new OnceValue<>(() -> {
          Go.yieldNow();
          return ++made[0];
        });
    WaitGroup all = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      all.go(() -> assertThat(value.get()).isEqualTo(1));
    }
    all.await();
    assertThat(made[0]).isEqualTo(1);
  }

  private static void singleFlight() throws Exception {
    SingleFlight<String, Integer> flights = new SingleFlight<>();
    int[] under = new int[1];
    int[] answers = new int[1];
    WaitGroup all = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      all.go(() -> {
        int answer =
            flights.run(
                "key",
                () -> {
                  assertThat(++under[0]).isEqualTo(1);
                  Go.yieldNow();
                  under[0]--;
                  return 7;
                });
        assertThat(answer).isEqualTo(7);
        answers[0]++;
      });
    }
    all.await();
    assertThat(answers[0]).isEqualTo(3);
    assertThat(flights.inFlight()).isZero();
  }

  private static void barrier() throws Exception {
    Barrier barrier = new Barrier(3);
    int[] arrived = new int[1];
    WaitGroup all = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      all.go(() -> {
        for (int round = 1; round <= 2; round++) {
          arrived[0]++;
          barrier.await();
          assertThat(arrived[0]).isGreaterThanOrEqualTo(3 * round);
        }
      });
    }
    all.await();
  }

  private static void latch() throws Exception {
    Latch latch = new Latch(2);
    int[] down = new int[1];
    WaitGroup all = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      all.go(() -> {
        down[0]++;
        latch.countDown();
      });
      all.go(() -> {
        latch.await();
        assertThat(down[0]).isEqualTo(2);
      });
    }
    all.await();
  }

  private static void pool() throws Exception {
    List<Integer> results = new ArrayList<>();
    try (WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(
                job -> {
                  if (job == 1) {
                    throw new IllegalArgumentException("one");
                  }
                  return job * 2;
                })
            .workers(2)
            .open(Context.background())) {
      Goroutine feeder =
          Go.go(() -> {
            for (int job = 0; job < 3; job++) {
              assertThat(pool.submit(job)).isTrue();
            }
            pool.drain();
          });
      for (WorkerPool.Result<Integer, Integer> result : pool.results()) {
        results.add(result.job());
      }
      feeder.join();
    }
    assertThat(results).containsExactlyInAnyOrder(0, 1, 2);
    assertAlone();
  }

  private static void closedPool() throws Exception {
    List<Integer> done = new ArrayList<>();
    List<Integer> back = new ArrayList<>();
    List<Integer> accepted = new ArrayList<>();
    WorkerPool<Integer, Integer> pool =
        WorkerPool.<Integer, Integer>builder(job -> job)
            .workers(1)
            .onDroppedJob(back::add)
            .onUndelivered(result -> done.add(result.job()))
            .open(Context.background());
    Goroutine feeder =
        Go.go(() -> {
          for (int job = 0; job < 3; job++) {
            if (pool.submit(job)) {
              accepted.add(job);
            }
          }
        });
    Goroutine closer = Go.go(pool::close);
    while (pool.results().receiveOrClosed()
        instanceof Received.Value<WorkerPool.Result<Integer, Integer>>(var result)) {
      done.add(result.job());
    }
    feeder.join();
    closer.join();
    done.addAll(back);
    assertThat(done).containsExactlyInAnyOrderElementsOf(accepted);
    assertAlone();
  }

  /** Whoever reads the results cannot know that a submit was refused. */
  private static void cancelledPool() throws Exception {
    try (CancellableContext context = Context.background().withCancel();
        WorkerPool<Integer, Integer> pool =
            WorkerPool.<Integer, Integer>builder(i -> i).workers(1).open(context)) {
      Go.go(() -> context.cancel());
      boolean accepted = pool.submit(1);
      pool.drain();
      int results = 0;
      Received<WorkerPool.Result<Integer, Integer>> next = pool.results().receiveOrClosed();
      while (next instanceof Received.Value<WorkerPool.Result<Integer, Integer>>) {
        results++;
        next = pool.results().receiveOrClosed();
      }
      boolean endsWell = next.equals(new Received.Closed<>(Optional.empty()));
      assertThat(endsWell && !(accepted && results == 1)).isFalse();
    }
  }

  private static void resultGroup() throws Exception {
    try (ResultGroup<Integer> group = new ResultGroup<>()) {
      for (int i = 0; i < 3; i++) {
        int self = i;
        group.go(() -> {
          Go.yieldNow();
          return self;
        });
      }
      assertThat(group.await()).containsExactly(0, 1, 2);
    }
    assertAlone();
  }

  private static void race() throws Exception {
    List<Integer> givenUp = new ArrayList<>();
    int winner;
    int[] made = new int[1];
    try (Race<Integer> race = new Race<>(Context.background(), givenUp::add)) {
      for (int i = 0; i < 3; i++) {
        int self = i;
        race.go(() -> {
          Go.yieldNow();
          made[0]++;
          return self;
        });
      }
      winner = race.await();
    }
    assertThat(givenUp).doesNotContain(winner).doesNotHaveDuplicates().hasSize(made[0] - 1);
    assertAlone();
  }

  private static void broadcast() throws Exception {
    List<List<Integer>> got = List.of(new ArrayList<>(), new ArrayList<>());
    try (Broadcast<Integer> hub = new Broadcast<>(Context.background())) {
      WaitGroup all = new WaitGroup();
      for (List<Integer> mine : got) {
        Subscription<Integer> subscription = hub.subscribe(Subscription.WhenFull.WAIT, 1);
        all.go(() -> subscription.channel().forEach(mine::add));
      }
      for (int i = 0; i < 3; i++) {
        hub.publish(i);
      }
      hub.input().close();
      all.await();
    }
    assertThat(got).allSatisfy(mine -> assertThat(mine).containsExactly(0, 1, 2));
    assertAlone();
  }

  private static void pipeline() throws Exception {
    try (CancellableContext context = Context.background().withCancel()) {
      List<Integer> squares =
          Pipeline.of(1, 2, 3)
              .mapParallel(
                  2,
                  value -> {
                    Go.yieldNow();
                    return value * value;
                  })
              .toList(context);
      assertThat(squares).containsExactly(1, 4, 9);
    }
    assertAlone();
  }

  private static void closedPipeline() throws Exception {
    try (CancellableContext context = Context.background().withCancel()) {
      List<Integer> prefix = new ArrayList<>();
      OpenPipeline<Integer> open =
          Pipeline.of(0, 1, 2).mapParallel(2, value -> value).buffer(1).open(context);
      Goroutine closer = Go.go(open::close);
      while (open.channel().receiveOrClosed() instanceof Received.Value<Integer>(var value)) {
        prefix.add(value);
      }
      closer.join();
      for (int i = 0; i < prefix.size(); i++) {
        assertThat(prefix.get(i)).isEqualTo(i);
      }
    }
    assertAlone();
  }
}
