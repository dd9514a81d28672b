package dev.csp.channels.internal;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/*
 * What every channel is to the kernel: a lock, two queues of waiters, a closed flag, and four steps that run under the lock.
 * Plain operations and selects use the same steps, so there is one protocol.
 *
 * Held whenever the lock is free (live: the waiter's claim is open):
 *   - no live receiver waits while a value could be received; no live sender waits while a value could be sent;
 *     the one exception is a select that waits on both sides of one unbuffered channel: it does not pair with itself,
 *     because an active operation has no waiters in any queue, and waiters never look at each other
 *   - once closed, no waiter is added; those that were there are being completed by the closer
 * Hence no newcomer can overtake a live waiter of its kind.
 * Not held:
 *   - a waiter in a queue may be dead; takers drop it
 *   - the two queues may both be non-empty, by the exception above and by dead waiters
 *
 * A step completes at most one waiter. If that was parked, the step leaves its thread with the caller, to be woken once no lock is held
 * (takeWakee, wake). In the same way a send that gives up a value for which there is a hook leaves that value (takeOverflow,
 * reportUndelivered).
 *
 * Lock order: ports by ascending id, then the timer heap.
 */

/**
 * What every channel is to the kernel: a lock, two queues of waiters, and the steps of its
 * operations.
 */
public abstract class Port extends WaitQueues {
  /** What {@link #receiveLocked()} answers at the end of the channel. */
  public static final Object CLOSED =
      new Object() {
        @Override
        public String toString() {
          return "closed";
        }
      };

  /** What came of {@link #sendLocked}. */
  public enum Offer {
    /** The value was accepted. */
    ACCEPTED,
    /**
     * The value was accepted, and one was given up for it, perhaps this one: whoever holds the lock
     * takes it with {@link KernelChannel#takeOverflow} and reports it after unlocking.
     */
    OVERFLOWED,
    /** The sender must wait. */
    FULL,
    /** The channel is closed. */
    CLOSED
  }

  private static final AtomicLong IDS = new AtomicLong();
  private static final int MOST_PER_CLOSING_STEP = 64;

  private final long id = IDS.incrementAndGet();
  private final @Nullable String name;

  // Guarded by the lock.
  private @Nullable Throwable closeCause;

  /** To whom this is confined; set before others know of this. */
  @Nullable Enclosed enclosed;

  /** For flavours. */
  Port(@Nullable String name) {
    this.name = name;
  }

  // ---- the steps, under the lock

  /**
   * Tries to receive.
   *
   * @return the value; {@link #CLOSED} at the end; or null if the caller must wait
   */
  public abstract @Nullable Object receiveLocked();

  /**
   * Tries to send. Only a channel with a sending end can; see {@link KernelChannel}.
   *
   * @param value the value
   * @return what came of it
   */
  public Offer sendLocked(Object value) {
    throw new AssertionError("a send to " + describe());
  }

  /**
   * Tells, perhaps wrongly and without the lock, whether a receive might complete now. Only for
   * skipping work: the verdict is {@link #receiveLocked()}'s.
   *
   * @return whether to try
   */
  public abstract boolean mayReceive();

  /**
   * Tells, perhaps wrongly and without the lock, whether a send might complete now. Only for
   * skipping work: the verdict is {@link #sendLocked}'s.
   *
   * @return whether to try
   */
  public boolean maySend() {
    return false;
  }

  /**
   * Lets a waiter wait, after its step has said that it must and before the lock is released.
   *
   * @param waiter a waiter of this port that is not enqueued
   */
  public final void enqueue(Waiter waiter) {
    add(waiter);
    if (!waiter.isSender()) {
      boolean told = false;
      try {
        onReceiverEnqueued();
        told = true;
      } finally {
        if (!told) { // out of memory in the timer heap
          remove(waiter);
        }
      }
    }
  }

  /**
   * Does what {@link #enqueue} has left for the time after unlocking: wakes the timer thread if it
   * sleeps too long for a timer's channel that is waited on now. For selects, once for all their
   * ports.
   */
  public static void afterEnqueued() {
    TimerHeap.shared().payWake();
  }

  /**
   * Returns the thread that the last step has to have woken, once.
   *
   * @return a thread to give to {@link #wake} after unlocking, or null
   */
  public final @Nullable Thread takeWakee() {
    Thread taken = wakee;
    if (taken != null) {
      wakee = null;
    }
    return taken;
  }

  /**
   * Takes a waiter out of its queue if it is still there.
   *
   * @param waiter a waiter of this port
   */
  public final void unlinkLocked(Waiter waiter) {
    if (waiter.isSender()) {
      remove(waiter);
    } else {
      remove(waiter);
      if (!hasReceivers()) {
        onNoReceivers();
      }
    }
  }

  // ---- without the lock

  /**
   * Tells whether a receive met the end of the channel.
   *
   * @param received what it yielded
   * @return whether that is {@link #CLOSED}
   */
  public static boolean isEnd(@Nullable Object received) {
    return received == CLOSED;
  }

  /**
   * Finds what a select waits on.
   *
   * @param channel a receiving end
   * @return its port; null for the channel that is never ready
   */
  public static @Nullable Port of(ReceiveChannel<?> channel) {
    return switch (channel) {
      case KernelChannel<?> kernel -> kernel;
      case ReceiveOnlyChannel<?> view -> view.base();
      case TimerChannel timer -> timer;
      case PermitChannel permits -> permits.port();
      case Signal signal -> signal;
      case NeverChannel<?> never -> null;
    };
  }

  /**
   * Finds what a select waits on.
   *
   * @param channel a sending end
   * @return its port
   */
  public static KernelChannel<?> of(SendChannel<?> channel) {
    return switch (channel) {
      case KernelChannel<?> kernel -> kernel;
      case SendOnlyChannel<?> view -> view.base();
    };
  }

  /**
   * Takes a waiter out of its queue if it is still there; in constant time.
   *
   * @param waiter a waiter of this port
   */
  public final void unlink(Waiter waiter) {
    lock();
    unlinkLocked(waiter);
    unlock();
  }

  /**
   * Wakes the thread, if any, that a step has left.
   *
   * @param wakee from {@link #takeWakee}
   */
  public static void wake(@Nullable Thread wakee) {
    if (wakee != null) {
      Parking.wake(wakee);
    }
  }

  /**
   * Waits until this port is closed; only for ports that nobody sends to.
   *
   * @return whether it was closed before the deadline
   */
  final boolean awaitClose(long deadline) throws InterruptedException {
    StackReserve.ensure();
    PlainWaiter waiter;
    lock();
    try {
      if (closed) {
        return true;
      }
      waiter = PlainWaiter.forOperation(false, null, partnersMeet());
      enqueue(waiter);
    } finally {
      unlock();
    }
    return awaitClaimed(waiter, deadline);
  }

  /**
   * Waits for an enqueued waiter of a plain operation; false if time ran out, and then it is no
   * longer enqueued, and has no item.
   */
  final boolean awaitClaimed(PlainWaiter waiter, long deadline) throws InterruptedException {
    Object outcome;
    try {
      beforePark();
      outcome = waiter.beganParked() ? null : Parking.awaitBriefly(waiter);
      if (outcome == null) {
        outcome = Parking.await(waiter, this, deadline);
      }
    } catch (Throwable t) {
      PlainWaiter.abandon();
      unlink(waiter);
      if (t instanceof VirtualMachineError && waiter.outcome() == waiter) {
        return true; // a partner had completed it before: a value must not be lost
      }
      throw t;
    }
    if (outcome == waiter) {
      return true;
    }
    unlink(waiter);
    waiter.setItem(null);
    if (outcome == Claim.INTERRUPTED) {
      throw new InterruptedException("interrupted in " + describeWait(waiter.isSender()));
    }
    return false;
  }

  // ---- closing

  /**
   * Closes, and completes every waiter. The first call counts; a later one helps, so that whoever
   * returns from a close has seen all waiters completed. Needs no memory: what ends a goroutine or
   * a context must not fail for want of it, for nobody could try again.
   */
  final void closePort(@Nullable Throwable cause) {
    boolean first;
    boolean somebodyWaits;
    lock();
    try {
      first = !closed;
      somebodyWaits = closeLocked(cause);
    } finally {
      unlock();
    }
    if (somebodyWaits) {
      completeAll();
    }
    if (first && Watch.isOn()) {
      Watch.closed(this, cause);
    }
  }

  /** The step of a close, under the lock; answers whether there are waiters to complete. */
  final boolean closeLocked(@Nullable Throwable cause) {
    if (!closed) {
      closeCause = cause;
      closed = true;
    }
    return hasReceivers() || hasSenders();
  }

  /**
   * Completes every waiter of a closed port, in steps, so that the lock is held for a bounded time.
   * That is safe because once closed, none is added.
   */
  final void completeAll() {
    boolean more = true;
    while (more) {
      Thread toWake;
      lock();
      try {
        more = completeSome();
        toWake = takeWakee();
      } finally {
        unlock();
      }
      wake(toWake);
    }
  }

  /** Completes a few waiters, of which at most one must be woken; false if none is left. */
  private boolean completeSome() {
    for (int i = 0; i < MOST_PER_CLOSING_STEP && wakee == null; i++) {
      Waiter waiter = pollReceiver();
      if (waiter == null) {
        waiter = pollSender();
      }
      if (waiter == null) {
        return false;
      }
      claim(waiter); // a dead one is dropped
    }
    return true;
  }

  /** Whether this has been closed. */
  final boolean hasClosed() {
    return closed;
  }

  /**
   * Returns what this was closed with.
   *
   * @return the cause, or null; null also while open
   */
  public final @Nullable Throwable closeCause() {
    return closed ? closeCause : null;
  }

  // ---- for flavours, under the lock

  /** Hands the value to the longest-waiting live receiver; false if there is none. */
  final boolean handToReceiver(Object value) {
    Waiter first = pollReceiver();
    return first != null && (handTo(first, value) || handToLaterReceiver(value));
  }

  private boolean handToLaterReceiver(Object value) {
    for (Waiter waiter = pollReceiver(); waiter != null; waiter = pollReceiver()) {
      if (handTo(waiter, value)) {
        return true;
      }
    }
    return false;
  }

  private boolean handTo(Waiter receiver, Object value) {
    receiver.item = value;
    if (claim(receiver)) {
      return true;
    }
    receiver.item = null;
    return false;
  }

  /** Takes the value of the longest-waiting live sender; null if there is none. */
  final @Nullable Object takeFromSender() {
    Waiter first = pollSender();
    if (first == null) {
      return null;
    }
    Object value = takeFrom(first);
    return value != null ? value : takeFromLaterSender();
  }

  private @Nullable Object takeFromLaterSender() {
    for (Waiter waiter = pollSender(); waiter != null; waiter = pollSender()) {
      Object value = takeFrom(waiter);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private @Nullable Object takeFrom(Waiter sender) {
    Object value = sender.item;
    sender.item = null;
    if (claim(sender)) {
      return value;
    }
    sender.item = value; // its owner keeps it, and may offer it again
    return null;
  }

  /** Completes a waiter that has been taken out of its queue; false if it is dead. */
  final boolean claim(Waiter waiter) {
    Object won = waiter.claim().tryClaim(waiter);
    if (won == Claim.LOST) {
      return false;
    }
    if (won != null) {
      wakee = (Thread) won;
    }
    return true;
  }

  /**
   * Whether each waiter is completed by one partner, who is likely to come soon: then a waiter
   * spins before it parks.
   */
  boolean partnersMeet() {
    return false;
  }

  /** Called when a receiver has begun to wait. */
  void onReceiverEnqueued() {}

  /** Called when a plain operation that has begun to wait has released the lock. */
  void beforePark() {}

  /** Called when the last receiver has given up. */
  void onNoReceivers() {}

  // ---- diagnosis

  /**
   * Returns the identity by which locks are ordered.
   *
   * @return a number that no other port has
   */
  public final long id() {
    return id;
  }

  /**
   * Returns what to call this where there is no room for more.
   *
   * @return the name, or a stand-in that is unique in this process
   */
  public final String shortName() {
    return nameOrId();
  }

  /** The name, or a stand-in that is unique in this process. */
  final String nameOrId() {
    return name != null ? name : "#" + id;
  }

  final boolean isNamed() {
    return name != null;
  }

  /** What sort of channel this is and how full: "buffered, 3 of 8". */
  abstract String describeKind();

  /**
   * Names this in messages and dumps.
   *
   * @return the name and kind; no user value
   */
  public String describe() {
    return "channel " + nameOrId() + " (" + describeKind() + ")";
  }

  /** Why somebody waits here. */
  WaitReason waitReason(boolean sender) {
    return sender ? WaitReason.CHAN_SEND : WaitReason.CHAN_RECEIVE;
  }

  /** The operation that waits here, for messages and dumps. */
  String describeWait(boolean sender) {
    return waitReason(sender) + " on " + describe();
  }

  @Override
  public final String toString() {
    return "Channel[" + nameOrId() + ", " + describeKind() + (closed ? ", closed]" : "]");
  }
}
