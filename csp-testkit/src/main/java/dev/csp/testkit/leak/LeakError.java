package dev.csp.testkit.leak;

import java.util.List;

/**
 * Goroutines have outlived their scope. The message describes each of them, in the shape of {@link
 * dev.csp.go.Go#dump()}. For tests to fail with; a program that wants to know asks {@link
 * LeakScope#leaks()}.
 *
 * {@snippet file="dev/csp/examples/snippets/LeakSnippets.java" region="error"}
 */
public final class LeakError extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient List<Leak> leaks;

  LeakError(String message, List<Leak> leaks) {
    super(message);
    this.leaks = List.copyOf(leaks);
  }

  /**
   * Returns those that were alive.
   *
   * @return them, in order of their ids; empty if they came and went too fast to be looked at
   */
  public List<Leak> leaks() {
    return leaks;
  }
}
