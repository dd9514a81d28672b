package dev.csp.benchmarks.peers;

/** The values that workloads move, made beforehand. */
public final class Tokens {
  /** The value of workloads that need only one. */
  public static final Object TOKEN = new Object();

  /** Ends whoever receives it. */
  public static final Object STOP = new Object();

  private Tokens() {}

  /** Fails unless the value is the token. */
  public static void check(Object value) {
    if (value != TOKEN) {
      throw new IllegalStateException("got a value that nobody sent: " + value);
    }
  }

  /** The boxed numbers from 0 to the last one, at their own places. */
  public static Object[] numbers(int last) {
    var numbers = new Object[last + 1];
    for (int i = 0; i <= last; i++) {
      numbers[i] = i;
    }
    return numbers;
  }
}
