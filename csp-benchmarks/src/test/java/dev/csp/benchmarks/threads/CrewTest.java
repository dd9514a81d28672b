package dev.csp.benchmarks.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CrewTest {
  @Test
  @Timeout(120)
  void aFailureReachesTheBenchmarkAndStopsTheOthers() {
    var kit = new ChannelKit();
    var crew = new Crew(kit);
    Pipe pipe = kit.pipe(0);
    crew.start(pipe::take);
    crew.start(() -> {
      throw new IllegalArgumentException("planted");
    });

    assertThatThrownBy(crew::join)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("planted");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  @Timeout(120)
  void whatNobodySentIsFound() {
    var kit = new ChannelKit();
    var crew = new Crew(kit);
    Pipe pipe = kit.pipe(0);
    crew.start(() -> pipe.put("stray"));
    crew.start(() -> Pairs.receive(pipe, 1));

    assertThatThrownBy(crew::join).hasRootCauseMessage("got a value that nobody sent: stray");
  }
}
