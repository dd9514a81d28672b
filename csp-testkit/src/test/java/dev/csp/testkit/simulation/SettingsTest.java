package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The settings of a simulation, and what they refuse. */
final class SettingsTest {
  private static final Simulation SIMULATION = Simulation.with(Strategy.random());

  @Test
  void aRunSaysWhatItWas() {
    Run run = Simulation.with(Strategy.pct(1, 10)).seed(5).run(() -> {});
    assertThat(run.seed()).isEqualTo(5);
    assertThat(run.strategy()).hasToString("pct(1, 10)");
    assertThat(run.steps()).isEqualTo(2);
    assertThat(run.elapsed()).isZero();
    assertThat(run.schedule()).isEqualTo(Schedule.of());
    assertThat(run).hasToString("Run[seed 5, pct(1, 10), 2 steps, 0s]");
  }

  @Test
  void runsCountUpTheSeedUntilOneFails() {
    AtomicInteger runs = new AtomicInteger();
    SimulationFailure failure =
        Fails.in(() ->
            SIMULATION
                .seed(100)
                .runs(
                    50,
                    () -> {
                      if (runs.incrementAndGet() == 8) {
                        throw new IllegalStateException("the eighth");
                      }
                    }));
    assertThat(runs).hasValue(8);
    assertThat(failure.run().seed()).isEqualTo(107);
    assertThat(SIMULATION.runs(50, () -> {})).isEqualTo(new Exploration(50, 100, false));
  }

  @Test
  void badNumbersAreRefusedAtOnce() {
    AtomicInteger runs = new AtomicInteger();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIMULATION.steps(0))
        .withMessage("steps must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIMULATION.grace(Duration.ofNanos(999_999)))
        .withMessage("grace must be >= 1 ms, was PT0.000999999S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIMULATION.runs(0, runs::incrementAndGet))
        .withMessage("times must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIMULATION.explore(0, runs::incrementAndGet))
        .withMessage("most must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIMULATION.explore(-1, 10, runs::incrementAndGet))
        .withMessage("preemptions must be >= 0, was -1");
    assertThat(runs).hasValue(0);
  }

  @Test
  void nullsAreRefusedAtOnce() {
    assertThatNullPointerException()
        .isThrownBy(() -> Simulation.run(1, null))
        .withMessage("program");
    assertThatNullPointerException()
        .isThrownBy(() -> Simulation.with(null))
        .withMessage("strategy");
    assertThatNullPointerException()
        .isThrownBy(() -> Simulation.replay(null, () -> {}))
        .withMessage("schedule");
    assertThatNullPointerException()
        .isThrownBy(() -> Simulation.explore(null))
        .withMessage("program");
    assertThatNullPointerException()
        .isThrownBy(() -> SIMULATION.runs(3, null))
        .withMessage("program");
  }
}
