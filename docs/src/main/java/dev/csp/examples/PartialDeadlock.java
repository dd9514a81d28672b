package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fifty workers, three of which are stuck for ever while the others do their work.
 *
 * <p><b>Go.</b> The runtime looks only for the case that all goroutines are stuck. Three of fifty
 * go unnoticed, until somebody wonders why {@code Wait} does not return, or where the memory went.
 *
 * <p><b>Java.</b> Wait with a limit, and when it is up, ask: {@link Go#dump} has only those that
 * live, each with what it waits for. They have names, so give them good ones.
 */
public final class PartialDeadlock {
  private static final int WORKERS = 50;
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private PartialDeadlock() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    Channel<String> approvals = Channel.unbuffered("approvals"); // and nobody approves
    WaitGroup others = new WaitGroup();
    WaitGroup all = new WaitGroup();
    List<Goroutine> workers = new ArrayList<>();
    for (int i = 1; i <= WORKERS; i++) {
      boolean isStuck = i % 20 == 7;
      String name = "worker " + i;
      if (isStuck) {
        workers.add(all.go(name, approvals::receive));
      } else {
        workers.add(others.go(name, Go::yieldNow));
      }
    }
    others.await();
    while (!all.await(PATIENCE)) {
      List<Goroutine> stuck = workers.stream().filter(worker -> !worker.isDone()).toList();
      out.printf(
          "after %d ms, %d of %d are stuck:%n%s",
          PATIENCE.toMillis(), stuck.size(), WORKERS, Go.dump());
      stuck.forEach(Goroutine::interrupt);
    }
  }
}
