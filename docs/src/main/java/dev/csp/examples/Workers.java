package dev.csp.examples;

import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Five workers, one of which throws; whoever waits for the five does not hang.
 *
 * <p><b>Go.</b> {@code wg.Add(1)} before the {@code go} statement (after it, {@code Wait} could
 * come first and see a zero), {@code defer wg.Done()} as the goroutine's first line, and then
 * {@code wg.Wait()}. Since Go 1.25, {@code wg.Go(f)} does the first two. A panic in one goroutine
 * ends the program.
 *
 * <p><b>Java.</b> {@link WaitGroup#go} adds before the start and takes away after the end, however
 * the task ends. What a task throws ends its goroutine alone: it goes to the handler of {@link
 * Go#onUncaught}, and stays in the handle. {@code add} and {@code done} are there for the rest,
 * with the {@code done} in a {@code finally}.
 *
 * <p>If failures should stop the others, use a group: see {@code FirstError}.
 */
public final class Workers {
  private static final int WORKERS = 5;
  private static final int THROWS = 3;

  private Workers() {}

  public static void main(String[] args) throws InterruptedException {
    Go.onUncaught((goroutine, thrown) ->
        System.err.println(goroutine.name() + " failed: " + thrown.getMessage()));
    run(System.out);
    runByHand(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    WaitGroup working = new WaitGroup();
    List<Goroutine> workers = new ArrayList<>();
    for (int i = 1; i <= WORKERS; i++) {
      int id = i;
      workers.add(working.go("worker " + id, () -> work(out, id)));
    }
    working.await();
    long failures = workers.stream().filter(worker -> worker.failure().isPresent()).count();
    out.println("all have ended, " + failures + " of " + WORKERS + " by a failure");
  }

  /** The same with add and done, where the start is not ours to make. */
  static void runByHand(PrintStream out) throws InterruptedException {
    WaitGroup working = new WaitGroup();
    working.add(WORKERS); // before the first start
    for (int i = 1; i <= WORKERS; i++) {
      int id = i;
      Go.go(
          "worker " + id,
          () -> {
            try {
              work(out, id);
            } finally {
              working.done(); // also if it throws
            }
          });
    }
    working.await();
    out.println("all have called done");
  }

  private static void work(PrintStream out, int id) {
    if (id == THROWS) {
      throw new IllegalStateException("worker " + id + " has no tools");
    }
    out.println("worker " + id + " has worked");
  }
}
