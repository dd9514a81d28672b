package dev.csp.bridge;

import dev.csp.patterns.testing.Pattern;
import dev.csp.patterns.testing.PatternHarness;
import dev.csp.patterns.testing.Trial;
import dev.csp.pipeline.Pipeline;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Values that cross a bridge and come back, in every scenario. */
final class BridgesInEveryScenarioTest {
  private static final Pattern.Model NEGATIVE =
      (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i)));

  @TestFactory
  Stream<DynamicContainer> bridges() {
    return PatternHarness.tests(
        Pattern.of("a publisher and a subscriber", this::flow, NEGATIVE).buffers(1, 2, 3),
        Pattern.of("from a stream and to a stream", this::streams, NEGATIVE));
  }

  private static Pipeline<Integer> negative(Pipeline<Integer> source, Trial trial) {
    return source.map(i -> -trial.call(i)).buffer(trial.buffer()).onUndelivered(trial::undelivered);
  }

  private void flow(Trial trial) throws Exception {
    Pipeline<Integer> pipeline = negative(Pipeline.from(trial.channel()), trial);
    try (var subscriber =
        new ChannelSubscriber<Integer>(trial.context(), trial.buffer(), trial::undelivered)) {
      ChannelPublisher.of(trial.context(), pipeline).subscribe(subscriber);
      trial.takeAll(subscriber.channel());
    }
  }

  private void streams(Trial trial) throws Exception {
    Pipeline<Integer> source =
        Streams.from(() -> StreamSupport.stream(trial.input().spliterator(), false));
    try (Stream<Integer> results =
        Streams.open(trial.context(), negative(source.buffer(trial.buffer()), trial))) {
      Iterator<Integer> iterator = results.iterator();
      while (trial.wantsMore() && iterator.hasNext()) {
        Integer value = iterator.next();
        trial.take(value);
      }
    }
  }
}
