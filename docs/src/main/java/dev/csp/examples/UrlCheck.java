package dev.csp.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.patterns.ErrGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Asks several URLs at once whether they answer, and prints each answer when it comes.
 *
 * <p><b>Go.</b> A goroutine for each URL sends its result to a channel; one more waits for them all
 * and closes the channel; {@code for r := range results} prints until then.
 *
 * <p><b>Java.</b> The same, in two groups: the inner one makes the requests and is waited for by a
 * member of the outer one, which then closes the channel. A blocking {@code HttpClient.send} costs
 * a goroutine and no thread; cancelling the group interrupts it, and the request ends.
 *
 * <p>Usage: {@code UrlCheck [URL...]}. Each URL is asked twice: all at once, and then one after
 * another, to compare. Without an argument, a server on this machine has the pages, of which one is
 * slow and one broken.
 *
 * <p>Exit status: 0 if every URL answers with a status below 400 (without an argument: if all but
 * the broken page do), 1 if not, 2 if an argument is not an http URL.
 */
public final class UrlCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_AT_ONCE = 50;

  /** What became of a request; the answer is a status, or why there is none. */
  record Result(URI url, boolean isUp, String answer, Duration time) {
    @Override
    public String toString() {
      return String.format(
          "%-4s %5d ms  %s: %s", isUp ? "up" : "DOWN", time.toMillis(), url, answer);
    }
  }

  private UrlCheck() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(System.out, System.err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) throws Exception {
    if (args.length == 0) {
      try (Pages pages = new Pages();
          HttpClient client = newClient()) {
        List<HttpRequest> requests = requests(pages.urls());
        check(client, requests.getFirst()); // the first request of a JVM loads much, and is slow
        return compare(out, requests) == 1 ? 0 : 1;
      }
    }
    List<HttpRequest> requests;
    try {
      requests = requests(List.of(args));
    } catch (IllegalArgumentException e) {
      err.println("UrlCheck: " + e.getMessage());
      return 2;
    }
    return compare(out, requests) == 0 ? 0 : 1;
  }

  private static List<HttpRequest> requests(List<String> urls) {
    return urls.stream()
        .map(url -> HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build())
        .toList();
  }

  /** Checks twice, and answers how many are down. */
  private static long compare(PrintStream out, List<HttpRequest> requests)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    List<Result> results = checkAtOnce(out, requests);
    Duration atOnce = Duration.ofNanos(System.nanoTime() - start);

    start = System.nanoTime();
    try (HttpClient client = newClient()) {
      for (HttpRequest request : requests) {
        check(client, request);
      }
    }
    Duration oneByOne = Duration.ofNanos(System.nanoTime() - start);

    long down = results.stream().filter(result -> !result.isUp()).count();
    out.printf(
        "%d of %d up; %d ms for all at once, %d ms one after another%n",
        results.size() - down, results.size(), atOnce.toMillis(), oneByOne.toMillis());
    return down;
  }

  /** Prints the results in the order in which they come. */
  static List<Result> checkAtOnce(PrintStream out, List<HttpRequest> requests)
      throws InterruptedException, ExecutionException {
    List<Result> all = new ArrayList<>();
    Channel<Result> results = Channel.unbuffered("results");
    try (HttpClient client = newClient();
        ErrGroup group = new ErrGroup()) {
      group.go(() -> {
        try (results;
            ErrGroup checks = new ErrGroup(group.context())) {
          checks.setLimit(MOST_AT_ONCE);
          for (HttpRequest request : requests) {
            checks.go(() -> results.send(check(client, request)));
          }
          checks.await();
        } // closes the channel, now that every result has been sent
      });
      for (Result result : results) {
        out.println(result);
        all.add(result);
      }
      group.await();
    }
    return all;
  }

  private static Result check(HttpClient client, HttpRequest request) throws InterruptedException {
    long start = System.nanoTime();
    boolean isUp = false;
    String answer;
    try {
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      isUp = status < 400;
      answer = "status " + status;
    } catch (IOException e) { // also when the time is up
      answer = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
    return new Result(request.uri(), isUp, answer, Duration.ofNanos(System.nanoTime() - start));
  }

  private static HttpClient newClient() {
    return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  }

  /** Pages to check, on this machine; each request is answered by a goroutine. */
  private static final class Pages implements AutoCloseable {
    private static final Duration QUICK = Duration.ofMillis(100);
    private static final Duration SLOW = Duration.ofMillis(500);

    private final ErrGroup answering = new ErrGroup();
    private final List<String> urls = new ArrayList<>();
    private final HttpServer server;

    Pages() throws IOException {
      server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
      server.setExecutor(task -> answering.tryGo(task::run));
      for (String name : List.of("home", "news", "shop", "help", "about", "jobs", "blog", "map")) {
        add(name, QUICK, 200);
      }
      add("slow", SLOW, 200);
      add("broken", QUICK, 500);
      server.start();
    }

    List<String> urls() {
      return urls;
    }

    private void add(String name, Duration delay, int status) {
      server.createContext("/" + name, exchange -> answer(exchange, delay, status));
      urls.add("http://localhost:" + server.getAddress().getPort() + "/" + name);
    }

    /** The sleep stands for what a server does for its answer. */
    private static void answer(HttpExchange exchange, Duration delay, int status)
        throws IOException {
      try (exchange) {
        Go.sleep(delay);
        exchange.sendResponseHeaders(status, -1);
      } catch (InterruptedException e) { // by close
        throw new IOException("stopped while answering", e);
      }
    }

    @Override
    public void close() {
      server.stop(0);
      answering.close();
    }
  }
}
