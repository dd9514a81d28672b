package dev.csp.examples.snippets;

import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.send;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.patterns.Broadcast;
import dev.csp.patterns.ErrGroup;
import dev.csp.patterns.SlowConsumerException;
import dev.csp.patterns.Subscription;
import dev.csp.patterns.Subscription.WhenFull;
import dev.csp.patterns.SubscriptionBuilder;
import dev.csp.select.Select;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** A hub and its subscribers. */
final class BroadcastSnippets {
  private BroadcastSnippets() {}

  record Price(String symbol, long cents) {}

  static void broadcast(Context ctx, Iterable<Price> prices)
      throws InterruptedException, ExecutionException {
    // @start region="broadcast"
    try (Broadcast<Price> hub = new Broadcast<>(ctx);
        ErrGroup group = new ErrGroup(ctx)) {
      Subscription<Price> ledger = hub.subscribe(WhenFull.WAIT, 16); // misses nothing
      Subscription<Price> ticker = hub.subscribe(WhenFull.DROP_OLDEST, 1); // shows the newest
      group.go(() -> ledger.channel().forEach(BroadcastSnippets::store));
      group.go(() -> ticker.channel().forEach(BroadcastSnippets::show));
      for (Price price : prices) {
        hub.publish(price);
      }
      hub.input().close(); // the subscribers come to their ends
      group.await();
    }
    // @end
  }

  static void subscription(Broadcast<Price> hub) throws InterruptedException {
    // @start region="subscription"
    try (Subscription<Price> prices = hub.subscribe(WhenFull.DROP_NEWEST, 100)) {
      for (Price price : prices.channel()) {
        if (price.cents() > 1000) {
          break; // leaving the block leaves the hub
        }
      }
    }
    // @end
  }

  static void slow(Broadcast<Price> hub) throws InterruptedException {
    // @start region="slow"
    try (Subscription<Price> prices = hub.subscribe(WhenFull.DISCONNECT, 100)) {
      prices.channel().forEach(BroadcastSnippets::store);
    } catch (ChannelClosedException e) {
      if (e.getCause() instanceof SlowConsumerException tooSlow) {
        System.err.println(tooSlow.getMessage() + "; the book is not complete");
      } else {
        throw e;
      }
    }
    // @end
  }

  static Subscription<Price> builder(Broadcast<Price> hub) throws InterruptedException {
    // @start region="builder"
    AtomicLong missed = new AtomicLong();
    SubscriptionBuilder<Price> counted =
        hub.subscriber().named("dashboard").onUndelivered(price -> missed.incrementAndGet());
    Subscription<Price> dashboard = counted.replay(1).subscribe(WhenFull.DROP_OLDEST, 8);
    // @end
    return dashboard;
  }

  static void publishing(Broadcast<Price> hub, ReceiveChannel<Price> more, Price next)
      throws InterruptedException {
    boolean published =
        Select.<Boolean>select(send(hub.input(), next, () -> true), receive(more, price -> false));
    if (published) {
      show(next);
    }
  }

  private static void store(Price price) {}

  private static void show(Price price) {}
}
