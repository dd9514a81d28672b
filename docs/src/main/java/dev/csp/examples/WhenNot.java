package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.go.WaitGroup;
import java.io.PrintStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/**
 * When goroutines do not pay: work that is smaller than a start, and steps that need each other.
 *
 * <p><b>Go.</b> A goroutine is cheap, not free: a few hundred nanoseconds to start, as much to hand
 * a value over. An addition takes less than one. Where each step needs the result of the one
 * before, there is nothing to do at the same time, and every hand-over is on top.
 *
 * <p><b>Java.</b> The same. Goroutines are for what waits: sockets, files, each other. For
 * computing, one for each carrier with a large piece of the work is enough, or a parallel stream.
 */
public final class WhenNot {
  private static final int NUMBERS = 20_000;
  private static final int STEPS = 5_000;
  private static final int ROUNDS = 10; // the first ones run cold

  private record Timed(String result, double nanos) {
    Timed orBetter(Timed other) {
      return other.nanos < nanos ? other : this;
    }
  }

  private WhenNot() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(System.out));
  }

  static int run(PrintStream out) throws Exception {
    out.println("the sum of " + NUMBERS + " numbers");
    boolean same = compare(out, NUMBERS, WhenNot::sumInLoop, WhenNot::sumByGoroutines);
    out.println(STEPS + " digests, each of the one before");
    same &= compare(out, STEPS, WhenNot::digestInLoop, WhenNot::digestInChain);
    return same ? 0 : 1;
  }

  /** Prints the best times of a few rounds; answers whether both ways have the same result. */
  private static boolean compare(
      PrintStream out, int steps, Callable<String> loop, Callable<String> goroutines)
      throws Exception {
    Timed plain = time(loop);
    Timed spread = time(goroutines);
    for (int round = 1; round < ROUNDS; round++) { // in turn, so that both warm up
      plain = plain.orBetter(time(loop));
      spread = spread.orBetter(time(goroutines));
    }
    out.printf(
        Locale.ROOT, "  in a loop: %.1f ns for each: %s%n", plain.nanos() / steps, plain.result());
    out.printf(
        Locale.ROOT,
        "  a goroutine for each: %.1f ns for each: %s%n",
        spread.nanos() / steps,
        spread.result());
    out.printf(Locale.ROOT, "  which takes %.1f times as long%n", spread.nanos() / plain.nanos());
    return plain.result().equals(spread.result());
  }

  private static Timed time(Callable<String> way) throws Exception {
    long start = System.nanoTime();
    String result = way.call();
    return new Timed(result, System.nanoTime() - start);
  }

  static String sumInLoop() {
    long sum = 0;
    for (int i = 0; i < NUMBERS; i++) {
      sum += i;
    }
    return Long.toString(sum);
  }

  static String sumByGoroutines() throws InterruptedException {
    LongAdder sum = new LongAdder();
    WaitGroup adding = new WaitGroup();
    for (int i = 0; i < NUMBERS; i++) {
      int n = i;
      adding.go(() -> sum.add(n));
    }
    adding.await();
    return Long.toString(sum.sum());
  }

  static String digestInLoop() throws NoSuchAlgorithmException {
    byte[] digest = new byte[0];
    for (int i = 0; i < STEPS; i++) {
      digest = digestOf(digest);
    }
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  /** Each goroutine waits for the one before it: however many carriers, one of them works. */
  static String digestInChain() throws InterruptedException {
    Channel<byte[]> first = Channel.unbuffered();
    ReceiveChannel<byte[]> last = first;
    WaitGroup digesting = new WaitGroup();
    for (int i = 0; i < STEPS; i++) {
      ReceiveChannel<byte[]> in = last;
      Channel<byte[]> out = Channel.unbuffered();
      digesting.go(() -> out.send(digestOf(in.receive())));
      last = out;
    }
    first.send(new byte[0]);
    byte[] digest = last.receive();
    digesting.await();
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  private static byte[] digestOf(byte[] bytes) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
