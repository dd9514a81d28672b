package dev.csp.benchmarks.threads;

import dev.csp.benchmarks.peers.Peer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Bare virtual threads: the floor under everything that has to switch. */
final class VirtualThreadPeer implements Peer {
  @Override
  public void startAndJoin(int goroutines) throws InterruptedException {
    var threads = new Thread[goroutines];
    for (int i = 0; i < goroutines; i++) {
      threads[i] = Thread.startVirtualThread(() -> {});
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void switches(int times) throws InterruptedException {
    var turn = new AtomicReference<Thread>();
    var threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      threads[i] = Thread.ofVirtual().unstarted(() -> alternate(turn, threads, other, times / 2));
    }
    turn.set(threads[0]);
    threads[0].start();
    threads[1].start();
    threads[0].join();
    threads[1].join();
  }

  private static void alternate(
      AtomicReference<Thread> turn, Thread[] threads, int other, int times) {
    Thread self = Thread.currentThread();
    for (int i = 0; i < times; i++) {
      while (turn.get() != self) {
        LockSupport.park();
      }
      turn.set(threads[other]);
      LockSupport.unpark(threads[other]);
    }
  }
}
