package dev.csp.pipeline;

import dev.csp.patterns.testing.Pattern;
import dev.csp.patterns.testing.PatternHarness;
import dev.csp.patterns.testing.Trial;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;

/** Shows stages of a pipeline to the harness. */
final class PipelinePattern {
  /** Adds the stages. */
  @FunctionalInterface
  interface Stages {
    Pipeline<?> addTo(Pipeline<Integer> source, Trial trial);
  }

  private final String name;
  private final Stages stages;
  private final Pattern.Model model;
  private UnaryOperator<Pattern> detail = pattern -> pattern;

  private PipelinePattern(String name, Stages stages, Pattern.Model model) {
    this.name = name;
    this.stages = stages;
    this.model = model;
  }

  static PipelinePattern of(String name, Stages stages, Pattern.Model model) {
    return new PipelinePattern(name, stages, model);
  }

  /** Says more about it. */
  PipelinePattern with(UnaryOperator<Pattern> more) {
    detail = more;
    return this;
  }

  /** All trials. */
  static Stream<DynamicContainer> tests(PipelinePattern... all) {
    return Stream.of(all).flatMap(p -> PatternHarness.tests(p.fromASource(), p.fromAChannel()));
  }

  /** The source makes its values, and a terminal operation takes the results. */
  Pattern fromASource() {
    return detail.apply(Pattern.of(name, this::runForEach, model));
  }

  /** The source is a channel that is there, and the results are received from a channel. */
  Pattern fromAChannel() {
    return detail.apply(Pattern.of(name + ", open", this::runOpen, model));
  }

  private Pipeline<?> pipeline(Pipeline<Integer> source, Trial trial) {
    return stages.addTo(source, trial).buffer(trial.buffer()).onUndelivered(trial::undelivered);
  }

  private void runForEach(Trial trial) throws Exception {
    Pipeline<Integer> source = Pipeline.fromIterable(trial.input());
    pipeline(source.buffer(trial.buffer()), trial)
        .forEach(
            trial.context(),
            value -> {
              if (!trial.wantsMore()) {
                throw trial.leave();
              }
              trial.take(value);
            });
  }

  private void runOpen(Trial trial) throws Exception {
    runOpen(pipeline(Pipeline.from(trial.channel()), trial), trial);
  }

  private static <T> void runOpen(Pipeline<T> pipeline, Trial trial) throws Exception {
    try (OpenPipeline<T> open = pipeline.open(trial.context())) {
      ownChannels(open, trial);
      trial.takeAll(open.channel());
    }
  }

  /** All channels of all stages. */
  private static void ownChannels(OpenPipeline<?> open, Trial trial) {
    Deque<StageInput<?>> inputs = new ArrayDeque<>();
    inputs.add(open.end());
    while (!inputs.isEmpty()) {
      StageRun<?> stage = inputs.remove().writer();
      if (stage != null) {
        trial.owns(stage.output());
        inputs.addAll(stage.inputs());
      }
    }
  }
}
