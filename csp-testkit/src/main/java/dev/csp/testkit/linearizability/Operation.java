package dev.csp.testkit.linearizability;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What can be asked of channels, which have names.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="subject"}
 */
public sealed interface Operation {
  /** How long an operation waits. */
  enum Patience {
    /** As long as it takes. */
    FOREVER,
    /** A short time. */
    BRIEFLY,
    /** Not at all. */
    NONE;

    private String suffix() {
      return switch (this) {
        case FOREVER -> "";
        case BRIEFLY -> " briefly";
        case NONE -> " or not";
      };
    }
  }

  /**
   * A send.
   *
   * @param channel to which channel
   * @param value which value
   * @param patience how long it waits
   */
  record Send(String channel, Object value, Patience patience) implements Operation {
    @Override
    public String toString() {
      return "send " + channel + " " + value + patience.suffix();
    }
  }

  /**
   * A receive.
   *
   * @param channel from which channel
   * @param patience how long it waits
   */
  record Receive(String channel, Patience patience) implements Operation {
    @Override
    public String toString() {
      return "receive " + channel + patience.suffix();
    }
  }

  /**
   * A close.
   *
   * @param channel which channel
   */
  record Close(String channel) implements Operation {
    @Override
    public String toString() {
      return "close " + channel;
    }
  }

  /**
   * A select.
   *
   * @param cases sends and receives; their own patience does not matter
   * @param patience how long it waits
   */
  record Select(List<Operation> cases, Patience patience) implements Operation {
    /**
     * Makes a select.
     *
     * @param cases sends and receives
     * @param patience how long it waits
     * @throws IllegalArgumentException if a case is neither a send nor a receive
     */
    public Select {
      cases = List.copyOf(cases);
      requireNonNull(patience, "patience");
      for (Operation one : cases) {
        if (!(one instanceof Send || one instanceof Receive)) {
          throw new IllegalArgumentException(
              "a case of a select must be a send or a receive, was " + one);
        }
      }
    }

    @Override
    public String toString() {
      return "select " + cases + patience.suffix();
    }
  }
}
