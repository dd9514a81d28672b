package dev.csp.benchmarks.plan;

import java.util.Locale;

/** Workloads of one kind: a section of the report, and a chart. */
public enum Family {
  /** Two goroutines. */
  PAIRS("Pairs"),
  /** Many at one channel. */
  CROWDS("Crowds at one channel"),
  /** Rows of goroutines. */
  CHAINS("Chains and the sieve"),
  /** Workers. */
  FANS("Fan-out and fan-in"),
  /** More than one channel. */
  SELECTS("Selects"),
  /** Operations that never wait. */
  TRIES("Tries in vain"),
  /** Channels and goroutines. */
  CREATION("Creation"),
  /** Contexts. */
  CONTEXTS("Contexts"),
  /** More of the same. */
  SCALE("Scale"),
  /** What everything stands on. */
  FLOOR("The floor");

  private final String title;

  Family(String title) {
    this.title = title;
  }

  /** The heading of the section. */
  public String title() {
    return title;
  }

  /** Whether peers are compared, and somebody who cannot take part has to say why. */
  public boolean isComparison() {
    return this != SCALE && this != FLOOR;
  }

  /** Whether its goroutines wait for one another, so that the floor means something to them. */
  public boolean switches() {
    return switch (this) {
      case PAIRS, CROWDS, CHAINS, FANS, SELECTS, SCALE -> true;
      case TRIES, CREATION, CONTEXTS, FLOOR -> false;
    };
  }

  /** The name for files. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
