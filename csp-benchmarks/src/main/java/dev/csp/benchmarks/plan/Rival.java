package dev.csp.benchmarks.plan;

import dev.csp.benchmarks.peers.Contender;

/** Those that the table of ratios has columns for. */
public enum Rival {
  /** The fastest of them, workload by workload. */
  BEST_QUEUE("best JDK queue"),
  /** {@link Contender#JOX}. */
  JOX("jox"),
  /** {@link Contender#KOTLIN}. */
  KOTLIN("Kotlin"),
  /** {@link Contender#GO}. */
  GO("Go");

  private final String title;

  Rival(String title) {
    this.title = title;
  }

  /** The head of the column. */
  public String title() {
    return title;
  }

  /** Whether a contender stands for this rival. */
  public boolean includes(Contender contender) {
    return switch (this) {
      case BEST_QUEUE -> contender.isQueue();
      case JOX -> contender == Contender.JOX;
      case KOTLIN -> contender == Contender.KOTLIN;
      case GO -> contender == Contender.GO;
    };
  }
}
