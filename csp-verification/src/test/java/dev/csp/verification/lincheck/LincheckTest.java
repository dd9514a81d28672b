package dev.csp.verification.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer of the operations that never block is explained by an order of whole operations. */
@Tag("litmus")
final class LincheckTest {
  private static final int SCENARIOS = Integer.getInteger("csp.lincheck.scenarios", 30);
  private static final int SCHEDULES = Integer.getInteger("csp.lincheck.schedules", 1000);

  /** Ends at the first failure, so a control costs little however many it may try. */
  private static final int SCENARIOS_OF_A_CONTROL = 200;

  private static void check(Class<?> subject, Class<?> model) {
    check(subject, model, SCENARIOS);
  }

  private static void check(Class<?> subject, Class<?> model, int scenarios) {
    new ModelCheckingOptions()
        .iterations(scenarios)
        .invocationsPerIteration(SCHEDULES)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(2)
        .minimizeFailedScenario(false)
        .sequentialSpecification(model)
        .check(subject);
  }

  private static Class<?> nested(Class<?> outer, String name) throws ClassNotFoundException {
    return Class.forName(outer.getName() + "$" + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Unbuffered", "Buffered", "Unlimited", "Sliding", "Dropping"})
  void channelsAreLinearizable(String kind) throws ClassNotFoundException {
    check(nested(ChannelOperations.class, kind), nested(ChannelModel.class, kind));
  }

  @ParameterizedTest
  @ValueSource(classes = SemaphoreOperations.class)
  void theSemaphoreIsLinearizable(Class<?> subject) {
    check(subject, SemaphoreOperations.Model.class);
  }

  @ParameterizedTest
  @ValueSource(classes = WaiterOperations.class)
  void theQueueOfWaitersIsLinearizable(Class<?> subject) {
    check(subject, WaiterOperations.Model.class);
  }

  @ParameterizedTest
  @CsvSource({"UnlockedReceive, Buffered", "UnlockedSend, Buffered", "CountsThenDiscards, Sliding"})
  void aFaultyUseOfAChannelIsFound(String fault, String kind) throws ClassNotFoundException {
    Class<?> subject = nested(Faulty.class, fault);
    Class<?> model = nested(ChannelModel.class, kind);
    assertThatThrownBy(() -> check(subject, model, SCENARIOS_OF_A_CONTROL))
        .hasMessageContaining("Invalid execution results");
  }

  @ParameterizedTest
  @ValueSource(classes = Faulty.LooksThenAcquires.class)
  void aFaultyUseOfASemaphoreIsFound(Class<?> subject) {
    assertThatThrownBy(
            () -> check(subject, SemaphoreOperations.Model.class, SCENARIOS_OF_A_CONTROL))
        .hasMessageContaining("Invalid execution results");
  }

  @ParameterizedTest
  @ValueSource(classes = Faulty.EnqueuesTooLate.class)
  void aWaiterThatIsEnqueuedTooLateIsFound(Class<?> subject) {
    assertThatThrownBy(() -> check(subject, WaiterOperations.Model.class, SCENARIOS_OF_A_CONTROL))
        .hasMessageContaining("Invalid execution results");
  }
}
