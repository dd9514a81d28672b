package dev.csp.pipeline;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.patterns.testing.Pattern;
import dev.csp.patterns.testing.PatternHarness;
import dev.csp.patterns.testing.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Fan-in and fan-out in every scenario. */
final class FanPatternsTest {
  /** What the second input of a merge has; never fed in. */
  private static final List<Integer> FOREIGN = List.of(100, 200);

  private static List<Integer> trace(Object value) {
    if (value instanceof Channel<?> channel) { // a bridge was not over with it: what is left in it
      List<Integer> left = new ArrayList<>();
      while (channel.tryReceive() instanceof Received.Value<?>(Object inside)) {
        left.add((Integer) inside);
      }
      return left;
    }
    int number = Math.abs((Integer) value);
    return number >= 100 ? List.of() : List.of(number);
  }

  private static Channel<Integer> holding(int value) {
    Channel<Integer> channel = Channel.buffered(1);
    channel.trySend(value);
    channel.close();
    return channel;
  }

  // ---- fan-in

  @TestFactory
  Stream<DynamicContainer> fanIn() {
    return PipelinePattern.tests(
        PipelinePattern.of(
            "merge with an empty one",
            (in, trial) -> FanIn.merge(Pipeline.of(), in.map(trial::call)),
            (in, f, out) -> in.forEach(i -> out.accept(f.apply(i)))),
        PipelinePattern.of(
                "merge with another",
                (in, trial) -> FanIn.merge(in.map(trial::call), Pipeline.fromIterable(FOREIGN)),
                (in, f, out) -> {
                  FOREIGN.forEach(out);
                  in.forEach(i -> out.accept(f.apply(i)));
                })
            .with(p -> p.unordered().failuresOvertake().traced(FanPatternsTest::trace)),
        PipelinePattern.of(
                "mergeSorted",
                (in, trial) ->
                    FanIn.mergeSorted(
                        Comparator.<Integer>comparingInt(
                            i -> i >= 100 ? i : trial.call(i)), // each is compared once
                        in,
                        Pipeline.fromIterable(FOREIGN)),
                (in, f, out) -> {
                  in.forEach(i -> out.accept(f.apply(i)));
                  FOREIGN.forEach(out);
                })
            .with(p -> p.traced(FanPatternsTest::trace)),
        PipelinePattern.of(
                "bridge",
                (in, trial) -> FanIn.bridge(in.map(i -> holding(trial.call(i)))),
                (in, f, out) -> in.forEach(i -> out.accept(f.apply(i))))
            .with(p -> p.traced(FanPatternsTest::trace)),
        PipelinePattern.of(
            "orDone",
            (in, trial) -> FanIn.orDone(in.map(trial::call), Channel.never()),
            (in, f, out) -> in.forEach(i -> out.accept(f.apply(i)))));
  }

  @TestFactory
  Stream<DynamicContainer> merge() {
    return PatternHarness.tests(
        Pattern.of(
            "Merge of a channel",
            trial -> useMerge(trial, Pipeline.from(trial.channel())),
            (in, f, out) -> in.forEach(i -> out.accept(f.apply(i)))),
        Pattern.of(
            "Merge of a pipeline",
            trial -> useMerge(trial, Pipeline.fromIterable(trial.input())),
            (in, f, out) -> in.forEach(i -> out.accept(f.apply(i)))));
  }

  private static void useMerge(Trial trial, Pipeline<Integer> source) throws Exception {
    try (Merge<Integer> merge =
        new Merge<>(trial.context(), "merge", trial.buffer(), trial::undelivered)) {
      trial.owns(merge.output());
      merge.add(source.map(trial::call));
      merge.add(Pipeline.of());
      merge.finish();
      trial.takeAll(merge.channel());
    }
  }

  // ---- fan-out

  /** Makes a split. */
  @FunctionalInterface
  private interface Splitting {
    Split<Integer> start(FanOut<Integer> fanOut, Trial trial);
  }

  @TestFactory
  Stream<DynamicContainer> fanOut() {
    return PatternHarness.tests(
        split("roundRobin", (out, trial) -> out.roundRobin(trial.context(), 3), true),
        split(
            "byKey", (out, trial) -> out.byKey(trial.context(), 3, i -> trial.call(i) % 2), false),
        split("toWhoeverIsFree", (out, trial) -> out.toWhoeverIsFree(trial.context(), 3), true),
        Pattern.of(
                "tee",
                trial -> useSplit(trial, (out, t) -> out.tee(t.context(), 2), true),
                (in, f, out) ->
                    in.forEach(i -> {
                      out.accept(f.apply(i));
                      out.accept(i);
                    }))
            .unordered()
            .failuresOvertake()
            .withoutAccount());
  }

  private static Pattern split(String name, Splitting splitting, boolean mapped) {
    return Pattern.of(
            name,
            trial -> useSplit(trial, splitting, mapped),
            (in, f, out) -> in.forEach(i -> out.accept(f.apply(i))))
        .unordered()
        .failuresOvertake();
  }

  private static void useSplit(Trial trial, Splitting splitting, boolean mapped) throws Exception {
    Pipeline<Integer> given = Pipeline.from(trial.channel());
    Pipeline<Integer> source =
        (mapped ? given.map(trial::call) : given).onUndelivered(trial::undelivered);
    try (Split<Integer> split = splitting.start(FanOut.of(source).buffer(trial.buffer()), trial)) {
      split.branches().forEach(branch -> trial.owns(branch.output()));
      FanIn.merge(split.branches().stream().map(b -> Pipeline.from(b.channel())).toList())
          .onUndelivered(trial::undelivered)
          .forEach(
              trial.context(),
              value -> {
                if (!trial.wantsMore()) {
                  throw trial.leave();
                }
                trial.take(value);
              });
    }
  }
}
