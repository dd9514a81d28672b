package dev.csp.diagnosis;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.Dump;
import dev.csp.channels.internal.Situation;
import java.time.Duration;
import java.util.List;

/**
 * A goroutine that was blocked when it was looked at: a snapshot, which holds neither the goroutine
 * nor a channel nor a value. {@code toString} is its block of a {@link dev.csp.go.Go#dump()}.
 *
 * @param id its id, as {@link dev.csp.go.Goroutine#id()}
 * @param name its name
 * @param reason why it was blocked, in Go's words: "chan receive", "select", "sleep"
 * @param operation the operation with the name and kind of each channel, "chan send on channel
 *     orders (unbuffered)"; the same as the reason if that says all
 * @param blockedFor for how long, to about a tenth of a second; zero if that is not known
 * @param startedAt the line that started it, and in which goroutine or thread
 * @param stack where it was, innermost first, without the frames of the JDK and of this library;
 *     empty if there were too many goroutines to look, or the stack is gone
 */
public record BlockedGoroutine(
    long id,
    String name,
    String reason,
    String operation,
    Duration blockedFor,
    String startedAt,
    List<StackTraceElement> stack) {
  /**
   * Makes one, for tests of code that takes it.
   *
   * @throws NullPointerException if an argument is null
   */
  public BlockedGoroutine {
    requireNonNull(name, "name");
    requireNonNull(reason, "reason");
    requireNonNull(operation, "operation");
    requireNonNull(blockedFor, "blockedFor");
    requireNonNull(startedAt, "startedAt");
    stack = List.copyOf(stack);
  }

  static BlockedGoroutine of(Situation situation) {
    String details = situation.details();
    return new BlockedGoroutine(
        situation.id(),
        situation.name(),
        situation.reason(),
        details == null ? situation.reason() : details,
        Duration.ofNanos(situation.waited()),
        situation.origin(),
        situation.frames());
  }

  /**
   * Returns a block of text in the shape of Go's dumps.
   *
   * @return some lines; no value of the program
   */
  @Override
  public String toString() {
    Situation situation =
        new Situation(
            id,
            name,
            reason,
            operation.equals(reason) ? null : operation,
            blockedFor.toNanos(),
            stack,
            startedAt,
            List.of());
    return Dump.of(List.of(situation)).stripTrailing();
  }
}
