package dev.csp.guide;

import dev.csp.channels.Channel;
import dev.csp.go.DeadlockException;
import dev.csp.go.DeadlockScope;
import dev.csp.go.Go;
import dev.csp.patterns.ErrGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The page on a hang. */
final class Hang {
  private Hang() {}

  // @start region="shop"
  static int shop(ErrGroup group, Channel<String> orders, Channel<Integer> bills)
      throws InterruptedException {
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
      Channel<String> orders = Channel.unbuffered("orders");
      Channel<Integer> bills = Channel.unbuffered("bills");
      group.go("shop", () -> shop(group, orders, bills));
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

  /** What a group that looks for deadlocks says about the same shop. */
  static String report() throws InterruptedException {
    // @start region="report"
    try (ErrGroup group = new ErrGroup()) {
      DeadlockScope scope = group.detectDeadlocks();
      Channel<String> orders = scope.confine(Channel.unbuffered("orders"));
      Channel<Integer> bills = scope.confine(Channel.unbuffered("bills"));
      group.go("shop", () -> shop(group, orders, bills));
      group.await();
      return "it went well";
    } catch (ExecutionException e) {
      return e.getCause() instanceof DeadlockException deadlock
          ? String.valueOf(deadlock.getMessage())
          : "it failed";
    }
    // @end
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
