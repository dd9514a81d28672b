package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.csp.channels.Channel;
import dev.csp.patterns.ErrGroup;
import dev.csp.testkit.simulation.Exploration;
import dev.csp.testkit.simulation.Run;
import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import dev.csp.testkit.simulation.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What the page on testing says of its bug: plain runs do not show it; a simulation finds it, a
 * property shrinks it, the seed repeats it, and there is a picture.
 */
class LateAnswerTest {
  private static final int PLAIN_RUNS = 10_000;
  private static final int AT_ONCE = 100;

  @RegisterExtension final NobodyLeft nobodyLeft = new NobodyLeft();

  private static SimulationFailure found() {
    SimulationFailure failure =
        catchThrowableOfType(SimulationFailure.class, () -> LateAnswer.find());
    assertThat(failure).as("a failure among so many schedules").isNotNull();
    return failure;
  }

  /**
   * Half of them with an answer at once and a limit that nothing here reaches, half with one that
   * takes as long as the limit. Then the service, having slept, is past the deadline by any real
   * clock, and does not answer, however fast or slow the machine is.
   */
  @Test
  void tenThousandPlainRunsPass() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger gaveUp = new AtomicInteger();
    try (ErrGroup group = new ErrGroup()) {
      for (int i = 0; i < AT_ONCE; i++) {
        group.go(() -> {
          for (int run = 0; run < PLAIN_RUNS / AT_ONCE; run += 2) {
            Duration limit = Duration.ofMillis(1);
            (plainRun(limit, limit) ? answered : gaveUp).incrementAndGet();
            (plainRun(Duration.ofHours(1), Duration.ZERO) ? answered : gaveUp).incrementAndGet();
          }
        });
      }
      group.await(); // throws what any of them has thrown
    }
    assertThat(answered).hasValue(PLAIN_RUNS / 2);
    assertThat(gaveUp).hasValue(PLAIN_RUNS / 2);
  }

  private static boolean plainRun(Duration limit, Duration work) throws InterruptedException {
    return LateAnswer.request(Channel.buffered("answer", 1), limit, work);
  }

  /** Counted in schedules, not in seconds: of those there are tens of thousands in five. */
  @Test
  void aSimulationFindsItInAFewSchedules(TestReporter reporter) {
    long begin = System.nanoTime();
    SimulationFailure failure = found();
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    long schedules = failure.run().seed() + 1; // the first seed is 0
    reporter.publishEntry(
        "found", "after " + schedules + " schedules, " + taken.toMillis() + " ms");
    assertThat(schedules).isLessThanOrEqualTo(100);
    assertThat(failure)
        .hasMessageStartingWith("java.lang.IllegalStateException: gave up, and paid");
  }

  /** The page names the seed. */
  @Test
  void theSeedAndTheScheduleRepeatIt() {
    SimulationFailure failure = found();
    String timeline = failure.run().timeline();
    assertThat(catchThrowableOfType(SimulationFailure.class, () -> LateAnswer.again()))
        .hasMessageContaining(timeline);
    String schedule = failure.run().schedule().toString();
    assertThat(catchThrowableOfType(SimulationFailure.class, () -> LateAnswer.once(schedule)))
        .hasMessageContaining(timeline);
  }

  private static Throwable runProperty() {
    AtomicReference<TestExecutionResult> outcome = new AtomicReference<>();
    LauncherFactory.create(
            LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build())
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(LateAnswer.class, "whoGivesUpDoesNotPay", Schedule.class))
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
    return outcome.get().getThrowable().orElseThrow();
  }

  /** And the shrunk run can be repeated, too. */
  @Test
  void thePropertyShrinksItToTwelveSteps() {
    Throwable thrown = runProperty();
    assertThat(thrown).isInstanceOf(SimulationFailure.class);
    Run shrunk = ((SimulationFailure) thrown).run();
    assertThat(shrunk.timeline().lines().skip(1)) // the heading
        .hasSize((int) shrunk.steps())
        .hasSizeLessThanOrEqualTo(12)
        .allMatch(line -> line.matches(" +\\d+ \\d+m?s .*"));
    SimulationFailure again =
        catchThrowableOfType(
            SimulationFailure.class,
            () -> Simulation.replay(shrunk.schedule(), LateAnswer::justInTime));
    assertThat(again.run().timeline()).isEqualTo(shrunk.timeline());
    Simulation.replay(Schedule.of(), LateAnswer::mended);
  }

  /** In target/late-answer.html, to look at. */
  @Test
  void itsPictureHasEveryStep() throws IOException {
    SimulationFailure failure = found();
    Path file = LateAnswer.picture(failure, Path.of("target"));
    String picture = Files.readString(file);
    assertThat(picture)
        .startsWith("<!DOCTYPE html>\n")
        .contains("<h1 class=\"failed\">java.lang.IllegalStateException: gave up, and paid</h1>")
        .contains(">main</text>", ">goroutine 2</text>", ">timers</text>")
        .contains("close gaveUp", "class=\"choice taken\"", "class=\"timer\"", "class=\"wait\"");
    assertThat(Pattern.compile("<circle").matcher(picture).results())
        .hasSize((int) failure.run().steps());
  }

  @Test
  void theMendedProgramIsRightInEveryOrder() {
    Exploration all = LateAnswer.everySchedule();
    assertThat(all.complete()).isTrue();
    assertThat(all.schedules()).isEqualTo(576); // as the page says
    Simulation.with(Strategy.random()).runs(2000, LateAnswer::mended);
    Simulation.with(Strategy.pct(2, 20)).runs(1000, LateAnswer::mended);
  }
}
