package dev.csp.select;

import static dev.csp.select.Select.receive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Ticker;
import dev.csp.go.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop that the API page shows, in exactly that form. */
final class EventLoopTest {
  sealed interface Event {
    record Tick(Instant at) implements Event {}

    record Job(Task task) implements Event {}

    record Stop() implements Event {}
  }

  /** Stands for a context: what it says is over is over. */
  private record Stopped(ReceiveChannel<Void> done) {}

  private final List<Instant> reported = new ArrayList<>();

  @Test
  void aLoopOverSealedEventsCanBreakReturnAndAssign() throws Exception {
    Channel<Void> end = Channel.unbuffered();
    Stopped ctx = new Stopped(end);
    Channel<Task> jobs = Channel.unbuffered();
    Ticker ticker = Ticker.every(Duration.ofMillis(1));
    ReceiveChannel<Instant> ticks = ticker.channel();
    List<Integer> done = new ArrayList<>();
    Channel<Integer> ticked = Channel.unlimited();
    Crew.run(crew -> {
      crew.go(() -> {
        for (int i = 0; i < 50; i++) {
          int number = i;
          jobs.send(() -> done.add(number));
        }
        ticked.receive();
        end.close();
      });
      int rounds = 0;
      loop:
      while (true) {
        rounds++;
        switch (Select.<Event>select(
            receive(ticks, Event.Tick::new),
            receive(jobs, Event.Job::new),
            receive(ctx.done(), v -> null, Event.Stop::new))) {
          case Event.Tick(var at) -> {
            report(at);
            ticked.send(rounds);
          }
          case Event.Job(var task) -> task.run();
          case Event.Stop() -> {
            break loop;
          }
        }
      }
      assertThat(rounds).isEqualTo(1 + done.size() + reported.size());
    });
    ticker.stop();
    assertThat(done).hasSize(50).isSorted();
    assertThat(reported).isNotEmpty().isSorted();
  }

  private void report(Instant at) {
    reported.add(at);
  }
}
