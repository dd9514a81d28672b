package dev.csp.testkit.properties;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.select.Select;
import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Properties that {@link ShrinkingTest} runs; not a test of its own, since one is to fail. */
final class RequestsExample {
  @Property(tries = 2000, afterFailure = AfterFailureMode.RANDOM_SEED)
  void anAnswerIsPaidForOnlyIfItWasTaken(@ForAll Schedule schedule) {
    Simulation.replay(schedule, () -> request(true));
  }

  @Property(tries = 2000, afterFailure = AfterFailureMode.RANDOM_SEED)
  void withoutABufferItIs(@ForAll Schedule schedule) {
    Simulation.replay(schedule, () -> request(false));
  }

  /**
   * The one that asks gives up if the answer is not there in time, and closes a channel to say so;
   * the one that answers selects between both, and counts what it gave. Without a buffer, who gave
   * up was not given an answer. With one, the answer can be given and not taken.
   */
  static void request(boolean buffered) throws Exception {
    Channel<Integer> answer =
        buffered ? Channel.buffered("answer", 1) : Channel.unbuffered("answer");
    Channel<Void> gaveUp = Channel.unbuffered("gaveUp");
    AtomicInteger paid = new AtomicInteger();
    Goroutine server =
        Go.go(() -> {
          Go.sleep(Duration.ofMillis(10));
          Select.select(
              Select.receive(gaveUp, never -> 0, () -> 0),
              Select.send(answer, 42, paid::incrementAndGet));
        });
    Select.select(
        Select.receive(answer, value -> 1),
        Select.after(
            Duration.ofMillis(10),
            () -> {
              gaveUp.close();
              if (paid.get() > 0) {
                throw new AssertionError("paid, but gave up");
              }
              return 0;
            }));
    server.join();
  }
}
