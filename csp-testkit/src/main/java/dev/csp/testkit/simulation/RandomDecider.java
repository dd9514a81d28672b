package dev.csp.testkit.simulation;

/**
 * Decides by chance: every possibility is equally likely, each time anew. SplitMix64 (Steele, Lea
 * and Flood, "Fast splittable pseudorandom number generators"), written out so that no version of
 * the JDK changes what a seed means.
 */
final class RandomDecider implements Decider {
  private long state;

  RandomDecider(long seed) {
    this.state = seed;
  }

  @Override
  public int next(Lineup lineup) {
    return choose(lineup.size());
  }

  @Override
  public int choose(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    long mixed = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
