package dev.csp.guide;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;

import dev.csp.channels.Channel;
import dev.csp.channels.Permit;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Semaphore;
import dev.csp.channels.Ticker;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.Backoff;
import dev.csp.patterns.Broadcast;
import dev.csp.patterns.ErrGroup;
import dev.csp.patterns.Heartbeat;
import dev.csp.patterns.Outcome;
import dev.csp.patterns.Race;
import dev.csp.patterns.Replicated;
import dev.csp.patterns.ResultGroup;
import dev.csp.patterns.Subscription;
import dev.csp.patterns.Subscription.WhenFull;
import dev.csp.patterns.WorkerPool;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.StageException;
import dev.csp.select.Case;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The pages on patterns. */
final class Patterns {
  private Patterns() {}

  static List<String> pool(Context ctx, List<String> texts) {
    List<String> lines = new ArrayList<>();
    // @start region="worker-pool"
    try (WorkerPool<String, Integer> pool =
        WorkerPool.<String, Integer>builder(Integer::parseInt)
            .named("parse")
            .workers(3)
            .queue(4)
            .open(ctx)) {
      Go.go(
          "submit",
          () -> {
            for (String text : texts) {
              pool.submit(text); // waits while the queue is full
            }
            pool.drain(); // no more: finish what is there, and close the results
          });
      for (WorkerPool.Result<String, Integer> result : pool.results()) {
        lines.add(
            switch (result.outcome()) {
              case Outcome.Done<Integer>(Integer number) -> result.job() + " is " + number;
              case Outcome.Failed<Integer>(Throwable failure) -> result.job() + " is no number";
            });
      }
    }
    // @end
    return lines;
  }

  static List<String> poolByHand(List<String> jobs, Function<String, String> work)
      throws InterruptedException, ExecutionException {
    List<String> all = new ArrayList<>();
    // @start region="pool-by-hand"
    Channel<String> todo = Channel.buffered(4);
    Channel<String> done = Channel.buffered(4);
    try (ErrGroup group = new ErrGroup()) {
      group.go(() -> {
        try (todo) {
          for (String job : jobs) {
            todo.send(job);
          }
        }
      });
      group.go(() -> {
        try (done;
            ErrGroup workers = new ErrGroup(group.context())) {
          for (int i = 0; i < 3; i++) {
            workers.go(() -> {
              for (String job : todo) {
                done.send(work.apply(job));
              }
            });
          }
          workers.await();
        } // closes done behind the last result
      });
      done.forEach(all::add);
      group.await();
    }
    // @end
    return all;
  }

  static List<String> pipeline(List<String> lines)
      throws InterruptedException, StageException, DeadlineExceededException {
    // @start region="pipeline"
    Pipeline<String> shouting =
        Pipeline.fromIterable(lines) // describes, and starts nothing
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .buffer(8) // may be eight lines ahead
            .mapParallel(3, line -> line.toUpperCase(Locale.ROOT)) // three at once, in order
            .named("shout");

    try (CancellableContext ctx = Context.background().withTimeout(Duration.ofSeconds(10))) {
      return shouting.toList(ctx); // runs, and leaves nothing running
    }
    // @end
  }

  static int firstMultiple(Context ctx, int of)
      throws InterruptedException, StageException, DeadlineExceededException {
    // @start region="generate"
    Pipeline<Integer> numbers =
        Pipeline.generate(
            "numbers",
            out -> {
              for (int i = 1; ; i++) {
                out.send(i); // throws when nobody wants more
              }
            });
    int first = numbers.filter(number -> number % of == 0).first(ctx).orElseThrow();
    // @end
    return first;
  }

  static void group(List<Callable<String>> checks) throws InterruptedException, ExecutionException {
    // @start region="error-group"
    try (ErrGroup group = new ErrGroup()) {
      group.setLimit(2); // at most two at a time
      for (Callable<String> check : checks) {
        group.go(check::call);
      }
      group.await(); // until all have ended; throws the first failure
    }
    // @end
  }

  static List<String> results(List<Callable<String>> questions)
      throws InterruptedException, ExecutionException {
    // @start region="result-group"
    try (ResultGroup<String> group = new ResultGroup<>()) {
      for (Callable<String> question : questions) {
        group.go(question);
      }
      return group.await(); // the answers, in the order of the questions
    }
    // @end
  }

  static String race(Context ctx, Callable<String> cache, Callable<String> origin)
      throws InterruptedException, ExecutionException {
    // @start region="race"
    try (Race<String> race = new Race<>(ctx)) {
      race.go("cache", cache);
      race.go("origin", origin);
      return race.await(); // the first that succeeds; all failed: throws
    } // the loser is interrupted and waited for
    // @end
  }

  static String replicated(Context ctx, List<Function<String, String>> servers)
      throws InterruptedException, ExecutionException {
    // @start region="replicated-request"
    Replicated<Function<String, String>, String, String> greetings =
        Replicated.<Function<String, String>, String, String>over(
                servers, (context, server, name) -> server.apply(name))
            .hedgedAfter(Duration.ofMillis(20)); // asks the next one only then
    String greeting = greetings.request(ctx, "Ada");
    // @end
    return greeting;
  }

  static String watch(Channel<Runnable> jobs) throws InterruptedException {
    // @start region="heartbeat"
    Heartbeat heartbeat = Heartbeat.every(Duration.ofMillis(5));
    Goroutine worker =
        Go.go(
            "worker",
            () -> {
              while (true) {
                heartbeat.receive(jobs).run(); // beats while it waits, and for each job
              }
            });
    try (Heartbeat.Silence silence = heartbeat.silence(Duration.ofMillis(50))) {
      silence.channel().receive(); // so long without a beat: it is stuck in a job
      return worker.name() + " is silent";
    }
    // @end
  }

  static List<Integer> broadcast(Context ctx, int n)
      throws InterruptedException, ExecutionException {
    List<Integer> ledger = new ArrayList<>();
    List<Integer> display = new ArrayList<>();
    // @start region="broadcast"
    try (Broadcast<Integer> prices = new Broadcast<>(ctx);
        ErrGroup group = new ErrGroup(ctx)) {
      Subscription<Integer> all = prices.subscribe(WhenFull.WAIT, 4); // misses nothing
      Subscription<Integer> newest = prices.subscribe(WhenFull.DROP_OLDEST, 1);
      group.go(() -> all.channel().forEach(ledger::add));
      group.go(() -> newest.channel().forEach(display::add));
      for (int price = 1; price <= n; price++) {
        prices.publish(price);
      }
      prices.input().close(); // the subscribers come to their ends
      group.await();
    }
    // @end
    ledger.add(display.getLast());
    return ledger;
  }

  static List<List<String>> batches(Context ctx, Pipeline<String> rows)
      throws InterruptedException, StageException, DeadlineExceededException {
    List<List<String>> inserted = new ArrayList<>();
    // @start region="batch"
    rows.batch(2, Duration.ofSeconds(5)) // two together, or what there is after five seconds
        .forEach(ctx, inserted::add);
    // @end
    return inserted;
  }

  static List<String> rate(Context ctx, Pipeline<String> requests)
      throws InterruptedException, StageException, DeadlineExceededException {
    // @start region="rate"
    List<String> sent =
        requests
            .rateLimit(1000) // a thousand in a second, on average
            .toList(ctx);
    // @end
    return sent;
  }

  static void rateByHand(Iterable<Runnable> requests) throws InterruptedException {
    // @start region="rate-by-hand"
    ReceiveChannel<?> turn = Ticker.tick(Duration.ofMillis(1));
    for (Runnable request : requests) {
      turn.receive();
      request.run();
    }
    // @end
  }

  static void limited(Semaphore memory, long bytes, Runnable resize) throws InterruptedException {
    // @start region="semaphore"
    memory.acquire(bytes); // waits its turn; a large request is not overtaken by small ones
    try {
      resize.run();
    } finally {
      memory.release(bytes);
    }
    // @end
  }

  static String permitOrElse(Semaphore connections, Function<Permit, String> query)
      throws InterruptedException {
    // @start region="permit"
    Case<String> connected =
        receive(
            connections.permits(1),
            permit -> {
              try (permit) { // gives it back at the end
                return query.apply(permit);
              }
            });
    String answer = select(connected, after(Duration.ofMillis(20), () -> "too busy"));
    // @end
    return answer;
  }

  static String retry(Context ctx, Callable<String> request, Consumer<Duration> log)
      throws Exception {
    // @start region="retry"
    Backoff backoff =
        Backoff.exponential(Duration.ofMillis(1), Duration.ofSeconds(5)).withJitter(0.5);
    RandomGenerator random = RandomGenerator.getDefault();
    for (int failures = 1; ; failures++) {
      try {
        return request.call();
      } catch (IOException e) {
        if (failures == 5) {
          throw e;
        }
      }
      Duration pause = backoff.pause(failures, random);
      log.accept(pause);
      ctx.sleep(pause); // the end of the context ends it
    }
    // @end
  }

  static List<String> fanIn(List<Callable<String>> sources)
      throws InterruptedException, ExecutionException {
    List<String> seen = new ArrayList<>();
    // @start region="fan-in"
    Channel<String> all = Channel.buffered(2);
    try (ErrGroup group = new ErrGroup()) {
      group.go(
          "closer",
          () -> {
            try (all;
                ErrGroup senders = new ErrGroup(group.context())) {
              for (Callable<String> source : sources) {
                senders.go(() -> all.send(source.call()));
              }
              senders.await();
            } // first the senders have ended, and then the channel is closed
          });
      for (String value : all) {
        seen.add(value);
      }
      group.await();
    }
    // @end
    return seen;
  }

  static void fanOut(List<String> work, Consumer<String> consume)
      throws InterruptedException, ExecutionException {
    // @start region="fan-out"
    Channel<String> values = Channel.buffered(3);
    try (ErrGroup group = new ErrGroup()) {
      for (int i = 1; i <= 3; i++) {
        group.go("consumer " + i, () -> values.forEach(consume));
      }
      group.go(
          "source",
          () -> {
            try (values) {
              for (String value : work) {
                values.send(value);
              }
            }
          });
      group.await();
    }
    // @end
  }
}
