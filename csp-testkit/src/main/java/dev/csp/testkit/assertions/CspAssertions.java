package dev.csp.testkit.assertions;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import org.jspecify.annotations.Nullable;

/**
 * Where assertions begin. {@code assertThat} can be imported statically together with AssertJ's
 * own; of {@code assertThatCode}, import one of the two.
 *
 * {@snippet file="dev/csp/examples/snippets/AssertionSnippets.java" region="assertions"}
 *
 * <p>AssertJ's own assertions on an {@link Iterable} would receive from a channel until it is
 * closed; these look at it and take nothing.
 */
public final class CspAssertions {
  private CspAssertions() {}

  /**
   * Begins assertions on a channel.
   *
   * @param actual the channel; null fails the first assertion
   * @return its assertions
   */
  public static ChannelAssert assertThat(@Nullable Channel<?> actual) {
    return new ChannelAssert(actual);
  }

  /**
   * Begins assertions on a receiving end.
   *
   * @param actual the end; null fails the first assertion
   * @return its assertions
   */
  public static ChannelAssert assertThat(@Nullable ReceiveChannel<?> actual) {
    return new ChannelAssert(actual);
  }

  /**
   * Begins assertions on a sending end.
   *
   * @param actual the end; null fails the first assertion
   * @return its assertions
   */
  public static ChannelAssert assertThat(@Nullable SendChannel<?> actual) {
    return new ChannelAssert(actual);
  }

  /**
   * Begins assertions on a goroutine.
   *
   * @param actual its handle; null fails the first assertion
   * @return its assertions
   */
  public static GoroutineAssert assertThat(@Nullable Goroutine actual) {
    return new GoroutineAssert(actual);
  }

  /**
   * Begins assertions on code, which runs when the assertion is made.
   *
   * @param code the code
   * @return its assertions
   */
  public static CodeAssert assertThatCode(Task code) {
    return new CodeAssert(requireNonNull(code, "code"));
  }
}
