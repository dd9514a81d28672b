package dev.csp.go;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.Semaphore;
import dev.csp.channels.SendChannel;
import dev.csp.channels.internal.Countdown;
import dev.csp.channels.internal.Deadlock;
import dev.csp.channels.internal.Enclosure;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.TimerCall;
import dev.csp.channels.internal.VirtualGoroutine;
import java.util.Optional;
import java.util.function.Consumer;

/*
 * The looks: a call of the timer heap starts a goroutine, which looks, reports, and sets the call again. So there is one look at a time, and
 * none while a listener is at work. What a look needs is in Enclosure.
 *
 * The end: closed is set first, so no look begins a report any more; then the call is stopped, and the goroutine of a look that is under
 * way is waited for, unless it is that one that closes. A look that sets the call anew after it was stopped finds the scope closed when it is due.
 */

/**
 * Finds deadlocks among the goroutines that are started in it, while the program runs. Go's runtime
 * ends a program with {@code all goroutines are asleep - deadlock!} when every goroutine of it
 * waits; a scope says so for its own, whatever else the process does.
 *
 * {@snippet file="dev/csp/examples/snippets/DeadlockSnippets.java" region="scope"}
 *
 * <p><b>Members</b> are the thread that opens the scope, and every goroutine that a member starts,
 * itself or through a pattern. A goroutine that a timer starts is no member.
 *
 * <p><b>What is certain.</b> A deadlock is reported as {@linkplain DeadlockException#isExact exact}
 * if at one instant every member that was left waited for something that only a member could bring
 * about: a channel, semaphore or {@link WaitGroup} that is {@linkplain #confine(Channel) confined}
 * to the scope, the end of a member, or nothing at all. None of them ever goes on, unless somebody
 * interrupts it. So it is also found if most have ended and three of fifty are left, while the
 * thread that opened the scope waits for their end. It is not certain, and not reported, while a
 * member waits with a time-out, for a timer, for a context, for a channel that is not confined, or
 * outside this library. For those see {@link DeadlockDetector#suspectAfter}.
 *
 * <p><b>When not to use it.</b> In a test, {@code dev.csp.testkit.simulation} finds every deadlock,
 * at once and exactly, without confining. While a scope is open anywhere, each operation on a
 * channel costs some nanoseconds more, in the whole process.
 *
 * @see DeadlockDetector
 */
@StartsForCaller
public final class DeadlockScope implements AutoCloseable {
  private final String name;
  private final long period;
  private final long suspectAfter;
  private final Consumer<? super DeadlockException> listener;
  private final Enclosure enclosure;
  private final Countdown underWay = new Countdown();
  private final TimerCall nextLook = new TimerCall(this::startLook);

  private volatile boolean closed;
  private volatile Optional<DeadlockException> first = Optional.empty();
  private volatile Optional<Thread> looking = Optional.empty();

  DeadlockScope(
      String name, long period, long suspectAfter, Consumer<? super DeadlockException> listener) {
    this.name = name;
    this.period = period;
    this.suspectAfter = suspectAfter;
    this.listener = listener;
    this.enclosure = Enclosure.open(name);
    nextLook.set(period);
  }

  /**
   * Opens a scope with the {@linkplain DeadlockDetector#standard standard} detector.
   *
   * @param name the name of the scope, for reports
   * @param listener what to do with a deadlock
   * @return the scope; close it on the same thread
   * @see DeadlockDetector#open
   */
  public static DeadlockScope open(String name, Consumer<? super DeadlockException> listener) {
    return DeadlockDetector.standard().open(name, listener);
  }

  /**
   * Confines a channel to the members, until this is closed: an operation of anybody else on it
   * throws {@link IllegalStateException}, and has no effect. Looks at its state are free. Confine a
   * channel where it is made, before anybody else has it.
   *
   * @param channel a channel that nobody has used
   * @param <T> the type of the values
   * @return the channel
   * @throws IllegalStateException if somebody waits on the channel, it is confined already, or the
   *     caller is no member
   */
  public <T> Channel<T> confine(Channel<T> channel) {
    enclosure.confine(Port.of((SendChannel<T>) requireNonNull(channel, "channel")));
    return channel;
  }

  /**
   * Confines a semaphore to the members. Otherwise as {@link #confine(Channel)}.
   *
   * @param semaphore a semaphore that nobody has used
   * @return the semaphore
   * @throws IllegalStateException as for channels
   */
  public Semaphore confine(Semaphore semaphore) {
    Port port = Port.of(requireNonNull(semaphore, "semaphore").permits(1));
    enclosure.confine(requireNonNull(port));
    return semaphore;
  }

  /**
   * Confines a group to the members: only they count up and down, and start what it counts.
   * Everybody may wait for it. Otherwise as {@link #confine(Channel)}.
   *
   * @param group a group at zero that nobody waits for
   * @return the group
   * @throws IllegalStateException if the group is not at zero, or the caller is no member
   */
  public WaitGroup confine(WaitGroup group) {
    enclosure.confine(group.countdown());
    return group;
  }

  /**
   * Returns the first deadlock that was found.
   *
   * @return it; empty while none was
   */
  public Optional<DeadlockException> deadlock() {
    return first;
  }

  /**
   * Ends the scope: nothing is confined any more, and nothing reported. Waits for a listener that
   * is at work, unless it is that one that calls this; an interrupt does not shorten the wait, and
   * the flag is set again. The goroutines of the scope go on. A second call does nothing.
   *
   * @throws IllegalStateException if a scope that was opened in this one, on the same thread, is
   *     still open
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    enclosure.close();
    closed = true;
    boolean unused = nextLook.stop();
    if (looking.orElse(null) == Thread.currentThread()) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        underWay.await(TimeSource.NO_DEADLINE);
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the flag is set again below
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- looking

  /** On the thread of the timers. */
  private void startLook() {
    underWay.add(1);
    boolean started = false;
    try {
      if (!closed) {
        VirtualGoroutine.start("deadlocks of " + name, this::look, underWay::decrement);
        started = true;
      }
    } finally {
      if (!started) {
        underWay.decrement();
      }
    }
  }

  private void look() {
    looking = Optional.of(Thread.currentThread());
    try {
      Deadlock found = closed ? null : enclosure.check(suspectAfter);
      if (found != null && !closed) {
        DeadlockException deadlock = new DeadlockException(found);
        if (first.isEmpty()) {
          first = Optional.of(deadlock);
        }
        listener.accept(deadlock);
      }
    } finally {
      looking = Optional.empty();
      if (!closed) {
        nextLook.set(period);
      }
    }
  }

  @Override
  public String toString() {
    return "DeadlockScope[" + name + (closed ? ", closed]" : "]");
  }
}
