package dev.csp.patterns.testing;

import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The goroutines of one test. What any of them throws fails the test; so does one that does not
 * end.
 */
public final class Crew implements AutoCloseable {
  /** How long anything may take before a test gives up on it. */
  public static final Duration LIMIT =
      Duration.ofSeconds(30).multipliedBy(Long.getLong("csp.test.timeScale", 1));

  private final List<Goroutine> members = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** Starts a goroutine; for the thread of the test only. */
  public Goroutine go(Task task) {
    Goroutine goroutine =
        Go.go(() -> {
          try {
            task.run();
          } catch (Throwable t) {
            failures.add(t);
          }
        });
    members.add(goroutine);
    return goroutine;
  }

  /** Waits for all and reports what they threw. */
  @Override
  public void close() throws InterruptedException {
    for (Goroutine member : members) {
      if (!member.join(LIMIT)) {
        failures.add(new AssertionError(member + " does not end\n" + Go.dump()));
        break;
      }
    }
    members.clear();
    if (!failures.isEmpty()) {
      AssertionError error = new AssertionError(failures.size() + " failed", failures.poll());
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }

  /** Waits for a state. */
  public static void until(String state, BooleanSupplier holds) {
    long start = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new AssertionError("never: " + state + "\n" + Go.dump());
      }
      Thread.yield();
    }
  }

  /**
   * Waits until the goroutine is parked in an operation of the library; so not in the loading of a
   * class.
   */
  public static void untilParked(Goroutine goroutine) {
    until(
        goroutine + " parks",
        () -> {
          Object blocker = LockSupport.getBlocker(goroutine.thread());
          return goroutine.thread().getState() == Thread.State.WAITING
              && blocker != null
              && blocker.getClass().getName().startsWith("dev.csp.");
        });
  }

  /** How often a loop runs that looks for a race. */
  public static int times(int n) {
    return n * Integer.getInteger("csp.test.workScale", 1);
  }

  /**
   * Two actions that run at the same instant, as nearly as can be, and what must hold afterwards.
   */
  public interface Duel {
    void left();

    void right();

    void check();
  }

  /**
   * Runs duels, the left sides on the calling thread and the right sides on one more platform
   * thread.
   */
  public static void duel(int rounds, Supplier<? extends Duel> duels) throws InterruptedException {
    AtomicReference<Duel> next = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean over = new AtomicBoolean();
    Thread right =
        new Thread(() -> {
          while (!over.get()) {
            Duel duel = next.get();
            if (duel == null) {
              Thread.onSpinWait();
              continue;
            }
            try {
              duel.right();
            } catch (Throwable t) {
              failure.set(t);
            }
            Thread.interrupted(); // an interrupt of this round is not for the next
            next.set(null);
          }
        });
    right.start();
    try {
      for (int i = 0; i < rounds && failure.get() == null; i++) {
        Duel duel = duels.get();
        next.set(duel);
        for (int j = i % 64; j > 0; j--) { // so that the two meet at every point of their ways
          Thread.onSpinWait();
        }
        duel.left();
        until("the right side has ended", () -> next.get() == null);
        duel.check();
      }
    } finally {
      over.set(true);
      right.join();
    }
    if (failure.get() != null) {
      throw new AssertionError("the right side failed", failure.get());
    }
  }
}
