package dev.csp.examples.snippets;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.sync.Barrier;
import dev.csp.sync.Latch;
import dev.csp.sync.Mutex;
import dev.csp.sync.OnceTask;
import dev.csp.sync.OnceValue;
import dev.csp.sync.SingleFlight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ExecutionException;

/** The examples in the documentation of {@code dev.csp.sync}. */
public final class SyncSnippets {
  private SyncSnippets() {}

  // @start region="mutex"
  /** Counts words, from any goroutine. */
  public static final class WordCount {
    private final Mutex mutex = new Mutex("word count");
    private final Map<String, Integer> counts = new HashMap<>();

    /**
     * Counts a word.
     *
     * @param word the word
     * @throws InterruptedException if interrupted; the word was not counted
     */
    public void add(String word) throws InterruptedException {
      mutex.lock();
      try {
        counts.merge(word, 1, Integer::sum);
      } finally {
        mutex.unlock();
      }
    }
  }

  // @end

  /**
   * Appends a line.
   *
   * @param file who locks it
   * @param log where
   * @param line what
   * @throws InterruptedException if interrupted
   */
  public static void hold(Mutex file, StringBuilder log, String line) throws InterruptedException {
    // @start region="hold"
    try (Mutex.Hold hold = file.hold()) {
      log.append(hold).append(": ").append(line).append('\n');
    }
    // @end
  }

  /**
   * Waits for one of two files.
   *
   * @param left locks one file
   * @param right locks another
   * @param ctx for how long
   * @return which was free, and has been used
   * @throws InterruptedException if interrupted
   */
  public static String whicheverIsFree(Mutex left, Mutex right, Context ctx)
      throws InterruptedException {
    // @start region="locked"
    return select(
        receive(
            left.locked(),
            hold -> {
              try (hold) {
                return "left";
              }
            }),
        receive(
            right.locked(),
            hold -> {
              try (hold) {
                return "right";
              }
            }),
        done(ctx.done(), () -> "neither"));
    // @end
  }

  /**
   * Waits until all shards are loaded.
   *
   * @param shards what to load
   * @return whether they were in time
   * @throws InterruptedException if interrupted
   */
  public static boolean load(List<Runnable> shards) throws InterruptedException {
    // @start region="latch"
    Latch loaded = new Latch(shards.size());
    for (Runnable shard : shards) {
      Go.go(() -> {
        shard.run();
        loaded.countDown(); // the goroutine may go on
      });
    }
    return select(done(loaded.done(), () -> true), after(Duration.ofSeconds(10), () -> false));
    // @end
  }

  // @start region="barrier"
  /**
   * What each of the workers does: no one begins a step before all have ended the one before.
   *
   * @param steps what this worker does
   * @param together for all workers
   * @throws InterruptedException if interrupted; then the others end too
   * @throws BrokenBarrierException if another worker was interrupted
   */
  public static void inStep(List<Runnable> steps, Barrier together)
      throws InterruptedException, BrokenBarrierException {
    for (Runnable step : steps) {
      step.run();
      together.await();
    }
  }

  // @end

  /**
   * Waits for the others, or for orders.
   *
   * @param barrier where the others arrive
   * @param orders may call this one away
   * @return what came
   * @throws InterruptedException if interrupted
   * @throws BrokenBarrierException if the barrier is broken
   */
  public static String arrive(Barrier barrier, ReceiveChannel<String> orders)
      throws InterruptedException, BrokenBarrierException {
    // @start region="arrive"
    try (Barrier.Arrival arrival = barrier.arrive()) {
      return select(
          done(arrival.released(), () -> "all are here"),
          receive(orders, order -> order)); // the others wait for somebody else now
    }
    // @end
  }

  // @start region="onceValue"
  /** Reads its file when somebody first asks, and not before. */
  public static final class Settings {
    private final OnceValue<String> text;

    /**
     * Makes settings that are not read yet.
     *
     * @param file where they stand
     */
    public Settings(Path file) {
      text = new OnceValue<>("settings", () -> Files.readString(file));
    }

    /**
     * Returns the settings.
     *
     * @return the text of the file
     * @throws IOException if it cannot be read, whoever asks
     * @throws InterruptedException if the caller is interrupted; the others are not
     */
    public String get() throws IOException, InterruptedException {
      try {
        return text.get();
      } catch (ExecutionException e) {
        throw new IOException("no settings", e.getCause());
      }
    }
  }

  // @end

  /**
   * Waits for a warm-up that several may ask for.
   *
   * @param warmUp what is done once
   * @param requests what is waited for beside it
   * @return a request, or that it is warm
   * @throws InterruptedException if interrupted
   */
  public static String warm(Runnable warmUp, Channel<String> requests) throws InterruptedException {
    // @start region="onceTask"
    OnceTask warm = new OnceTask("warm-up", warmUp::run);
    return select(
        receive(requests, request -> request + " comes early"),
        done(warm.done(), () -> "warm")); // to ask for done() starts it
    // @end
  }

  /** Answers. */
  @FunctionalInterface
  public interface Server {
    /**
     * Answers a query.
     *
     * @param ctx until when
     * @param query the query
     * @return the answer
     * @throws Exception if it has none
     */
    String ask(Context ctx, String query) throws Exception;
  }

  // @start region="singleFlight"
  /** However many ask the same at the same time, the server is asked once. */
  public static final class Front {
    private final SingleFlight<String, String> flights = new SingleFlight<>();
    private final Server server;

    /**
     * Makes a front.
     *
     * @param server what is dear to ask
     */
    public Front(Server server) {
      this.server = server;
    }

    /**
     * Answers a query. When nobody waits for the answer any more, the server is told.
     *
     * @param query the query
     * @return the answer
     * @throws InterruptedException if the caller is interrupted; the others are not
     * @throws ExecutionException if the server failed
     */
    public String ask(String query) throws InterruptedException, ExecutionException {
      return flights.run(query, ctx -> server.ask(ctx, query));
    }
  }

  // @end

  /**
   * Asks with a context.
   *
   * @param ctx for how long
   * @param flights shares the calls
   * @param query the query
   * @param server answers
   * @return the answer
   * @throws InterruptedException if interrupted
   * @throws ExecutionException if the server failed
   * @throws DeadlineExceededException if the context's time has run out
   */
  public static String askWith(
      Context ctx, SingleFlight<String, String> flights, String query, Server server)
      throws InterruptedException, ExecutionException, DeadlineExceededException {
    // @start region="flight"
    try (SingleFlight.Flight<String> flight =
        flights.join(query, callCtx -> server.ask(callCtx, query))) {
      ctx.receiveOrClosed(flight.done()); // throws if ctx ends first, and close() leaves the call
      return flight.get();
    }
    // @end
  }
}
