package dev.csp.examples.snippets;

import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.go.Goroutine;
import dev.csp.patterns.ErrGroup;
import dev.csp.pipeline.Branch;
import dev.csp.pipeline.FanIn;
import dev.csp.pipeline.FanOut;
import dev.csp.pipeline.Merge;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.Split;
import dev.csp.select.Select;
import dev.csp.sync.Latch;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Several sources as one, and one as several. */
final class FanSnippets {
  private FanSnippets() {}

  record Entry(Instant at, String text) {}

  record Order(String customer, int amount) {}

  record Connection(ReceiveChannel<String> lines) {}

  static void merge(Context ctx, List<Pipeline<Entry>> logs) throws Exception {
    // @start region="merge"
    FanIn.mergeSorted(Comparator.comparing(Entry::at), logs) // each log is sorted already
        .forEach(ctx, entry -> System.out.println(entry.text()));
    // @end
  }

  static void add(Context ctx, ReceiveChannel<Connection> accepted) throws Exception {
    // @start region="add"
    try (Merge<String> lines = new Merge<>(ctx);
        ErrGroup group = new ErrGroup(ctx)) {
      group.go(() -> lines.channel().forEach(System.out::println));
      for (Connection connection : accepted) {
        lines.add(connection.lines());
      }
      lines.finish(); // the channel ends when the last connection does
      group.await();
    }
    // @end
  }

  static void split(Context ctx, Pipeline<Order> orders) throws Exception {
    // @start region="split"
    try (Split<Order> split = FanOut.of(orders).buffer(8).byKey(ctx, 4, Order::customer);
        ErrGroup workers = new ErrGroup(ctx)) {
      for (Branch<Order> branch : split.branches()) {
        workers.go(() -> branch.channel().forEach(FanSnippets::book)); // a customer's in order
      }
      workers.await();
    }
    // @end
  }

  static void branch(Split<Order> split, ErrGroup group) throws Exception {
    // @start region="branch"
    group.go(() -> {
      try (Branch<Order> branch = split.branch(0)) {
        for (Order order : branch.channel()) {
          if (order.amount() > 1000) {
            break; // leaving the block leaves the split; it does not wait for us any more
          }
        }
      }
    });
    // @end
  }

  static void bridge(Context ctx, Pipeline<ReceiveChannel<String>> logs) throws Exception {
    // @start region="bridge"
    FanIn.bridge(logs) // each log is a channel that ends at midnight
        .forEach(ctx, System.out::println);
    // @end
  }

  static List<String> orDone(Context ctx, ReceiveChannel<String> votes, Latch polls)
      throws Exception {
    // @start region="orDone"
    return FanIn.orDone(Pipeline.from(votes), polls.done()) // what has come in when the polls close
        .toList(ctx);
    // @end
  }

  static void or(Context ctx, ReceiveChannel<Void> shutdown, Goroutine watcher, Goroutine writer)
      throws Exception {
    // @start region="or"
    ReceiveChannel<Void> stop = FanIn.or(ctx, shutdown, watcher.done());
    while (!Select.<Boolean>select(
        Select.done(stop, () -> true), Select.after(Duration.ofMinutes(1), () -> false))) {
      System.out.println(writer);
    }
    // @end
  }

  private static void book(Order order) {}
}
