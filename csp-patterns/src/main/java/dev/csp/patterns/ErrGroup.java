package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.InterruptedIterationException;
import dev.csp.channels.Sent;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * After golang.org/x/sync/errgroup: a WaitGroup, a context, the first failure, and a channel as the semaphore of the limit. What
 * Go has not: members are interrupted, nothing starts once the group is cancelled, and failures after the first are kept.
 *
 * The group is cancelled when its context has ended, whoever ended it: a failure, close, an interrupted await, the parent. All of
 * these come to the members in one way, the callback of the context, which runs once.
 *
 * Held whenever the lock is free:
 *   - running is the list of members that were accepted and whose task has not ended
 *   - while a member is in it, the WaitGroup is not at zero
 *   - failure, the first, stays once it is set; failures holds all, each once
 *
 * A member's thread moves forward: null (accepted) ─► its thread (the task runs) ─► ENDED
 *                                   └──────┴─────────► INTERRUPTED ─► ENDED
 *
 * Races:
 *   - go against cancelling: go accepts under the lock unless the callback has been there (cancelled); the callback copies the
 *     list under the lock. So a member is refused or interrupted, whichever of the two comes first
 *   - the interrupt against the member's start: both are compare-and-set on the one field. If the interrupt is first, the
 *     member finds it and interrupts itself before the task; so the task is interrupted once, and once only
 *   - the interrupt against the member's end: the interrupter may have won the field when the task ends, and interrupt a thread that
 *     runs only the rest of this class and the kernel's end of a goroutine. Nothing there waits, and the thread ends
 *   - go against close: the member is added to the WaitGroup under the lock, with the acceptance, and only then started. So close,
 *     which cancels and then waits, waits for all that were accepted
 *
 * Under the lock nothing is run, cancelled, interrupted, started or closed. WaitGroup.add(1) is called there: it counts up, which
 * wakes nobody.
 */
/**
 * Runs tasks on goroutines of their own and waits for them; the first that fails cancels the
 * others. Go's {@code errgroup}, with an end that cannot be forgotten:
 *
 * <pre>{@code
 * try (var group = new ErrGroup(ctx)) {
 *   for (URI uri : uris) {
 *     group.go(() -> results.send(fetch(uri)));
 *   }
 *   group.await();
 * }
 * }</pre>
 *
 * <p><b>Members.</b> What {@link #go} and {@link #tryGo} have accepted is a member and will run,
 * even if the group is cancelled before it begins. A member may add members.
 *
 * <p><b>Cancellation.</b> The group is cancelled by the first failure, by {@link #close}, by an
 * interrupted {@link #await}, and when the parent ends. Then its {@link #context()} has ended, each
 * member that runs is interrupted, once, and no new one is accepted. A member that heeds neither
 * goes on, and is waited for.
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
 * <p><b>Memory effects.</b> Actions before {@code go} happen-before the task. The task's actions
 * happen-before an {@code await} or {@code close} that returns.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/errgroup">Go: package errgroup</a>
 */
@StartsForCaller
public final class ErrGroup implements AutoCloseable {
  private final CancellableContext context;
  private final WaitGroup members = new WaitGroup();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Member running;
  private int runningCount;
  private int entering;
  private boolean cancelled;
  private int limit;
  private @Nullable Channel<Boolean> slots;
  private @Nullable Throwable failure;
  private final Set<Throwable> failures = Collections.newSetFromMap(new IdentityHashMap<>(1));

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
    context = requireNonNull(parent, "parent").withCancel();
    context.onDone(this::interruptMembers);
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
    if (n < 1) {
      throw new IllegalArgumentException("limit must be >= 1, was " + n);
    }
    Channel<Boolean> fresh = Channel.buffered("ErrGroup.slots", n);
    lock.lock();
    try {
      if (runningCount + entering > 0) {
        throw new IllegalStateException(
            "limit of a group must not change while "
                + (runningCount + entering)
                + " of its tasks are active");
      }
      limit = n;
      slots = fresh;
    } finally {
      lock.unlock();
    }
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
    requireNonNull(task, "task");
    if (context.isDone()) {
      return false;
    }
    Channel<Boolean> gate = enter();
    try {
      Member member = new Member(this, task, gate);
      return pass(gate) && accept(member);
    } finally {
      leave();
    }
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
    requireNonNull(task, "task");
    if (context.isDone()) {
      return false;
    }
    Channel<Boolean> gate = enter();
    try {
      Member member = new Member(this, task, gate);
      return (gate == null || gate.trySend(true) == Sent.SENT) && accept(member);
    } finally {
      leave();
    }
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
    try {
      members.await();
    } catch (InterruptedException e) {
      context.cancel(e);
      awaitMembers();
      Throwable first = failure();
      if (first != null) {
        e.addSuppressed(first);
      }
      throw e;
    }
    Throwable first = failure();
    if (first != null) {
      throw new ExecutionException(first);
    }
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
    if (awaitMembers()) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits, come what may; answers whether the thread was interrupted. */
  private boolean awaitMembers() {
    boolean interrupted = false;
    while (true) {
      try {
        members.await();
        return interrupted;
      } catch (InterruptedException e) { // the caller makes it good
        interrupted = true;
      }
    }
  }

  private @Nullable Throwable failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  // ---- starting

  /** Begins a call that may start a member: from here to {@link #leave} the limit cannot change. */
  private @Nullable Channel<Boolean> enter() {
    lock.lock();
    try {
      entering++;
      return slots;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      entering--;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a slot; false if the group was cancelled first. */
  private boolean pass(@Nullable Channel<Boolean> gate) throws InterruptedException {
    if (gate == null) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted before ErrGroup.go");
      }
      return true;
    }
    try {
      return Select.<Boolean>selectFirst(
          Select.receive(context.done(), nothing -> false, () -> false),
          Select.send(gate, true, () -> true));
    } catch (InterruptedException e) {
      if (!context.isDone()) {
        throw e;
      }
      // A member, perhaps, that the cancellation has interrupted: the answer must not depend on
      // which of the two it saw first.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts a member that has its slot; false, and the slot is free again, if the group was
   * cancelled meanwhile.
   */
  private boolean accept(Member member) {
    if (!add(member)) {
      member.freeSlot();
      return false;
    }
    boolean started = false;
    try {
      members.go(member);
      started = true;
    } finally {
      if (!started) { // no memory for a thread
        remove(member);
        member.freeSlot();
      }
      members.done(); // the one of add
    }
    return true;
  }

  private boolean add(Member member) {
    lock.lock();
    try {
      if (cancelled) {
        return false;
      }
      members.add(1);
      Member second = running;
      member.next = second;
      if (second != null) {
        second.previous = member;
      }
      running = member;
      runningCount++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void remove(Member member) {
    lock.lock();
    try {
      unlink(member);
    } finally {
      lock.unlock();
    }
  }

  private void unlink(Member member) {
    if (member.previous == null) {
      running = member.next;
    } else {
      member.previous.next = member.next;
    }
    if (member.next != null) {
      member.next.previous = member.previous;
    }
    member.previous = null;
    member.next = null;
    runningCount--;
  }

  // ---- ending

  /** The callback of the context. */
  private void interruptMembers() {
    List<Member> all = new ArrayList<>();
    lock.lock();
    try {
      cancelled = true;
      for (Member member = running; member != null; member = member.next) {
        all.add(member);
      }
    } finally {
      lock.unlock();
    }
    all.forEach(Member::interrupt);
  }

  /** Takes leave of a member on its own goroutine, whose task has ended. */
  private void ended(Member member, @Nullable Throwable thrown) {
    Throwable failed = thrown == null || isQuiet(thrown) ? null : thrown;
    Throwable earlier = null;
    lock.lock();
    try {
      unlink(member);
      if (failed != null) {
        earlier = failure;
        if (!failures.add(failed)) {
          failed = null; // several members threw the same object
        } else if (earlier == null) {
          failure = failed;
        }
      }
    } finally {
      lock.unlock();
    }
    try {
      if (failed != null) {
        if (earlier == null) {
          context.cancel(failed);
        } else {
          earlier.addSuppressed(failed);
        }
      }
    } finally {
      member.freeSlot();
    }
  }

  private boolean isQuiet(Throwable thrown) {
    if (thrown instanceof InterruptedException
        || thrown instanceof InterruptedIterationException
        || thrown instanceof CancellationException) {
      return context.isDone();
    }
    return thrown instanceof DeadlineExceededException
        && context.error().orElse(null) instanceof DeadlineExceededException;
  }

  /** Shows counts and the kind of failure, no user values. */
  @Override
  public String toString() {
    boolean ended = context.isDone();
    lock.lock();
    try {
      return "ErrGroup["
          + runningCount
          + " running"
          + (limit > 0 ? ", limit " + limit : "")
          + (failure != null ? ", failed: " + failure.getClass().getName() : "")
          + (ended ? ", cancelled]" : "]");
    } finally {
      lock.unlock();
    }
  }

  /** One task, from its acceptance to its end. */
  @StartsForCaller
  private static final class Member implements Task {
    private static final Object INTERRUPTED = new Object();
    private static final Object ENDED = new Object();
    private static final VarHandle THREAD;

    static {
      try {
        THREAD = MethodHandles.lookup().findVarHandle(Member.class, "thread", Object.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final ErrGroup group;
    private final Task task;
    private final @Nullable Channel<Boolean> slot;

    @SuppressWarnings("unused") // through THREAD
    private volatile @Nullable Object thread;

    // Guarded by the lock of the group.
    private @Nullable Member previous;
    private @Nullable Member next;

    Member(ErrGroup group, Task task, @Nullable Channel<Boolean> slot) {
      this.group = group;
      this.task = task;
      this.slot = slot;
    }

    @Override
    public void run() {
      Throwable thrown = null;
      try {
        Thread self = Thread.currentThread();
        if (!THREAD.compareAndSet(this, (Object) null, self)) {
          self.interrupt();
        }
        task.run();
      } catch (Throwable t) { // await reports it
        thrown = t;
      }
      THREAD.setVolatile(this, ENDED);
      // An interrupt was meant for the task; callbacks of the context may run on this thread now.
      Thread.interrupted();
      group.ended(this, thrown);
    }

    void interrupt() {
      Object seen = THREAD.getAndSet(this, INTERRUPTED);
      if (seen instanceof Thread runs) {
        runs.interrupt();
      }
    }

    /** Gives back one of the slots; which one does not matter. */
    void freeSlot() {
      if (slot != null) {
        slot.tryReceive();
      }
    }
  }
}
