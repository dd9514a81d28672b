package dev.csp.examples.snippets;

import static dev.csp.select.Select.receive;

import dev.csp.bridge.Queues;
import dev.csp.channels.Channel;
import dev.csp.context.Context;
import dev.csp.select.Select;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

final class QueueSnippets {
  private QueueSnippets() {}

  static void relay(Context ctx, Consumer<BlockingQueue<String>> legacy)
      throws InterruptedException {
    // @start region="queue"
    Channel<String> lines = Channel.buffered(100);
    legacy.accept(Queues.asBlockingQueue(lines)); // knows put and offer, and nothing of channels
    boolean live = true;
    while (live) {
      live =
          Select.<Boolean>select(
              receive(lines, line -> !line.isEmpty()),
              receive(ctx.done(), nothing -> false, () -> false)); // what a queue could not do
    }
    // @end
  }
}
