package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.WaitGroup;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A thousand goroutines count: wrong without a rule who may write when, right with any of three.
 *
 * <p><b>Go.</b> {@code counter++} reads, adds and writes; two goroutines that read the same value
 * lose one count. {@code go run -race} finds it. {@code sync.Mutex}, {@code sync/atomic}, or a
 * channel of capacity one that is full while somebody counts.
 *
 * <p><b>Java.</b> {@code counter++} is the same three steps, and nobody warns: the JDK has no race
 * detector. {@code ReentrantLock}, {@code AtomicLong}, or the channel. For a plain counter the
 * atomic is best; the channel can also be waited for in a select, or with a time-out.
 */
public final class Counter {
  private static final int GOROUTINES = 1000;
  private static final int COUNTS = 100;

  /** What is counted with. */
  private interface Count {
    void increment() throws InterruptedException;

    long total();
  }

  private Counter() {}

  public static void main(String[] args) throws InterruptedException {
    run(System.out);
  }

  static void run(PrintStream out) throws InterruptedException {
    out.println("expected: " + (long) GOROUTINES * COUNTS);
    out.println("counter++: " + count(new Racy()) + " (right by luck, if it is)");
    out.println("counter++, step by step: " + count(new StepByStep()));
    out.println("lock: " + count(new Locked()));
    out.println("atomic: " + count(new Atomic()));
    out.println("channel: " + count(new Guarded()));
  }

  private static long count(Count count) throws InterruptedException {
    Channel<Void> start = Channel.unbuffered("start");
    WaitGroup counting = new WaitGroup();
    for (int i = 0; i < GOROUTINES; i++) {
      counting.go(() -> {
        start.receiveOrClosed(); // so that they count at the same time
        for (int j = 0; j < COUNTS; j++) {
          count.increment();
        }
      });
    }
    start.close();
    counting.await();
    return count.total();
  }

  private static final class Racy implements Count {
    private long total;

    @Override
    public void increment() {
      total++; // the mistake
    }

    @Override
    public long total() {
      return total;
    }
  }

  /** What counter++ does. The pause makes happen often what else happens now and then. */
  private static final class StepByStep implements Count {
    private long total;

    @Override
    public void increment() {
      long seen = total;
      Go.yieldNow();
      total = seen + 1;
    }

    @Override
    public long total() {
      return total;
    }
  }

  private static final class Locked implements Count {
    private final ReentrantLock lock = new ReentrantLock();
    private long total;

    @Override
    public void increment() {
      lock.lock();
      try {
        total++;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long total() {
      return total; // nobody counts any more
    }
  }

  private static final class Atomic implements Count {
    private final AtomicLong total = new AtomicLong();

    @Override
    public void increment() {
      total.incrementAndGet();
    }

    @Override
    public long total() {
      return total.get();
    }
  }

  /** Whoever has put the token in may count; the next send waits until it is taken out. */
  private static final class Guarded implements Count {
    private final Channel<Boolean> mutex = Channel.buffered("mutex", 1);
    private long total;

    @Override
    public void increment() throws InterruptedException {
      mutex.send(true);
      try {
        total++;
      } finally {
        mutex.tryReceive();
      }
    }

    @Override
    public long total() {
      return total;
    }
  }
}
