package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.go.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What goes along with a piece of work into the goroutines that are started for it. A goroutine
 * begins with nothing: no thread-locals of its starter, no {@code ScopedValue} bindings. If a
 * {@link Context} has a carrier ({@link Context#withCarrier}), then each pattern that is made with
 * that context, or one derived from it, captures once, on the thread that makes or runs the
 * pattern, and restores what was captured around the work of each of its goroutines.
 *
 * {@snippet file="dev/csp/examples/snippets/CarrierSnippets.java" region="carrier"}
 *
 * <p>There are {@link #context()}, {@link #scopedValues}, and your own, for a logging framework's
 * thread-locals say:
 *
 * {@snippet file="dev/csp/examples/snippets/CarrierSnippets.java" region="own"}
 *
 * <p><b>Which patterns.</b> All that run functions of yours on goroutines of theirs: {@code
 * ErrGroup}, {@code ResultGroup}, {@code Race}, {@code Replicated}, {@code WorkerPool}, {@code
 * Supervisor} (each incarnation with what was captured at the start), pipelines with all their
 * stages and workers, {@code Merge}, {@code FanOut}, {@code SingleFlight}, and {@code Futures.go}
 * with a context. What was captured stands around these functions alone, and not around hooks and
 * listeners, which run on whatever thread it happens. So {@code Broadcast} and {@code Heartbeat}
 * have nothing to carry. Not {@link dev.csp.go.Go#go(Task)} and {@link Context#afterDone}: there,
 * {@link Captured#around} does it.
 *
 * <p><b>Cost.</b> Nothing is inherited by threads, and nothing is left behind on one. A pattern
 * whose context has no carrier looks for one when it is made.
 *
 * <p><b>When not to use it.</b> For what the work needs: pass that as a parameter, a {@link
 * Context} first. A carrier is for what crosses code that knows nothing of it.
 */
@FunctionalInterface
public interface Carrier {
  /** What was captured. Any number of threads may use it, also at once. */
  @FunctionalInterface
  interface Captured {
    /**
     * Restores what was captured, runs the task, exactly once, and takes back what was restored,
     * however the task ends.
     *
     * @param task what to run
     * @throws Exception what the task throws
     */
    void run(Task task) throws Exception;

    /**
     * Returns a task that does the same with what was captured around it, for {@link
     * dev.csp.go.Go#go(Task)} say. It fails with an {@link IllegalStateException} if {@link #run}
     * returns without having run it.
     *
     * @param task what to run
     * @return the task to start
     * @throws NullPointerException if {@code task} is null
     */
    default Task around(Task task) {
      requireNonNull(task, "task");
      return () ->
          call(() -> {
            task.run();
            return true;
          });
    }

    /**
     * As {@link #run}, for what has a result.
     *
     * @param callable what to run
     * @param <T> the type of the result
     * @return the result
     * @throws Exception what the callable throws
     * @throws IllegalStateException if {@link #run} returns without having run it
     * @throws NullPointerException if {@code callable} is null
     */
    default <T extends @Nullable Object> T call(Callable<? extends T> callable) throws Exception {
      requireNonNull(callable, "callable");
      List<T> result = new ArrayList<>(1);
      run(() -> result.add(callable.call()));
      if (result.isEmpty()) {
        throw new IllegalStateException("a carrier must run its task, and has not: " + this);
      }
      return result.get(0);
    }
  }

  /**
   * Captures, on the calling thread. For patterns, and for whoever starts goroutines of his own.
   *
   * @param context the context of the work
   * @return what was captured
   * @throws NullPointerException if {@code context} is null
   */
  Captured capture(Context context);

  /**
   * Returns a carrier that does what this one does and what another one does, inside it.
   *
   * @param other the other carrier
   * @return both
   * @throws NullPointerException if {@code other} is null
   */
  default Carrier and(Carrier other) {
    requireNonNull(other, "other");
    return context -> {
      Captured outer = capture(context);
      Captured inner = other.capture(context);
      return task -> outer.run(() -> inner.run(task));
    };
  }

  /**
   * Returns the carrier that carries nothing.
   *
   * @return the carrier
   */
  static Carrier none() {
    return NoCarrier.NONE;
  }

  /**
   * Returns the carrier that a context has.
   *
   * @param context the context
   * @return what {@link Context#withCarrier} was given, by the context or the nearest that it is
   *     derived from; {@link #none()} if there is none
   * @throws NullPointerException if {@code context} is null
   */
  static Carrier of(Context context) {
    return context.value(NoCarrier.KEY).orElse(NoCarrier.NONE);
  }

  /**
   * Returns a carrier of the work's context itself: in the goroutines, {@link Context#current()} is
   * the context of the pattern (of a pipeline, the one that it was run with), with all its values
   * and its end.
   *
   * @return the carrier
   */
  static Carrier context() {
    return CurrentContext::captured;
  }

  /**
   * Returns a carrier of bindings of {@code ScopedValue}. Those of the given scoped values that are
   * bound when a pattern captures are bound to the same values in its goroutines.
   *
   * <p>The library runs on JDK 21, where that class is not final yet; hence the type of the
   * parameter.
   *
   * @param scopedValues objects of the class {@code java.lang.ScopedValue}
   * @return the carrier
   * @throws UnsupportedOperationException if the running JDK has no usable {@code ScopedValue}: it
   *     is there from JDK 25 on, and in 21 to 24 as a preview
   * @throws IllegalArgumentException if an argument is something else
   * @throws NullPointerException if an argument is null
   */
  static Carrier scopedValues(Object... scopedValues) {
    List<Object> keys = List.of(scopedValues);
    return ScopedValues.ofThisJdk().carrier(keys);
  }
}
