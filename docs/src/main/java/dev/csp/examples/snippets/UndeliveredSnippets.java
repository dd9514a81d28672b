package dev.csp.examples.snippets;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import dev.csp.channels.Undelivered;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Values that nobody will receive. */
final class UndeliveredSnippets {
  private UndeliveredSnippets() {}

  static void hook(Iterable<Socket> accepted) throws InterruptedException {
    // @start region="hook"
    // The newest eight connections wait to be served; the ones that are dropped for them are
    // closed.
    Channel<Socket> connections = Channel.<Socket>onUndelivered(Undelivered.closing()).sliding(8);
    for (Socket connection : accepted) {
      connections.send(connection);
    }
    // At the end, so are those that nobody will serve any more.
    connections.discard();
    // @end
  }

  record Job(int number) {}

  static void builder() {
    // @start region="builder"
    AtomicLong lost = new AtomicLong();
    ChannelBuilder<Job> counted = Channel.onUndelivered(job -> lost.incrementAndGet());
    Channel<Job> jobs = counted.named("jobs").dropping(100);
    Channel<Job> urgent = counted.named("urgent jobs").buffered(10);
    // @end
    jobs.close();
    urgent.close();
  }
}
