package dev.csp.guide;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;

import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.Backoff;
import dev.csp.patterns.Supervisor;
import dev.csp.sync.Barrier;
import dev.csp.sync.Latch;
import dev.csp.sync.Mutex;
import dev.csp.sync.OnceTask;
import dev.csp.sync.OnceValue;
import dev.csp.sync.SingleFlight;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The pages on the supervisor and on synchronizers. */
final class Sync {
  private Sync() {}

  static void supervise(Context ctx, Supervisor.Ward feed, Consumer<Supervisor.Event> log)
      throws InterruptedException, ExecutionException {
    // @start region="supervisor"
    Supervisor.Builder keepUp =
        Supervisor.of("feed", feed) // (context, heartbeat) -> …, started again when it fails
            .backoff(Backoff.exponential(Duration.ofMillis(1), Duration.ofMinutes(1)))
            .silentAfter(Duration.ofSeconds(30))
            .atMost(3, Duration.ofHours(1)) // and then gives up
            .endsWhenDone()
            .onEvent(log);
    try (Supervisor supervisor = keepUp.start(ctx)) {
      supervisor.await();
    }
    // @end
  }

  static String withMutex(Mutex file, Callable<String> use) throws Exception {
    // @start region="mutex"
    try (Mutex.Hold hold = file.hold()) { // waits its turn
      return hold + ": " + use.call();
    }
    // @end
  }

  static String whicheverIsFree(Mutex left, Mutex right) throws InterruptedException {
    // @start region="mutex-select"
    return select(
        receive(left.locked(), hold -> use(hold, "left")),
        receive(right.locked(), hold -> use(hold, "right")),
        after(Duration.ofMillis(20), () -> "neither"));
    // @end
  }

  private static String use(Mutex.Hold held, String name) {
    try (held) {
      return name;
    }
  }

  static boolean latch(List<Runnable> shards) throws InterruptedException {
    // @start region="latch"
    Latch loaded = new Latch(shards.size());
    for (Runnable shard : shards) {
      Go.go(() -> {
        shard.run();
        loaded.countDown(); // the goroutine may go on after this
      });
    }
    boolean inTime =
        select(done(loaded.done(), () -> true), after(Duration.ofSeconds(10), () -> false));
    // @end
    return inTime;
  }

  // @start region="barrier"
  static void inStep(List<Runnable> steps, Barrier together)
      throws InterruptedException, BrokenBarrierException {
    for (Runnable step : steps) {
      step.run();
      together.await(); // nobody begins the next step before all have ended this one
    }
  }

  // @end

  static String once(OnceValue<String> settings) throws InterruptedException, ExecutionException {
    // @start region="once"
    String first = settings.get(); // computes it, on a goroutine of its own
    String again = settings.get(); // has it
    // @end
    return first + again;
  }

  static OnceValue<String> settings(Callable<String> load) {
    // @start region="once-make"
    OnceValue<String> settings = new OnceValue<>("settings", load); // not computed yet
    // @end
    return settings;
  }

  static void onceTask(OnceTask warmUp) throws InterruptedException, ExecutionException {
    // @start region="once-task"
    warmUp.start(); // if nobody has yet
    warmUp.await(); // until it is done; throws what it threw
    // @end
  }

  static String shared(SingleFlight<String, String> flights, Callable<String> fetch, String key)
      throws InterruptedException, ExecutionException {
    // @start region="single-flight"
    String page = flights.run(key, fetch); // joins the call for this key, if one is under way
    // @end
    return page;
  }

  static String sharedAndCancelled(
      SingleFlight<String, String> flights, Callable<String> fetch, String key)
      throws InterruptedException, ExecutionException {
    // @start region="single-flight-context"
    String page = flights.run(key, ctx -> fetch.call()); // ctx ends when the last caller has left
    // @end
    return page;
  }
}
