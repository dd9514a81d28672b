package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlCheckTest {
  @RegisterExtension final Printed printed = new Printed();

  private final Channel<String> asked = Channel.unlimited();
  private HttpServer server;

  /** A page that is there, one that has moved there, and one that never answers. */
  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext(
        "/there",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/there");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext("/silent", exchange -> asked.trySend(exchange.getRequestURI().getPath()));
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private String url(String page) {
    return "http://localhost:" + server.getAddress().getPort() + "/" + page;
  }

  @Test
  void itsOwnPagesAreUpButOneAndTheSlowOneDoesNotHoldUpTheOthers() throws Exception {
    assertThat(UrlCheck.run(printed.out(), printed.err())).isZero();
    assertThat(printed.lines()).hasSize(11);
    List<String> results = printed.lines().subList(0, 10);
    assertThat(results).filteredOn(line -> line.endsWith(": status 200")).hasSize(9);
    assertThat(results)
        .filteredOn(line -> line.startsWith("DOWN"))
        .singleElement()
        .asString()
        .endsWith("/broken: status 500");
    assertThat(results.getLast()).contains("/slow: ");
    Matcher summary =
        Pattern.compile("9 of 10 up; (\\d+) ms for all at once, (\\d+) ms one after another")
            .matcher(printed.lines().getLast());
    assertThat(summary.matches()).isTrue();
    assertThat(Integer.parseInt(summary.group(1))).isLessThan(Integer.parseInt(summary.group(2)));
  }

  @Test
  void theUrlsGivenAreChecked() throws Exception {
    assertThat(UrlCheck.run(printed.out(), printed.err(), url("there"), url("moved"))).isZero();
    assertThat(printed.lines())
        .hasSize(3)
        .anyMatch(line -> line.matches("up +\\d+ ms +" + url("there") + ": status 204"))
        .anyMatch(line -> line.matches("up +\\d+ ms +" + url("moved") + ": status 204"));
  }

  @Test
  void aUrlThatNobodyServesIsDown() throws Exception {
    String nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = "http://localhost:" + socket.getLocalPort() + "/";
    }
    assertThat(UrlCheck.run(printed.out(), printed.err(), url("there"), nobody)).isEqualTo(1);
    assertThat(printed.lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("DOWN") && line.contains(nobody + ": "));
  }

  @Test
  void aPageThatDoesNotAnswerInTimeIsDown() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url("silent"))).timeout(Duration.ofMillis(20)).build();
    assertThat(UrlCheck.checkAtOnce(printed.out(), List.of(request)))
        .singleElement()
        .satisfies(result -> assertThat(result.isUp()).isFalse())
        .satisfies(result -> assertThat(result.answer()).contains("timed out"));
  }

  @Test
  void anInterruptEndsRequestsThatWaitForTheirAnswers() throws Exception {
    Goroutine checking =
        Go.go(() -> UrlCheck.run(printed.out(), printed.err(), url("silent/1"), url("silent/2")));
    asked.receive();
    asked.receive();
    Go.onUncaught((goroutine, thrown) -> {}); // a for loop throws unchecked, so it comes here
    try {
      checking.interrupt();
      checking.join();
    } finally {
      Go.onUncaught(null);
    }
    assertThat(checking.failure()).isPresent();
    assertThat(printed.lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://localhost/", "localhost", "http://a b/"})
  void whatIsNoHttpUrlIsRefusedBeforeAnythingIsAsked(String wrong) throws Exception {
    assertThat(UrlCheck.run(printed.out(), printed.err(), url("silent"), wrong)).isEqualTo(2);
    assertThat(printed.errors()).singleElement().asString().startsWith("UrlCheck: ");
    assertThat(printed.lines()).isEmpty();
    assertThat(asked.length()).isZero();
  }
}
