package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Undelivered;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import dev.csp.select.Select;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Runners that all want to be the first to succeed. After the first-response idiom of "Go Concurrency Patterns", whose losers leak
 * if nobody receives from them: here they are interrupted, waited for, and what they bring late goes to a hook.
 *
 * The race is decided once, under the lock, either by the first success or by the end of the context (the parent's, close's). Both
 * then end the context, which interrupts those who still run. A success comes too late once the context has ended, even if nobody
 * has said so under the lock yet: what a runner brings because of the end must not win.
 *
 * Held whenever the lock is free:
 *   - running counts the runners that were accepted, or are being, and have not reported their end
 *   - idle is closed if running is zero; each time that running rises from zero there is a new one
 *   - value is there if and only if the race was won, and does not change until close gives it up
 *   - any other value has been, or is being, given to the hook by the runner that brought it
 *
 * A runner reports its end (ended) after its task, when it can no longer be interrupted: so neither the winner nor a hook is hit
 * by the interrupt that was meant for a task.
 *
 * The winner's value is on the channel as well, for selects. It has been delivered if await has returned it or somebody has
 * received it; close finds out by receiving it itself.
 *
 * Under the lock nothing is run, cancelled, interrupted, sent or closed.
 */
/**
 * Runs tasks that are different ways to the same result, and takes the first that succeeds; the
 * others are cancelled and interrupted. A failure does not count, unless all fail.
 *
 * {@snippet file="dev/csp/examples/snippets/RaceSnippets.java" region="race"}
 *
 * <p><b>Runners.</b> They start when they are added, and may be added at any time, until the race
 * is decided: by the first value, by {@link #close}, or because the parent ends. Then {@link
 * #context()} has ended, each runner that still runs is interrupted, once, and no new one is
 * accepted. A runner that returns null has failed.
 *
 * <p><b>Losers.</b> {@link #await} does not wait for them; {@link #close} does. A value that comes
 * too late goes to the hook, if the race was made with one, on the runner's goroutine, exactly
 * once; so does the winner's at the close, on the calling thread, if nobody took it by then. What
 * the hook throws goes where {@link Undelivered} says. Failures of losers are forgotten.
 *
 * <p><b>Waiting for oneself.</b> A runner that closes its own race waits for ever.
 *
 * <p><b>When not to use it.</b> To send one request to several equal servers, {@link Replicated}
 * says it in one line. If every result counts, use {@link ResultGroup}.
 *
 * <p><b>Memory effects.</b> Actions before {@code go} happen-before the task; the actions of the
 * winner's task happen-before an {@code await} or a receive that yields its value; those of all
 * happen-before a {@code close} that returns.
 *
 * @param <T> the type of the result
 */
@StartsForCaller
public final class Race<T> implements AutoCloseable {
  private final CancellableContext context;
  private final Members members;
  private final Failures failures = new Failures();
  private final @Nullable Consumer<? super T> undelivered;
  private final Channel<T> winner = Channel.buffered("Race.winner", 1);
  private final Channel<Throwable> failed = Channel.unlimited("Race.failures");
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private boolean decided;
  private @Nullable T value;
  private boolean taken;
  private boolean givenUp;
  private boolean begun;
  private int running;
  private Channel<Void> idle = Channel.unbuffered("Race.idle");

  /** Makes a race without a parent. */
  public Race() {
    this(Context.background());
  }

  /**
   * Makes a race that ends, without a winner, when the parent ends.
   *
   * @param parent the context of the work that the race is part of
   * @throws NullPointerException if {@code parent} is null
   */
  public Race(Context parent) {
    this.undelivered = null;
    this.context = requireNonNull(parent, "parent").withCancel();
    this.members = new Members(context);
    followContext();
  }

  /**
   * Makes a race with a hook for the values that nobody gets.
   *
   * @param parent the context of the work that the race is part of
   * @param undelivered gets each value that came too late or was not taken
   * @throws NullPointerException if an argument is null
   */
  public Race(Context parent, Consumer<? super T> undelivered) {
    this.undelivered = requireNonNull(undelivered, "undelivered");
    this.context = requireNonNull(parent, "parent").withCancel();
    this.members = new Members(context);
    followContext();
  }

  private void followContext() {
    context.onDone(this::endWithoutWinner);
    members.interruptWithContext();
  }

  /**
   * Runs all the given tasks and returns what the first of them returns; when this returns, all
   * have ended.
   *
   * @param parent the context of the work; its end ends the race
   * @param tasks the runners, at least one
   * @param <T> the type of the result
   * @return the first value
   * @throws ExecutionException if all have failed; with the first failure as its cause, which has
   *     the later ones as suppressed
   * @throws CancellationException if the parent ended first
   * @throws InterruptedException if the calling thread is interrupted; all have ended
   * @throws IllegalArgumentException if there is no task
   * @throws NullPointerException if an argument or a task is null; nothing was started
   */
  public static <T> T first(Context parent, Collection<? extends Callable<? extends T>> tasks)
      throws InterruptedException, ExecutionException {
    List<Callable<? extends T>> all = List.copyOf(tasks);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a race needs at least one task");
    }
    try (Race<T> race = new Race<>(parent)) {
      for (Callable<? extends T> task : all) {
        race.go(task);
      }
      return race.await();
    }
  }

  /**
   * Returns the context of the runners' work. It ends when the race is decided.
   *
   * @return the context; the same on every call
   */
  public Context context() {
    return context;
  }

  /**
   * Adds a runner and starts it. Never blocks.
   *
   * @param task what it runs
   * @return true if it runs; false if the race is decided, and then it does not run
   * @throws NullPointerException if {@code task} is null
   */
  public boolean go(Callable<? extends T> task) {
    return start(null, task);
  }

  /**
   * Adds a named runner and starts it. Never blocks.
   *
   * @param name the name of the runner's goroutine, for dumps; need not be unique
   * @param task what it runs
   * @return true if it runs; false if the race is decided, and then it does not run
   * @throws NullPointerException if an argument is null
   */
  public boolean go(String name, Callable<? extends T> task) {
    return start(requireNonNull(name, "name"), task);
  }

  private boolean start(@Nullable String name, Callable<? extends T> task) {
    Runner runner = new Runner(requireNonNull(task, "task"));
    Channel<Void> fresh = Channel.unbuffered("Race.idle");
    lock.lock();
    try {
      if (decided) {
        return false;
      }
      if (running == 0) {
        idle = fresh;
      }
      running++;
      begun = true;
    } finally {
      lock.unlock();
    }
    boolean accepted = false;
    try {
      accepted = members.tryGo(name, runner, runner);
    } finally {
      if (!accepted) {
        leave();
      }
    }
    return accepted;
  }

  /** One way to the result. */
  private final class Runner implements Task, Members.Ended {
    private @Nullable Callable<? extends T> task;
    private @Nullable T brought;

    Runner(Callable<? extends T> task) {
      this.task = task;
    }

    @Override
    public void run() throws Exception {
      Callable<? extends T> body = requireNonNull(task);
      task = null; // what it captured lives no longer than it needs
      brought = requireNonNull(body.call(), "a runner of a race returned null");
    }

    @Override
    public void ended(@Nullable Throwable thrown) {
      try {
        T own = brought;
        if (own != null) {
          offer(own);
        } else if (thrown != null && !Failures.isQuiet(thrown, context)) {
          failures.add(thrown);
          failed.trySend(thrown);
        }
      } finally {
        leave();
      }
    }
  }

  /** Takes the value of a runner: the first wins, any other is too late. */
  private void offer(T offered) {
    boolean won;
    lock.lock();
    try {
      won = !decided && !context.isDone(); // if it has ended, the callback is on its way
      if (won) {
        decided = true;
        value = offered;
      }
    } finally {
      lock.unlock();
    }
    if (won) {
      winner.trySend(offered);
      winner.close();
      failed.close();
      context.cancel();
    } else {
      giveUp(offered);
    }
  }

  private void giveUp(T lost) {
    if (undelivered != null) {
      Undelivered.report(undelivered, lost);
    }
  }

  private void leave() {
    Channel<Void> nobodyRuns = null;
    lock.lock();
    try {
      running--;
      if (running == 0) {
        nobodyRuns = idle;
      }
    } finally {
      lock.unlock();
    }
    if (nobodyRuns != null) {
      nobodyRuns.close();
    }
  }

  /** The callback of the context. */
  private void endWithoutWinner() {
    lock.lock();
    try {
      if (decided) {
        return;
      }
      decided = true;
    } finally {
      lock.unlock();
    }
    closeChannels();
  }

  /** After the decision; the winner, if there is one, has closed its channel itself. */
  private void closeChannels() {
    winner.close(context.cause().orElseThrow());
    failed.close();
  }

  /**
   * Waits for the first value. Returns as soon as there is one, without waiting for the losers; and
   * the same value on every further call.
   *
   * <p><b>Interruption.</b> If the calling thread is interrupted before or while it waits, throws,
   * and the race goes on.
   *
   * @return the value of the winner
   * @throws ExecutionException if nobody runs any more, and all have failed: a new one on every
   *     call, with the first failure as its cause, which has the later ones as suppressed
   * @throws CancellationException if the parent ended, or the race was closed, before there was a
   *     winner; with the {@linkplain Context#cause() cause} of that as its cause, and the first
   *     failure of a runner as suppressed
   * @throws InterruptedException if the calling thread is interrupted
   * @throws IllegalStateException if no runner was ever added, or {@link #close} has given up the
   *     value
   */
  public T await() throws InterruptedException, ExecutionException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before Race.await");
    }
    while (true) {
      Channel<Void> nobodyRuns;
      boolean allEnded;
      lock.lock();
      try {
        if (value != null) {
          taken = true;
          return value;
        }
        if (givenUp) {
          throw new IllegalStateException("the value was given up when the race was closed");
        }
        if (!begun && !decided) {
          throw new IllegalStateException("a race without runners has no winner");
        }
        nobodyRuns = idle;
        allEnded = running == 0;
      } finally {
        lock.unlock();
      }
      if (context.isDone()) {
        // Won a moment ago, or ended without a winner; who did it may not have said so yet.
        endWithoutWinner();
        if (!isWon()) {
          throw cancelled();
        }
      } else if (allEnded) {
        Throwable first = failures.first();
        if (first == null) { // no goroutine could be started
          throw new IllegalStateException("a race without runners has no winner");
        }
        throw new ExecutionException(first);
      } else {
        Select.run(
            Select.onReceive(context.done(), nothing -> {}, () -> {}),
            Select.onReceive(nobodyRuns, nothing -> {}, () -> {}));
      }
    }
  }

  private boolean isWon() {
    lock.lock();
    try {
      return value != null || givenUp;
    } finally {
      lock.unlock();
    }
  }

  private CancellationException cancelled() {
    CancellationException cancelled =
        new CancellationException("the race ended before it had a winner");
    cancelled.initCause(context.cause().orElse(null));
    Throwable first = failures.first();
    if (first != null) {
      cancelled.addSuppressed(first);
    }
    return cancelled;
  }

  /**
   * Returns the channel of the winner's value, for a select. It yields the value once, to one
   * receiver, however often {@link #await} returns it, and is closed then. If the race ends without
   * a winner, because the parent ended or by {@link #close}, it is closed with the cause of that.
   * While nobody has won it stays open, also if all have failed: another runner may be added. Watch
   * {@link #failures()} for that.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<T> winner() {
    return winner.receiveOnly();
  }

  /**
   * Returns the channel of the runners' failures, each as it comes; for a select that adds a runner
   * when another has failed. Closed when the race is decided; what was not received by then can
   * still be.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<Throwable> failures() {
    return failed.receiveOnly();
  }

  /**
   * Ends the race, if it is not decided, waits until all runners have ended, and gives up the
   * winner's value if nobody took it. The runners have then left {@link dev.csp.go.Go#count()}. A
   * second close does the same.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns.
   */
  @Override
  public void close() {
    context.cancel();
    boolean interrupted = members.awaitUninterruptibly();
    // Whoever else ended the race may not have come to this yet.
    endWithoutWinner();
    closeChannels();
    T left = winner.tryReceive() instanceof Received.Value<T>(T unreceived) ? unreceived : null;
    boolean lost;
    lock.lock();
    try {
      lost = left != null && !taken;
      if (lost) {
        givenUp = true;
        value = null;
      }
    } finally {
      lock.unlock();
    }
    if (lost) {
      giveUp(requireNonNull(left));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Shows counts and the state, no user values. */
  @Override
  public String toString() {
    boolean ended = context.isDone();
    return "Race[" + members.describe() + (isWon() ? ", won]" : ended ? ", ended]" : "]");
  }
}
