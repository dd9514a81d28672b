package dev.csp.testkit.leak;

import dev.csp.channels.internal.Dump;
import dev.csp.channels.internal.Situation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A goroutine that has outlived its scope: who it is, what it waits for, and where it was started.
 * A snapshot; holds no value of the program. {@code toString} is its block of a {@link
 * dev.csp.go.Go#dump()}. For reading in a predicate or an assertion; it is no handle on the
 * goroutine.
 *
 * {@snippet file="dev/csp/examples/snippets/LeakSnippets.java" region="leak"}
 */
public final class Leak {
  private final Situation situation;

  Leak(Situation situation) {
    this.situation = situation;
  }

  /**
   * Returns its id.
   *
   * @return the id, as {@link dev.csp.go.Goroutine#id()}
   */
  public long id() {
    return situation.id();
  }

  /**
   * Returns its name.
   *
   * @return the name, as {@link dev.csp.go.Goroutine#name()}
   */
  public String name() {
    return situation.name();
  }

  /**
   * Returns why it waits, in Go's words: "chan receive", "select", "sleep".
   *
   * @return the reason; "running" if it does not wait, "garbage collected" if it was blocked for
   *     ever and is gone
   */
  public String reason() {
    return situation.reason();
  }

  /**
   * Returns what it waits on: the operation, with the name, kind and fill of each channel.
   *
   * @return the operation; empty if the reason says all
   */
  public Optional<String> waitsOn() {
    return Optional.ofNullable(situation.details());
  }

  /**
   * Returns how long it had waited when it was looked at.
   *
   * @return the time, to some milliseconds; zero if it does not wait in this library
   */
  public Duration waited() {
    return Duration.ofNanos(Math.max(situation.waited(), 0));
  }

  /**
   * Returns where it was started, and by whom.
   *
   * @return the line, and the goroutine or the thread
   */
  public String startedAt() {
    return situation.origin();
  }

  /**
   * Returns the top of its stack, without the frames of the JDK and of the kernel.
   *
   * @return the frames, innermost first; empty if it is running in other code
   */
  public List<StackTraceElement> frames() {
    return List.copyOf(situation.frames());
  }

  static String describe(List<Leak> leaks) {
    return Dump.of(leaks.stream().map(leak -> leak.situation).toList());
  }

  @Override
  public String toString() {
    return describe(List.of(this)).stripTrailing();
  }
}
