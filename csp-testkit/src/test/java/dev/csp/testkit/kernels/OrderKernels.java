package dev.csp.testkit.kernels;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.select;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.sync.Mutex;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Bugs that block nobody: memory that is shared, and used in a wrong order. */
final class OrderKernels {
  private static final Duration WHILE = Duration.ofMillis(10);

  private OrderKernels() {}

  /**
   * A client starts its watcher and then sets the field that the watcher uses. Mended: the other
   * way round.
   */
  static void usedBeforeItIsSet(boolean mended) throws Exception {
    Channel<String> updates = Channel.buffered("updates", 1);
    AtomicReference<StringBuilder> balancer = new AtomicReference<>();
    updates.send("configuration");
    updates.close();
    if (mended) {
      balancer.set(new StringBuilder());
    }
    Goroutine watcher =
        Go.go(
            "watcher",
            () -> {
              for (String update : updates) {
                requireNonNull(balancer.get(), "balancer").append(update);
              }
            });
    if (!mended) {
      balancer.set(new StringBuilder());
    }
    watcher.join();
  }

  /**
   * The output of a command is collected, and after a while the command is killed and its output
   * reported; but the command, on its way out, may still write. Mended: its end is waited for.
   */
  static void readBeforeTheEnd(boolean mended) throws Exception {
    StringBuilder output = new StringBuilder();
    Channel<Void> kill = Channel.unbuffered("kill");
    Goroutine command =
        Go.go(
            "command",
            () -> {
              for (int line = 0; line < 3; line++) {
                output.append(line).append('\n');
                if (select(done(kill, () -> true), after(WHILE, () -> false))) {
                  output.append("killed\n");
                  return;
                }
              }
            });
    if (!command.join(WHILE.multipliedBy(2))) {
      kill.close();
      if (mended) {
        command.join();
      }
    }
    String report = output.toString();
    command.join();
    assertThat(output).hasToString(report);
  }

  /**
   * Two reconcilers raise a counter: they read it, tell of it, and write it. What the other one
   * wrote meanwhile is lost. Mended: one at a time.
   */
  static void lostUpdate(boolean mended) throws Exception {
    int[] running = new int[1];
    Channel<String> events = Channel.buffered("events", 2);
    Mutex lock = new Mutex("running");
    WaitGroup both = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      both.go(() -> {
        if (mended) {
          lock.lock();
        }
        int seen = running[0];
        events.send("started");
        running[0] = seen + 1;
        if (mended) {
          lock.unlock();
        }
      });
    }
    both.await();
    assertThat(running[0]).isEqualTo(2);
  }

  /**
   * Workers rate nodes in parallel, and what each computes with was declared outside of their code:
   * all share it. Java refuses that for a variable, but not for a field or, as here, an array.
   * Mended: each has its own.
   */
  static void sharedVariable(boolean mended) throws Exception {
    int[] scores = new int[2];
    int[] current = new int[1];
    Channel<String> log = Channel.buffered("log", scores.length);
    WaitGroup workers = new WaitGroup();
    for (int i = 0; i < scores.length; i++) {
      int node = i;
      workers.go(() -> {
        int[] score = mended ? new int[1] : current;
        score[0] = 10 * node;
        log.send("rated");
        scores[node] = score[0];
      });
    }
    workers.await();
    assertThat(scores).containsExactly(0, 10);
  }
}
