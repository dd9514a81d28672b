package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.go.DeadlockException;
import dev.csp.go.DeadlockScope;
import dev.csp.go.Go;
import dev.csp.patterns.ErrGroup;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;

/**
 * Fifty workers, three of which are stuck for ever while the others do their work.
 *
 * <p><b>Go.</b> The runtime looks only for the case that all goroutines are stuck. Three of fifty
 * go unnoticed while anything else in the program runs, until somebody wonders why {@code Wait}
 * does not return, or where the memory went.
 *
 * <p><b>Java.</b> A group that detects deadlocks looks at its own members: those that are left, and
 * the thread that waits for them. They have names, so give them good ones.
 */
public final class PartialDeadlock {
  private static final int WORKERS = 50;

  private PartialDeadlock() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    try (ErrGroup group = new ErrGroup()) {
      DeadlockScope scope = group.detectDeadlocks();
      Channel<String> approvals = scope.confine(Channel.unbuffered("approvals"));
      for (int i = 1; i <= WORKERS; i++) {
        boolean isStuck = i % 20 == 7;
        if (isStuck) {
          group.go("worker " + i, approvals::receive); // and nobody approves
        } else {
          group.go("worker " + i, Go::yieldNow);
        }
      }
      group.await();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DeadlockException deadlock) {
        out.println(deadlock.getMessage());
      }
    }
  }
}
