package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Timer;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * A context that can end: a node of the tree in which cancellation spreads. After Go's cancelCtx, with two changes: nothing is
 * recursive, and nobody waits for somebody else's cancellation. Go cancels children under the lock of their parent, so a second
 * canceller waits at that lock; here it helps.
 *
 * Held at all times:
 *   - end moves once, from null to the End that counts; all else follows from it
 *   - done is closed only if end is set; and whoever lets a caller see that end is set closes done first (signal). So
 *     error() is present if and only if done() is closed, whoever looks
 *   - once end is set, no child is added (Siblings.add looks at it under the lock of the list)
 *   - a child leaves the list only when its whole subtree has ended; a list is cleared only when all subtrees in it have. So
 *     what a canceller does not find in a list need not concern it
 * Not held:
 *   - a context that has ended may have children that have not: until the call to cancel returns
 *   - a list may hold children that have ended: until whoever ended them takes them out
 *
 * To cancel:
 *   1. set end, unless it is set; go on in either case, for the winner may not be through yet
 *   2. walk the subtree, with a work list: close done, stop the timer, copy the children, set each one's end to that of its
 *      parent (not to the root's: it may have been cancelled earlier, for another cause)
 *   3. clear the lists that were walked; leave the parent's
 *   4. run the callbacks. User code runs here, with no lock held and when all contexts have ended
 * Two cancellers may walk the same subtree at once. Every step is idempotent, and each has seen to it all when it returns.
 *
 * Races:
 *   - done() against signal: both are compare-and-set from null. Either signal finds the channel and closes it, or done()
 *     finds the closed one that signal has put there
 *   - setting the timer against cancel: one writes timer and then reads end, the other writes end and then reads timer. Both
 *     are volatile, so at least one of them sees the other's write and stops the timer. The same with foreign
 *   - deriving against cancel: decided by the lock of the list. The loser inherits the end without being listed
 *
 * The channel of done() is made on demand, and a context that ends before anybody has asked uses one that all share. The list
 * of children is made for the first child. So a leaf that nobody asks is one object of 56 bytes.
 *
 * A parent of somebody else tells of its end through onDone; see attach for wrappers around one of ours.
 */
@StartsForCaller
final class CancelContext extends Child implements LibraryContext, CancellableContext {
  /** The channel of {@link #done()} with the end that is given out. */
  private record Signal(Channel<Void> channel, ReceiveChannel<Void> view) {
    static final Signal GIVEN = create();

    static {
      GIVEN.channel.close();
    }

    static Signal create() {
      Channel<Void> channel = Channel.unbuffered("context.done");
      return new Signal(channel, channel.receiveOnly());
    }
  }

  private static final VarHandle END;
  private static final VarHandle SIGNAL;
  private static final VarHandle CHILDREN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      END = lookup.findVarHandle(CancelContext.class, "end", End.class);
      SIGNAL = lookup.findVarHandle(CancelContext.class, "signal", Signal.class);
      CHILDREN = lookup.findVarHandle(CancelContext.class, "children", Siblings.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Context parent;
  private final @Nullable Instant deadline;

  private volatile @Nullable End end;
  private volatile @Nullable Signal signal;
  private volatile @Nullable Siblings children;
  private volatile @Nullable Timer timer;

  /** The way out of a parent that is not of this library. */
  private volatile @Nullable Registration foreign;

  private CancelContext(Context parent, @Nullable Instant deadline) {
    this.parent = parent;
    this.deadline = deadline;
  }

  // ---- deriving

  static CancelContext under(Context parent) {
    CancelContext context = new CancelContext(parent, parent.deadline().orElse(null));
    context.attach();
    return context;
  }

  static CancelContext withTimeout(Context parent, Duration timeout, @Nullable Throwable cause) {
    requireNonNull(timeout, "timeout");
    return within(parent, later(Go.now(), timeout), timeout, cause);
  }

  static CancelContext withDeadline(Context parent, Instant deadline, @Nullable Throwable cause) {
    requireNonNull(deadline, "deadline");
    return within(parent, deadline, Duration.between(Go.now(), deadline), cause);
  }

  private static CancelContext within(
      Context parent, Instant deadline, Duration left, @Nullable Throwable cause) {
    Instant inherited = parent.deadline().orElse(null);
    if (inherited != null && inherited.isBefore(deadline)) {
      return under(parent);
    }
    CancelContext context = new CancelContext(parent, deadline);
    context.attach();
    if (context.end == null) {
      if (left.isPositive()) {
        context.timer = Timer.call(left, () -> context.finish(End.deadlineExceeded(cause)));
        if (context.end != null) {
          context.stopTimer();
        }
      } else {
        context.finish(End.deadlineExceeded(cause));
      }
    }
    return context;
  }

  private static Instant later(Instant now, Duration delay) {
    try {
      return now.plus(delay);
    } catch (DateTimeException | ArithmeticException e) { // beyond what an Instant can say
      return delay.isNegative() ? Instant.MIN : Instant.MAX;
    }
  }

  /** Sees to it that this ends with its parent, and at once if that has ended. */
  private void attach() {
    switch (LibraryContext.governorOf(parent)) {
      case BackgroundContext root -> {}
      case CancelContext ours -> attachTo(ours);
      case Context theirs -> attachToForeign(theirs);
    }
  }

  private void attachTo(CancelContext governor) {
    if (!governor.add(this)) {
      end =
          requireNonNull(
              governor.end); // nobody else has seen this context, or it is linked nowhere
    }
  }

  /**
   * A context of somebody else that has the done() of one of ours is a wrapper around that: it ends
   * when that does, so this attaches there. Not if it has ended, because contexts that have ended
   * may share their channel.
   */
  private void attachToForeign(Context theirs) {
    ReceiveChannel<Void> done = theirs.done();
    if (theirs.isDone()) {
      end = End.of(theirs);
    } else if (done != Channel.<Void>never()) {
      Context inner = theirs.value(GOVERNOR).orElse(null);
      if (inner instanceof CancelContext ours && ours.done() == done) {
        attachTo(ours);
      } else {
        foreign = theirs.onDone(() -> finish(End.of(theirs)));
        if (end != null) {
          stopForeign();
        }
      }
    }
  }

  /** Adds a child unless this has ended. */
  private boolean add(Child child) {
    if (end != null) {
      return false;
    }
    Siblings list = children;
    if (list == null) {
      Siblings fresh = new Siblings(this);
      list = (Siblings) CHILDREN.compareAndExchange(this, (Siblings) null, fresh);
      list = list == null ? fresh : list;
    }
    return list.add(child);
  }

  // ---- ending

  @Override
  public void cancel() {
    cancel(null);
  }

  @Override
  public void cancel(@Nullable Throwable cause) {
    End seen = end;
    finish(seen != null ? seen : End.cancelled(cause));
  }

  @Override
  public void close() {
    cancel(null);
  }

  private void finish(End how) {
    END.compareAndSet(this, (End) null, how);
    List<Callback> callbacks = children == null ? List.of() : endAllBelow();
    signal();
    stopTimer();
    leave();
    stopForeign();
    for (Callback callback : callbacks) {
      callback.fire();
    }
  }

  /** Steps 2 and 3 of the class comment; returns the callbacks, whose turn is last. */
  private List<Callback> endAllBelow() {
    List<Callback> callbacks = new ArrayList<>();
    List<Siblings> walked = new ArrayList<>();
    List<Child> copy = new ArrayList<>();
    ArrayDeque<CancelContext> work = new ArrayDeque<>();
    work.add(this);
    for (CancelContext context = work.poll(); context != null; context = work.poll()) {
      context.signal();
      context.stopTimer();
      Siblings list = context.children;
      if (list != null) {
        walked.add(list);
        list.copyTo(copy);
        for (Child child : copy) {
          switch (child) {
            case CancelContext below -> {
              END.compareAndSet(below, (End) null, context.end);
              work.add(below);
            }
            case Callback callback -> callbacks.add(callback);
          }
        }
        copy.clear();
      }
    }
    walked.forEach(Siblings::clear);
    return callbacks;
  }

  /** Closes the channel of {@link #done()}; only when the end is set. */
  private void signal() {
    Signal seen = signal;
    if (seen == null) {
      seen = (Signal) SIGNAL.compareAndExchange(this, (Signal) null, Signal.GIVEN);
    }
    if (seen != null && !seen.channel.isClosed()) {
      seen.channel.close();
    }
  }

  private void stopTimer() {
    Timer seen = timer;
    if (seen != null) {
      seen.stop();
      timer = null;
    }
  }

  private void stopForeign() {
    Registration seen = foreign;
    if (seen != null) {
      foreign = null;
      seen.stop();
    }
  }

  // ---- asking

  /** The end, for the lists: does not see to it that it shows. */
  @Nullable End end() {
    return end;
  }

  private @Nullable End shownEnd() {
    End seen = end;
    if (seen != null) {
      signal();
    }
    return seen;
  }

  @Override
  public boolean isDone() {
    return shownEnd() != null;
  }

  @Override
  public Optional<Throwable> error() {
    End seen = shownEnd();
    return seen == null ? Optional.empty() : Optional.of(seen.error());
  }

  @Override
  public Optional<Throwable> cause() {
    End seen = shownEnd();
    return seen == null ? Optional.empty() : Optional.of(seen.cause());
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.ofNullable(deadline);
  }

  @Override
  public ReceiveChannel<Void> done() {
    Signal seen = signal;
    if (seen == null) {
      Signal fresh = end != null ? Signal.GIVEN : Signal.create();
      seen = (Signal) SIGNAL.compareAndExchange(this, (Signal) null, fresh);
      seen = seen == null ? fresh : seen;
    }
    return seen.view;
  }

  @Override
  public Registration afterDone(Task task) {
    return register(new Callback(requireNonNull(task, "task")));
  }

  @Override
  public Registration onDone(Runnable action) {
    return register(new Callback(requireNonNull(action, "action")));
  }

  private Registration register(Callback callback) {
    if (!add(callback)) {
      signal();
      callback.fire();
    }
    return callback;
  }

  @Override
  public Context governor() {
    return this;
  }

  @Override
  public Context parent() {
    return parent;
  }

  /** How many contexts and callbacks wait for the end of this one; for tests. */
  int childCount() {
    Siblings list = children;
    return list == null ? 0 : list.size();
  }

  /** Whether a timer is set; for tests. */
  boolean hasTimer() {
    return timer != null;
  }

  @Override
  public String step() {
    String kind =
        deadline == null || deadline.equals(parent.deadline().orElse(null))
            ? "withCancel"
            : "withDeadline(" + deadline + ")";
    End seen = end;
    if (seen == null) {
      return kind;
    }
    return kind
        + (seen.error() instanceof DeadlineExceededException
            ? "[deadline exceeded]"
            : "[canceled]");
  }

  @Override
  public String toString() {
    return LibraryContext.describe(this);
  }
}
