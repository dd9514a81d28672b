package dev.csp.patterns;

/** What the failure of one task means for the others that run with it. */
public enum OnFailure {
  /** The first failure cancels the others: their context ends, and they are interrupted. */
  CANCEL,

  /** The others go on; every failure is kept and reported. */
  CONTINUE
}
