package dev.csp.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every stage in every scenario. Each is beside the sequential program that does the same. */
final class StagesTest {
  /** So long that it does not pass. */
  private static final Duration LONG = Duration.ofHours(1);

  @TestFactory
  Stream<DynamicContainer> plain() {
    return PipelinePattern.tests(
        PipelinePattern.of("source alone", (in, trial) -> in, (in, f, out) -> in.forEach(out)),
        PipelinePattern.of(
            "map",
            (in, trial) -> in.map(i -> -trial.call(i)),
            (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i)))),
        PipelinePattern.of(
            "peek",
            (in, trial) -> in.peek(trial::call),
            (in, f, out) -> in.forEach(i -> out.accept(f.apply(i)))),
        PipelinePattern.of(
            "three stages",
            (in, trial) ->
                in.map(i -> -i).buffer(trial.buffer()).map(i -> -trial.call(-i)).map(i -> i),
            (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i)))),
        PipelinePattern.of(
                "filter",
                (in, trial) -> in.filter(i -> trial.call(i) % 2 == 1),
                (in, f, out) ->
                    in.forEach(i -> {
                      if (f.apply(i) % 2 == 1) {
                        out.accept(i);
                      }
                    }))
            .with(p -> p.leavesOut(i -> i % 2 == 0)),
        PipelinePattern.of(
                "distinctUntilChanged",
                (in, trial) -> in.distinctUntilChanged(i -> trial.call(i) / 2),
                (in, f, out) -> {
                  int last = -1;
                  for (int i : in) {
                    int key = f.apply(i) / 2;
                    if (key != last) {
                      out.accept(i);
                    }
                    last = key;
                  }
                })
            .with(p -> p.leavesOut(i -> i > 1 && i % 2 == 1)));
  }

  @TestFactory
  Stream<DynamicContainer> scans() {
    return PipelinePattern.tests(
        PipelinePattern.of(
                "scan",
                (in, trial) -> in.scan("", (text, i) -> text + trial.call(i)),
                (in, f, out) -> {
                  String text = "";
                  for (int i : in) {
                    text += f.apply(i);
                    out.accept(text);
                  }
                })
            .with(p ->
                p.traced(
                    value -> value instanceof String text ? List.of(text.length()) : ints(value))));
  }

  @TestFactory
  Stream<DynamicContainer> prefixes() {
    return Stream.of(0, 3, 6)
        .flatMap(n ->
            PipelinePattern.tests(
                PipelinePattern.of(
                    "take " + n,
                    (in, trial) -> in.take(n),
                    (in, f, out) -> {
                      Iterator<Integer> values = in.iterator();
                      for (int i = 0; i < n && values.hasNext(); i++) {
                        out.accept(values.next());
                      }
                    }),
                PipelinePattern.of(
                        "skip " + n,
                        (in, trial) -> in.skip(n),
                        (in, f, out) ->
                            in.forEach(i -> {
                              if (i > n) {
                                out.accept(i);
                              }
                            }))
                    .with(p -> p.leavesOut(i -> i <= n)),
                PipelinePattern.of(
                        "takeWhile " + n,
                        (in, trial) -> in.takeWhile(i -> trial.call(i) <= n),
                        (in, f, out) -> {
                          for (int i : in) {
                            if (f.apply(i) > n) {
                              return;
                            }
                            out.accept(i);
                          }
                        })
                    .with(p -> p.leavesOut(i -> i == n + 1))));
  }

  @TestFactory
  Stream<DynamicContainer> manyForOne() {
    return PipelinePattern.tests(
        PipelinePattern.of(
                "flatMap",
                (in, trial) -> in.flatMap(i -> tens(trial.call(i))),
                (in, f, out) -> in.forEach(i -> tens(f.apply(i)).forEach(out)))
            .with(p -> p.traced(StagesTest::tensOrOnes).repeats()),
        PipelinePattern.of(
                "concatMap",
                (in, trial) ->
                    in.concatMap(i ->
                        Pipeline.fromIterable(tens(trial.call(i)))
                            .buffer(trial.buffer())
                            .map(j -> j)),
                (in, f, out) -> in.forEach(i -> tens(f.apply(i)).forEach(out)))
            .with(p -> p.traced(StagesTest::tensOrOnes).repeats()));
  }

  @TestFactory
  Stream<DynamicContainer> parallel() {
    return PipelinePattern.tests(
        PipelinePattern.of(
                "mapParallel",
                (in, trial) -> in.mapParallel(trial.workers(), i -> -trial.call(i)),
                (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i))))
            .with(p -> p.workers(1, 2, 3)),
        PipelinePattern.of(
                "mapUnordered",
                (in, trial) -> in.mapUnordered(trial.workers(), i -> -trial.call(i)),
                (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i))))
            .with(p -> p.workers(1, 2, 3).unordered()));
  }

  @TestFactory
  Stream<DynamicContainer> batches() {
    return Stream.of(1, 2, 6)
        .flatMap(size ->
            Stream.of(
                    PipelinePattern.of(
                        "batch " + size,
                        (in, trial) -> in.batch(size),
                        (in, f, out) -> batches(size, in, out)),
                    PipelinePattern.of(
                        "batch " + size + " and time",
                        (in, trial) -> in.batch(size, LONG),
                        (in, f, out) -> batches(size, in, out)))
                .flatMap(pattern ->
                    PipelinePattern.tests(pattern.with(p -> p.traced(StagesTest::ints)))));
  }

  private static void batches(int size, Iterable<Integer> in, Consumer<Object> out) {
    List<Integer> batch = new ArrayList<>();
    for (int i : in) {
      batch.add(i);
      if (batch.size() == size) {
        out.accept(List.copyOf(batch));
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      out.accept(List.copyOf(batch));
    }
  }

  @TestFactory
  Stream<DynamicContainer> withTime() {
    return PipelinePattern.tests(
        PipelinePattern.of(
            "rateLimit", (in, trial) -> in.rateLimit(1e6), (in, f, out) -> in.forEach(out)),
        PipelinePattern.of(
            "throttle, once", (in, trial) -> in.throttle(LONG), (in, f, out) -> firstOf(in, out)),
        PipelinePattern.of(
            "debounce, at the end",
            (in, trial) -> in.debounce(LONG),
            (in, f, out) -> lastOf(in, out)),
        PipelinePattern.of(
            "sample, at the end", (in, trial) -> in.sample(LONG), (in, f, out) -> lastOf(in, out)));
  }

  private static void firstOf(Iterable<Integer> in, Consumer<Object> out) {
    boolean first = true;
    for (int i : in) {
      if (first) {
        out.accept(i);
      }
      first = false;
    }
  }

  private static void lastOf(Iterable<Integer> in, Consumer<Object> out) {
    int last = 0;
    for (int i : in) {
      last = i;
    }
    out.accept(last);
  }

  @TestFactory
  Stream<DynamicContainer> joins() {
    return Stream.of(0, 3, 7)
        .flatMap(others ->
            PipelinePattern.tests(
                PipelinePattern.of(
                        "zip with " + others,
                        (in, trial) -> in.zip(letters(others), (i, c) -> trial.call(i) + c),
                        (in, f, out) -> {
                          Iterator<String> letters = LETTERS.subList(0, others).iterator();
                          for (int i : in) {
                            if (!letters.hasNext()) {
                              return;
                            }
                            out.accept(f.apply(i) + letters.next());
                          }
                        })
                    .with(p -> p.traced(StagesTest::digits))));
  }

  private static final List<String> LETTERS = List.of("a", "b", "c", "d", "e", "f", "g");

  private static Pipeline<String> letters(int count) {
    return Pipeline.fromIterable(LETTERS.subList(0, count));
  }

  private static List<Integer> digits(Object value) {
    return value instanceof String text
        ? text.chars().filter(Character::isDigit).mapToObj(c -> c - '0').toList()
        : ints(value);
  }

  private static List<Integer> tens(int i) {
    return List.of(i * 10, i * 10 + 1);
  }

  private static List<Integer> tensOrOnes(Object value) {
    int i = (Integer) value;
    return List.of(i >= 10 ? i / 10 : i);
  }

  private static List<Integer> ints(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(i -> (Integer) i).toList()
        : List.of((Integer) value);
  }
}
