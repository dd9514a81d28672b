package dev.csp.benchmarks.threads;

import static dev.csp.benchmarks.peers.Tokens.STOP;

import dev.csp.benchmarks.peers.Tokens;
import java.util.concurrent.atomic.AtomicInteger;

/** A row that grows by a filter for each prime. */
final class Sieve {
  private Sieve() {}

  static int run(Kit kit, int last) throws InterruptedException {
    Object[] numbers = Tokens.numbers(last);
    var primes = new AtomicInteger();
    var crew = new Crew(kit);
    crew.start(() -> primes.set(grow(kit, numbers)));
    crew.join();
    return primes.get();
  }

  /** The filters are started here, by a goroutine: only this one joins them. */
  private static int grow(Kit kit, Object[] numbers) throws InterruptedException {
    var filters = new Crew(kit);
    Pipe first = kit.pipe(0);
    filters.start(() -> count(first, numbers));
    Pipe in = first;
    int primes = 0;
    for (Object value = in.take(); value != STOP; value = in.take()) {
      primes++;
      int prime = (Integer) value;
      Pipe from = in;
      Pipe to = kit.pipe(0);
      filters.start(() -> filter(from, to, prime));
      in = to;
    }
    filters.join();
    return primes;
  }

  private static void count(Pipe out, Object[] numbers) throws InterruptedException {
    for (int i = 2; i < numbers.length; i++) {
      out.put(numbers[i]);
    }
    out.put(STOP);
  }

  private static void filter(Pipe from, Pipe to, int prime) throws InterruptedException {
    Object value = from.take();
    while (value != STOP) {
      if ((Integer) value % prime != 0) {
        to.put(value);
      }
      value = from.take();
    }
    to.put(STOP);
  }
}
