package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import dev.csp.select.Case;
import dev.csp.select.Select;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several sources as one. What is said of {@link Pipeline} holds for the pipelines that come out:
 * they are descriptions, nothing runs until a terminal operation, and nothing is left when that has
 * returned.
 *
 * {@snippet file="dev/csp/examples/snippets/FanSnippets.java" region="merge"}
 *
 * <p><b>Undelivered values.</b> The hook of the first input that has one is that of the stage,
 * until another one is {@linkplain Pipeline#onUndelivered set}.
 *
 * <p><b>When not to use it.</b> If inputs are added while it runs, use {@link Merge}. Several
 * senders into one channel need no merging: let them share the channel.
 *
 * @see <a href="https://go.dev/blog/pipelines">Go: pipelines, fan-out, fan-in</a>
 */
@StartsForCaller
public final class FanIn {
  private FanIn() {}

  // ---- merging

  /**
   * Merges pipelines: their values as they come, in no order but that of each input. As {@link
   * #merge(Collection)}.
   *
   * @param inputs the pipelines
   * @param <T> the type of the values
   * @return the pipeline
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // copied
  public static <T> Pipeline<T> merge(Pipeline<? extends T>... inputs) {
    return merge(Arrays.asList(inputs));
  }

  /**
   * Merges pipelines: their values as they come, in no order but that of each input. Ends when all
   * inputs have ended; without any, at once. If one fails, so does the run, when the failure comes
   * out of that input: behind its own values, and without waiting for those of others.
   *
   * <p>One goroutine waits for all inputs at once; a value costs time in proportion to their number
   * if none has one ready.
   *
   * @param inputs the pipelines
   * @param <T> the type of the values
   * @return the pipeline
   */
  public static <T> Pipeline<T> merge(Collection<? extends Pipeline<? extends T>> inputs) {
    List<Pipeline<T>> copy = copy(inputs);
    return Pipeline.join(
        "merge", copy, (ends, out) -> MergeStage.run(FanIn.<T>typed(ends), out), hookOf(copy));
  }

  /**
   * Merges sorted pipelines into a sorted one. As {@link #mergeSorted(Comparator, Collection)}.
   *
   * @param comparator the order in which each input is
   * @param inputs the pipelines
   * @param <T> the type of the values
   * @return the pipeline
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // copied
  public static <T> Pipeline<T> mergeSorted(
      Comparator<? super T> comparator, Pipeline<? extends T>... inputs) {
    return mergeSorted(comparator, Arrays.asList(inputs));
  }

  /**
   * Merges sorted pipelines into a sorted one. Of equal values that of the earlier input is first.
   * It waits for a value of each input, or its end, before it sends anything, and so all the time
   * knows the next value of each. If an input fails, so does the run, when its next value is
   * needed: as a program would that reads all of them in turn.
   *
   * <p>The comparator runs on the goroutine of the stage, and may block; what it throws is the
   * failure of the stage. Whether the inputs are sorted is not checked.
   *
   * @param comparator the order in which each input is
   * @param inputs the pipelines
   * @param <T> the type of the values
   * @return the pipeline
   */
  public static <T> Pipeline<T> mergeSorted(
      Comparator<? super T> comparator, Collection<? extends Pipeline<? extends T>> inputs) {
    requireNonNull(comparator, "comparator");
    List<Pipeline<T>> copy = copy(inputs);
    return Pipeline.join(
        "mergeSorted",
        copy,
        (ends, out) -> SortedMergeStage.run(comparator, FanIn.<T>typed(ends), out),
        hookOf(copy));
  }

  /** The same pipelines: whoever takes a T from one is content with something more special. */
  @SuppressWarnings("unchecked")
  private static <T> List<Pipeline<T>> copy(Collection<? extends Pipeline<? extends T>> inputs) {
    List<Pipeline<T>> copy = new ArrayList<>();
    for (Pipeline<? extends T> input : requireNonNull(inputs, "inputs")) {
      copy.add((Pipeline<T>) requireNonNull(input, "input"));
    }
    return copy;
  }

  @SuppressWarnings("unchecked") // the inputs are those of the list of pipelines
  private static <T> List<StageInput<T>> typed(List<StageInput<?>> inputs) {
    return (List<StageInput<T>>) (List<?>) inputs;
  }

  private static @Nullable Consumer<Object> hookOf(List<? extends Pipeline<?>> inputs) {
    return inputs.stream().map(Pipeline::hook).filter(Objects::nonNull).findFirst().orElse(null);
  }

  // ---- channels of channels, and of ends

  /**
   * Puts the values of many channels one behind the other, in the order in which the channels come:
   * Go's bridge-channel. A channel is taken when the one before it has ended. If one of them was
   * closed with a cause, that is the failure of the stage.
   *
   * <p>A channel whose values have not all been taken, because the run ends early, is itself
   * undelivered. The channels are not closed by this.
   *
   * {@snippet file="dev/csp/examples/snippets/FanSnippets.java" region="bridge"}
   *
   * @param channels where the channels come from
   * @param <T> the type of the values
   * @return the pipeline
   */
  @SuppressWarnings("unchecked") // the one input is the pipeline of channels
  public static <T> Pipeline<T> bridge(Pipeline<? extends ReceiveChannel<? extends T>> channels) {
    requireNonNull(channels, "channels");
    return Pipeline.join(
        "bridge",
        List.of(channels),
        (inputs, out) ->
            FlatMapStage.concatMap(
                channel -> Pipeline.from(channel),
                (StageInput<ReceiveChannel<? extends T>>) inputs.get(0),
                out),
        channels.hook());
  }

  /**
   * Lets values through until something is done: Go's or-done-channel. Ends, without a failure,
   * when {@code done} is closed, or with the source. After that no value goes out; one that was
   * taken and not sent is undelivered.
   *
   * {@snippet file="dev/csp/examples/snippets/FanSnippets.java" region="orDone"}
   *
   * <p>For a stop that is not the end of a context; the context of the run stops it anyhow.
   *
   * @param source where the values come from
   * @param done a channel that is closed, with or without a cause, when there should be no more
   * @param <T> the type of the values
   * @return the pipeline
   */
  @SuppressWarnings("unchecked") // the one input is the source
  public static <T> Pipeline<T> orDone(Pipeline<T> source, ReceiveChannel<Void> done) {
    requireNonNull(source, "source");
    requireNonNull(done, "done");
    return Pipeline.join(
        "orDone",
        List.of(source),
        (inputs, out) -> OrDoneStage.run(done, (StageInput<T>) inputs.get(0), out),
        source.hook());
  }

  /**
   * Returns a channel that closes as soon as one of many does. As {@link #or(Context, Collection)}.
   *
   * @param context what ends the wait
   * @param inputs the channels
   * @return a channel that closes
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // copied
  public static ReceiveChannel<Void> or(Context context, ReceiveChannel<Void>... inputs) {
    return or(context, Arrays.asList(inputs));
  }

  /**
   * Returns a channel that closes as soon as one of many does, with or without a cause: the first
   * of several contexts, goroutines or latches that is done. Go's or-channel. Of no channels the
   * result is {@link Channel#never()}, and of one it is that channel itself.
   *
   * {@snippet file="dev/csp/examples/snippets/FanSnippets.java" region="or"}
   *
   * <p>Of two or more, a goroutine waits; it ends, and the result closes, when one of them closes,
   * or at the latest with the context. The result closes without a cause.
   *
   * <p>When not to use it: to wait once, a select over all of them is simpler and starts nothing.
   *
   * @param context what ends the wait
   * @param inputs the channels
   * @return a channel that closes
   */
  public static ReceiveChannel<Void> or(
      Context context, Collection<? extends ReceiveChannel<Void>> inputs) {
    requireNonNull(context, "context");
    List<ReceiveChannel<Void>> all = new ArrayList<>();
    for (ReceiveChannel<Void> input : requireNonNull(inputs, "inputs")) {
      all.add(requireNonNull(input, "input"));
    }
    if (all.size() < 2) {
      return all.isEmpty() ? Channel.never() : all.get(0);
    }
    Channel<Void> done = Channel.unbuffered("or");
    List<Case<?>> cases = new ArrayList<>();
    cases.add(Select.done(context.done(), () -> true));
    all.forEach(input -> cases.add(Select.done(input, () -> true)));
    Go.go(
        "or",
        () -> {
          try (done) {
            Select.run(cases.toArray(Case<?>[]::new));
          }
        });
    return done.receiveOnly();
  }
}
