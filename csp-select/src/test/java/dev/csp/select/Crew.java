package dev.csp.select;

import dev.csp.go.Go;
import dev.csp.go.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one test. A test cannot lose what a child throws, cannot hang, and ends with no
 * child alive: see {@link CrewTest}.
 */
final class Crew {
  /** A test's own thread. */
  @FunctionalInterface
  interface Script {
    void run(Crew crew) throws Exception;
  }

  private static final double TIME_SCALE =
      Double.parseDouble(System.getProperty("csp.test.timeScale", "1"));
  private static final double WORK_SCALE =
      Double.parseDouble(System.getProperty("csp.test.workScale", "1"));

  private final List<Thread> threads = new ArrayList<>(); // of the test's own thread
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final long limit;

  private Crew(long limit) {
    this.limit = limit;
  }

  /** Runs a script, then waits for all its children; fails if any of them failed or is stuck. */
  static void run(Script script) throws Exception {
    run(60, script);
  }

  static void run(double limitSeconds, Script script) throws Exception {
    Crew crew = new Crew((long) (limitSeconds * TIME_SCALE * 1e9));
    try {
      script.run(crew);
    } catch (Throwable t) {
      crew.stopAll();
      crew.failures.forEach(t::addSuppressed);
      throw t;
    }
    crew.join();
  }

  /** How often to do something whose usual number is this. */
  static int work(int usual) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, usual * WORK_SCALE));
  }

  /** Starts a goroutine. */
  Thread go(Task task) {
    Thread thread = Go.go(() -> guarded(task)).thread();
    threads.add(thread);
    return thread;
  }

  /** Starts a platform thread. */
  Thread platform(Task task) {
    Thread thread = Thread.ofPlatform().daemon().name("crew").start(() -> guarded(task));
    threads.add(thread);
    return thread;
  }

  /** Starts a goroutine or a platform thread. */
  Thread start(boolean virtual, Task task) {
    return virtual ? go(task) : platform(task);
  }

  private void guarded(Task task) {
    try {
      task.run();
    } catch (Throwable t) {
      failures.add(t);
    }
  }

  /** Waits for all children so far; fails if one failed or is stuck. */
  void join() throws InterruptedException {
    long deadline = System.nanoTime() + limit;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        if (!failures.isEmpty() || System.nanoTime() - deadline > 0) {
          AssertionError stuck = failures.isEmpty() ? new AssertionError("stuck: " + dump()) : null;
          stopAll();
          if (stuck != null) {
            failures.forEach(stuck::addSuppressed);
            throw stuck;
          }
          throwFailures();
        }
        thread.join(1);
      }
    }
    threads.clear();
    throwFailures();
  }

  private void throwFailures() {
    Throwable first = failures.poll();
    if (first != null) {
      AssertionError error = new AssertionError("a child failed: " + first, first);
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }

  private void stopAll() {
    long deadline = System.nanoTime() + (long) (5e9 * TIME_SCALE);
    for (Thread thread : threads) {
      while (thread.isAlive() && System.nanoTime() - deadline < 0) {
        thread.interrupt();
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private String dump() {
    var out = new StringBuilder("\n").append(Go.dump());
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      out.append(entry.getKey()).append(' ').append(LockSupport.getBlocker(entry.getKey()));
      for (StackTraceElement frame : entry.getValue()) {
        out.append("\n\tat ").append(frame);
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** Waits until a thread is parked on a select. */
  static void awaitSelecting(Thread thread) {
    awaitParked(thread, "select");
  }

  /** Waits until a thread is parked on an operation of the library. */
  static void awaitParked(Thread thread, String reason) {
    long deadline = System.nanoTime() + (long) (30e9 * TIME_SCALE);
    while (true) {
      Object blocker = LockSupport.getBlocker(thread);
      if (blocker != null
          && thread.getState() == Thread.State.WAITING
          && blocker.toString().startsWith(reason)) {
        return;
      }
      if (!thread.isAlive()) {
        throw new AssertionError("ended instead of waiting in " + reason);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not in " + reason + " but " + thread.getState() + " " + blocker);
      }
      pause(1000);
    }
  }

  /** Gives way: cheaply at first. */
  static void pause(int attempt) {
    if (attempt < 50) {
      Thread.onSpinWait();
    } else if (attempt < 1000 || Thread.currentThread().isVirtual()) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(20_000);
    }
  }

  /** The heap in use after a full collection. */
  static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
