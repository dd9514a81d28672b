package dev.csp.examples.snippets;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.testkit.probe.Probe;
import java.io.IOException;
import java.time.Duration;

final class ProbeSnippets {
  private ProbeSnippets() {}

  // @start region="probe"
  static void readerEndsWithTheReason() throws InterruptedException {
    Channel<String> lines = Channel.unbuffered("lines");
    Go.go(() -> {
      lines.send("first");
      lines.close(new IOException("the line is down"));
    });

    Probe<String> probe = Probe.of(lines);
    probe.expectNext("first", Duration.ofSeconds(1));
    IOException cause = probe.expectClosedWith(IOException.class, Duration.ofSeconds(1));
    System.out.println(cause.getMessage());
  }
  // @end
}
