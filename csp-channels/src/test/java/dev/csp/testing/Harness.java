package dev.csp.testing;

import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Starts the children of one test and loses nothing of what becomes of them: every {@code
 * Throwable} of a child reaches the test thread, every wait has a limit, and a wait that reaches it
 * fails with the stacks of all children and of all goroutines.
 *
 * <p>What it leaves out: a child that neither ends nor reacts to an interrupt stays behind; that is
 * reported, but a thread cannot be killed. Children must not start threads of their own.
 */
@StartsForCaller
public final class Harness implements AutoCloseable {
  /** What a child runs on. */
  public enum Kind {
    /** A goroutine: counted, and in dumps. */
    GOROUTINE,
    /** A virtual thread that the library does not know. */
    VIRTUAL,
    /** A platform thread. */
    PLATFORM;

    private static final List<Kind> ALL = List.of(values());

    /** Each kind in turn, for tests that want a mix. */
    public static Kind turn(int i) {
      return ALL.get(i % ALL.size());
    }
  }

  /** One child. */
  public final class Child<T> {
    private final String name;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile boolean reported;

    // Written by the child before it ends.
    private T value;
    private Throwable failure;
    private boolean interruptedAtEnd;

    private Child(String name) {
      this.name = name;
    }

    private void run(Callable<? extends T> body) {
      try {
        value = body.call();
      } catch (Throwable t) { // the point of this class
        failure = t;
      } finally {
        interruptedAtEnd = Thread.currentThread().isInterrupted();
        ended.countDown();
      }
    }

    /** Waits for the end and returns the result; fails if the child failed. */
    public T get() {
      awaitEnd(this, System.nanoTime() + limit.toNanos());
      if (failure != null) {
        reported = true;
        throw new AssertionError("child " + name + " failed: " + failure, failure);
      }
      return value;
    }

    /** Waits for the end; fails if the child failed. */
    public void join() {
      T ignored = get();
    }

    /** Waits for the end and returns what the child threw; fails if it did not throw that. */
    public <X extends Throwable> X failure(Class<X> type) {
      awaitEnd(this, System.nanoTime() + limit.toNanos());
      if (!type.isInstance(failure)) {
        throw new AssertionError(
            "child " + name + " should have thrown " + type.getName() + ", got " + outcome(),
            failure);
      }
      reported = true;
      return type.cast(failure);
    }

    private String outcome() {
      return failure != null ? failure.toString() : "the result " + value;
    }

    /** Waits for the end and tells whether the interrupt flag was set then. */
    public boolean wasInterruptedAtEnd() {
      awaitEnd(this, System.nanoTime() + limit.toNanos());
      return interruptedAtEnd;
    }

    /** Whether the child has ended. */
    public boolean isDone() {
      return ended.getCount() == 0;
    }

    /** Its thread. */
    public Thread thread() {
      return thread;
    }

    /** Interrupts its thread. */
    public void interrupt() {
      thread.interrupt();
    }

    /** Waits until the child is parked by the library; fails if it ends instead. */
    public Child<T> awaitParked() {
      Harness.this.waitUntil(
          "child " + name + " is parked",
          () -> {
            if (isDone()) {
              throw new AssertionError(
                  "child " + name + " should have been parked, but ended with " + outcome(),
                  failure);
            }
            return isParked(thread);
          });
      return this;
    }
  }

  private static final int LONGEST_DUMP = 50_000;

  private final Duration limit;
  private final Queue<Child<?>> children = new ConcurrentLinkedQueue<>();
  private final Queue<Goroutine> adopted = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> atEnd = new ConcurrentLinkedQueue<>();

  /** A harness with the usual limit for each wait. */
  public Harness() {
    this(Duration.ofSeconds(20));
  }

  /**
   * A harness.
   *
   * @param limit for each wait, before scaling
   */
  public Harness(Duration limit) {
    this.limit = Scale.limit(limit);
  }

  /** Starts a goroutine. */
  public Child<Void> run(Task body) {
    return run(Kind.GOROUTINE, body);
  }

  /** Starts a child. */
  public Child<Void> run(Kind kind, Task body) {
    return call(
        kind,
        () -> {
          body.run();
          return null;
        });
  }

  /** Starts a goroutine that has a result. */
  public <T> Child<T> call(Callable<? extends T> body) {
    return call(Kind.GOROUTINE, body);
  }

  /** Starts a child that has a result. */
  public <T> Child<T> call(Kind kind, Callable<? extends T> body) {
    Child<T> child = new Child<>(kind + "-" + children.size());
    children.add(child);
    boolean started = false;
    try {
      switch (kind) {
        case GOROUTINE -> {
          Goroutine goroutine = Go.go(child.name, () -> child.run(body));
          child.thread = goroutine.thread();
        }
        case VIRTUAL ->
            child.thread = Thread.ofVirtual().name(child.name).start(() -> child.run(body));
        case PLATFORM ->
            child.thread =
                Thread.ofPlatform().daemon().name(child.name).start(() -> child.run(body));
      }
      started = true;
    } finally {
      if (!started) {
        child.ended.countDown();
      }
    }
    return child;
  }

  /** Makes sure that a goroutine that the test has started itself ends with the test. */
  public Goroutine adopt(Goroutine goroutine) {
    adopted.add(goroutine);
    return goroutine;
  }

  /** Runs this when the test ends, however it ends: closes a channel that others wait on. */
  public void atEnd(Runnable action) {
    atEnd.add(action);
  }

  /** How many children have not ended. */
  public int pending() {
    int pending = 0;
    for (Child<?> child : children) {
      pending += child.isDone() ? 0 : 1;
    }
    return pending;
  }

  /** Waits until all children have ended; fails if one failed that nobody has asked about. */
  public void joinAll() {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Child<?> child : children) {
      awaitEnd(child, deadline);
    }
    reportFailures(false);
  }

  /**
   * Ends the test: interrupts the children that are left, waits for them, and fails if one has
   * failed that nobody has asked about. What a child throws because of this interrupt is not a
   * failure.
   */
  @Override
  public void close() {
    boolean interrupted = false;
    atEnd.forEach(Runnable::run);
    adopted.forEach(Goroutine::interrupt);
    for (Child<?> child : children) {
      if (!child.isDone()) {
        interrupted = true;
        child.interrupt();
      }
    }
    if (interrupted) {
      long deadline = System.nanoTime() + limit.toNanos();
      for (Child<?> child : children) {
        awaitEnd(child, deadline);
      }
    }
    for (Goroutine goroutine : adopted) {
      waitUntil(goroutine + " has ended", goroutine::isDone);
    }
    reportFailures(interrupted);
  }

  private void reportFailures(boolean interrupted) {
    AssertionError all = null;
    for (Child<?> child : children) {
      Throwable failure = child.isDone() ? child.failure : null;
      if (failure == null || child.reported) {
        continue;
      }
      child.reported = true;
      if (interrupted && failure instanceof InterruptedException) {
        continue;
      }
      if (all == null) {
        all = new AssertionError("child " + child.name + " failed: " + failure, failure);
      } else {
        all.addSuppressed(failure);
      }
    }
    if (all != null) {
      throw all;
    }
  }

  private void awaitEnd(Child<?> child, long deadline) {
    boolean ended;
    try {
      ended = child.ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for child " + child.name + dump(), e);
    }
    if (!ended) {
      throw new AssertionError(
          "child " + child.name + " has not ended within " + limit + "\n" + dump());
    }
  }

  /** Waits until the condition holds; fails with a dump if that takes too long. */
  public void waitUntil(String what, BooleanSupplier condition) {
    waitUntil(what, condition, limit, this::dump);
  }

  /** Waits until the library has parked the thread. */
  public void waitUntilParked(Thread thread) {
    waitUntil(thread + " is parked", () -> isParked(thread));
  }

  /** Waits, polling, until the condition holds; for waits without children. */
  public static void await(String what, BooleanSupplier condition) {
    waitUntil(what, condition, Scale.limit(Duration.ofSeconds(20)), Harness::goroutines);
  }

  private static void waitUntil(
      String what,
      BooleanSupplier condition,
      Duration limit,
      java.util.function.Supplier<String> dump) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (int i = 0; !condition.getAsBoolean(); i++) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit + ": " + what + "\n" + dump.get());
      }
      if (i < 100 || Thread.currentThread().isVirtual()) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(50_000);
      }
    }
  }

  /**
   * Whether the library has parked the thread: it waits, and for something of the library's. Then
   * its waiter is enqueued.
   */
  @SuppressWarnings("ReferenceEquality") // the very same blocker before and after
  public static boolean isParked(Thread thread) {
    if (thread == null) {
      return false;
    }
    Object blocker = LockSupport.getBlocker(thread);
    Thread.State state = thread.getState();
    return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
        && blocker != null
        && blocker == LockSupport.getBlocker(thread)
        && blocker.getClass().getName().startsWith("dev.csp.");
  }

  private String dump() {
    var text = new StringBuilder("children that have not ended:\n");
    for (Child<?> child : children) {
      if (!child.isDone() && text.length() < LONGEST_DUMP) {
        appendThread(text, child.thread);
      }
    }
    return text.append(goroutines()).toString();
  }

  /** The dump of all goroutines, or of as many as anybody would read. */
  static String goroutines() {
    String all = Go.dump();
    return "goroutines:\n"
        + (all.length() <= LONGEST_DUMP
            ? all
            : all.substring(0, LONGEST_DUMP) + "... in all " + all.length() + " characters\n");
  }

  static void appendThread(StringBuilder text, Thread thread) {
    if (thread == null) {
      return;
    }
    text.append(thread).append(" parked on ").append(LockSupport.getBlocker(thread)).append('\n');
    Arrays.stream(thread.getStackTrace())
        .forEach(frame -> text.append("\tat ").append(frame).append('\n'));
  }
}
