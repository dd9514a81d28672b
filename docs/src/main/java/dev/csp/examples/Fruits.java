package dev.csp.examples;

import dev.csp.patterns.ErrGroup;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * One goroutine for each item of a list, each with its own item.
 *
 * <p><b>Go.</b> {@code for _, fruit := range fruits { wg.Add(1); go func() { … fruit … }() }}, and
 * {@code wg.Wait()} behind the loop. Results either go into a slice by index, or come in any order.
 *
 * <p><b>Java.</b> {@code for (String fruit : fruits) group.go(() -> … fruit …)}. The lambda keeps
 * the item of its round. The group waits, and nothing of it is left behind the block.
 *
 * <p>Usage: {@code Fruits [ITEM...]}
 */
public final class Fruits {
  private Fruits() {}

  public static void main(String[] args) throws Exception {
    run(
        System.out,
        args.length > 0
            ? List.of(args)
            : List.of("apple", "banana", "cherry", "date", "elderberry"));
  }

  static void run(PrintStream out, List<String> fruits)
      throws InterruptedException, ExecutionException {
    out.println("as they come:");
    try (ErrGroup group = new ErrGroup()) {
      for (String fruit : fruits) {
        group.go(() -> out.println("  " + describe(fruit)));
      }
      group.await();
    }

    out.println("in the order of the list:");
    String[] lines = new String[fruits.size()];
    try (ErrGroup group = new ErrGroup()) {
      for (int i = 0; i < lines.length; i++) {
        int place = i;
        group.go(() -> lines[place] = describe(fruits.get(place)));
      }
      group.await(); // now what the members wrote can be read
    }
    for (String line : lines) {
      out.println("  " + line);
    }
  }

  private static String describe(String fruit) {
    return fruit + " has " + fruit.codePointCount(0, fruit.length()) + " letters";
  }
}
