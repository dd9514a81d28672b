package dev.csp.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The harness of this module must turn red: a test of tests. */
final class CrewTest {
  @Test
  void aFailureOfAChildReachesTheTest() {
    for (boolean virtual : new boolean[] {true, false}) {
      var failure = new AssertionError("child");
      assertThatThrownBy(() ->
              Crew.run(crew ->
                  crew.start(
                      virtual,
                      () -> {
                        throw failure;
                      })))
          .isInstanceOf(AssertionError.class)
          .hasCause(failure);
    }
  }

  @Test
  void aChildThatIsStuckIsReportedWithWhatItWaitsOnAndStopped() {
    var stuck = new AtomicReference<Thread>();
    assertThatThrownBy(() ->
            Crew.run(0.2, crew -> stuck.set(crew.go(() -> Channel.unbuffered("quiet").receive()))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stuck")
        .hasMessageContaining("chan receive on channel quiet");
    assertThat(stuck.get().isAlive()).isFalse();
  }

  @Test
  void aFailureOfTheScriptStopsTheChildren() {
    var child = new AtomicReference<Thread>();
    assertThatThrownBy(() ->
            Crew.run(crew -> {
              child.set(crew.go(() -> Channel.unbuffered().receive()));
              throw new IllegalArgumentException("script");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(child.get().isAlive()).isFalse();
  }
}
