package dev.csp.guide;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.send;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testkit.simulation.Exploration;
import dev.csp.testkit.simulation.Run;
import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import dev.csp.testkit.simulation.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The page on testing: a program with a subtle bug, and how it is found. */
final class LateAnswer {
  // @start region="request"
  /** Asks a service, and gives up when the limit is over. Only an answer in time is paid for. */
  static boolean request(Channel<String> answer, Duration limit, Duration work)
      throws InterruptedException {
    Channel<Void> gaveUp = Channel.unbuffered("gaveUp");
    AtomicBoolean paid = new AtomicBoolean();
    Instant deadline = Go.now().plus(limit);
    Goroutine service =
        Go.go(
            "service",
            () -> {
              Go.sleep(work);
              boolean inTime = !Go.now().isAfter(deadline);
              paid.set(
                  select(done(gaveUp, () -> false), send(answer, "42", () -> true).when(inTime)));
            });
    boolean answered =
        select(
            receive(answer, text -> true),
            after(
                limit,
                () -> {
                  gaveUp.close();
                  if (paid.get()) {
                    throw new IllegalStateException("gave up, and paid");
                  }
                  return false;
                }));
    service.join();
    return answered;
  }

  // @end

  private static final Duration LIMIT = Duration.ofMillis(10);

  // @start region="buggy"
  static void justInTime() throws InterruptedException {
    request(Channel.buffered("answer", 1), LIMIT, LIMIT);
  }

  // @end

  // @start region="mended"
  static void mended() throws InterruptedException {
    request(Channel.unbuffered("answer"), LIMIT, LIMIT);
  }

  // @end

  // @start region="find"
  static Exploration find() {
    return Simulation.with(Strategy.random()).runs(1000, LateAnswer::justInTime);
  }

  // @end

  // @start region="again"
  static Run again() {
    return Simulation.run(3, LateAnswer::justInTime); // the seed
  }

  static Run once(String schedule) {
    return Simulation.replay(Schedule.parse(schedule), LateAnswer::justInTime);
  }

  // @end

  // @start region="picture"
  static Path picture(SimulationFailure failure, Path folder) throws IOException {
    return failure.run().writePicture(folder.resolve("late-answer.html"));
  }

  // @end

  // @start region="property"
  @Property
  void whoGivesUpDoesNotPay(@ForAll Schedule schedule) {
    Simulation.replay(schedule, LateAnswer::justInTime);
  }

  // @end

  // @start region="explore"
  static Exploration everySchedule() {
    return Simulation.explore(LateAnswer::mended);
  }
  // @end
}
