package dev.csp.testkit.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jqwik.api.Shrinkable;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Schedules for properties: what is generated, and what becomes of one that fails. */
final class ShrinkingTest {
  static { // where JUnit's parts are modules, this one does not read them by itself
    for (String name : new String[] {"org.junit.platform.engine", "org.junit.platform.launcher"}) {
      ModuleLayer.boot().findModule(name).ifPresent(ShrinkingTest.class.getModule()::addReads);
    }
  }

  private static TestExecutionResult run(String property) {
    AtomicReference<TestExecutionResult> outcome = new AtomicReference<>();
    LauncherFactory.create(
            LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build())
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(RequestsExample.class, property, Schedule.class))
                .configurationParameter("jqwik.reporting.onlyfailures", "true")
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  outcome.set(result);
                }
              }
            });
    return outcome.get();
  }

  /** Two selects, a time-out and a close. */
  @Test
  void aSubtleBugIsFoundInFiveSecondsAndShrunkToTwelveSteps() {
    Simulation.replay(
        Schedule.of(), () -> RequestsExample.request(true)); // left alone, it does not show
    double scale = Double.parseDouble(System.getProperty("csp.test.timeScale", "1"));
    long begin = System.nanoTime();
    Throwable thrown = run("anAnswerIsPaidForOnlyIfItWasTaken").getThrowable().orElseThrow();
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(thrown).isInstanceOf(SimulationFailure.class);
    SimulationFailure failure = (SimulationFailure) thrown;
    assertThat(failure).hasMessageContaining("paid, but gave up");
    assertThat(failure.run().steps()).isLessThanOrEqualTo(12);
    assertThat(taken).isLessThan(Duration.ofMillis((long) (5000 * scale)));
    SimulationFailure again =
        catchThrowableOfType(
            SimulationFailure.class,
            () -> Simulation.replay(failure.run().schedule(), () -> RequestsExample.request(true)));
    assertThat(again.run().timeline()).isEqualTo(failure.run().timeline());
  }

  @Test
  void aPropertyThatHoldsHoldsInEverySchedule() {
    assertThat(run("withoutABufferItIs").getStatus())
        .isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
  }

  @Test
  void whatIsGeneratedIsNoLongerThanItMayBe() {
    for (int maxSize : new int[] {1, 2, 7, 128}) {
      var sizes =
          Schedules.schedules(maxSize).generator(1000).stream(new Random(3))
              .limit(2000)
              .mapToInt(shrinkable -> shrinkable.value().size())
              .summaryStatistics();
      assertThat(sizes.getMax()).isEqualTo(maxSize);
      assertThat(sizes.getMin()).isZero();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedules.schedules(0))
        .withMessage("maxSize must be >= 1, was 0");
  }

  private static Schedule shrink(
      Shrinkable<Schedule> from, java.util.function.Predicate<Schedule> fails) {
    Shrinkable<Schedule> best = from;
    while (true) {
      Shrinkable<Schedule> now = best;
      var next = now.shrink().filter(candidate -> fails.test(candidate.value())).findFirst();
      if (next.isEmpty()) {
        return now.value();
      }
      best = next.get();
      assertThat(best.distance()).isLessThan(now.distance());
    }
  }

  private static long interferences(Schedule schedule) {
    return IntStream.range(0, schedule.size()).filter(i -> schedule.get(i) != 0).count();
  }

  @Test
  void whatDoesNotMatterIsShrunkAway() {
    var random = new Random(4);
    var generator = Schedules.schedules().generator(1000);
    for (int i = 0; i < 100; i++) {
      Shrinkable<Schedule> any = generator.next(random);
      assertThat(shrink(any, schedule -> true)).isEqualTo(Schedule.of());
      if (interferences(any.value()) >= 2) {
        assertThat(shrink(any, schedule -> interferences(schedule) >= 2))
            .isEqualTo(Schedule.of(1, 1));
      }
      if (any.value().size() >= 5) {
        assertThat(shrink(any, schedule -> schedule.size() >= 5))
            .isEqualTo(Schedule.of(0, 0, 0, 0, 1));
      }
    }
  }
}
