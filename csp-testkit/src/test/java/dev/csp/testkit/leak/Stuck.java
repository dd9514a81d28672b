package dev.csp.testkit.leak;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Goroutines that wait for ever, until this is closed. */
final class Stuck implements AutoCloseable {
  final Channel<String> results = Channel.unbuffered("results");
  private final List<Goroutine> all = Collections.synchronizedList(new ArrayList<>());

  Goroutine sender(String name) {
    Goroutine sender = Go.go(name, () -> results.send("secret"));
    all.add(sender);
    return sender;
  }

  @Override
  public void close() throws InterruptedException {
    for (Goroutine goroutine : List.copyOf(all)) {
      goroutine.interrupt();
      goroutine.join();
    }
  }
}
