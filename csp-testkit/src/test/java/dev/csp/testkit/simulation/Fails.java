package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expects runs to fail. */
final class Fails {
  private Fails() {}

  /** The failure of a run. */
  static SimulationFailure in(ThrowingCallable run) {
    SimulationFailure failure = catchThrowableOfType(SimulationFailure.class, run);
    Assertions.assertThat(failure).as("the failure of a run that should fail").isNotNull();
    return failure;
  }

  /** The first line of its message. */
  static String headline(ThrowingCallable run) {
    return in(run).getMessage().lines().findFirst().orElseThrow();
  }
}
