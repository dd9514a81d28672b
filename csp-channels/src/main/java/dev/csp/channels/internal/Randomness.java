package dev.csp.channels.internal;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The one source of randomness: the choices of selects. In a simulated {@link World} the simulator
 * chooses.
 */
public final class Randomness {
  private Randomness() {}

  /**
   * Returns a seed for one choice or a series of choices.
   *
   * @return 64 random bits
   */
  public static long seed() {
    Member member = Member.ofCaller();
    return member == null ? ThreadLocalRandom.current().nextLong() : member.seed();
  }
}
