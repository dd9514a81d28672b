package dev.csp.examples.snippets;

import static dev.csp.select.Select.onReceive;

import dev.csp.channels.ReceiveChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.Heartbeat;
import dev.csp.select.Select;
import java.time.Duration;

/** A worker that says that it is alive, and somebody who notices when it no longer does. */
final class HeartbeatSnippets {
  private HeartbeatSnippets() {}

  static Goroutine start(Heartbeat heartbeat, ReceiveChannel<Runnable> jobs) {
    // @start region="worker"
    return Go.go(
        "worker",
        () -> {
          while (true) {
            heartbeat.receive(jobs).run(); // beats while it waits, and for each job
          }
        });
    // @end
  }

  static void watch(Heartbeat heartbeat, Goroutine worker, ReceiveChannel<Void> stop)
      throws InterruptedException {
    // @start region="watcher"
    try (Heartbeat.Silence silence = heartbeat.silence(Duration.ofSeconds(5))) {
      Select.run(
          onReceive(silence.channel(), since -> System.out.println("silent: " + worker)),
          onReceive(stop, nothing -> {}, () -> System.out.println("stopped")));
    }
    // @end
  }
}
