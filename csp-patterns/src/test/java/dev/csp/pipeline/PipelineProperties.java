package dev.csp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.context.Context;
import dev.csp.go.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Any stages, one after the other, are a sequential program; and no value is lost. */
final class PipelineProperties {
  /** Stages that pass values on as they are, or leave them out. */
  sealed interface Step {
    record Identity() implements Step {}

    record Parallel(int workers) implements Step {}

    record Odd() implements Step {}

    record Skip(int count) implements Step {}

    record Take(int count) implements Step {}

    record TakeBelow(int bound) implements Step {}

    record Batches(int size, boolean timed) implements Step {}

    record Buffer(int capacity) implements Step {}

    record Inner(int capacity) implements Step {}

    default Pipeline<Integer> addTo(Pipeline<Integer> pipeline) {
      return switch (this) {
        case Identity() -> pipeline.map(i -> i);
        case Parallel(int workers) -> pipeline.mapParallel(workers, i -> i);
        case Odd() -> pipeline.filter(i -> i % 2 == 1);
        case Skip(int count) -> pipeline.skip(count);
        case Take(int count) -> pipeline.take(count);
        case TakeBelow(int bound) -> pipeline.takeWhile(i -> i < bound);
        case Batches(int size, boolean timed) ->
            (timed ? pipeline.batch(size, Duration.ofHours(1)) : pipeline.batch(size))
                .flatMap(batch -> batch);
        case Buffer(int capacity) -> pipeline.buffer(capacity);
        case Inner(int capacity) -> pipeline.concatMap(i -> Pipeline.of(i).buffer(capacity));
      };
    }

    default Stream<Integer> addTo(Stream<Integer> stream) {
      return switch (this) {
        case Odd() -> stream.filter(i -> i % 2 == 1);
        case Skip(int count) -> stream.skip(count);
        case Take(int count) -> stream.limit(count);
        case TakeBelow(int bound) -> stream.takeWhile(i -> i < bound);
        case Identity i -> stream;
        case Parallel p -> stream;
        case Batches b -> stream;
        case Buffer b -> stream;
        case Inner i -> stream;
      };
    }
  }

  private int before;

  @BeforeProperty
  void count() {
    before = Go.count();
  }

  @AfterProperty
  void nothingIsLeftBehind() {
    assertThat(Go.count()).isEqualTo(before);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 5);
    Arbitrary<Integer> positive = Arbitraries.integers().between(1, 4);
    return Arbitraries.<Step>oneOf(
            Arbitraries.of(new Step.Identity(), new Step.Odd()),
            positive.map(Step.Parallel::new),
            small.map(Step.Skip::new),
            Arbitraries.integers().between(0, 20).map(Step.Take::new),
            Arbitraries.integers().between(0, 25).map(Step.TakeBelow::new),
            positive.map(size -> new Step.Batches(size, size % 2 == 0)),
            small.map(Step.Buffer::new),
            small.map(Step.Inner::new))
        .list()
        .ofMaxSize(6);
  }

  private static List<Integer> sequential(List<Step> steps, int count) {
    Stream<Integer> stream = IntStream.rangeClosed(1, count).boxed();
    for (Step step : steps) {
      stream = step.addTo(stream);
    }
    return stream.toList();
  }

  private static Pipeline<Integer> pipeline(List<Step> steps, Pipeline<Integer> source) {
    Pipeline<Integer> pipeline = source;
    for (Step step : steps) {
      pipeline = step.addTo(pipeline);
    }
    return pipeline;
  }

  @Property(tries = 300)
  void theResultsAreThoseOfTheSequentialProgram(
      @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 20) int count) throws Exception {
    Pipeline<Integer> source =
        Pipeline.fromIterable(() -> IntStream.rangeClosed(1, count).iterator());
    assertThat(pipeline(steps, source).toList(Context.background()))
        .isEqualTo(sequential(steps, count));
  }

  /** Sent is received and undelivered, and what the stages leave out because of what it is. */
  @Property(tries = 300)
  void everyValueIsReceivedOrUndelivered(
      @ForAll("steps") List<Step> steps,
      @ForAll @IntRange(max = 20) int count,
      @ForAll @IntRange(max = 10) int wanted)
      throws Exception {
    Queue<Integer> sent = new ConcurrentLinkedQueue<>();
    Queue<Object> undelivered = new ConcurrentLinkedQueue<>();
    Pipeline<Integer> source =
        Pipeline.generate(out -> {
          for (int i = 1; i <= count; i++) {
            sent.add(i);
            out.send(i);
          }
        });
    List<Object> received = new ArrayList<>();
    try (OpenPipeline<Integer> open =
        pipeline(steps, source).onUndelivered(undelivered::add).open(Context.background())) {
      for (int value : open.channel()) {
        if (received.size() == wanted) {
          undelivered.add(value); // by us
          break;
        }
        received.add(value);
      }
    }
    List<Integer> model = sequential(steps, count);
    assertThat(received).isEqualTo(model.subList(0, Math.min(wanted, model.size())));

    List<Object> found = new ArrayList<>(received);
    undelivered.forEach(
        value -> found.addAll(value instanceof Collection<?> batch ? batch : List.of(value)));
    // A value of whose pipeline not all has been sent is reported beside those results.
    if (steps.stream()
        .noneMatch(step -> step instanceof Step.Inner || step instanceof Step.Batches)) {
      assertThat(found).doesNotHaveDuplicates();
    }
    assertThat(sent).containsAll(found.stream().map(i -> (Integer) i).toList());
    List<Integer> missing = new ArrayList<>(sent);
    missing.removeAll(found);
    assertThat(missing).allMatch(value -> mayBeLeftOut(steps, value), "is left out by a stage");
  }

  private static boolean mayBeLeftOut(List<Step> steps, int value) {
    return steps.stream()
        .anyMatch(step ->
            switch (step) {
              case Step.Odd() -> value % 2 == 0;
              case Step.TakeBelow(int bound) -> value >= bound;
              case Step.Skip(int count) -> count > 0;
              default -> false;
            });
  }
}
