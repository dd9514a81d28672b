package dev.csp.patterns.testing;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A pattern as the harness sees it: the numbers 1, 2, 3 and so on are fed in, values come out, and
 * a sequential program says which. Register it by giving it to {@link PatternHarness#tests}.
 */
public final class Pattern {
  /** Uses the pattern once, from its making to its end, on the calling thread. */
  @FunctionalInterface
  public interface Use {
    /**
     * Makes the pattern, feeds it, takes what comes out, and closes it. What ends it early is
     * thrown.
     *
     * @param trial where all of this comes from and goes to
     */
    void run(Trial trial) throws Exception;
  }

  /** The sequential program that does the same. */
  @FunctionalInterface
  public interface Model {
    /**
     * Runs to its end, or until something throws.
     *
     * @param input the values that are fed in; iterating may throw
     * @param function what the functions of the user do first, with a value that was fed in; may
     *     throw
     * @param output where the results go
     */
    void run(Iterable<Integer> input, Function<Integer, Integer> function, Consumer<Object> output)
        throws Exception;
  }

  final String name;
  final Use use;
  final Model model;
  boolean ordered = true;
  boolean failuresOvertake;
  boolean repeats;
  boolean accounts = true;
  Duration limit = Crew.LIMIT;
  int inputs = 5;
  int[] workers = {1};
  int[] buffers = {0, 1, 2, 3};
  Function<Object, List<Integer>> trace = value -> List.of(Math.abs((Integer) value));
  Predicate<Integer> leftOut = value -> false;

  private Pattern(String name, Use use, Model model) {
    this.name = name;
    this.use = use;
    this.model = model;
  }

  /**
   * A pattern whose results come in the order of the model. Each input value is found again in
   * exactly one result, as the same number or its negative; see {@link #traced}.
   */
  public static Pattern of(String name, Use use, Model model) {
    return new Pattern(name, use, model);
  }

  /** The results come in any order, and after a failure fewer may come than the model has. */
  public Pattern unordered() {
    ordered = false;
    return this;
  }

  /**
   * The pattern has inputs or ways between which there is no order: when one fails, values on
   * another may be given up, also if they came before. Only with {@link #unordered}.
   */
  public Pattern failuresOvertake() {
    failuresOvertake = true;
    return this;
  }

  /**
   * How to find the input values that a result, or an undelivered value of whatever stage, stands
   * for.
   */
  public Pattern traced(Function<Object, List<Integer>> by) {
    trace = by;
    return this;
  }

  /** Input values that the pattern may take without a trace, because that is what it does. */
  public Pattern leavesOut(Predicate<Integer> which) {
    leftOut = which;
    return this;
  }

  /** One input value may be found in several results. */
  public Pattern repeats() {
    repeats = true;
    return this;
  }

  /** The pattern has no hook for undelivered values, or the input values cannot be found again. */
  public Pattern withoutAccount() {
    accounts = false;
    return this;
  }

  /** How many values are fed in; 5 if nothing else is said. */
  public Pattern inputs(int count) {
    inputs = count;
    return this;
  }

  /**
   * How long one trial may take, and its goroutines after it; if nothing else is said, as long as
   * anything in a test, and a second.
   */
  public Pattern within(Duration time) {
    limit = time;
    return this;
  }

  /** What {@link Trial#workers()} says, in turn; 1 if nothing else is said. */
  public Pattern workers(int... counts) {
    workers = counts.clone();
    return this;
  }

  /** What {@link Trial#buffer()} says, in turn; 0 to 3 if nothing else is said. */
  public Pattern buffers(int... sizes) {
    buffers = sizes.clone();
    return this;
  }
}
