package dev.csp.testkit.linearizability;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of an object, what it answered, and which call was over before which other one
 * began.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="history"}
 *
 * @param calls the calls, in the order in which they began
 * @param settled whether those that have not returned never will: each of them waits, and nobody is
 *     left who could end that; if not, they may or may not have happened
 * @param <O> the operations
 * @param <R> the answers
 */
public record History<O, R>(List<Call<O, R>> calls, boolean settled) {
  /** The {@link Call#returned} of a call that has not. */
  public static final long NEVER = Long.MAX_VALUE;

  /**
   * Makes a history.
   *
   * @param calls the calls, in any order
   * @param settled whether those that have not returned never will
   */
  public History {
    calls = calls.stream().sorted(Comparator.comparingLong(Call::began)).toList();
  }

  /**
   * One call.
   *
   * @param caller who called
   * @param operation what was asked
   * @param answer what was answered; null as long as it has not returned
   * @param began when it began, on the clock of the history
   * @param returned when it returned, or {@link #NEVER}
   * @param <O> the operations
   * @param <R> the answers
   */
  public record Call<O, R>(
      String caller, O operation, @Nullable R answer, long began, long returned) {
    /**
     * Makes a call.
     *
     * @param caller who called
     * @param operation what was asked
     * @param answer what was answered
     * @param began when it began
     * @param returned when it returned
     * @throws IllegalArgumentException if it returned before it began, or has an answer but has not
     *     returned
     */
    public Call {
      if (returned <= began) {
        throw new IllegalArgumentException(
            "a call must return after it began at " + began + ", but returned at " + returned);
      }
      if (answer != null && returned == NEVER) {
        throw new IllegalArgumentException("a call that has not returned cannot answer " + answer);
      }
    }

    /**
     * Tells whether it has not returned.
     *
     * @return whether it is pending
     */
    public boolean isPending() {
      return returned == NEVER;
    }

    @Override
    public String toString() {
      return caller + ": " + operation + (isPending() ? " …" : " = " + answer);
    }
  }

  /** Lists the calls, with the times at which they began and returned. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (Call<O, R> call : calls) {
      text.append(
          String.format(
              "%4d - %-4s %s%n", call.began, call.isPending() ? "" : call.returned, call));
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  /**
   * Writes a history down while it happens. For any number of threads; each caller does one thing
   * at a time. Its clock counts the beginnings and the returns.
   *
   * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="history"}
   *
   * @param <O> the operations
   * @param <R> the answers
   */
  public static final class Recorder<O, R> {
    private final AtomicLong clock = new AtomicLong();
    private final Queue<Entry<O, R>> entries = new ConcurrentLinkedQueue<>();

    /** Makes a recorder that has nothing yet. */
    public Recorder() {}

    /**
     * Does an operation and notes when it begins and returns, and its answer. If it throws, it
     * counts as one that never returned: it may or may not have happened. If exceptions are
     * answers, make them so.
     *
     * @param caller who calls
     * @param operation what is asked
     * @param body what does it
     * @return the answer
     * @throws Exception what the body throws
     */
    public R call(String caller, O operation, Callable<? extends R> body) throws Exception {
      Entry<O, R> entry =
          new Entry<>(
              requireNonNull(caller, "caller"),
              requireNonNull(operation, "operation"),
              clock.incrementAndGet());
      entries.add(entry);
      R answer = requireNonNull(body.call(), "the answer");
      entry.answer = answer;
      entry.returned = clock.incrementAndGet(); // publishes the answer
      return answer;
    }

    /**
     * Returns what has been noted so far.
     *
     * @param settled whether calls that have not returned never will
     * @return the history
     */
    public History<O, R> history(boolean settled) {
      List<Call<O, R>> calls = new ArrayList<>();
      for (Entry<O, R> entry : entries) {
        long returned = entry.returned;
        calls.add(
            new Call<>(
                entry.caller,
                entry.operation,
                returned == NEVER ? null : entry.answer,
                entry.began,
                returned));
      }
      return new History<>(calls, settled);
    }

    private static final class Entry<O, R> {
      final String caller;
      final O operation;
      final long began;
      @Nullable R answer; // written before returned
      volatile long returned = NEVER;

      Entry(String caller, O operation, long began) {
        this.caller = caller;
        this.operation = operation;
        this.began = began;
      }
    }
  }
}
