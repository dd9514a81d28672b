package dev.csp.pipeline;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every stage in every scenario. */
final class StagesTest {
  @TestFactory
  Stream<DynamicContainer> inEveryScenario() {
    return PipelinePattern.tests(
        PipelinePattern.of("source alone", (in, trial) -> in, (in, f, out) -> in.forEach(out)),
        PipelinePattern.of(
            "map",
            (in, trial) -> in.map(i -> -trial.call(i)),
            (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i)))),
        PipelinePattern.of(
            "three stages",
            (in, trial) ->
                in.map(i -> -i).buffer(trial.buffer()).map(i -> -trial.call(-i)).map(i -> i),
            (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i)))));
  }
}
