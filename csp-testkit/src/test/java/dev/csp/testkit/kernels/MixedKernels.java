package dev.csp.testkit.kernels;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.sync.Mutex;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Bugs that are made of channels and something else: a lock, a wait group, a context. */
final class MixedKernels {
  private static final Duration INTERVAL = Duration.ofMillis(10);

  private MixedKernels() {}

  /**
   * A monitor probes a container and notes under its lock how it is. Whoever stops the container
   * has the lock, and sends a word to the monitor, which wants the lock. Mended: a close waits for
   * nobody.
   */
  static void stopsAMonitor(boolean mended) throws Exception {
    Mutex container = new Mutex("container");
    Channel<String> stop = Channel.unbuffered("stop");
    Goroutine monitor =
        Go.go(
            "monitor",
            () -> {
              while (select(
                  receive(stop, word -> false, () -> false), after(INTERVAL, () -> true))) {
                container.lock();
                container.unlock();
              }
            });
    Go.sleep(INTERVAL);
    container.lock();
    if (mended) {
      stop.close();
    } else {
      stop.send("stop");
    }
    container.unlock();
    monitor.join();
  }

  /**
   * The end of a broadcast: with the lock held it closes the channel of updates and waits for the
   * loop over it to end, which may still want the lock. Mended: it waits without the lock.
   */
  static void waitsWithTheLock(boolean mended) throws Exception {
    Mutex watchers = new Mutex("watchers");
    Channel<String> updates = Channel.unbuffered("updates");
    Channel<Void> ended = Channel.unbuffered("ended");
    Go.go(
        "broadcast",
        () -> {
          for (String unused : updates) {
            watchers.lock();
            watchers.unlock();
          }
          ended.close();
        });
    updates.send("key");
    watchers.lock();
    updates.close();
    if (mended) {
      watchers.unlock();
      ended.receiveOrClosed();
    } else {
      ended.receiveOrClosed();
      watchers.unlock();
    }
  }

  /**
   * A balancer sends the list of addresses with its lock held; the watcher, at work on the list
   * before, wants the lock to take a connection down. Mended: only the newest list counts, so a
   * channel that keeps just that one is enough, and its sender never waits.
   */
  static void sendsWithTheLock(boolean mended) throws Exception {
    Mutex balancer = new Mutex("balancer");
    Channel<String> addresses =
        mended ? Channel.sliding("addresses", 1) : Channel.unbuffered("addresses");
    Goroutine watcher =
        Go.go(
            "watcher",
            () -> {
              for (String unused : addresses) {
                balancer.lock();
                balancer.unlock();
              }
            });
    for (String list : List.of("a b", "a")) {
      balancer.lock();
      addresses.send(list);
      balancer.unlock();
    }
    addresses.close();
    watcher.join();
  }

  /**
   * A stopper waits for all workers with its lock held, and workers ask it, under the lock, whether
   * they may begin another task. Mended: it waits without the lock.
   */
  static void waitsForWorkers(boolean mended) throws Exception {
    Mutex stopper = new Mutex("stopper");
    boolean[] stopping = new boolean[1];
    WaitGroup workers = new WaitGroup();
    Task worker =
        () -> {
          boolean goesOn = true;
          for (int task = 0; goesOn && task < 2; task++) {
            stopper.lock();
            goesOn = !stopping[0];
            stopper.unlock();
          }
        };
    workers.go(worker);
    workers.go(worker);
    stopper.lock();
    stopping[0] = true;
    if (mended) {
      stopper.unlock();
      workers.await();
    } else {
      workers.await();
      stopper.unlock();
    }
  }

  /**
   * All plug-ins are counted, and then each is started and waited for; but the count is that of
   * all. With one plug-in nobody notices. Mended: the wait is behind the loop.
   */
  static void waitsInTheLoop(boolean mended) throws Exception {
    WaitGroup enabled = new WaitGroup();
    List<String> plugins = List.of("volumes", "networks");
    enabled.add(plugins.size());
    for (String plugin : plugins) {
      Go.go(plugin, enabled::done);
      if (!mended) {
        enabled.await();
      }
    }
    enabled.await();
  }

  /**
   * A transaction has a goroutine that waits for the end of its context to roll back. When it
   * commits, nobody ends the context. Mended: it ends with the transaction.
   */
  static void contextWithoutEnd(boolean mended) throws Exception {
    CancellableContext context = Context.background().withCancel();
    Channel<String> answer = Channel.buffered("answer", 1);
    Go.go("roll back", () -> context.done().receiveOrClosed());
    Go.go(
        "query",
        () -> {
          Go.sleep(INTERVAL);
          answer.send("row");
        });
    boolean late = select(receive(answer, row -> false), after(INTERVAL, () -> true));
    if (late || mended) {
      context.cancel();
    }
  }

  /**
   * A test counts the pods that it waits to see deleted. Two sources tell of deletions, a watch and
   * a comparison with an old list, and the same deletion may be told twice: the count becomes
   * negative. Mended: it counts pods, not messages.
   */
  static void doneTooOften(boolean mended) throws Exception {
    WaitGroup pods = new WaitGroup();
    pods.add(1);
    Set<String> known = new HashSet<>(Set.of("web"));
    Channel<String> deletions = Channel.unbuffered("deletions");
    Goroutine handler =
        Go.go(
            "handler",
            () -> {
              for (String pod : deletions) {
                boolean first = known.remove(pod);
                if (first || !mended) {
                  pods.done();
                }
              }
            });
    WaitGroup sources = new WaitGroup();
    sources.go("watch", () -> deletions.send("web"));
    sources.go(
        "compare",
        () -> {
          if (known.contains("web")) {
            deletions.send("web");
          }
        });
    sources.await();
    deletions.close();
    handler.join();
    assertThat(pods.await(Duration.ZERO)).isTrue();
  }
}
