package dev.csp.testkit.kernels;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;
import static dev.csp.select.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Ticker;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.sync.OnceTask;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Bugs that are made of channels alone. */
final class ChannelKernels {
  private static final Duration PATIENCE = Duration.ofMillis(10);

  private ChannelKernels() {}

  /**
   * A server has a request worked on by a goroutine of its own, and answers "time-out" if that
   * takes too long. Then nobody receives what comes of the work. Mended: there is room for it.
   */
  static void lateResult(boolean mended) throws Exception {
    int room = mended ? 1 : 0;
    Channel<String> result = Channel.buffered("result", room);
    Channel<Exception> failure = Channel.buffered("failure", room);
    Go.go(
        "work",
        () -> {
          Go.sleep(PATIENCE);
          result.send("created");
        });
    String answer =
        select(
            receive(result),
            receive(failure, Exception::toString),
            after(PATIENCE, () -> "time-out"));
    assertThat(answer).isIn("created", "time-out");
  }

  /**
   * A node answers questions until it is stopped. Whoever asks afterwards waits for ever. Mended:
   * who asks also looks whether the node has stopped.
   */
  static void questionAfterTheEnd(boolean mended) throws Exception {
    Channel<Channel<String>> questions = Channel.unbuffered("questions");
    Channel<Void> stop = Channel.unbuffered("stop");
    Channel<Void> stopped = Channel.unbuffered("stopped");
    Go.go(
        "node",
        () -> {
          boolean runs = true;
          while (runs) {
            runs =
                select(
                    receive(
                        questions,
                        reply -> {
                          reply.send("leader");
                          return true;
                        }),
                    done(stop, () -> false));
          }
          stopped.close();
        });
    Go.go(
        "client",
        () -> {
          Channel<String> reply = Channel.buffered("reply", 1);
          boolean asked = true;
          if (mended) {
            asked = select(send(questions, reply, () -> true), done(stopped, () -> false));
          } else {
            questions.send(reply);
          }
          if (asked) {
            assertThat(reply.receive()).isEqualTo("leader");
          }
        });
    stop.close();
    stopped.receiveOrClosed();
  }

  /**
   * Two loops: one commits entries and sends an event for each, the other applies them and sends a
   * callback for each, which the first one runs when it comes round. When each sends to the other,
   * both wait. Mended: the first one takes callbacks also while it waits to send.
   */
  static void circleOfLoops(boolean mended) throws Exception {
    Channel<Integer> events = Channel.unbuffered("events");
    Channel<Integer> callbacks = Channel.unbuffered("callbacks");
    Go.go(
        "apply",
        () -> {
          for (int event : events) {
            callbacks.send(event);
          }
          callbacks.close();
        });
    int run = 0;
    for (int entry = 0; entry < 2; entry++) {
      if (callbacks.tryReceive() instanceof Received.Value) {
        run++;
      }
      if (mended) {
        int next = entry;
        while (!select(send(events, next, () -> true), receive(callbacks, value -> false))) {
          run++;
        }
      } else {
        events.send(entry);
      }
    }
    events.close();
    for (int unused : callbacks) {
      run++;
    }
    assertThat(run).isEqualTo(2);
  }

  /**
   * One waits for a change that another one announces; like a condition variable whose mutex was
   * forgotten. The announcement may come after the look and before the wait, when nobody hears it.
   * Mended: the channel remembers it.
   */
  static void lostSignal(boolean mended) throws Exception {
    Channel<Boolean> changed = Channel.buffered("changed", mended ? 1 : 0);
    boolean[] ready = new boolean[1];
    Go.go(
        "watcher",
        () -> {
          ready[0] = true;
          changed.trySend(true);
        });
    while (!ready[0]) {
      changed.receive();
    }
  }

  /**
   * A stream asks whether its transport is still open, and writes; the transport closes in between.
   * Mended: what ends is told by a channel of its own, and the other one is never closed.
   */
  static void sendAfterTheClose(boolean mended) throws Exception {
    Channel<String> writes = Channel.unbuffered("writes");
    Channel<Void> closed = Channel.unbuffered("closed");
    WaitGroup both = new WaitGroup();
    both.go(
        "stream",
        () -> {
          if (mended) {
            select(send(writes, "frame", () -> true), done(closed, () -> false));
          } else if (select(done(closed, () -> false), otherwise(() -> true))) {
            writes.send("frame");
          }
        });
    both.go(
        "transport",
        () -> {
          if (mended) {
            while (select(receive(writes, frame -> true), done(closed, () -> false))) {
              // written
            }
          } else {
            for (String unused : writes) {
              // written
            }
          }
        });
    closed.close();
    if (!mended) {
      writes.close();
    }
    both.await();
  }

  /**
   * Two goroutines close the same connection. Each asks before, and both may be told that it is
   * open. In Go the second close of the channel panics; here it does nothing, but what belongs to
   * the close is done twice all the same. Mended: once.
   */
  static void closedTwice(boolean mended) throws Exception {
    Channel<Void> closed = Channel.unbuffered("closed");
    AtomicInteger released = new AtomicInteger();
    Task release =
        () -> {
          closed.close();
          released.incrementAndGet();
        };
    OnceTask once = new OnceTask(release);
    WaitGroup both = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      both.go(() -> {
        if (mended) {
          once.await();
        } else if (select(done(closed, () -> false), otherwise(() -> true))) {
          release.run();
        }
      });
    }
    both.await();
    assertThat(released).hasValue(1);
  }

  /**
   * A loop works at every tick, until it is stopped. When both are ready a select takes any, and it
   * works once more after the stop. Mended: it looks at the stop again before it works.
   */
  static void workAfterTheStop(boolean mended) throws Exception {
    Ticker ticker = Ticker.every(PATIENCE);
    Channel<Void> stop = Channel.unbuffered("stop");
    boolean[] stopped = new boolean[1];
    Goroutine loop =
        Go.go(
            "loop",
            () -> {
              while (select(receive(ticker.channel(), at -> true), done(stop, () -> false))) {
                if (mended && !selectFirst(done(stop, () -> false), otherwise(() -> true))) {
                  return;
                }
                assertThat(stopped[0]).as("stopped").isFalse();
              }
            });
    Go.sleep(PATIENCE.multipliedBy(2));
    stop.close();
    stopped[0] = true;
    loop.join();
    ticker.stop();
  }
}
