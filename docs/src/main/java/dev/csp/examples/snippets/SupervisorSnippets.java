package dev.csp.examples.snippets;

import dev.csp.channels.SendChannel;
import dev.csp.context.Context;
import dev.csp.patterns.Backoff;
import dev.csp.patterns.Heartbeat;
import dev.csp.patterns.Supervisor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** A connection that is kept up. */
final class SupervisorSnippets {
  private SupervisorSnippets() {}

  static void follow(Context ctx, String host, SendChannel<String> lines)
      throws InterruptedException, ExecutionException {
    // @start region="supervisor"
    Supervisor.Builder feed =
        Supervisor.of("feed", (context, heartbeat) -> readLines(host, lines, heartbeat))
            .backoff(Backoff.exponential(Duration.ofMillis(200), Duration.ofMinutes(1)))
            .silentAfter(Duration.ofSeconds(30))
            .atMost(10, Duration.ofHours(1))
            .onEvent(System.out::println);
    try (Supervisor supervisor = feed.start(ctx)) {
      supervisor.await();
    }
    // @end
  }

  private static void readLines(String host, SendChannel<String> lines, Heartbeat heartbeat)
      throws IOException, InterruptedException {
    try (Socket socket = new Socket(host, 7777);
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        heartbeat.send(lines, line);
      }
    }
  }
}
