package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One source for several consumers: a description, like {@link Pipeline}, that one of the last four
 * methods runs. They start a goroutine and do not wait. A null argument is a {@link
 * NullPointerException}.
 *
 * {@snippet file="dev/csp/examples/snippets/FanSnippets.java" region="split"}
 *
 * <p>They differ in who gets a value, and in what happens to the values of a branch whose consumer
 * {@linkplain Branch#close leaves}:
 *
 * <table>
 *   <caption>Ways to split</caption>
 *   <tr><th>way</th><th>a value goes to</th><th>when a branch has left</th></tr>
 *   <tr><td>{@link #roundRobin}</td><td>each branch in turn</td><td>its turn is skipped</td></tr>
 *   <tr><td>{@link #byKey}</td><td>the branch of its key</td><td>its values are undelivered</td></tr>
 *   <tr><td>{@link #toWhoeverIsFree}</td><td>a branch that can take it</td>
 *       <td>the others have its values</td></tr>
 *   <tr><td>{@link #tee}</td><td>all branches</td><td>the others go on</td></tr>
 * </table>
 *
 * <p>When not to use it: see {@link Split}.
 *
 * @param <T> the type of the values
 */
@StartsForCaller
public final class FanOut<T> {
  private final Pipeline<T> source;
  private final @Nullable String name;
  private final int capacity;

  private FanOut(Pipeline<T> source, @Nullable String name, int capacity) {
    this.source = source;
    this.name = name;
    this.capacity = capacity;
  }

  /**
   * Begins with a pipeline. Its {@linkplain Pipeline#onUndelivered hook} is that of the split.
   *
   * @param source where the values come from
   * @param <T> the type of the values
   * @return the description
   */
  public static <T> FanOut<T> of(Pipeline<T> source) {
    return new FanOut<>(requireNonNull(source, "source"), null, 0);
  }

  /**
   * Begins with a channel. Its values are taken one by one, each when the one before has been
   * handed out.
   *
   * @param source where the values come from
   * @param <T> the type of the values
   * @return the description
   */
  public static <T> FanOut<T> of(ReceiveChannel<T> source) {
    return of(Pipeline.from(requireNonNull(source, "source")));
  }

  /**
   * Names the split, for errors and dumps. Without this it has the name of the method that runs it.
   *
   * @param newName the name
   * @return the description with that name
   */
  public FanOut<T> named(String newName) {
    return new FanOut<>(source, requireNonNull(newName, "name"), capacity);
  }

  /**
   * Lets each branch hold that many values. Without this it holds none, and a value is handed out
   * when the consumer takes it.
   *
   * @param newCapacity how many values
   * @return the description with these buffers
   * @throws IllegalArgumentException if {@code newCapacity} is negative
   */
  public FanOut<T> buffer(int newCapacity) {
    if (newCapacity < 0) {
      throw new IllegalArgumentException("buffer must be >= 0, was " + newCapacity);
    }
    return new FanOut<>(source, name, newCapacity);
  }

  // ---- running

  /**
   * Hands values to the branches in turn. It waits for the branch whose turn it is, though others
   * may be free.
   *
   * @param context the context that this is part of
   * @param branches how many
   * @return the running split, which must be closed
   * @throws IllegalArgumentException if {@code branches} is less than 1
   */
  public Split<T> roundRobin(Context context, int branches) {
    return start("roundRobin", context, branches, RoundRobinRoute::new);
  }

  /**
   * Hands values with equal keys to the same branch, in order. Which one that is follows from the
   * hash of the key, so a branch has the values of many keys.
   *
   * @param context the context that this is part of
   * @param branches how many
   * @param key makes the key of a value; it runs on the goroutine of the split, and what it throws
   *     is the failure of the split
   * @return the running split, which must be closed
   * @throws IllegalArgumentException if {@code branches} is less than 1
   */
  public Split<T> byKey(
      Context context, int branches, StageFunction<? super T, ? extends Object> key) {
    requireNonNull(key, "key");
    return start("byKey", context, branches, all -> new KeyRoute<T>(key, all, source.hook()));
  }

  /**
   * Hands each value to a branch that has room, or whose consumer waits; of several, to a random
   * one.
   *
   * @param context the context that this is part of
   * @param branches how many
   * @return the running split, which must be closed
   * @throws IllegalArgumentException if {@code branches} is less than 1
   */
  public Split<T> toWhoeverIsFree(Context context, int branches) {
    return start("toWhoeverIsFree", context, branches, FreeRoute::new);
  }

  /**
   * Hands each value to all branches, in whatever order they can take it, and the next one only
   * when all have it: so the slowest branch sets the pace. Go's tee-channel.
   *
   * <p>A value has a copy for each branch, and it is copies that are received or undelivered: if
   * the split stops when some branches have a value and others have not, the hook gets it once for
   * each of the others.
   *
   * @param context the context that this is part of
   * @param branches how many
   * @return the running split, which must be closed
   * @throws IllegalArgumentException if {@code branches} is less than 1
   */
  public Split<T> tee(Context context, int branches) {
    return start("tee", context, branches, all -> new TeeRoute<T>(all, source.hook()));
  }

  private Split<T> start(
      String kind, Context context, int branches, Function<List<Branch<T>>, Split.Route<T>> route) {
    requireNonNull(context, "context");
    if (branches < 1) {
      throw new IllegalArgumentException("branches must be >= 1, was " + branches);
    }
    return Split.start(context, source, name != null ? name : kind, branches, capacity, route);
  }

  /** Shows the source. */
  @Override
  public String toString() {
    return "FanOut[" + source + "]";
  }
}
