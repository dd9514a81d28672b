package dev.csp.patterns;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Sent;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.go.DeadlockScope;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.internal.Waits;
import dev.csp.select.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * The goroutines of a group: who runs, how many at once, and the interrupt that comes to all of them with the end of the context.
 * What becomes of their failures is the group's.
 *
 * Held whenever the lock is free:
 *   - running is the list of members that were accepted and whose task has not ended
 *   - while a member is in it, the WaitGroup is not at zero
 *
 * Races:
 *   - go against cancelling: go accepts under the lock unless the callback has been there (cancelled); the callback copies the
 *     list under the lock. So a member is refused or interrupted, whichever of the two comes first
 *   - the interrupt against the member's start and end: see Interruptible. It hits the task, once, and nothing that comes after
 *   - go against close: the member is added to the WaitGroup under the lock, with the acceptance, and only then started. So close,
 *     which cancels and then waits, waits for all that were accepted
 *
 * Under the lock nothing is run, cancelled, interrupted, started or closed. WaitGroup.add(1) is called there: it counts up, which
 * wakes nobody.
 */
/** The goroutines of a group. */
@StartsForCaller
final class Members {
  /** Learns that a member's task has ended. */
  @FunctionalInterface
  interface Ended {
    /**
     * Called on the member's goroutine, once it is no longer running and will no longer be
     * interrupted, and before it leaves the count.
     *
     * @param thrown what the task threw, or null
     */
    void ended(@Nullable Throwable thrown);
  }

  private final CancellableContext context;
  private final Carrier.Captured captured;
  private final WaitGroup started = new WaitGroup();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Member running;
  private int runningCount;
  private int entering;
  private boolean cancelled;
  private int limit;
  private @Nullable Channel<Boolean> slots;

  /** Call {@link #interruptWithContext} before any other. */
  Members(CancellableContext context) {
    this.context = context;
    this.captured = capture(context);
  }

  /** What goes along into the members; if a carrier fails, the context has ended. */
  static Carrier.Captured capture(CancellableContext context) {
    boolean captured = false;
    try {
      Carrier.Captured result = Carrier.of(context).capture(context);
      captured = true;
      return result;
    } finally {
      if (!captured) {
        context.cancel();
      }
    }
  }

  /** From now on the end of the context interrupts the members. */
  void interruptWithContext() {
    context.onDone(this::interrupt);
  }

  /** From now on only members of the scope can start a member here. */
  void confineTo(DeadlockScope scope) {
    WaitGroup unused = scope.confine(started);
  }

  void setLimit(int n) {
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

  /** Starts a member, waiting for a slot; false if the context has ended. */
  boolean go(@Nullable String name, Task task, Ended ended) throws InterruptedException {
    if (context.isDone()) {
      return false;
    }
    Channel<Boolean> gate = enter();
    try {
      Member member = new Member(this, name, captured.around(task), ended, gate);
      return pass(gate) && accept(member);
    } finally {
      leave();
    }
  }

  /** Starts a member if there is a slot now. */
  boolean tryGo(@Nullable String name, Task task, Ended ended) {
    if (context.isDone()) {
      return false;
    }
    Channel<Boolean> gate = enter();
    try {
      Member member = new Member(this, name, captured.around(task), ended, gate);
      return (gate == null || gate.trySend(true) == Sent.SENT) && accept(member);
    } finally {
      leave();
    }
  }

  /** Waits until all have ended and left the count of goroutines. */
  void await() throws InterruptedException {
    started.await();
  }

  /** Closes when all have ended and left the count of goroutines. */
  ReceiveChannel<Void> zero() {
    return started.zero();
  }

  /** Waits, come what may; answers whether the thread was interrupted. */
  boolean awaitUninterruptibly() {
    return Waits.interruptedWhile(started::await);
  }

  /** "3 running, limit 4". */
  String describe() {
    lock.lock();
    try {
      return runningCount + " running" + (limit > 0 ? ", limit " + limit : "");
    } finally {
      lock.unlock();
    }
  }

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
          Select.done(context.done(), () -> false), Select.send(gate, true, () -> true));
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
    boolean hasStarted = false;
    try {
      if (member.name == null) {
        started.go(member);
      } else {
        started.go(member.name, member);
      }
      hasStarted = true;
    } finally {
      if (!hasStarted) { // no memory for a thread
        remove(member);
        member.freeSlot();
      }
      started.done(); // the one of add
    }
    return true;
  }

  private boolean add(Member member) {
    lock.lock();
    try {
      if (cancelled) {
        return false;
      }
      started.add(1);
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
    } finally {
      lock.unlock();
    }
  }

  /** The callback of the context. */
  private void interrupt() {
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

  /** One task, from its acceptance to its end. */
  @StartsForCaller
  private static final class Member extends Interruptible implements Task {
    private final Members group;
    private final @Nullable String name;
    private final Task task;
    private final Ended ended;
    private final @Nullable Channel<Boolean> slot;

    // Guarded by the lock of the group.
    private @Nullable Member previous;
    private @Nullable Member next;

    Member(
        Members group,
        @Nullable String name,
        Task task,
        Ended ended,
        @Nullable Channel<Boolean> slot) {
      this.group = group;
      this.name = name;
      this.task = task;
      this.ended = ended;
      this.slot = slot;
    }

    @Override
    public void run() {
      Throwable thrown = null;
      try {
        begin();
        task.run();
      } catch (Throwable t) { // the group reports it
        thrown = t;
      }
      end();
      group.remove(this);
      try {
        ended.ended(thrown);
      } finally {
        freeSlot();
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
