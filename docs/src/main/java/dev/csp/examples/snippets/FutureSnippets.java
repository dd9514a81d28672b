package dev.csp.examples.snippets;

import static dev.csp.select.Select.receive;

import dev.csp.bridge.FutureChannel;
import dev.csp.bridge.Futures;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Ticker;
import dev.csp.context.Context;
import dev.csp.select.Select;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

final class FutureSnippets {
  private FutureSnippets() {}

  static String fetch(HttpClient client, URI uri) throws InterruptedException {
    // @start region="toChannel"
    var response = client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    ReceiveChannel<HttpResponse<String>> answer = Futures.toChannel(response);
    ReceiveChannel<Instant> second = Ticker.tick(Duration.ofSeconds(1));
    while (true) {
      String body =
          Select.<String>select(
              receive(answer, HttpResponse::body), // fails with the cause if the request does
              receive(second, at -> ""));
      if (!body.isEmpty()) {
        return body;
      }
      System.out.println("still waiting");
    }
    // @end
  }

  static <T> String next(ReceiveChannel<T> jobs, CompletionStage<String> shutdown)
      throws InterruptedException {
    // @start region="watch"
    try (FutureChannel<String> reason = Futures.watch(shutdown)) { // lives as long as the program
      return Select.<String>select(
          receive(jobs, job -> "job " + job), receive(reason.channel(), why -> "stop: " + why));
    } // the long-lived future remembers nothing of this call
    // @end
  }

  static CompletableFuture<Integer> toFuture(Context ctx, ReceiveChannel<String> lines) {
    // @start region="receive"
    CompletableFuture<String> line = // if none comes in time, the next one is for others
        Futures.receive(ctx, lines).completeOnTimeout("", 1, TimeUnit.SECONDS);
    return line.thenApply(String::length);
    // @end
  }
}
