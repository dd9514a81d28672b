package dev.csp.testkit.kernels;

import static dev.csp.select.Select.done;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.select;

import dev.csp.channels.Channel;
import dev.csp.channels.Semaphore;
import dev.csp.go.WaitGroup;
import dev.csp.sync.Mutex;

/** Bugs that are made of locks alone. */
final class LockKernels {
  /** What a writer takes of a lock, of which a reader takes 1. */
  private static final int ALL = 10;

  private LockKernels() {}

  /**
   * A loop locks in every round, and leaves in the middle of one when it is told to stop. Whoever
   * locks next waits for ever. Mended: it unlocks on that way, too.
   */
  static void leavesWithTheLock(boolean mended) throws Exception {
    Mutex peers = new Mutex("peers");
    Channel<Void> stop = Channel.unbuffered("stop");
    WaitGroup both = new WaitGroup();
    both.go(
        "gossip",
        () -> {
          for (int round = 0; round < 2; round++) {
            peers.lock();
            if (select(done(stop, () -> true), otherwise(() -> false))) {
              if (mended) {
                peers.unlock();
              }
              return;
            }
            peers.unlock();
          }
        });
    both.go(
        "bootstrap",
        () -> {
          peers.lock();
          peers.unlock();
        });
    stop.close();
    both.await();
  }

  /**
   * One locks the store, then the replica; the other one the replica, then the store. Mended: the
   * first one has unlocked the store before it locks the replica.
   */
  static void oppositeOrders(boolean mended) throws Exception {
    Mutex store = new Mutex("store");
    Mutex replica = new Mutex("replica");
    WaitGroup both = new WaitGroup();
    both.go(
        "heartbeats",
        () -> {
          store.lock();
          if (mended) {
            store.unlock();
          }
          replica.lock();
          replica.unlock();
          if (!mended) {
            store.unlock();
          }
        });
    both.go(
        "tick",
        () -> {
          replica.lock();
          store.lock();
          store.unlock();
          replica.unlock();
        });
    both.await();
  }

  /**
   * A worker waits for its queue while it reads under a lock; the one that would fill the queue
   * needs to read, too; and in between somebody waits to write, whom later readers must not
   * overtake. Mended: the worker locks when it has something to work on.
   */
  static void readersWithAWriterBetween(boolean mended) throws Exception {
    Semaphore lock = new Semaphore("quotas", ALL);
    Channel<String> queue = Channel.buffered("queue", 1);
    WaitGroup all = new WaitGroup();
    all.go(
        "worker",
        () -> {
          if (mended) {
            queue.receive();
            lock.acquire();
          } else {
            lock.acquire();
            queue.receive();
          }
          lock.release();
        });
    all.go(
        "resync",
        () -> {
          lock.acquire(ALL);
          lock.release(ALL);
        });
    all.go(
        "other worker",
        () -> {
          lock.acquire();
          queue.send("pod");
          lock.release();
        });
    all.await();
  }
}
