package dev.csp.go;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.Dump;
import dev.csp.channels.internal.Parking;
import dev.csp.channels.internal.StackReserve;
import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.VirtualGoroutine;
import dev.csp.channels.internal.Wait;
import dev.csp.channels.internal.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The goroutine facade: Go's {@code go} statement and what belongs to it. It owns no scheduler; the
 * JDK's runs everything.
 */
@StartsForCaller
public final class Go {
  private Go() {}

  /**
   * Starts a goroutine and returns at once; the task may run before, during or after the return.
   *
   * @param task what to run
   * @return its handle
   * @throws NullPointerException if {@code task} is null; nothing was started
   * @see <a href="https://go.dev/ref/spec#Go_statements">Go: go statements</a>
   */
  public static Goroutine go(Task task) {
    requireNonNull(task, "task");
    StackReserve.ensure();
    return VirtualGoroutine.start(null, task, null);
  }

  /**
   * Starts a named goroutine and returns at once.
   *
   * @param name the name of the goroutine and of its thread, for dumps
   * @param task what to run
   * @return its handle
   * @throws NullPointerException if an argument is null; nothing was started
   */
  public static Goroutine go(String name, Task task) {
    requireNonNull(name, "name");
    requireNonNull(task, "task");
    StackReserve.ensure();
    return VirtualGoroutine.start(name, task, null);
  }

  /**
   * Counts the live goroutines that this facade has started, also through a {@link WaitGroup} or a
   * pattern: each from its start to its end. Other threads are not counted, nor is {@code main}.
   *
   * @return how many goroutines live
   */
  public static int count() {
    return VirtualGoroutine.count();
  }

  /**
   * Returns how many goroutines can run at one instant: the carriers of the virtual thread
   * scheduler, as set at the start of the process ({@code
   * -Djdk.virtualThreadScheduler.parallelism}, else the processors). Go's {@code GOMAXPROCS(0)}.
   *
   * @return the parallelism, at least 1
   */
  public static int parallelism() {
    return VirtualGoroutine.parallelism();
  }

  /**
   * Lets others run: Go's {@code Gosched}. May return at once. An interrupt does not end it and
   * stays pending. A poor way to wait for something, since it keeps a carrier busy; but whoever
   * loops over it keeps nobody from running for more than some tens of milliseconds.
   */
  public static void yieldNow() {
    Parking.yieldNow();
  }

  /**
   * Sleeps at least the given time.
   *
   * @param duration how long; zero or negative returns at once
   * @throws InterruptedException if the calling thread is interrupted before or meanwhile
   */
  public static void sleep(Duration duration) throws InterruptedException {
    long nanos = TimeSource.clampedNanos(requireNonNull(duration, "duration"));
    if (nanos == 0) {
      Parking.throwIfInterrupted(WaitReason.SLEEP, null);
    } else {
      Wait.until(WaitReason.SLEEP, TimeSource.deadlineAfter(nanos));
    }
  }

  /**
   * Waits until interrupted: Go's {@code select {}}.
   *
   * @throws InterruptedException when the calling thread is interrupted; there is no other way out
   */
  public static void blockForever() throws InterruptedException {
    Wait.until(WaitReason.SELECT_NO_CASES, TimeSource.NO_DEADLINE);
  }

  /**
   * Returns the time of the library's clock, the one that timers, deadlines and sleeps go by.
   *
   * @return now
   */
  public static Instant now() {
    return TimeSource.now();
  }

  /**
   * Describes every live goroutine, in the shape of Go's dumps: id, what it waits on and for how
   * long, name, the channel, and where it was started; with fewer than about a thousand goroutines
   * also the top of each stack. Values in channels are not shown. Each goroutine is looked at on
   * its own while the others go on.
   *
   * @return the dump; empty if there is no goroutine
   */
  public static String dump() {
    return Dump.all();
  }

  /**
   * Sets what happens when a task throws and nobody else takes it. The handler runs once for each
   * failure, on the goroutine's own thread, before {@code join} returns. An {@link
   * InterruptedException} ends a goroutine quietly and does not come here. What the handler itself
   * throws is printed.
   *
   * <p>What an {@linkplain dev.csp.channels.Undelivered undelivered hook} throws on a goroutine
   * comes here too, and the goroutine goes on.
   *
   * @param handler gets the goroutine and what its task threw; null restores the default, which
   *     prints to standard error
   */
  public static void onUncaught(
      @Nullable BiConsumer<? super Goroutine, ? super Throwable> handler) {
    VirtualGoroutine.onUncaught(handler);
  }
}
