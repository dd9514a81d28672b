package dev.csp.benchmarks.run;

import dev.csp.benchmarks.peers.Contender;

/**
 * How long a fork takes. An iteration has one batch at least, however long that is: few long
 * iterations cost less with a slow contender than many short ones.
 *
 * @param warmups how many iterations are not measured
 * @param warmupMillis how long each of them lasts, at least
 * @param iterations how many are measured
 * @param millis how long each of them lasts, at least
 */
record Timing(int warmups, int warmupMillis, int iterations, int millis) {
  Timing {
    if (warmups < 0 || warmupMillis < 1 || iterations < 1 || millis < 1) {
      throw new IllegalArgumentException(
          "a fork needs an iteration, and each a millisecond, was %d of %d ms and %d of %d ms"
              .formatted(warmups, warmupMillis, iterations, millis));
    }
  }

  /** For one contender: slow ones, which no ratio is asked for, have fewer; Go compiles nothing. */
  Timing of(Contender contender) {
    return switch (contender) {
      case GO -> new Timing(Math.min(warmups, 1), millis, iterations, millis);
      case JCSP, CORE_ASYNC ->
          new Timing(
              Math.min(warmups, 1),
              Math.max(1, warmups * warmupMillis),
              Math.ceilDiv(iterations, 2),
              2 * millis);
      default -> this;
    };
  }

  /** The same number of iterations, of another length. */
  Timing withMillis(int other) {
    return new Timing(warmups, 2 * other, iterations, other);
  }

  @Override
  public String toString() {
    return "%d warm-ups of at least %d ms and %d measurements of at least %d ms"
        .formatted(warmups, warmupMillis, iterations, millis);
  }
}
