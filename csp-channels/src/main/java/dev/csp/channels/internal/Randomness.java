package dev.csp.channels.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one source of randomness: the choices of selects. A simulator replaces it. */
public final class Randomness {
  private static @Nullable LongSupplier replacement;

  private Randomness() {}

  /**
   * Puts another source in place, or the usual one again with null; for simulators and tests, while
   * nothing selects.
   */
  static void install(@Nullable LongSupplier source) {
    replacement = source;
  }

  /**
   * Returns a seed for one choice or a series of choices.
   *
   * @return 64 random bits
   */
  public static long seed() {
    LongSupplier source = replacement;
    return source != null ? source.getAsLong() : ThreadLocalRandom.current().nextLong();
  }
}
