package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.WaitGroup;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ThreadFactory;
import java.util.stream.LongStream;

/**
 * Ten thousand goroutines (or another number): squares by index; then what one costs, beside a
 * platform thread.
 *
 * <p><b>Go.</b> A goroutine begins with a stack of 2 KB, so programs have thousands, each writing
 * to its own element of a slice; the {@code WaitGroup} makes the writes visible.
 *
 * <p><b>Java.</b> The same, with an array. A goroutine is a few objects on the heap, and while it
 * is parked its stack is one of them, as large as what is on it: one or two KB together. A platform
 * thread has a stack from the operating system, which also has to start it.
 *
 * <p>Usage: {@code TenThousand [NUMBER]}
 */
public final class TenThousand {
  private static final int MOST = 10_000_000;
  private static final int PLATFORM_THREADS = 200;
  private static final int ROUNDS = 5; // the first run cold: slower, and with larger frames

  private TenThousand() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(System.out, System.err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) throws Exception {
    int number = args.length == 0 ? 10_000 : parse(args[0]);
    if (number == 0) {
      err.println("NUMBER must be 1 to " + MOST + ", was " + args[0]);
      return 2;
    }
    long[] squares = squares(number);
    out.printf(
        Locale.ROOT,
        "%,d goroutines: the last square is %,d, the sum of all is %,d%n",
        number,
        squares[number - 1],
        LongStream.of(squares).sum());

    ThreadFactory goroutines = task -> Go.go(task::run).thread();
    ThreadFactory threads = task -> Thread.ofPlatform().start(task);
    out.printf(
        Locale.ROOT,
        "start to end: %.1f microseconds for a goroutine, %.1f microseconds for a platform thread%n",
        microsToRun(goroutines, number),
        microsToRun(threads, PLATFORM_THREADS));
    out.printf(
        Locale.ROOT,
        "parked: a goroutine takes %,d bytes of heap%n",
        heapWhenParked(goroutines, number));
    OptionalLong resident = park(threads, PLATFORM_THREADS).resident();
    if (resident.isPresent()) {
      out.printf(
          Locale.ROOT,
          "parked: a platform thread takes %,d bytes outside the heap, the kernel's part not counted%n",
          resident.getAsLong());
    }
    return 0;
  }

  /** Each goroutine writes one element; nobody reads before await has returned. */
  static long[] squares(int number) throws InterruptedException {
    long[] squares = new long[number];
    WaitGroup working = new WaitGroup();
    for (int i = 0; i < number; i++) {
      int n = i;
      working.go(() -> squares[n] = (long) n * n);
    }
    working.await();
    return squares;
  }

  /** The best of a few rounds. */
  private static double microsToRun(ThreadFactory starter, int number) throws InterruptedException {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      WaitGroup running = new WaitGroup();
      running.add(number);
      for (int i = 0; i < number; i++) {
        starter.newThread(running::done);
      }
      running.await();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1000.0 / number;
  }

  /** The least of a few rounds. */
  private static long heapWhenParked(ThreadFactory starter, int number)
      throws InterruptedException, IOException {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      least = Math.min(least, park(starter, number).heap());
    }
    return least;
  }

  /**
   * The bytes that one parked thread takes.
   *
   * @param heap on the heap
   * @param resident in all, where the operating system tells
   */
  private record Parked(long heap, OptionalLong resident) {}

  /*
   * A thread that has said it is ready may not be parked yet. Of the goroutines this can be so for
   * one on each carrier, as nothing but a wait takes one off its carrier; and a platform thread has
   * its stack in either case.
   */
  private static Parked park(ThreadFactory starter, int number)
      throws InterruptedException, IOException {
    Channel<Void> gate = Channel.unbuffered("gate");
    WaitGroup ready = new WaitGroup();
    ready.add(number);
    Thread[] threads = new Thread[number];
    OptionalLong resident = residentBytes();
    long heap = usedHeap();
    for (int i = 0; i < number; i++) {
      threads[i] =
          starter.newThread(() -> {
            ready.done();
            awaitClose(gate);
          });
    }
    ready.await();
    OptionalLong residentNow = residentBytes();
    long heapNow = usedHeap();
    gate.close();
    for (Thread thread : threads) {
      thread.join();
    }
    return new Parked(
        (heapNow - heap) / number,
        resident.isPresent() && residentNow.isPresent()
            ? OptionalLong.of((residentNow.getAsLong() - resident.getAsLong()) / number)
            : OptionalLong.empty());
  }

  private static void awaitClose(Channel<Void> gate) {
    try {
      gate.receiveOrClosed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // and end, which is what is wanted
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Linux has it in a file. */
  private static OptionalLong residentBytes() throws IOException {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  /** Zero if that is not a number within the bounds. */
  private static int parse(String text) {
    try {
      int number = Integer.parseInt(text);
      return number < 1 || number > MOST ? 0 : number;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
