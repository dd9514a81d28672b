package dev.csp.examples;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.onReceive;
import static dev.csp.select.Select.onSend;
import static dev.csp.select.Select.receive;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import dev.csp.select.Select;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that does not wait for a late answer, and what becomes of the goroutine that has it.
 *
 * <p><b>Go.</b> {@code go func() { result <- query() }()}, and a {@code select} of the result and a
 * time-out. After a time-out nobody receives, so the goroutine waits in its send for ever; after a
 * day of slow answers there are thousands. Either the channel has room for the result, or the send
 * is one case of a {@code select} whose other is {@code <-ctx.Done()}.
 *
 * <p><b>Java.</b> The same leak and the same two cures. {@link Go#dump} shows who is stuck, on
 * which channel, since when, and where it was started. A third cure is an {@code ErrGroup} around
 * the request: leaving it stops the query too. See {@code FirstAnswer}.
 */
public final class AbandonedResult {
  private static final int REQUESTS = 3;
  private static final Duration PATIENCE = Duration.ofMillis(10);
  private static final String SORRY = "sorry, try later";

  /** How a request is answered. */
  @FunctionalInterface
  private interface Handler {
    String answer(Database database) throws InterruptedException;
  }

  private AbandonedResult() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    serve(out, "unbuffered, as it should not be", AbandonedResult::leaky);
    serve(out, "with room for the result", AbandonedResult::withRoom);
    serve(out, "with a context", AbandonedResult::withContext);
  }

  /** The mistake: after the time-out, nobody will receive the result. */
  private static String leaky(Database database) throws InterruptedException {
    Channel<String> result = Channel.unbuffered("result");
    database.start(() -> result.send(database.query()));
    return Select.<String>select(receive(result), after(PATIENCE, () -> SORRY));
  }

  /** The send never waits; the result that nobody wants is garbage, with its channel. */
  private static String withRoom(Database database) throws InterruptedException {
    Channel<String> result = Channel.buffered("result", 1);
    database.start(() -> result.send(database.query()));
    return Select.<String>select(receive(result), after(PATIENCE, () -> SORRY));
  }

  /** The send waits only while somebody may receive. */
  private static String withContext(Database database) throws InterruptedException {
    Channel<String> result = Channel.unbuffered("result");
    try (CancellableContext ctx = Context.background().withTimeout(PATIENCE)) {
      database.start(() ->
          Select.run(
              onSend(result, database.query(), () -> {}),
              onReceive(ctx.done(), never -> {}, () -> {})));
      return ctx.receive(result);
    } catch (DeadlineExceededException e) {
      return SORRY;
    }
  }

  /** Serves while the database is slow; then the late results come, and find somebody or not. */
  private static void serve(PrintStream out, String how, Handler handler)
      throws InterruptedException {
    Database database = new Database();
    for (int i = 0; i < REQUESTS; i++) {
      if (!handler.answer(database).equals(SORRY)) {
        throw new IllegalStateException("the database should have been too slow");
      }
    }
    database.recover();
    List<Goroutine> stuck = new ArrayList<>();
    for (Goroutine query : database.queries()) {
      if (endsOrIsStuck(query)) {
        stuck.add(query);
      }
    }
    out.printf("%s: %d of %d queries never end%n", how, stuck.size(), REQUESTS);
    if (!stuck.isEmpty()) {
      out.println(Go.dump());
    }
    for (Goroutine query : stuck) { // so that the next can be counted: a server cannot do this
      query.interrupt();
      query.join();
    }
  }

  /** Waits until the goroutine has ended, or waits for somebody to receive; true if that. */
  private static boolean endsOrIsStuck(Goroutine query) throws InterruptedException {
    while (!query.join(Duration.ofMillis(1))) {
      String dump = Go.dump();
      if (dump.contains("goroutine " + query.id() + " [chan send")
          || dump.contains("goroutine " + query.id() + " [select")) {
        return true;
      }
    }
    return false;
  }

  /** Answers no query until it has recovered. A dump shows who asked, and not the line here. */
  @StartsForCaller
  private static final class Database {
    private final Channel<Void> recovered = Channel.unbuffered("database");
    private final List<Goroutine> queries = new ArrayList<>();

    void start(Task query) {
      queries.add(Go.go("query " + (queries.size() + 1), query));
    }

    String query() throws InterruptedException {
      recovered.receiveOrClosed();
      return "forty-two";
    }

    void recover() {
      recovered.close();
    }

    List<Goroutine> queries() {
      return queries;
    }
  }
}
