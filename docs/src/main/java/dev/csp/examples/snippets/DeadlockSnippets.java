package dev.csp.examples.snippets;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.DeadlockDetector;
import dev.csp.go.DeadlockException;
import dev.csp.go.DeadlockScope;
import dev.csp.patterns.ErrGroup;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Deadlocks that are reported while the program runs. */
final class DeadlockSnippets {
  private DeadlockSnippets() {}

  record Order(String dish) {}

  static void group() throws InterruptedException, ExecutionException {
    // @start region="group"
    try (ErrGroup group = new ErrGroup()) {
      DeadlockScope scope = group.detectDeadlocks();
      Channel<Order> orders = scope.confine(Channel.buffered("orders", 8));
      group.go("waiter", () -> orders.send(new Order("soup")));
      group.go("cook", () -> prepare(orders.receive()));
      group.await(); // throws, with the report, if they wait for each other for ever
    }
    // @end
  }

  static void scope(Context parent) throws InterruptedException, DeadlineExceededException {
    // @start region="scope"
    try (CancellableContext ctx = parent.withCancel();
        DeadlockScope scope = DeadlockScope.open("kitchen", deadlock -> ctx.cancel(deadlock))) {
      Channel<Order> orders = scope.confine(Channel.unbuffered("orders"));
      work(ctx, orders); // what is started here is in the scope
    }
    // @end
  }

  static DeadlockScope detector() {
    // @start region="detector"
    DeadlockScope scope =
        DeadlockDetector.standard()
            .every(Duration.ofSeconds(1))
            .suspectAfter(Duration.ofMinutes(1))
            .open("kitchen", deadlock -> System.err.println(deadlock.getMessage()));
    // @end
    return scope;
  }

  static void report(DeadlockException deadlock) {
    // @start region="report"
    String how = deadlock.isExact() ? "for ever" : "perhaps for ever";
    System.err.println(deadlock.goroutines().size() + " goroutines wait " + how);
    deadlock.reasons().forEach(System.err::println);
    // @end
  }

  private static void prepare(Order order) {
    System.out.println(order.dish());
  }

  private static void work(Context ctx, Channel<Order> orders)
      throws InterruptedException, DeadlineExceededException {
    prepare(ctx.receive(orders));
  }
}
