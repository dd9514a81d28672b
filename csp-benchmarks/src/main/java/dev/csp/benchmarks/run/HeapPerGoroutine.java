package dev.csp.benchmarks.run;

import com.google.common.math.Quantiles;
import dev.csp.benchmarks.report.Run;
import dev.csp.channels.Channel;
import dev.csp.go.Go;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/*
 * Bytes of heap per parked goroutine, beside a bare parked virtual thread.
 *
 * Each kind has a JVM of its own, with the serial collector, told to compact whenever it runs: else it leaves dead objects of up to a
 * twentieth of the heap where they are, and counts them as used. Used heap is read before any thread starts and once all are parked; then
 * they are stopped, and the same again, a few times. The array that holds the threads exists at both readings. Goroutines wait on one
 * channel, so a channel is not part of the price; stacks are, since a parked virtual thread keeps its stack on the heap.
 *
 * That is why the first wave stands apart: a frame of interpreted code is larger than one of compiled code. It also pays for classes, and
 * for tables that then stay at their size. Of the others, the median.
 *
 * The CPU time is that of the process over the time in which all are parked, of the last wave, when the compilers have nothing left to do.
 */
final class HeapPerGoroutine {
  static final int THREADS = 100_000;

  private static final int WAVES = 6;
  private static final Duration QUIET = Duration.ofMillis(500);

  /** What is parked. */
  enum Kind {
    VIRTUAL_THREAD("bare virtual thread") {
      @Override
      Thread start() {
        return Thread.ofVirtual().start(HeapPerGoroutine::parkUntilInterrupted);
      }
    },

    GOROUTINE("goroutine, in receive") {
      // Made with its first goroutine, so that the JVM of the other kind does without.
      private static class Holder {
        static final Channel<Object> QUIET = Channel.unbuffered();
      }

      @Override
      Thread start() {
        return Go.go(Holder.QUIET::receive).thread();
      }
    };

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    /** Starts one that parks until it is interrupted. */
    abstract Thread start();
  }

  private HeapPerGoroutine() {}

  /**
   * Measures a kind with a number of threads, in this JVM, and prints the bytes of each wave, and
   * then the CPU time that they took while parked, in milliseconds per second.
   */
  public static void main(String[] args) throws InterruptedException {
    Kind kind = Kind.valueOf(args[0]);
    int threads = Integer.parseInt(args[1]);
    for (int i = 1; i < WAVES; i++) {
      System.out.println(wave(kind, new Thread[threads], Duration.ZERO).bytes());
    }
    Wave last = wave(kind, new Thread[threads], QUIET);
    System.out.println(last.bytes());
    System.out.println(last.cpu());
  }

  /** Measures in a fresh JVM. */
  static Run.Heap measure(Kind kind, int threads) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process child =
        new ProcessBuilder(
                List.of(
                    java,
                    "-XX:+UseSerialGC",
                    "-XX:MarkSweepAlwaysCompactCount=1",
                    "-Xmx1g",
                    "-cp",
                    System.getProperty("java.class.path", ""),
                    HeapPerGoroutine.class.getName(),
                    kind.name(),
                    Integer.toString(threads)))
            .redirectError(Redirect.INHERIT)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = child.waitFor();
    if (status != 0) {
      throw new IOException("measuring the heap of " + kind + " ended with status " + status);
    }
    List<String> lines = output.lines().toList();
    List<Long> waves = lines.subList(0, WAVES).stream().map(Long::parseLong).toList();
    return new Run.Heap(
        kind.title(),
        waves.get(0),
        Math.round(Quantiles.median().compute(waves.subList(1, WAVES))),
        Double.parseDouble(lines.get(WAVES)));
  }

  private record Wave(long bytes, double cpu) {}

  private static Wave wave(Kind kind, Thread[] threads, Duration quiet)
      throws InterruptedException {
    long before = usedHeap();
    start(kind, threads);
    long after = usedHeap();
    double cpu = cpuWhileParked(quiet);
    stop(threads);
    return new Wave(Math.round((after - before) / (double) threads.length), cpu);
  }

  /** In milliseconds per second. */
  private static double cpuWhileParked(Duration quiet) throws InterruptedException {
    long start = System.nanoTime();
    long before = CpuProfiler.processCpuTime();
    Thread.sleep(quiet);
    long taken = CpuProfiler.processCpuTime() - before;
    return 1000.0 * taken / (System.nanoTime() - start);
  }

  private static void start(Kind kind, Thread[] threads) throws InterruptedException {
    for (int i = 0; i < threads.length; i++) {
      threads[i] = kind.start();
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        if (!thread.isAlive()) {
          throw new IllegalStateException("a thread of " + kind + " ended too early");
        }
        Thread.sleep(1);
      }
    }
  }

  private static void stop(Thread[] threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static long usedHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  private static void parkUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }
}
