package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Undelivered;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.StartsForCaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * A description of work in stages: a source of values, and what happens to them on their way. Each
 * stage is a goroutine of its own, and they are connected by channels; all of that comes into being
 * when a <i>terminal operation</i> runs the description, and is gone when that returns.
 *
 * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="pipeline"}
 *
 * <p><b>Description.</b> A pipeline is immutable, and making one starts nothing, so there is
 * nothing to close. It can be run any number of times, also at once; runs share what the
 * description refers to, a channel say. Bad arguments are refused when the description is made.
 *
 * <p><b>Running.</b> The terminal operations, which take a {@link Context}, run it: {@link
 * #forEach}, {@link #toList}, {@link #collect}, {@link #reduce}, {@link #count}, {@link #first},
 * {@link #sendTo}. They return when no goroutine of the run is left. {@link #open} gives the
 * results as a channel instead, and must be closed.
 *
 * <p><b>Order.</b> Every stage handles one value after the other, and passes values on in the order
 * in which they came, unless it says otherwise. Stages work at the same time, each on another
 * value; so a stage may have handled values that a later stage never comes to take.
 *
 * <p><b>Failure goes down.</b> What a function throws is the failure of its stage. The stage ends,
 * the stages before it are stopped, and those after it go on until they have handled all values
 * that it had sent. Then the failure reaches the terminal operation, once, as a {@link
 * StageException} with the stage's name. A given channel that was closed with a cause is a failure
 * of the source.
 *
 * <p><b>Stopping goes up.</b> When a stage or the terminal operation ends, for whatever reason, the
 * stages before it are stopped: their context ends and their threads are interrupted. When the
 * context of the run ends, all are stopped, and the terminal operation throws what {@link
 * Context#receive} throws. What a stage throws because or after it was stopped is not the failure
 * of the run; it is suppressed on the exception if the run fails otherwise, and lost if it does
 * not, except that an {@link Error} goes where {@link Undelivered} says of what a hook throws.
 *
 * <p><b>Undelivered values.</b> When a run ends early, values may be on their way. See {@link
 * #onUndelivered}.
 *
 * <p><b>Nulls.</b> Values are never null, and a null argument is a {@link NullPointerException}. A
 * function that returns null fails.
 *
 * <p><b>Memory effects.</b> Actions before a terminal operation happen-before all functions of the
 * run. What a function does with a value happens-before what the next stage does with the result,
 * and everything in the run happens-before the return of the terminal operation.
 *
 * <p><b>When not to use it.</b> For a computation in memory without waiting, {@link
 * java.util.stream.Stream} is much faster: here each value crosses a channel at each stage. For
 * tasks that do not form a stream of values, {@link dev.csp.patterns.ErrGroup} is simpler. If
 * stages talk to each other in both directions, use goroutines and channels themselves.
 *
 * @param <T> the type of the values that come out
 * @see <a href="https://go.dev/blog/pipelines">Go: pipelines and cancellation</a>
 */
@StartsForCaller
public final class Pipeline<T> {
  private final Stage<T> stage;
  private final @Nullable Consumer<Object> hook;

  private Pipeline(Stage<T> stage, @Nullable Consumer<Object> hook) {
    this.stage = stage;
    this.hook = hook;
  }

  Stage<T> stage() {
    return stage;
  }

  @Nullable Consumer<Object> hook() {
    return hook;
  }

  // ---- sources

  /**
   * Begins with a channel. Its values are taken when the first stage is ready for one, and no
   * earlier; when the run ends, the channel is as it is, and can be used on. The source ends at the
   * end of the channel; if that was closed with a cause, this is the failure of the stage {@code
   * from-1}.
   *
   * @param channel where the values are
   * @param <T> the type of the values
   * @return the pipeline
   */
  public static <T> Pipeline<T> from(ReceiveChannel<T> channel) {
    return new Pipeline<>(new Stage.Given<>("from-1", requireNonNull(channel, "channel")), null);
  }

  /**
   * Begins with what an iterable has. Its iterator runs on a goroutine of its own, and may block;
   * it is at most one value, and the room of the link, ahead of the first stage.
   *
   * @param values where the values are; none may be null
   * @param <T> the type of the values
   * @return the pipeline
   */
  public static <T> Pipeline<T> fromIterable(Iterable<? extends T> values) {
    requireNonNull(values, "values");
    return source("fromIterable", out -> Sources.iterate(values, out));
  }

  /**
   * Begins with the given values.
   *
   * @param values the values
   * @param <T> the type of the values
   * @return the pipeline
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // copied
  public static <T> Pipeline<T> of(T... values) {
    List<T> copy = List.of(values);
    return source("of", out -> Sources.iterate(copy, out));
  }

  /**
   * Begins with values that a piece of code makes and sends, on a goroutine of its own. When nobody
   * wants values any more, its thread is interrupted and its sends throw.
   *
   * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="generate"}
   *
   * @param body what makes the values
   * @param <T> the type of the values
   * @return the pipeline
   */
  public static <T> Pipeline<T> generate(SourceBody<T> body) {
    return source("generate", requireNonNull(body, "body"));
  }

  /**
   * Begins with values that a piece of code makes and sends; as {@link #generate(SourceBody)}.
   *
   * @param name the name of the stage
   * @param body what makes the values
   * @param <T> the type of the values
   * @return the pipeline
   */
  public static <T> Pipeline<T> generate(String name, SourceBody<T> body) {
    requireNonNull(name, "name");
    return generate(body).named(name);
  }

  private static <T> Pipeline<T> source(String kind, SourceBody<T> body) {
    return join(kind, List.of(), (inputs, out) -> body.run(out), null);
  }

  // ---- what holds for stages

  /**
   * Names the last stage, for errors and dumps.
   *
   * @param name the name
   * @return the pipeline with that name
   */
  public Pipeline<T> named(String name) {
    return new Pipeline<>(stage.named(requireNonNull(name, "name")), hook);
  }

  /**
   * Lets the last stage run ahead of the next: their link holds that many values. Without this it
   * holds none, and a stage goes on when the next one has taken its value.
   *
   * @param capacity how many values; 0 is a link without a buffer
   * @return the pipeline with that link
   * @throws IllegalArgumentException if {@code capacity} is negative
   */
  public Pipeline<T> buffer(int capacity) {
    checkAtLeast(0, capacity, "buffer");
    return switch (stage) {
      case Stage.Made<T> made -> new Pipeline<>(made.buffered(capacity), hook);
      case Stage.Given<T> given -> relayed().buffer(capacity);
    };
  }

  /** This with a goroutine between the channel that was given and what follows. */
  private Pipeline<T> relayed() {
    return this.<T>then("relay", Sources::relay);
  }

  /**
   * Sets what is done with values that were accepted and will never be received, because the run
   * ends early: to close them, count them, or put them back. For each such value it is called
   * exactly once, before the terminal operation returns. It is for the stages so far that have none
   * yet, and for those that follow, until another one is set.
   *
   * <p>Called for: a value that a stage has sent and nobody takes; a value that a source or a stage
   * was about to send; a value whose function, in a stage or the terminal operation, did not return
   * normally, or of whose results ({@code flatMap}, {@code concatMap}) not all were sent; the
   * values of an incomplete batch, each by itself; a value that a stage drops because of the time,
   * such as {@code throttle}. Not called for values that a stage leaves out because of what they
   * are, such as {@code filter} or {@code skip}, nor for values that were never taken out of a
   * given channel. So of all values that a stage or source sends, each is dealt with by the next
   * one, or undelivered.
   *
   * <p>It runs on the thread that gives up the value, outside all locks; calls may come from
   * several threads at once, and the thread may have been interrupted. What it throws goes where
   * {@link Undelivered} says, and disturbs nothing else. While it blocks, the run does not end.
   *
   * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="undelivered"}
   *
   * @param newHook gets the values
   * @return the pipeline with that hook
   */
  public Pipeline<T> onUndelivered(Consumer<Object> newHook) {
    return new Pipeline<>(stage, requireNonNull(newHook, "hook"));
  }

  // ---- stages

  /**
   * Adds a stage of one's own.
   *
   * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="through"}
   *
   * @param name the name of the stage
   * @param body what it does
   * @param <R> the type of the values that it sends
   * @return the pipeline with that stage
   */
  public <R> Pipeline<R> through(String name, StageBody<T, R> body) {
    requireNonNull(name, "name");
    return then("through", requireNonNull(body, "body")).named(name);
  }

  /**
   * Adds a stage that makes one result of each value.
   *
   * @param function makes the result
   * @param <R> the type of the results
   * @return the pipeline with that stage
   */
  public <R> Pipeline<R> map(StageFunction<? super T, ? extends R> function) {
    requireNonNull(function, "function");
    return then("map", (in, out) -> MapStage.map(function, in, out));
  }

  /**
   * Adds a stage that makes one result of each value, with several at a time, and sends them in the
   * order of the values. As with {@link #map}, what comes out is what a sequential program would
   * have made up to the first failure in that order; but the function may have been called for
   * later values too. If the function fails for a later value as well, that failure is suppressed
   * on the first.
   *
   * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="parallel"}
   *
   * <p>At most that many values are in the stage, also those whose results wait for their turn; a
   * {@link #buffer} before it keeps it busy.
   *
   * @param workers how many values at a time
   * @param function makes the result; called by several goroutines at once
   * @param <R> the type of the results
   * @return the pipeline with that stage
   * @throws IllegalArgumentException if {@code workers} is less than 1
   */
  public <R> Pipeline<R> mapParallel(int workers, StageFunction<? super T, ? extends R> function) {
    checkAtLeast(1, workers, "workers");
    requireNonNull(function, "function");
    return then("mapParallel", (in, out) -> OrderedMap.run(workers, function, in, out));
  }

  /**
   * Adds a stage that makes one result of each value, with several at a time, and sends them as
   * they are ready. When the function fails, the other calls are interrupted, and what they have
   * not sent is undelivered; so other results than in a sequential program may be missing, or be
   * there. If other calls fail at the same time, their failures are suppressed on the first.
   *
   * @param workers how many values at a time
   * @param function makes the result; called by several goroutines at once
   * @param <R> the type of the results
   * @return the pipeline with that stage
   * @throws IllegalArgumentException if {@code workers} is less than 1
   */
  public <R> Pipeline<R> mapUnordered(int workers, StageFunction<? super T, ? extends R> function) {
    checkAtLeast(1, workers, "workers");
    requireNonNull(function, "function");
    return then("mapUnordered", (in, out) -> UnorderedMap.run(workers, function, in, out));
  }

  /**
   * Adds a stage that makes any number of results of each value, and sends those of one value after
   * those of the value before.
   *
   * @param function makes the results; its iterator is asked for one when the one before was sent
   * @param <R> the type of the results
   * @return the pipeline with that stage
   */
  public <R> Pipeline<R> flatMap(
      StageFunction<? super T, ? extends Iterable<? extends R>> function) {
    requireNonNull(function, "function");
    return then("flatMap", (in, out) -> FlatMapStage.flatMap(function, in, out));
  }

  /**
   * Adds a stage that makes a pipeline of each value, runs one after the other, and sends their
   * results. They run in the {@linkplain StageOutput#context() context} of the stage. If one fails,
   * so does this stage, and the {@link StageException} names both: {@code concatMap-2/map-2}.
   *
   * @param function makes the pipeline
   * @param <R> the type of the results
   * @return the pipeline with that stage
   */
  public <R> Pipeline<R> concatMap(StageFunction<? super T, Pipeline<? extends R>> function) {
    requireNonNull(function, "function");
    return then("concatMap", (in, out) -> FlatMapStage.concatMap(function, in, out));
  }

  /**
   * Adds a stage that passes some of the values on.
   *
   * @param predicate says which
   * @return the pipeline with that stage
   */
  public Pipeline<T> filter(StagePredicate<? super T> predicate) {
    requireNonNull(predicate, "predicate");
    return this.<T>then("filter", (in, out) -> FilterStage.filter(predicate, in, out));
  }

  /**
   * Adds a stage that does something with each value and passes it on.
   *
   * @param action what to do
   * @return the pipeline with that stage
   */
  public Pipeline<T> peek(StageAction<? super T> action) {
    requireNonNull(action, "action");
    StageFunction<T, T> function =
        value -> {
          action.accept(value);
          return value;
        };
    return this.<T>then("peek", (in, out) -> MapStage.map(function, in, out));
  }

  /**
   * Adds a stage that passes the first values on and ends with the last of them. It does not wait
   * for a further value, and takes none. Of zero values it takes none and ends at once.
   *
   * @param count how many values
   * @return the pipeline with that stage
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public Pipeline<T> take(long count) {
    checkAtLeast(0, count, "count");
    return this.<T>then("take", (in, out) -> FilterStage.take(count, in, out));
  }

  /**
   * Adds a stage that passes values on until there is one that it does not want, and ends there.
   *
   * @param predicate says whether it wants a value
   * @return the pipeline with that stage
   */
  public Pipeline<T> takeWhile(StagePredicate<? super T> predicate) {
    requireNonNull(predicate, "predicate");
    return this.<T>then("takeWhile", (in, out) -> FilterStage.takeWhile(predicate, in, out));
  }

  /**
   * Adds a stage that leaves out the first values.
   *
   * @param count how many values
   * @return the pipeline with that stage
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public Pipeline<T> skip(long count) {
    checkAtLeast(0, count, "count");
    return this.<T>then("skip", (in, out) -> FilterStage.skip(count, in, out));
  }

  /**
   * Adds a stage that leaves out each value that equals the one before it.
   *
   * @return the pipeline with that stage
   */
  public Pipeline<T> distinctUntilChanged() {
    return distinctUntilChanged(value -> value);
  }

  /**
   * Adds a stage that leaves out each value whose key equals that of the one before it.
   *
   * @param key makes the key; its {@code equals} decides
   * @param <K> the type of the keys
   * @return the pipeline with that stage
   */
  public <K> Pipeline<T> distinctUntilChanged(StageFunction<? super T, ? extends K> key) {
    requireNonNull(key, "key");
    return this.<T>then(
        "distinctUntilChanged", (in, out) -> FilterStage.<T, K>distinct(key, in, out));
  }

  /**
   * Adds a stage that folds the values and sends each intermediate result: one for each value. The
   * initial one is not sent.
   *
   * @param initial what the function gets with the first value
   * @param function makes a result of the result before and the value
   * @param <A> the type of the results
   * @return the pipeline with that stage
   */
  public <A> Pipeline<A> scan(
      A initial, StageBiFunction<? super A, ? super T, ? extends A> function) {
    requireNonNull(initial, "initial");
    requireNonNull(function, "function");
    return then("scan", (in, out) -> MapStage.<A, T>scan(initial, function, in, out));
  }

  /**
   * Adds a stage that makes one result of each value of this and the value of another pipeline that
   * has the same place. It ends when one of the two has no more values; of the other, one value
   * more may have been taken, which is undelivered.
   *
   * @param other the other pipeline; if it has no hook for undelivered values, that of this one is
   *     its, too
   * @param function makes the result
   * @param <U> the type of the other's values
   * @param <R> the type of the results
   * @return the pipeline with that stage
   */
  @SuppressWarnings("unchecked") // the two inputs are these two pipelines
  public <U, R> Pipeline<R> zip(
      Pipeline<U> other, StageBiFunction<? super T, ? super U, ? extends R> function) {
    requireNonNull(other, "other");
    requireNonNull(function, "function");
    return join(
        "zip",
        List.of(this, other),
        (inputs, out) ->
            ZipStage.run(
                function, (StageInput<T>) inputs.get(0), (StageInput<U>) inputs.get(1), out),
        hook);
  }

  /**
   * Adds a stage that makes lists of values: each as long as the size says, except the last one,
   * which has what is left and is not empty.
   *
   * <p>When the run ends early, a list that is not complete is undelivered value by value.
   *
   * @param size how many values in a list
   * @return the pipeline with that stage, whose lists cannot be changed
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public Pipeline<List<T>> batch(int size) {
    checkAtLeast(1, size, "size");
    return this.<List<T>>then("batch", (in, out) -> BatchStage.bySize(size, in, out));
  }

  /**
   * Adds a stage that makes lists of values; as {@link #batch(int)}, but no value waits longer than
   * the given time for its list to become full. No list is empty: the time begins with the first
   * value of a list.
   *
   * {@snippet file="dev/csp/examples/snippets/PipelineSnippets.java" region="batch"}
   *
   * @param size how many values in a list at most
   * @param time how long the first value of a list waits at most
   * @return the pipeline with that stage, whose lists cannot be changed
   * @throws IllegalArgumentException if {@code size} is less than 1 or {@code time} is not positive
   */
  public Pipeline<List<T>> batch(int size, Duration time) {
    checkAtLeast(1, size, "size");
    checkPositive(time, "time");
    return this.<List<T>>then("batch", (in, out) -> BatchStage.bySizeAndTime(size, time, in, out));
  }

  // ---- stages that know time

  /**
   * Adds a stage that lets no more values pass than so many in a second; the others wait. The first
   * does not wait, and time in which no value comes is saved up, for at most a second: so after a
   * silence, as many values as in one second may pass at once.
   *
   * <p>This is what Guava's {@code RateLimiter} does, with a wait that can be interrupted.
   *
   * @param perSecond how many values in a second, on average
   * @return the pipeline with that stage
   * @throws IllegalArgumentException if {@code perSecond} is not positive, or not finite
   */
  public Pipeline<T> rateLimit(double perSecond) {
    if (!(perSecond > 0 && perSecond < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("perSecond must be positive and finite, was " + perSecond);
    }
    return this.<T>then("rateLimit", (in, out) -> RateLimitStage.run(perSecond, in, out));
  }

  /**
   * Adds a stage that passes a value on and then drops those that come within the given time; they
   * are undelivered. The time begins when the next stage has taken the value.
   *
   * @param pause how long
   * @return the pipeline with that stage
   * @throws IllegalArgumentException if {@code pause} is not positive
   */
  public Pipeline<T> throttle(Duration pause) {
    checkPositive(pause, "pause");
    return this.<T>then("throttle", (in, out) -> ThrottleStage.run(pause, in, out));
  }

  /**
   * Adds a stage that passes a value on when no other has come for the given time, and drops those
   * after which another came; they are undelivered. At the end of the input it passes the last one
   * on at once.
   *
   * @param silence how long
   * @return the pipeline with that stage
   * @throws IllegalArgumentException if {@code silence} is not positive
   */
  public Pipeline<T> debounce(Duration silence) {
    checkPositive(silence, "silence");
    return this.<T>then("debounce", (in, out) -> DebounceStage.debounce(silence, in, out));
  }

  /**
   * Adds a stage that passes the newest value on at fixed intervals, if one has come since the last
   * time, and drops the others; they are undelivered. At the end of the input it passes the last
   * one on at once.
   *
   * @param interval the time between
   * @return the pipeline with that stage
   * @throws IllegalArgumentException if {@code interval} is not positive
   */
  public Pipeline<T> sample(Duration interval) {
    checkPositive(interval, "interval");
    return this.<T>then("sample", (in, out) -> DebounceStage.sample(interval, in, out));
  }

  // ---- making stages

  private static void checkAtLeast(long least, long seen, String what) {
    if (seen < least) {
      throw new IllegalArgumentException(what + " must be >= " + least + ", was " + seen);
    }
  }

  private static void checkPositive(Duration seen, String what) {
    requireNonNull(seen, what);
    if (!seen.isPositive()) {
      throw new IllegalArgumentException(what + " must be positive, was " + seen);
    }
  }

  @SuppressWarnings("unchecked") // the one input is this pipeline
  private <R> Pipeline<R> then(String kind, StageBody<T, R> body) {
    return join(
        kind, List.of(this), (inputs, out) -> body.run((StageInput<T>) inputs.get(0), out), hook);
  }

  /**
   * Makes a stage with any number of inputs.
   *
   * @param inputs where its values come from
   * @param work what it does; gets as many inputs, in the same order
   * @param hook for it and what follows, and for the inputs that have none
   */
  static <R> Pipeline<R> join(
      String kind,
      List<? extends Pipeline<?>> inputs,
      Stage.Work<R> work,
      @Nullable Consumer<Object> hook) {
    int position = 1;
    for (Pipeline<?> input : inputs) {
      position = Math.max(position, input.stage.position() + 1);
    }
    String name = kind + "-" + position;
    return new Pipeline<>(new Stage.Made<>(name, position, 0, List.copyOf(inputs), work), hook);
  }

  // ---- terminal operations

  /**
   * Runs this and does something with each value, on the calling thread.
   *
   * <p><b>Blocking.</b> Waits for values, and until no goroutine of the run is left.
   *
   * @param context the context that the run is part of
   * @param action what to do; if it throws, the value is undelivered
   * @throws StageException if a stage failed, or the action, whose stage is {@code forEach}; all
   *     values before the failure have been handled
   * @throws CancellationException if the context ended; as for {@link Context#receive}
   * @throws DeadlineExceededException if the context ended by its deadline
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void forEach(Context context, StageAction<? super T> action)
      throws InterruptedException, StageException, DeadlineExceededException {
    requireNonNull(context, "context");
    Terminal.forEach(this, context, "forEach", requireNonNull(action, "action"));
  }

  /**
   * Runs this and returns all values, in order.
   *
   * <p><b>Blocking.</b> As {@link #forEach}.
   *
   * @param context the context that the run is part of
   * @return the values; the list cannot be changed
   * @throws StageException if a stage failed
   * @throws CancellationException if the context ended; as for {@link Context#receive}
   * @throws DeadlineExceededException if the context ended by its deadline
   * @throws InterruptedException if the calling thread is interrupted
   */
  public List<T> toList(Context context)
      throws InterruptedException, StageException, DeadlineExceededException {
    List<T> values = new ArrayList<>();
    Terminal.forEach(this, requireNonNull(context, "context"), "toList", values::add);
    return Collections.unmodifiableList(values);
  }

  /**
   * Runs this and collects the values, on the calling thread. The collector's combiner is not used.
   *
   * <p><b>Blocking.</b> As {@link #forEach}.
   *
   * @param context the context that the run is part of
   * @param collector what to do with the values; if its accumulator throws, that is a failure of
   *     the stage {@code collect}; what its supplier and its finisher throw is thrown as it is
   * @param <A> the type of the collector's container
   * @param <R> the type of the result
   * @return the result
   * @throws StageException if a stage failed
   * @throws CancellationException if the context ended; as for {@link Context#receive}
   * @throws DeadlineExceededException if the context ended by its deadline
   * @throws InterruptedException if the calling thread is interrupted
   */
  public <A extends @Nullable Object, R extends @Nullable Object> R collect(
      Context context, Collector<? super T, A, R> collector)
      throws InterruptedException, StageException, DeadlineExceededException {
    requireNonNull(context, "context");
    A container = collector.supplier().get();
    var accumulator = collector.accumulator();
    Terminal.forEach(this, context, "collect", value -> accumulator.accept(container, value));
    return collector.finisher().apply(container);
  }

  /**
   * Runs this and folds the values into one, from the first to the last, on the calling thread.
   *
   * <p><b>Blocking.</b> As {@link #forEach}.
   *
   * @param context the context that the run is part of
   * @param initial the result if there is no value
   * @param function makes a result of the result so far and the next value; need not be associative
   * @param <A> the type of the result
   * @return the result
   * @throws StageException if a stage failed, or the function, whose stage is {@code reduce}
   * @throws CancellationException if the context ended; as for {@link Context#receive}
   * @throws DeadlineExceededException if the context ended by its deadline
   * @throws InterruptedException if the calling thread is interrupted
   */
  public <A> A reduce(
      Context context, A initial, StageBiFunction<? super A, ? super T, ? extends A> function)
      throws InterruptedException, StageException, DeadlineExceededException {
    requireNonNull(context, "context");
    requireNonNull(initial, "initial");
    requireNonNull(function, "function");
    List<A> result = new ArrayList<>(List.of(initial));
    Terminal.forEach(
        this,
        context,
        "reduce",
        value ->
            result.set(
                0,
                requireNonNull(
                    function.apply(result.get(0), value), "the result of the function")));
    return result.get(0);
  }

  /**
   * Runs this and counts the values.
   *
   * <p><b>Blocking.</b> As {@link #forEach}.
   *
   * @param context the context that the run is part of
   * @return how many there were
   * @throws StageException if a stage failed
   * @throws CancellationException if the context ended; as for {@link Context#receive}
   * @throws DeadlineExceededException if the context ended by its deadline
   * @throws InterruptedException if the calling thread is interrupted
   */
  public long count(Context context)
      throws InterruptedException, StageException, DeadlineExceededException {
    requireNonNull(context, "context");
    long[] count = {0};
    Terminal.forEach(this, context, "count", value -> count[0]++);
    return count[0];
  }

  /**
   * Runs this until there is a value, and returns that. Does not wait for a second one.
   *
   * <p><b>Blocking.</b> As {@link #forEach}.
   *
   * @param context the context that the run is part of
   * @return the first value; empty if there is none
   * @throws StageException if a stage failed before there was a value
   * @throws CancellationException if the context ended; as for {@link Context#receive}
   * @throws DeadlineExceededException if the context ended by its deadline
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Optional<T> first(Context context)
      throws InterruptedException, StageException, DeadlineExceededException {
    return Optional.ofNullable(Terminal.first(this, requireNonNull(context, "context")));
  }

  /**
   * Runs this and sends each value on a channel, from the calling thread. Does not close the
   * channel.
   *
   * <p><b>Blocking.</b> As {@link #forEach}, and waits for the channel.
   *
   * @param context the context that the run is part of
   * @param channel where to send; if it is closed, that is a failure of the stage {@code sendTo},
   *     and the value is undelivered
   * @throws StageException if a stage failed
   * @throws CancellationException if the context ended; as for {@link Context#send}
   * @throws DeadlineExceededException if the context ended by its deadline
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void sendTo(Context context, SendChannel<? super T> channel)
      throws InterruptedException, StageException, DeadlineExceededException {
    requireNonNull(context, "context");
    requireNonNull(channel, "channel");
    Terminal.forEach(this, context, "sendTo", value -> context.send(channel, value));
  }

  /**
   * Runs this and gives the results as a channel. Whoever calls this must close what it returns,
   * best with {@code try (var open = pipeline.open(ctx)) { … }}.
   *
   * <p><b>Blocking.</b> Does not wait.
   *
   * @param context the context that the run is part of
   * @return the running pipeline
   * @throws CancellationException if the context has ended; nothing was started
   * @throws DeadlineExceededException if the context has ended by its deadline; nothing was started
   * @throws InterruptedException not by contexts of this library
   */
  public OpenPipeline<T> open(Context context)
      throws InterruptedException, DeadlineExceededException {
    requireNonNull(context, "context");
    return OpenPipeline.start(stage instanceof Stage.Given<T> ? relayed() : this, context, null);
  }

  /** Shows the name of the last stage. */
  @Override
  public String toString() {
    return "Pipeline[" + stage.name() + "]";
  }
}
