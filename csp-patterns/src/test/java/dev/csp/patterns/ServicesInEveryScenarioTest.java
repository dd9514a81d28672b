package dev.csp.patterns;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.Subscription.WhenFull;
import dev.csp.patterns.testing.Pattern;
import dev.csp.patterns.testing.PatternHarness;
import dev.csp.patterns.testing.Trial;
import dev.csp.patterns.testing.Trial.Planted;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** What runs beside its user, in every scenario: hubs, workers with a heartbeat, wards. */
final class ServicesInEveryScenarioTest {
  private static final Pattern.Model NEGATIVE =
      (in, f, out) -> in.forEach(i -> out.accept(-f.apply(i)));

  @TestFactory
  Stream<DynamicContainer> hubs() {
    return PatternHarness.tests(
        Pattern.of("a hub", trial -> hub(trial, 0), (in, f, out) -> in.forEach(out)),
        Pattern.of(
            "a hub, with another who is slow",
            trial -> hub(trial, 1),
            (in, f, out) -> in.forEach(out)));
  }

  @TestFactory
  Stream<DynamicContainer> workers() {
    return PatternHarness.tests(
        Pattern.of("a worker with a heartbeat", this::heartbeat, NEGATIVE),
        Pattern.of("a ward that gives up", trial -> ward(trial, false), NEGATIVE),
        Pattern.of("a ward that fails after each value", trial -> ward(trial, true), NEGATIVE));
  }

  // ---- a hub

  private static void hub(Trial trial, int others) throws Exception {
    Broadcast<Integer> hub = new Broadcast<>(trial.context());
    trial.owns(hub.input());
    Goroutine feeder = null;
    try (Subscription<Integer> subscription =
        hub.subscriber()
            .onUndelivered(trial::undelivered)
            .subscribe(WhenFull.WAIT, trial.buffer())) {
      for (int i = 0; i < others; i++) {
        hub.subscribe(WhenFull.DROP_OLDEST, 1);
      }
      try {
        feeder = Go.go("feeder", () -> feed(trial, hub));
        trial.takeAll(subscription.channel());
      } finally {
        hub.close();
        if (feeder != null) {
          Tasks.joinUninterruptibly(feeder);
        }
      }
    } finally {
      hub.close();
    }
  }

  private static void feed(Trial trial, Broadcast<Integer> hub) throws InterruptedException {
    try {
      for (int i : trial.input()) {
        try {
          hub.publish(i);
        } catch (ChannelClosedException e) {
          trial.undelivered(i); // it is ours
          return;
        }
      }
      hub.input().close();
    } catch (Planted e) {
      hub.input().close(e);
    }
  }

  // ---- a worker and a ward: from the channel of the trial to one of their own

  private void heartbeat(Trial trial) throws Exception {
    ReceiveChannel<Integer> in = trial.channel();
    Channel<Integer> out = out(trial);
    Heartbeat heartbeat = Heartbeat.every(Duration.ofNanos(1_000));
    try (ErrGroup group = new ErrGroup(trial.context())) {
      group.go(
          "worker",
          () -> {
            try {
              while (true) {
                pass(trial, heartbeat, in, out);
              }
            } catch (ChannelClosedException e) {
              close(out, e.getCause());
            }
          });
      trial.takeAll(out, group.zero());
      if (trial.wantsMore()) {
        group.await();
        throwIfDone(trial);
      }
    } finally {
      out.discard();
    }
  }

  private void ward(Trial trial, boolean failsAfterEach) throws Exception {
    ReceiveChannel<Integer> in = trial.channel();
    Channel<Integer> out = out(trial);
    Supervisor.Builder description =
        Supervisor.of(
                "ward",
                (context, heartbeat) -> {
                  try {
                    while (true) {
                      pass(trial, heartbeat, in, out);
                      if (failsAfterEach) {
                        throw new IOException("as it does");
                      }
                    }
                  } catch (ChannelClosedException e) {
                    close(out, e.getCause());
                  } catch (Planted e) {
                    if (!failsAfterEach) {
                      throw e;
                    }
                    out.close(e);
                  }
                })
            .backoff(Backoff.none())
            .endsWhenDone();
    if (!failsAfterEach) {
      description.atMost(0, Duration.ofHours(1));
    }
    try (Supervisor supervisor = description.start(trial.context())) {
      trial.takeAll(out, supervisor.done());
      if (trial.wantsMore()) {
        supervisor.await();
        throwIfDone(trial);
      }
    } finally {
      out.discard();
    }
  }

  private static void throwIfDone(Trial trial) {
    if (trial.context().isDone()) {
      throw new CancellationException();
    }
  }

  private static Channel<Integer> out(Trial trial) {
    Channel<Integer> out =
        Channel.<Integer>onUndelivered(trial::undelivered).named("out").buffered(trial.buffer());
    trial.owns(out);
    return out;
  }

  /** One value, on its way through a worker. */
  private static void pass(
      Trial trial, Heartbeat heartbeat, ReceiveChannel<Integer> in, Channel<Integer> out)
      throws InterruptedException {
    int value = heartbeat.receive(in);
    boolean sent = false;
    try {
      heartbeat.send(out, -trial.call(value));
      sent = true;
    } finally {
      if (!sent) {
        trial.undelivered(value); // it is ours
      }
    }
  }

  private static void close(Channel<Integer> out, Throwable cause) {
    if (cause == null) {
      out.close();
    } else {
      out.close(cause);
    }
  }
}
