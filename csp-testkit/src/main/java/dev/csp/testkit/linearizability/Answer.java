package dev.csp.testkit.linearizability;

/**
 * What an {@link Operation} answers.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="subject"}
 */
public sealed interface Answer {
  /** A send or a close was done. */
  record Done() implements Answer {
    @Override
    public String toString() {
      return "done";
    }
  }

  /**
   * A receive has a value.
   *
   * @param value the value
   */
  record Value(Object value) implements Answer {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /**
   * A send, or a select that has tried to send, has found the channel closed, or a receive has
   * found it closed and empty.
   */
  record Closed() implements Answer {
    @Override
    public String toString() {
      return "closed";
    }
  }

  /** Nothing happened, in the time that there was. */
  record Nothing() implements Answer {
    @Override
    public String toString() {
      return "nothing";
    }
  }

  /**
   * A select has taken a case.
   *
   * @param index the place of the case, from 0
   * @param answer what came of it: {@link Done}, a {@link Value}, or {@link Closed} for a receive
   */
  record Chosen(int index, Answer answer) implements Answer {
    @Override
    public String toString() {
      return "case " + index + ": " + answer;
    }
  }
}
