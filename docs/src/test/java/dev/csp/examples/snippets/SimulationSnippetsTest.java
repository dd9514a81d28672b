package dev.csp.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.testkit.simulation.Run;
import dev.csp.testkit.simulation.SimulationFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The snippets do what the Javadoc around them says. */
final class SimulationSnippetsTest {
  @Test
  void somebodyWaitsForEverWithoutRoom() {
    assertThatThrownBy(SimulationSnippets::test)
        .isInstanceOf(SimulationFailure.class)
        .hasMessageStartingWith(
            "main has returned, but 1 of its 2 goroutines are asleep - partial deadlock!");
  }

  @Test
  void anHourTakesNoTime() {
    assertThat(SimulationSnippets.anHourOfTicks().elapsed()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void strategiesFindNothingInASoundProgram() {
    SimulationSnippets.rareOrders(() -> SimulationSnippets.firstAnswer(1));
  }

  @Test
  void aScheduleMakesTheSameRun() {
    Run run = SimulationSnippets.again(() -> SimulationSnippets.firstAnswer(1));
    assertThat(run.schedule().toString()).startsWith("0*3 1");
  }

  @Test
  void everyOrderOfASmallProgram() {
    assertThat(SimulationSnippets.everyOrder().complete()).isTrue();
  }

  @Test
  void theReportNamesTheOneThatIsStuck() {
    assertThat(SimulationSnippets.whoIsStuck(() -> SimulationSnippets.firstAnswer(0))).hasSize(1);
    assertThat(SimulationSnippets.whoIsStuck(() -> SimulationSnippets.firstAnswer(1))).isEmpty();
  }
}
