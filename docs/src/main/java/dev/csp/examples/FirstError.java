package dev.csp.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.csp.go.Go;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.ErrGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/**
 * The first error stops the others, in the middle of what they do.
 *
 * <p><b>Go.</b> {@code g, ctx := errgroup.WithContext(ctx)}: the first error cancels {@code ctx},
 * and {@code g.Wait()} returns that error once all have returned. Only what looks at {@code ctx}
 * stops early, so it is passed to every request.
 *
 * <p><b>Java.</b> {@link ErrGroup} interrupts its members when the first one fails, so a blocking
 * request stops without being told of a context. {@code await} throws when all have ended: the
 * first failure is the cause, later ones are suppressed on it.
 *
 * <p>Three downloads that have no end, and one page that is broken, from a server on this machine.
 * It writes until the other side hangs up, so that its own end shows that the downloads stopped.
 */
public final class FirstError {
  private static final int ENDLESS = 3;

  private FirstError() {}

  public static void main(String[] args) throws Exception {
    run(System.out);
  }

  static void run(PrintStream out) throws Exception {
    try (Pages pages = new Pages()) {
      download(out, pages);
      pages.awaitAll();
      out.println("server: all have hung up");
    }
  }

  private static void download(PrintStream out, Pages pages) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient();
        ErrGroup group = new ErrGroup()) {
      for (int i = 1; i <= ENDLESS; i++) {
        String page = "endless/" + i;
        group.go(() -> fetch(client, pages.url(page), out));
      }
      group.go(() -> fetch(client, pages.url("broken"), out));
      group.await();
    } catch (ExecutionException e) {
      out.println("the first error: " + e.getMessage());
    }
  }

  private static void fetch(HttpClient client, URI url, PrintStream out)
      throws IOException, InterruptedException {
    try {
      HttpResponse<Void> response =
          client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding());
      if (response.statusCode() >= 400) {
        throw new IOException(url.getPath() + " answers " + response.statusCode());
      }
      out.println(url.getPath() + " is complete");
    } catch (InterruptedException e) {
      out.println(url.getPath() + " is given up");
      throw e;
    }
  }

  /** The pages; each is answered by a goroutine. */
  private static final class Pages implements AutoCloseable {
    private static final byte[] LINE = "and so on\n".getBytes(StandardCharsets.UTF_8);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final ErrGroup answering = new ErrGroup();
    private final WaitGroup toBegin = new WaitGroup();
    private final HttpServer server;

    Pages() throws IOException {
      toBegin.add(ENDLESS);
      server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
      server.setExecutor(task -> answering.tryGo(task::run));
      server.createContext("/endless", this::writeOnAndOn);
      server.createContext("/broken", this::fail);
      server.start();
    }

    URI url(String page) {
      return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + page);
    }

    /** Until a write fails, because nobody reads any more. */
    private void writeOnAndOn(HttpExchange exchange) throws IOException {
      try (exchange) {
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        toBegin.done();
        while (true) {
          body.write(LINE);
          body.flush();
          Go.sleep(PAUSE);
        }
      } catch (InterruptedException e) { // by close
        throw new IOException("stopped while answering", e);
      }
    }

    /** Once all downloads are under way. */
    private void fail(HttpExchange exchange) throws IOException {
      try (exchange) {
        toBegin.await();
        exchange.sendResponseHeaders(500, -1);
      } catch (InterruptedException e) { // by close
        throw new IOException("stopped while answering", e);
      }
    }

    /** Waits until every page has been answered, or its reader has gone. */
    void awaitAll() throws InterruptedException, ExecutionException {
      answering.await();
    }

    @Override
    public void close() {
      server.stop(0);
      answering.close();
    }
  }
}
