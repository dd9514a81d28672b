package dev.csp.patterns;

/**
 * What the failure of one task means for the others that run with it.
 *
 * {@snippet file="dev/csp/examples/snippets/ErrGroupSnippets.java" region="failures"}
 *
 * <p><b>When not to use it.</b> If the others need the result of the one that fails, they cannot go
 * on usefully: leave it at {@link #CANCEL}, which groups do by default.
 */
public enum OnFailure {
  /** The first failure cancels the others: their context ends, and they are interrupted. */
  CANCEL,

  /** The others go on; every failure is kept and reported. */
  CONTINUE
}
