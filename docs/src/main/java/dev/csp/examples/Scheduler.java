package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.WaitGroup;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many goroutines on few threads: how many live, and how many run at one instant.
 *
 * <p><b>Go.</b> The scheduler puts all goroutines onto {@code GOMAXPROCS} threads. {@code
 * runtime.GOMAXPROCS(0)} asks for that number, {@code runtime.NumGoroutine()} for the goroutines.
 * One that computes for long is preempted.
 *
 * <p><b>Java.</b> The JDK's scheduler puts them onto carrier threads: {@link Go#parallelism} and
 * {@link Go#count}; {@code main} is no goroutine and not counted. Nothing is preempted: a goroutine
 * leaves its carrier where it waits, and nowhere else.
 *
 * <p>For another number of carriers: {@code
 * JDK_JAVA_OPTIONS=-Djdk.virtualThreadScheduler.parallelism=1 bin/example Scheduler}
 */
public final class Scheduler {
  private static final int GOROUTINES = 1000;

  private Scheduler() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    out.println("carriers: " + Go.parallelism());
    out.println("goroutines before: " + Go.count());
    Channel<Void> start = Channel.unbuffered("start");
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    WaitGroup alive = new WaitGroup();
    for (int i = 0; i < GOROUTINES; i++) {
      alive.go(() -> {
        start.receiveOrClosed(); // off the carrier, until the channel is closed
        int now = running.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        compute();
        running.decrementAndGet();
      });
    }
    out.println("goroutines that live now: " + Go.count());
    start.close(); // all of them may go on
    alive.await();
    out.println("most that ran at one instant: " + most.get());
    out.println("goroutines after: " + Go.count());
  }

  /** Does not wait, so it keeps its carrier from beginning to end. */
  private static void compute() {
    int state = 1;
    for (int i = 0; i < 10_000; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
    }
    if (state == 0) {
      throw new IllegalStateException("a xorshift never comes to zero");
    }
  }
}
