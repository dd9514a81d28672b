package dev.csp.channels;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.VirtualGoroutine;
import java.util.function.Consumer;

/**
 * What becomes of values that a channel has accepted and that nobody will ever receive. A channel
 * that is made with a hook ({@link Channel#onUndelivered}) gives it each such value:
 *
 * <ul>
 *   <li>what a full {@linkplain Channel#sliding(int) sliding} channel drops (the oldest value) and
 *       what a full {@linkplain Channel#dropping(int) dropping} channel drops (the value that is
 *       being sent);
 *   <li>what is buffered when a channel is {@linkplain Channel#discard() discarded}.
 * </ul>
 *
 * {@snippet file="dev/csp/examples/snippets/UndeliveredSnippets.java" region="hook"}
 *
 * <p><b>Exactly once.</b> Each value that was accepted is either received by somebody or given to
 * the hook, never both; if the channel is drained or discarded in the end, never neither. A value
 * whose send failed was not accepted: its sender still has it. A value that was received, also by
 * an iterator that was then abandoned, is the receiver's. A channel that becomes garbage with
 * values in it reports nothing: discard it.
 *
 * <p><b>Where it runs.</b> On the thread whose operation gave the value up, after that operation
 * has taken effect, outside all locks, and before the operation returns. So the hook may use any
 * channel, also the same one, and what it waits for, that operation waits for. Operations on
 * several threads run it at the same time and in no particular order; one discard gives its values
 * one after the other, oldest first. A hook that sends what was dropped to the very channel that
 * drops runs inside itself, without end if that channel stays full.
 *
 * <p><b>What it throws</b> disturbs nothing: the operation completes, and the other values are
 * reported. On a goroutine it goes to the handler of {@link dev.csp.go.Go#onUncaught}, and the
 * goroutine goes on. On any other thread, which no handler of goroutines knows, it goes to the
 * {@linkplain Thread#getUncaughtExceptionHandler() uncaught-exception handler} of that thread,
 * which by default prints, and the thread goes on.
 *
 * <p><b>Memory effects.</b> Actions before the send of a value happen-before the hook's run for it.
 *
 * <p><b>When not to use it.</b> A hook is for releasing and for counting. It is not a second way to
 * deliver: nothing bounds how long it takes or who waits for it.
 */
public final class Undelivered {
  private Undelivered() {}

  /**
   * Returns a hook that closes each value. If a close throws, so does the hook: unchecked
   * exceptions and errors as they are, checked ones as the cause of an {@link
   * IllegalStateException}; after an {@link InterruptedException} the interrupt flag is set.
   *
   * @return the hook
   */
  public static Consumer<AutoCloseable> closing() {
    return Undelivered::close;
  }

  private static void close(AutoCloseable value) {
    try {
      value.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("an undelivered value could not be closed: " + e, e);
    }
  }

  /**
   * Gives a value to a hook, as channels do: what the hook throws goes where this class says, and
   * this method throws nothing of it. For code that holds values of its own on the way from one
   * channel to another. Call it without holding a lock.
   *
   * @param hook the hook
   * @param value the value that nobody will receive
   * @param <T> the type of the value
   * @throws NullPointerException if an argument is null
   */
  public static <T> void report(Consumer<? super T> hook, T value) {
    requireNonNull(hook, "hook");
    requireNonNull(value, "value");
    try {
      hook.accept(value);
    } catch (Throwable t) { // user code
      VirtualGoroutine.reportUncaught(t);
    }
  }
}
