package dev.csp.pipeline;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.StartsForCaller;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.internal.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * One goroutine that runs a pipeline as a terminal operation would, and whose last thing with each value is to route it to a
 * branch. So what a terminal operation promises holds here: the value in hand is given up if routing it fails, the failure has
 * the name of its stage, and the stages before are stopped and waited for when the goroutine ends, for whatever reason.
 *
 * The goroutine ends when the source does, when routing fails, and when the context ends: by its parent, by close, or because the last
 * branch has left. Then it closes the branches with what it ended with. It is interrupted when the context ends.
 *
 * A value that was taken is in exactly one place: in the hands of the goroutine, until its route has put it into a branch or given
 * it up; in a branch, until it is received or the branch is discarded, by its own close or by that of the split. (A tee has a copy
 * for each branch, and each is in one place.)
 *
 * Races:
 *   - a route against a branch that leaves: the channel decides. A send to a branch that has left fails, and the route still has
 *     the value
 *   - the last branch leaves while the goroutine has a value: its sends fail, or its context ends; either way the value is given up
 *   - the interrupt comes while a key function or the hook runs, and that takes it: the context has ended before the interrupt was given, so a
 *     route looks at the context after such code and before it waits
 */
/**
 * A source whose values go to several branches; {@link FanOut} makes it. Each branch has a channel
 * of its own, and one goroutine hands values to them, one value after the other. It must be closed.
 *
 * {@snippet file="dev/csp/examples/snippets/FanSnippets.java" region="split"}
 *
 * <p><b>Waiting.</b> A branch that is slow holds up the others, as far as the values that it must
 * have require; a buffer ({@link FanOut#buffer}) only puts that off.
 *
 * <p><b>The end.</b> When the source has ended, so do all branches, each once it has been drained.
 * If the source fails, or a function that the split calls, all branches end with the {@link
 * StageException}, behind the values that were handed out before. When the context ends, or all
 * branches have {@linkplain Branch#close left}, the split stops its source and ends.
 *
 * <p><b>Undelivered values.</b> The {@linkplain Pipeline#onUndelivered hook} of the source gets
 * each value once that was taken from the source and that nobody will receive.
 *
 * <p><b>Memory effects.</b> What happened before a value was sent by the source happens-before what
 * follows its receive from a branch.
 *
 * <p><b>When not to use it.</b> Workers that all do the same can receive from one channel; no split
 * is needed. For one function on several goroutines within a pipeline there is {@code mapParallel}.
 * For receivers that come and go, or that must not hold up each other, {@link
 * dev.csp.patterns.Broadcast}.
 *
 * @param <T> the type of the values
 */
@StartsForCaller
public final class Split<T> implements AutoCloseable {
  /** Where values go. Only the goroutine of the split calls it. */
  @FunctionalInterface
  interface Route<T> {
    /**
     * Hands a value to where it belongs. If this throws, the value, or one copy of it, is the
     * caller's to give up.
     */
    void pass(T value) throws Exception;
  }

  private final String name;
  private final Carrier.Captured captured;
  private final CancellableContext context;
  private final WaitGroup goroutine = new WaitGroup();
  private final List<Branch<T>> branches;
  private final AtomicInteger open;

  private Split(
      Context parent, String name, int count, int capacity, @Nullable Consumer<Object> hook) {
    this.name = name;
    this.open = new AtomicInteger(count);
    List<Branch<T>> all = new ArrayList<>();
    ChannelBuilder<T> builder = Channel.onUndelivered(value -> Run.giveUp(hook, value));
    for (int i = 0; i < count; i++) {
      all.add(new Branch<>(this, builder.named(name + "." + i).buffered(capacity)));
    }
    this.branches = List.copyOf(all);
    this.captured = Carrier.of(parent).capture(parent);
    this.context = parent.withCancel();
  }

  /** Makes a split that runs. */
  static <T> Split<T> start(
      Context parent,
      Pipeline<T> source,
      String name,
      int count,
      int capacity,
      Function<List<Branch<T>>, Route<T>> route) {
    Split<T> split = new Split<>(parent, name, count, capacity, source.hook());
    boolean started = false;
    try {
      Route<T> made = route.apply(split.branches);
      split.context.onDone(split.goroutine.go(name, () -> split.run(source, made))::interrupt);
      started = true;
    } finally {
      if (!started) { // no memory for a thread
        split.context.cancel();
      }
    }
    return split;
  }

  /**
   * Returns the branches.
   *
   * @return as many as were asked for; the list cannot be changed
   */
  public List<Branch<T>> branches() {
    return branches;
  }

  /**
   * Returns one of the branches.
   *
   * @param number which, from 0
   * @return the branch
   * @throws IndexOutOfBoundsException if there is no such branch
   */
  public Branch<T> branch(int number) {
    return branches.get(number);
  }

  /**
   * Stops what still runs, and waits until no goroutine of the split and its source is left; they
   * have then left {@link dev.csp.go.Go#count()}. Closes all branches: values that are still in
   * them are undelivered. A second close does nothing more.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns. A function that heeds no interrupt is waited for, and one that calls this waits
   * for ever.
   */
  @Override
  public void close() {
    context.cancel();
    boolean interrupted = Waits.interruptedWhile(goroutine::await);
    branches.forEach(branch -> branch.output().discard());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of the branches has left; the last one stops the split. */
  void branchLeft() {
    if (open.decrementAndGet() == 0) {
      context.cancel();
    }
  }

  /** Throws what an operation of the context throws if this has to end. */
  void throwIfStopped() throws InterruptedException, DeadlineExceededException {
    Stop.throwIfDone(context);
  }

  // ---- the goroutine

  private void run(Pipeline<T> source, Route<T> route) {
    Throwable end = null;
    try {
      captured.around(() -> Terminal.forEach(source, context, name, route::pass)).run();
    } catch (Throwable t) { // the branches learn of it
      end = Stop.endOf(t, context, name);
    } finally {
      for (Branch<T> branch : branches) {
        if (end == null) {
          branch.output().close();
        } else {
          branch.output().close(end);
        }
      }
      context.cancel();
    }
  }

  /** Shows the name and the number of branches. */
  @Override
  public String toString() {
    return "Split[" + name + ", " + open + " of " + branches.size() + " branches]";
  }
}
