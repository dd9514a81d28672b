package dev.csp.testkit.contract;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.go.Go;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A channel of capacity 1 or 2 out of a lock, a queue, and a signal for each side: what one writes
 * by hand. Each fault is a mistake that people make in it; without one it fulfils the contract, but
 * for the order of those that wait.
 */
final class FaultyWire implements Wire {
  enum Fault {
    /** None: the wire that the others are made of. */
    NONE,
    /** A receive that is interrupted after it has taken the value throws all the same. */
    LOSES_ON_INTERRUPT,
    /** A receive whose time is up by the time that it has the value gives nothing back. */
    LOSES_ON_TIME_OUT,
    /** Looks, and takes later what it has seen: two may have seen it. */
    RECEIVES_TWICE,
    /** Takes the newest. */
    LAST_IN_FIRST_OUT,
    /** Signals only when the queue was empty before, so one of two that wait is not woken. */
    LOSES_A_WAKE_UP,
    /** Looks for room, and puts the value there later. */
    HAS_MORE_THAN_ITS_ROOM,
    /** A send that is under way goes on after the close. */
    ACCEPTS_AFTER_CLOSE,
    /** A close wakes one of those that wait, not all. */
    CLOSE_WAKES_ONE
  }

  private static final int CAPACITY = 2;

  private final Fault fault;
  private final Channel<Boolean> lock = Channel.buffered("lock", 1);

  // Guarded by the lock. Whoever changes something closes the channel that those wait on who want
  // to see it.
  private final Deque<Integer> values = new ArrayDeque<>();
  private final Deque<Channel<Boolean>> sleepers = new ArrayDeque<>();
  private boolean closed;

  FaultyWire(Fault fault) {
    this.fault = fault;
  }

  private boolean has(Fault which) {
    return fault == which;
  }

  private void lock() {
    boolean interrupted = false;
    while (true) {
      try {
        lock.send(true);
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the flag is set again below
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void unlock() {
    lock.tryReceive();
  }

  private void signal(boolean all) {
    while (!sleepers.isEmpty()) {
      sleepers.remove().close();
      if (!all) {
        return;
      }
    }
  }

  /** Waits for a change; false when the time is up. The lock is free meanwhile. */
  private boolean await(long deadline) throws InterruptedException {
    Channel<Boolean> change = Channel.unbuffered("change");
    sleepers.add(change);
    unlock();
    try {
      if (deadline < 0) {
        change.receiveOrClosed();
        return true;
      }
      return change.receive(Duration.ofNanos(deadline - now())) instanceof Received.Closed<Boolean>;
    } finally {
      lock();
      sleepers.remove(change);
    }
  }

  private static long now() {
    return Duration.between(Instant.EPOCH, Go.now()).toNanos();
  }

  private boolean send(int value, long deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("before a send");
    }
    lock();
    try {
      while (values.size() >= CAPACITY && !closed) {
        if (!await(deadline) && values.size() >= CAPACITY && !closed) {
          return false;
        }
      }
      if (closed) {
        throw new ChannelClosedException("send on closed wire", value, null);
      }
      if (has(Fault.HAS_MORE_THAN_ITS_ROOM) || has(Fault.ACCEPTS_AFTER_CLOSE)) {
        unlock();
        Go.yieldNow();
        lock();
        if (closed && has(Fault.HAS_MORE_THAN_ITS_ROOM)) {
          throw new ChannelClosedException("send on closed wire", value, null);
        }
      }
      values.add(value);
      if (!has(Fault.LOSES_A_WAKE_UP)) {
        signal(true);
      } else if (values.size() == 1) {
        signal(false);
      }
      return true;
    } finally {
      unlock();
    }
  }

  private Received<Integer> receive(long deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("before a receive");
    }
    lock();
    try {
      while (values.isEmpty() && !closed) {
        if (!await(deadline) && values.isEmpty() && !closed) {
          return new Received.Empty<>();
        }
      }
      Integer value = take();
      if (value == null) {
        return new Received.Closed<>(Optional.empty());
      }
      if (!has(Fault.LOSES_A_WAKE_UP) || values.isEmpty()) {
        signal(true);
      }
      if (has(Fault.LOSES_ON_INTERRUPT) && Thread.interrupted()) {
        throw new InterruptedException("too late");
      }
      if (has(Fault.LOSES_ON_TIME_OUT) && deadline >= 0 && now() >= deadline) {
        return new Received.Empty<>();
      }
      return new Received.Value<>(value);
    } finally {
      unlock();
    }
  }

  private @Nullable Integer take() {
    if (has(Fault.LAST_IN_FIRST_OUT)) {
      return values.pollLast();
    }
    if (has(Fault.RECEIVES_TWICE)) {
      Integer seen = values.peek();
      unlock();
      Go.yieldNow();
      lock();
      values.poll();
      return seen;
    }
    return values.poll();
  }

  @Override
  public void send(int value) throws InterruptedException {
    send(value, -1);
  }

  @Override
  public boolean send(int value, Duration timeout) throws InterruptedException {
    return send(value, now() + timeout.toNanos());
  }

  @Override
  public Sent trySend(int value) throws InterruptedException {
    lock();
    boolean over = closed;
    boolean full = values.size() >= CAPACITY;
    unlock();
    if (over || full) {
      return over ? Sent.CLOSED : Sent.FULL;
    }
    return send(value, now()) ? Sent.SENT : Sent.FULL;
  }

  @Override
  public Received<Integer> receive() throws InterruptedException {
    return receive(-1);
  }

  @Override
  public Received<Integer> receive(Duration timeout) throws InterruptedException {
    return receive(now() + timeout.toNanos());
  }

  @Override
  public Received<Integer> tryReceive() throws InterruptedException {
    return receive(now());
  }

  @Override
  public void close() {
    lock();
    closed = true;
    signal(!has(Fault.CLOSE_WAKES_ONE));
    unlock();
  }

  @Override
  public int length() {
    lock();
    int size = values.size();
    unlock();
    return size;
  }
}
