package dev.csp.examples.snippets;

import static dev.csp.select.Select.done;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;

/** The examples in the documentation of goroutines. */
public final class GoroutineSnippets {
  private GoroutineSnippets() {}

  /**
   * Counts how many values arrive while a goroutine sends them.
   *
   * @param values how many it sends
   * @return how many have arrived
   * @throws InterruptedException if interrupted
   */
  public static int countUntilDone(int values) throws InterruptedException {
    // @start region="done"
    Channel<Integer> numbers = Channel.unbuffered();
    Goroutine sender =
        Go.go(() -> {
          for (int i = 0; i < values; i++) {
            numbers.send(i);
          }
        });
    int count = 0;
    while (select(receive(numbers, number -> true), done(sender.done(), () -> false))) {
      count++;
    }
    // @end
    return count;
  }

  /**
   * Prints lines until all who write them are done.
   *
   * @param writers counts the writers
   * @param lines where they write
   * @throws InterruptedException if interrupted
   */
  public static void printUntilZero(WaitGroup writers, ReceiveChannel<String> lines)
      throws InterruptedException {
    // @start region="zero"
    ReceiveChannel<Void> allDone = writers.zero();
    boolean more = true;
    while (more) {
      more =
          select(
              receive(
                  lines,
                  line -> {
                    System.out.println(line);
                    return true;
                  }),
              done(allDone, () -> false));
    }
    // @end
  }
}
