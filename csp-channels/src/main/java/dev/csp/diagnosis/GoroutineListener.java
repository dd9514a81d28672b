package dev.csp.diagnosis;

import java.util.List;

/**
 * Is told what goroutines and channels do, for metrics. {@link Goroutines#addListener} registers
 * one. Override what you need; the others do nothing.
 *
 * {@snippet file="dev/csp/examples/snippets/DiagnosisSnippets.java" region="listener"}
 *
 * <p><b>Where it runs.</b> On the thread to which the thing happened, in the middle of its work and
 * with no lock held: several at a time, and what a method takes, the program waits for. So count,
 * and return. It must not block. If it uses channels all the same, nothing breaks, but what these
 * do is told too.
 *
 * <p><b>What it throws</b> disturbs nothing; on a goroutine it goes to the handler of {@link
 * dev.csp.go.Go#onUncaught}, elsewhere to the uncaught-exception handler of the thread.
 *
 * <p>What happens in a simulation is not told.
 */
public interface GoroutineListener {
  /**
   * A goroutine starts; on the thread that starts it.
   *
   * @param id its id
   * @param name its name
   */
  default void started(long id, String name) {}

  /**
   * A goroutine has ended, and has left {@link dev.csp.go.Go#count()}; on its own thread, before
   * its {@code join} returns.
   *
   * @param id its id
   * @param name its name
   */
  default void ended(long id, String name) {}

  /**
   * A wait that has parked the caller is over, whatever its outcome. Operations that need not wait,
   * or that spin for a moment, are not told.
   *
   * @param reason why it waited, in Go's words: "chan receive", "select", "sleep"
   * @param channels the channels, "orders (buffered)"; of a select the first eight; empty if it
   *     waited for something else
   * @param nanos for how long, in nanoseconds
   */
  default void waited(String reason, List<String> channels, long nanos) {}

  /**
   * A channel was closed, by the caller. The end of a goroutine or of a context is no close.
   *
   * @param channel "orders (buffered)"
   */
  default void closed(String channel) {}

  /**
   * A channel has given up values that nobody will receive: it overflowed, or was discarded.
   *
   * @param channel "orders (sliding)"
   * @param count how many
   */
  default void undelivered(String channel, int count) {}

  /**
   * A goroutine was found to be blocked for ever; see {@link LeakDetector}.
   *
   * @param goroutine what was known of it
   */
  default void leaked(BlockedGoroutine goroutine) {}
}
