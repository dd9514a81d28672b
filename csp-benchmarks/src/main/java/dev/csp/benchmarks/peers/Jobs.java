package dev.csp.benchmarks.peers;

/** The small jobs of {@link Peer#fan}: some arithmetic each, about as long as a hand-over. */
public final class Jobs {
  private static final int STEPS = 16;

  /** A job, made once and done in every batch anew. */
  public static final class Job {
    private final int seed;
    private long result;

    private Job(int seed) {
      this.seed = seed;
    }

    /** Does the work. */
    public void run() {
      result = work(seed);
    }

    /** What came of it. */
    public long result() {
      return result;
    }
  }

  private Jobs() {}

  /** Makes jobs with the seeds from 0. */
  public static Job[] make(int count) {
    var jobs = new Job[count];
    for (int i = 0; i < count; i++) {
      jobs[i] = new Job(i);
    }
    return jobs;
  }

  /** The sum of the results of that many jobs. */
  public static long expected(int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += work(i);
    }
    return sum;
  }

  /** Marsaglia's xorshift, a few steps. */
  static long work(int seed) {
    long x = seed + 1L;
    for (int i = 0; i < STEPS; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }
}
