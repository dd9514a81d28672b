package dev.csp.guide;

import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.patterns.ErrGroup;
import dev.csp.pipeline.Branch;
import dev.csp.pipeline.FanIn;
import dev.csp.pipeline.FanOut;
import dev.csp.pipeline.Merge;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.Split;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The pages on fan-in, fan-out and what ends first. */
final class Fans {
  private Fans() {}

  static List<Integer> merged(Context ctx, List<Pipeline<Integer>> sources) throws Exception {
    // @start region="merge"
    List<Integer> all =
        FanIn.merge(sources) // as they come
            .toList(ctx);
    // @end
    return all;
  }

  static List<Integer> sorted(Context ctx, List<Pipeline<Integer>> sources) throws Exception {
    // @start region="merge-sorted"
    List<Integer> sorted =
        FanIn.mergeSorted(Comparator.<Integer>naturalOrder(), sources) // each is sorted already
            .toList(ctx);
    // @end
    return sorted;
  }

  static void connections(
      Context ctx, ReceiveChannel<ReceiveChannel<String>> accepted, Consumer<String> print)
      throws Exception {
    // @start region="add"
    try (Merge<String> lines = new Merge<>(ctx);
        ErrGroup group = new ErrGroup(ctx)) {
      group.go(() -> lines.channel().forEach(print));
      for (ReceiveChannel<String> connection : accepted) {
        lines.add(connection); // at any time
      }
      lines.finish(); // ends when the last connection has
      group.await();
    }
    // @end
  }

  static List<String> bridged(Context ctx, ReceiveChannel<ReceiveChannel<String>> pages)
      throws Exception {
    // @start region="bridge"
    List<String> lines =
        FanIn.bridge(Pipeline.from(pages)) // one page behind the other
            .toList(ctx);
    // @end
    return lines;
  }

  static void byKey(Context ctx, Pipeline<String> orders, Consumer<String> book) throws Exception {
    // @start region="by-key"
    try (Split<String> split = FanOut.of(orders).buffer(8).byKey(ctx, 3, order -> order.charAt(0));
        ErrGroup workers = new ErrGroup(ctx)) {
      for (Branch<String> branch : split.branches()) {
        workers.go(() -> branch.channel().forEach(book)); // the orders of a customer in order
      }
      workers.await();
    }
    // @end
  }

  static void tee(
      Context ctx, Pipeline<String> events, Consumer<String> store, Consumer<String> count)
      throws Exception {
    // @start region="tee"
    try (Split<String> both = FanOut.of(events).tee(ctx, 2);
        ErrGroup group = new ErrGroup(ctx)) {
      group.go(() -> both.branch(0).channel().forEach(store));
      group.go(() -> both.branch(1).channel().forEach(count));
      group.await();
    }
    // @end
  }

  static ReceiveChannel<Void> or(
      Context ctx, ReceiveChannel<Void> left, ReceiveChannel<Void> right) {
    // @start region="or"
    ReceiveChannel<Void> either = FanIn.or(ctx, List.of(left, right)); // closes with the first
    // @end
    return either;
  }

  static List<String> until(Context ctx, Pipeline<String> lines, ReceiveChannel<Void> lastOrders)
      throws Exception {
    // @start region="or-done"
    List<String> served = FanIn.orDone(lines, lastOrders).toList(ctx);
    // @end
    return served;
  }
}
