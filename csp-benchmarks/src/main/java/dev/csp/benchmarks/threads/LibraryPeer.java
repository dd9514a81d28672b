package dev.csp.benchmarks.threads;

import dev.csp.benchmarks.peers.Standing;
import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.WaitGroup;
import java.time.Duration;

/** What the library has besides channels: goroutines and contexts. */
final class LibraryPeer extends ThreadPeer {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ChannelKit kit;

  LibraryPeer(ChannelKit kit) {
    super(kit);
    this.kit = kit;
  }

  @Override
  public void startAndJoin(int goroutines) throws InterruptedException {
    var group = new WaitGroup();
    for (int i = 0; i < goroutines; i++) {
      group.go(() -> {});
    }
    group.await();
  }

  @Override
  public void selectWide(int cases, int values) throws InterruptedException {
    Selects.wide(kit, cases, values);
  }

  @Override
  public Standing park(int goroutines) {
    Channel<Object> quiet = Channel.unbuffered();
    var group = new WaitGroup();
    for (int i = 0; i < goroutines; i++) {
      group.go(quiet::receiveOrClosed);
    }
    return () -> {
      quiet.close();
      group.await();
    };
  }

  @Override
  public void deriveAndCancel(int times) {
    try (CancellableContext parent = Context.background().withCancel()) {
      for (int i = 0; i < times; i++) {
        parent.withCancel().cancel();
      }
    }
  }

  @Override
  public void deriveWithTimeoutAndCancel(int times) {
    try (CancellableContext parent = Context.background().withCancel()) {
      for (int i = 0; i < times; i++) {
        parent.withTimeout(HOUR).cancel();
      }
    }
  }
}
