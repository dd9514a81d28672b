package dev.csp.guide;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.patterns.ErrGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The page on a hang. */
final class Hang {
  private Hang() {}

  // @start region="shop"
  static int shop(ErrGroup group) throws InterruptedException {
    Channel<String> orders = Channel.unbuffered("orders");
    Channel<Integer> bills = Channel.unbuffered("bills");
    group.go(
        "cook",
        () -> {
          for (String dish : orders) {
            bills.send(dish.length());
          }
          bills.close();
        });
    for (String dish : List.of("soup", "pie")) {
      orders.send(dish);
    }
    orders.close();
    int total = 0;
    for (int bill : bills) {
      total += bill;
    }
    return total;
  }

  // @end

  /** The dump of a shop in which nobody can go on any more. */
  static String dump() throws InterruptedException {
    try (ErrGroup group = new ErrGroup()) {
      group.go("shop", () -> shop(group));
      while (true) {
        // @start region="dump"
        String dump = Go.dump();
        // @end
        if (dump.contains("chan send on channel orders")
            && dump.contains("chan send on channel bills")) {
          return dump;
        }
        Go.sleep(Duration.ofMillis(1));
      }
    }
  }

  static int mended() throws InterruptedException, ExecutionException {
    int total = 0;
    try (ErrGroup group = new ErrGroup()) {
      // @start region="mended"
      Channel<String> orders = Channel.unbuffered("orders");
      Channel<Integer> bills = Channel.unbuffered("bills");
      group.go(
          "waiter",
          () -> {
            try (orders) {
              for (String dish : List.of("soup", "pie")) {
                orders.send(dish);
              }
            }
          });
      group.go(
          "cook",
          () -> {
            try (bills) {
              for (String dish : orders) {
                bills.send(dish.length());
              }
            }
          });
      for (int bill : bills) {
        total += bill;
      }
      // @end
      group.await();
    }
    return total;
  }
}
