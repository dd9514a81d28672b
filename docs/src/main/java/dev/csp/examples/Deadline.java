package dev.csp.examples;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.ErrGroup;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A pipeline of three stages that would never end, and a deadline that ends it.
 *
 * <p><b>Go.</b> {@code ctx, cancel := context.WithTimeout(…)} with {@code defer cancel()}; every
 * send and receive of every stage is one case of a {@code select}, the other being {@code
 * <-ctx.Done()}. Whoever forgets one, leaks a goroutine.
 *
 * <p><b>Java.</b> The stages are members of a group under the context. The deadline interrupts
 * them, wherever they wait, so they use plain sends and receives. Who shuts this down is answered
 * by the block: it owns the context and the group, and when it is left, nobody is left behind. Each
 * stage closes the channel that it sends to, and nobody else does.
 *
 * <p>Usage: {@code Deadline [MILLISECONDS]}: how many primes after 1 000 000 000 are found in time?
 */
public final class Deadline {
  static final long FIRST = 1_000_000_001;

  private Deadline() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(System.out, System.err, args));
  }

  static int run(PrintStream out, PrintStream err, String... args) throws Exception {
    Duration limit;
    try {
      limit = Duration.ofMillis(args.length == 0 ? 200 : Integer.parseInt(args[0]));
    } catch (NumberFormatException e) {
      err.println("MILLISECONDS must be a number, was " + args[0]);
      return 2;
    }
    int before = Go.count();
    List<Long> primes;
    try (CancellableContext ctx = Context.background().withTimeout(limit)) {
      primes = primes(ctx);
      out.println("stopped by: " + ctx.error().orElseThrow().getClass().getSimpleName());
    }
    out.println("primes found: " + primes.size());
    if (!primes.isEmpty()) {
      out.println("the last one: " + primes.getLast());
    }
    out.println("goroutines left behind: " + (Go.count() - before));
    return 0;
  }

  /** Runs until the context ends. */
  static List<Long> primes(Context ctx) throws InterruptedException, ExecutionException {
    Channel<Long> numbers = Channel.buffered("numbers", 16);
    Channel<Long> primes = Channel.buffered("primes", 16);
    List<Long> found = new ArrayList<>();
    try (ErrGroup stages = new ErrGroup(ctx)) {
      stages.go(() -> count(numbers));
      stages.go(() -> sift(numbers, primes));
      stages.go(() -> collect(primes, found));
      stages.await(); // a deadline is no failure; all three have ended now
    }
    return found;
  }

  private static void count(SendChannel<Long> numbers) throws InterruptedException {
    try (numbers) {
      for (long n = FIRST; ; n += 2) {
        numbers.send(n);
      }
    }
  }

  private static void sift(ReceiveChannel<Long> numbers, SendChannel<Long> primes)
      throws InterruptedException {
    try (primes) {
      while (numbers.receiveOrClosed() instanceof Received.Value<Long>(Long n)) {
        if (isPrime(n)) {
          primes.send(n);
        }
      }
    }
  }

  private static void collect(ReceiveChannel<Long> primes, List<Long> found)
      throws InterruptedException {
    while (primes.receiveOrClosed() instanceof Received.Value<Long>(Long prime)) {
      found.add(prime);
    }
  }

  private static boolean isPrime(long odd) {
    for (long divisor = 3; divisor * divisor <= odd; divisor += 2) {
      if (odd % divisor == 0) {
        return false;
      }
    }
    return true;
  }
}
