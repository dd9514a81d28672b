package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.InterruptedIterationException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.DeadlockDetector;
import dev.csp.go.DeadlockException;
import dev.csp.go.DeadlockScope;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * After golang.org/x/sync/errgroup: a WaitGroup, a context, the first failure, and a channel as the semaphore of the limit. What
 * Go has not: members are interrupted, nothing starts once the group is cancelled, and failures after the first are kept.
 *
 * The group is cancelled when its context has ended, whoever ended it: a failure, close, an interrupted await, the parent. All of
 * these come to the members in one way, the callback of the context, which runs once. Starting, the limit and the interrupts are
 * in Members, the list of failures is in Failures; here is what a failure means.
 */
/**
 * Runs tasks on goroutines of their own and waits for them; the first that fails cancels the
 * others, unless the group is told otherwise. Go's {@code errgroup}, with an end that cannot be
 * forgotten:
 *
 * {@snippet file="dev/csp/examples/snippets/ErrGroupSnippets.java" region="group"}
 *
 * <p><b>Members.</b> What {@link #go} and {@link #tryGo} have accepted is a member and will run,
 * even if the group is cancelled before it begins. A member may add members.
 *
 * <p><b>Cancellation.</b> The group is cancelled by the first failure (if it was not made with
 * {@link OnFailure#CONTINUE}), by {@link #close}, by an interrupted {@link #await}, and when the
 * parent ends. Then its {@link #context()} has ended, each member that runs is interrupted, once,
 * and no new one is accepted. A member that heeds neither goes on, and is waited for.
 *
 * <p><b>Failures.</b> Whatever a member throws is a failure, {@link Error}s too. There is one
 * exception: a member that ends after the cancellation with what the cancellation brings about, is
 * quiet: an {@link InterruptedException} (or, out of a {@code for} loop over a channel, an {@link
 * InterruptedIterationException}), a {@link CancellationException}, or, if the group's context has
 * ended by its deadline, a {@link DeadlineExceededException}. The first failure is the context's
 * cause (if nothing else cancelled before) and what {@code await} reports; later ones are added to
 * it as {@linkplain Throwable#addSuppressed suppressed}, each once, before the {@code await}
 * returns. What else an interrupt makes of a blocking call, a socket's exception say, is a failure
 * like any other. Failures do not go to the uncaught handler: a group whose {@code await} is never
 * called loses them.
 *
 * <p><b>Waiting for oneself.</b> A member that calls {@code await} or {@code close} on its own
 * group waits for ever, and so may one that calls {@code go} when all members at the limit do.
 *
 * <p><b>When not to use it.</b> If the tasks have results, {@link ResultGroup} collects them; if
 * one result is enough, {@link Race} takes the first. For a stream of jobs, a {@link WorkerPool}
 * keeps its goroutines and bounds its queue.
 *
 * <p><b>Memory effects.</b> Actions before {@code go} happen-before the task. The task's actions
 * happen-before an {@code await} or {@code close} that returns.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/errgroup">Go: package errgroup</a>
 */
@StartsForCaller
public final class ErrGroup implements AutoCloseable {
  private final CancellableContext context;
  private final OnFailure onFailure;
  private final Members members;
  private final Failures failures = new Failures();

  /** Set once, by the thread that will close this. */
  private volatile @Nullable DeadlockScope scope;

  /** Makes a group without a parent: only its own members and its owner can cancel it. */
  public ErrGroup() {
    this(Context.background());
  }

  /**
   * Makes a group that is cancelled when the parent ends.
   *
   * @param parent the context of the work that the group is part of
   * @throws NullPointerException if {@code parent} is null
   */
  public ErrGroup(Context parent) {
    this(parent, OnFailure.CANCEL);
  }

  /**
   * Makes a group that is cancelled when the parent ends, and says what a failure means.
   *
   * @param parent the context of the work that the group is part of
   * @param onFailure whether the first failure cancels the group, or the others go on
   * @throws NullPointerException if an argument is null
   */
  public ErrGroup(Context parent, OnFailure onFailure) {
    requireNonNull(parent, "parent");
    this.onFailure = requireNonNull(onFailure, "onFailure");
    this.context = parent.withCancel();
    this.members = new Members(context);
    members.interruptWithContext();
  }

  /**
   * Returns the context of the members' work. It ends when the group is cancelled; until then it
   * stays live, also after an {@link #await} that returned normally.
   *
   * @return the context; the same on every call
   */
  public Context context() {
    return context;
  }

  /**
   * Sets how many members may run at once. There is no limit at first.
   *
   * @param n the limit
   * @throws IllegalArgumentException if {@code n} is less than 1
   * @throws IllegalStateException if a member is running, or waits to be accepted; the limit is
   *     unchanged
   */
  public void setLimit(int n) {
    members.setLimit(n);
  }

  /**
   * Has a deadlock among the members be a failure: it cancels the group, and is what {@link #await}
   * reports. The {@linkplain DeadlockDetector#standard standard} detector reports what is certain.
   *
   * @return the scope of the members, to which their channels are to be confined
   * @throws IllegalStateException as for {@link #detectDeadlocks(DeadlockDetector)}
   */
  public DeadlockScope detectDeadlocks() {
    return detectDeadlocks(DeadlockDetector.standard());
  }

  /**
   * Has a deadlock among the members be a failure: a {@link DeadlockException} that the detector
   * reports, exact or suspected, cancels the group, whatever a failure means to it otherwise, and
   * is what {@link #await} reports. For a new group, on the thread that will wait for it and close
   * it: that is a member of the scope, and only members of the scope can start members of the group
   * from now on; {@code go} throws {@link IllegalStateException} for others. The group's {@code
   * close} closes the scope.
   *
   * <p>If the calling thread itself is one of those that wait for ever, elsewhere than in {@code
   * await}, the cancellation does not reach it; use a context's operations there.
   *
   * {@snippet file="dev/csp/examples/snippets/DeadlockSnippets.java" region="group"}
   *
   * @param detector how to look
   * @return the scope of the members, to which their channels are to be confined
   * @throws IllegalStateException if the group has members, or this was called before
   * @throws NullPointerException if {@code detector} is null
   */
  public DeadlockScope detectDeadlocks(DeadlockDetector detector) {
    DeadlockScope opened = requireNonNull(detector, "detector").open("ErrGroup", this::found);
    boolean confined = false;
    try {
      members.confineTo(opened);
      confined = true;
    } finally {
      if (!confined) {
        opened.close();
      }
    }
    scope = opened;
    return opened;
  }

  private void found(DeadlockException deadlock) {
    failures.add(deadlock);
    context.cancel(deadlock);
  }

  /**
   * Starts a member, waiting while as many run as the limit allows.
   *
   * <p><b>Blocking.</b> Without a limit it does not wait. With one, callers are served in the order
   * in which they began to wait. If the group is cancelled while this waits, returns false at once.
   *
   * @param task what the member runs
   * @return true if the task runs; false if the group is cancelled, and then it does not run
   * @throws InterruptedException if the calling thread is interrupted before or while it waits, and
   *     the group is not cancelled; the task does not run
   * @throws NullPointerException if {@code task} is null
   */
  public boolean go(Task task) throws InterruptedException {
    return members.go(null, requireNonNull(task, "task"), this::ended);
  }

  /**
   * Starts a named member, waiting while as many run as the limit allows. Otherwise as {@link
   * #go(Task)}.
   *
   * @param name the name of the member's goroutine, for dumps; need not be unique
   * @param task what the member runs
   * @return true if the task runs; false if the group is cancelled, and then it does not run
   * @throws InterruptedException as for {@link #go(Task)}
   * @throws NullPointerException if an argument is null
   */
  public boolean go(String name, Task task) throws InterruptedException {
    return members.go(requireNonNull(name, "name"), requireNonNull(task, "task"), this::ended);
  }

  /**
   * Starts a member if that is possible at once. Never blocks, and does not look at the interrupt
   * flag.
   *
   * @param task what the member runs
   * @return true if the task runs; false if as many members run as the limit allows, or others wait
   *     to be accepted, or the group is cancelled, and then it does not run
   * @throws NullPointerException if {@code task} is null
   */
  public boolean tryGo(Task task) {
    return members.tryGo(null, requireNonNull(task, "task"), this::ended);
  }

  /**
   * Starts a named member if that is possible at once. Otherwise as {@link #tryGo(Task)}.
   *
   * @param name the name of the member's goroutine, for dumps; need not be unique
   * @param task what the member runs
   * @return as for {@link #tryGo(Task)}
   * @throws NullPointerException if an argument is null
   */
  public boolean tryGo(String name, Task task) {
    return members.tryGo(requireNonNull(name, "name"), requireNonNull(task, "task"), this::ended);
  }

  /**
   * Waits until all members have ended; they have then left {@link dev.csp.go.Go#count()}. If one
   * failed, throws, and will do so on every further call. A group that nobody cancelled can be used
   * again.
   *
   * <p><b>Interruption.</b> If the calling thread is interrupted before or while it waits, cancels
   * the group, goes on waiting until all members have ended, and then throws. A failure is added to
   * that exception as suppressed, and stays for the next call.
   *
   * @throws ExecutionException if a member failed: a new one on every call, with the first failure
   *     as its cause, which has the later ones as suppressed. A cancellation, by the parent or by
   *     {@code close}, is no failure
   * @throws InterruptedException if the calling thread is interrupted; all members have ended
   */
  public void await() throws InterruptedException, ExecutionException {
    List<Throwable> all = awaitAll();
    if (!all.isEmpty()) {
      throw new ExecutionException(all.get(0));
    }
  }

  /**
   * Waits until all members have ended, and reports every failure. For a group whose members {@link
   * OnFailure#CONTINUE go on} when one fails; in one that is cancelled by the first, the others are
   * what the interrupted members threw. Otherwise as {@link #await}: every further call reports the
   * same failures, and what has come since.
   *
   * <p><b>Interruption.</b> As for {@link #await}.
   *
   * @return the failures, in the order in which they came, the later ones also suppressed on the
   *     first; empty if there is none. Unmodifiable, and does not change
   * @throws InterruptedException if the calling thread is interrupted; all members have ended
   */
  public List<Throwable> awaitAll() throws InterruptedException {
    try {
      members.await();
    } catch (InterruptedException e) {
      context.cancel(e);
      members.awaitUninterruptibly();
      Throwable first = failures.first();
      if (first != null) {
        e.addSuppressed(first);
      }
      throw e;
    }
    return failures.all();
  }

  /**
   * Returns the channel that closes when no member is left: {@link #await} as a case of a select,
   * which does not report failures. The members have then left {@link dev.csp.go.Go#count()}. The
   * channel belongs to the round in which it was asked for: if there is no member now, it is closed
   * already; it stays closed if there are new ones later.
   *
   * @return the channel of this round; never carries a value
   */
  public ReceiveChannel<Void> zero() {
    return members.zero();
  }

  /**
   * Cancels what still runs, and waits until all members have ended; they have then left {@link
   * dev.csp.go.Go#count()}. Does not throw what they failed with; see {@link #await}. A second
   * close does the same.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns.
   */
  @Override
  public void close() {
    context.cancel();
    boolean interrupted = members.awaitUninterruptibly();
    DeadlockScope opened = scope;
    if (opened != null) {
      opened.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- for a group that looks at each end itself, before this does

  boolean go(@Nullable String name, Task task, Members.Ended first) throws InterruptedException {
    return members.go(name, task, thrown -> endedAfter(first, thrown));
  }

  boolean tryGo(@Nullable String name, Task task, Members.Ended first) {
    return members.tryGo(name, task, thrown -> endedAfter(first, thrown));
  }

  private void endedAfter(Members.Ended first, @Nullable Throwable thrown) {
    first.ended(thrown);
    ended(thrown);
  }

  /** Called on a member's goroutine, whose task has ended. */
  private void ended(@Nullable Throwable thrown) {
    if (thrown == null || Failures.isQuiet(thrown, context)) {
      return;
    }
    if (failures.add(thrown) && onFailure == OnFailure.CANCEL) {
      context.cancel(thrown);
    }
  }

  /** Shows counts and the kind of failure, no user values. */
  @Override
  public String toString() {
    return "ErrGroup" + describe();
  }

  String describe() {
    boolean ended = context.isDone();
    Throwable first = failures.first();
    return "["
        + members.describe()
        + (first == null ? "" : ", failed: " + first.getClass().getName())
        + (ended ? ", cancelled]" : "]");
  }
}
