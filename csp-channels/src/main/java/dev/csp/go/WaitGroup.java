package dev.csp.go;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.internal.Countdown;
import dev.csp.channels.internal.StackReserve;
import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.VirtualGoroutine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a number of tasks to end: Go's {@code sync.WaitGroup}. Usable again after each return
 * to zero.
 *
 * <p>{@link #go} is the easy way; with {@link #add} and {@link #done}, add before the start, and
 * call done however the task ends.
 *
 * <p>Unlike in Go, adding from zero while others wait is no misuse: they wait for the zero that
 * they began to wait for, and are released by it even if the counter has risen again since.
 */
@StartsForCaller
public final class WaitGroup {
  private final Countdown countdown = new Countdown();

  /** Makes a group with a counter of zero. */
  public WaitGroup() {}

  /**
   * Adds to the counter. If it becomes zero, all who wait are released.
   *
   * @param delta what to add; may be negative
   * @throws IllegalStateException if the counter would become negative or too large; it is
   *     unchanged
   */
  public void add(int delta) {
    StackReserve.ensureHalf();
    countdown.add(delta);
  }

  /**
   * Takes one from the counter.
   *
   * @throws IllegalStateException if the counter is zero; it is unchanged
   */
  public void done() {
    add(-1);
  }

  /**
   * Starts a goroutine that this group counts: one is added before the start and taken away after
   * the end, however the task ends. What it throws goes where it goes for {@link Go#go(Task)}.
   *
   * @param task what to run
   * @return its handle
   * @throws NullPointerException if {@code task} is null; nothing was started or counted
   */
  public Goroutine go(Task task) {
    return start(null, requireNonNull(task, "task"));
  }

  /**
   * Starts a named goroutine that this group counts. Otherwise as {@link #go(Task)}.
   *
   * @param name the name of the goroutine and of its thread, for dumps
   * @param task what to run
   * @return its handle
   * @throws NullPointerException if an argument is null; nothing was started or counted
   */
  public Goroutine go(String name, Task task) {
    return start(requireNonNull(name, "name"), requireNonNull(task, "task"));
  }

  private Goroutine start(@Nullable String name, Task task) {
    StackReserve.ensure();
    countdown.add(1);
    boolean started = false;
    try {
      Goroutine goroutine = VirtualGoroutine.start(name, task, countdown::decrement);
      started = true;
      return goroutine;
    } finally {
      if (!started) {
        countdown.decrement();
      }
    }
  }

  /**
   * Waits until the counter is zero. The goroutines that were started with {@link #go} have then
   * left {@link Go#count()}.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void await() throws InterruptedException {
    countdown.await(TimeSource.NO_DEADLINE);
  }

  /**
   * Waits at most the given time until the counter is zero.
   *
   * @param timeout how long to wait; zero or negative looks once
   * @return whether the counter was zero
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean await(Duration timeout) throws InterruptedException {
    long nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    return nanos == 0 ? countdown.isZero() : countdown.await(TimeSource.deadlineAfter(nanos));
  }

  /**
   * Returns the channel that closes when the counter becomes zero: {@link #await} as a case of a
   * select, without a goroutine for it.
   *
   * <p>The channel belongs to the round in which it was asked for. If the counter is zero now, it
   * is closed already. Otherwise it closes at the next step to zero, before the {@link #add} or
   * {@link #done} that makes that step returns, and stays closed when the counter rises again. So
   * ask anew in each round. It never carries a value, and nobody else can close it.
   *
   * {@snippet file="dev/csp/examples/snippets/GoroutineSnippets.java" region="zero"}
   *
   * @return the channel of this round; the same for all who ask in it before zero
   */
  public ReceiveChannel<Void> zero() {
    return countdown.zero();
  }

  /** For a scope that confines this. */
  Countdown countdown() {
    return countdown;
  }

  @Override
  public String toString() {
    return "WaitGroup[" + countdown.count() + "]";
  }
}
