package dev.csp.testkit.linearizability;

import dev.csp.channels.Channel;
import java.util.Map;

/**
 * Something that does what {@link Operation}s ask: channels, or what is like them. The adapter that
 * somebody writes who wants to check an own channel.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="subject"}
 */
@FunctionalInterface
public interface Subject {
  /**
   * Does an operation.
   *
   * @param operation the operation
   * @return its answer
   * @throws InterruptedException if the calling thread is interrupted
   */
  Answer perform(Operation operation) throws InterruptedException;

  /**
   * The adapter for channels of this library.
   *
   * @param channels the channels, by name
   * @return a subject that asks them
   */
  static Subject of(Map<String, ? extends Channel<Object>> channels) {
    return new ChannelSubject(Map.copyOf(channels));
  }
}
