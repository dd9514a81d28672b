package dev.csp.sync;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * After java.util.concurrent.CyclicBarrier: rounds, each with a channel that closes at its end, and an object for each arrival that can take
 * it back.
 *
 * A round moves once, under the lock: open ─► complete   the last of the parties has arrived; the next round begins in the same step
 *                                         └─► broken     a party was interrupted or ran out of time, or somebody reset the barrier
 *
 * Held whenever the lock is free:
 *   - the current round is open with fewer arrivals than parties, or broken; a broken one stays current until a reset
 *   - an arrival is in its round's set unless it was withdrawn; the set of a round that is not open does not change
 *   - once a round is complete, each of its arrivals has its index
 *
 * The channel of a round is closed after the lock is released. Whoever is told that a round is not open any more closes it too, before it is
 * told (Round.show). So nobody can learn the outcome in one way and not yet see it in another. Closing twice does nothing.
 *
 * Races:
 *   - the last arrival against an interrupt, a time-out or a withdrawal of an earlier one: all decide under the lock. Who comes too late learns
 *     that the round is complete, and goes on as if nothing had happened
 */

/**
 * So many parties wait for each other, again and again: {@link java.util.concurrent.CyclicBarrier},
 * which can also be a case of a select.
 *
 * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="barrier"}
 *
 * <p><b>Rounds.</b> A round is complete when so many have arrived as there are parties; all of them
 * go on, and the next round begins. Who arrives meanwhile is the first of that.
 *
 * <p><b>Breaking.</b> If one that waits in {@link #await()} is interrupted or runs out of time, the
 * others could wait for ever. So the round is broken: all who wait in it go on with a {@link
 * BrokenBarrierException}, and so does, at once, everybody who comes later, until {@link #reset()}.
 *
 * <p><b>Withdrawing.</b> {@link #arrive()} is for a select. An arrival can be taken back while its
 * round is not complete; the others then go on waiting for somebody else to come. That breaks
 * nothing.
 *
 * <p><b>Memory effects.</b> Actions before an arrival happen-before actions after the end of its
 * round in every other party.
 *
 * <p><b>When not to use it.</b> If the parties hand each other data, a channel for that
 * synchronizes them already. If their number changes, use {@link java.util.concurrent.Phaser}.
 */
public final class Barrier {
  /** How a round stands. */
  private enum State {
    OPEN,
    COMPLETE,
    BROKEN
  }

  /** The parties that go on together. The fields are guarded by the lock of the barrier. */
  private static final class Round {
    final Channel<Void> end;
    final Set<Arrival> arrivals = new LinkedHashSet<>();
    State state = State.OPEN;
    @Nullable BrokenBarrierException cause;

    Round(String name) {
      end = Channel.unbuffered(name);
    }

    /** Closes the channel of a round that is not open; with no lock held. */
    void show(@Nullable BrokenBarrierException why) {
      if (why == null) {
        end.close();
      } else {
        end.close(why);
      }
    }
  }

  /**
   * That somebody has arrived at a barrier, and may still leave.
   *
   * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="arrive"}
   *
   * <p>When not to use it: to wait for nothing else, {@link Barrier#await()} is simpler.
   */
  public static final class Arrival implements AutoCloseable {
    private final Barrier barrier;
    private final Round round;

    /** Guarded by the lock of the barrier. */
    private int index = -1;

    private Arrival(Barrier barrier, Round round) {
      this.barrier = barrier;
      this.round = round;
    }

    /**
     * Returns the channel that closes at the end of the round: when all have arrived; or, with a
     * {@link BrokenBarrierException} as its cause, when the round is broken. {@link #index()} then
     * says which. It never carries a value, and nobody else can close it.
     *
     * @return the channel; the same for all parties of the round
     */
    public ReceiveChannel<Void> released() {
      return round.end.receiveOnly();
    }

    /**
     * Returns when this party came, once the round is complete.
     *
     * @return 0 for the last to arrive, the number of parties less one for the first; each number
     *     once in a round
     * @throws BrokenBarrierException if the round was broken, a new one on each call
     * @throws IllegalStateException if the round is not over, or this arrival was withdrawn
     */
    public int index() throws BrokenBarrierException {
      return barrier.indexOf(this);
    }

    /**
     * Takes this arrival back, if its round is still open: it does not count any more, and the
     * others go on waiting. Never blocks.
     *
     * @return true for the call that took it back; false if the round was over before, and then
     *     {@link #released()} is closed, or if it was withdrawn before
     */
    public boolean withdraw() {
      return barrier.withdraw(this);
    }

    /** Takes this arrival back, if its round is still open. As {@link #withdraw()}. */
    @Override
    public void close() {
      barrier.withdraw(this);
    }
  }

  private final String name;
  private final int parties;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private Round current;

  /**
   * Makes a barrier.
   *
   * @param parties how many wait for each other
   * @throws IllegalArgumentException if {@code parties} is less than 1
   */
  public Barrier(int parties) {
    this("barrier", parties);
  }

  /**
   * Makes a named barrier.
   *
   * @param name the name for diagnosis: messages, dumps, {@code toString}
   * @param parties how many wait for each other
   * @throws IllegalArgumentException if {@code parties} is less than 1
   */
  public Barrier(String name, int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties of a barrier must be >= 1, was " + parties);
    }
    this.name = requireNonNull(name, "name");
    this.parties = parties;
    this.current = new Round(name);
  }

  /**
   * Arrives, and waits until all have arrived.
   *
   * <p><b>Interruption.</b> If the calling thread is interrupted before or while it waits, and its
   * round is not over, breaks the barrier and throws. If the round was over first, returns or
   * throws as that demands and leaves the interrupt flag set.
   *
   * @return 0 for the last to arrive, the number of parties less one for the first
   * @throws InterruptedException if the calling thread is interrupted; the barrier is broken
   * @throws BrokenBarrierException if the barrier is, or becomes, broken
   */
  public int await() throws InterruptedException, BrokenBarrierException {
    Arrival arrival = arriveUninterrupted();
    try {
      arrival.round.end.receiveOrClosed();
    } catch (InterruptedException e) {
      breakOrKeepInterrupt(arrival, e);
    }
    return arrival.index();
  }

  /**
   * Arrives, and waits at most the given time until all have arrived. Otherwise as {@link
   * #await()}.
   *
   * @param timeout how long to wait; zero or negative looks once
   * @return 0 for the last to arrive, the number of parties less one for the first
   * @throws TimeoutException if not all have arrived in time; the barrier is broken
   * @throws InterruptedException if the calling thread is interrupted; the barrier is broken
   * @throws BrokenBarrierException if the barrier is, or becomes, broken
   */
  public int await(Duration timeout)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    requireNonNull(timeout, "timeout");
    Arrival arrival = arriveUninterrupted();
    try {
      if (arrival.round.end.receive(timeout) instanceof Received.Empty<Void>
          && breakRound(arrival.round, "a party has waited for " + timeout)) {
        throw new TimeoutException("not all have arrived at barrier " + name + " in " + timeout);
      }
    } catch (InterruptedException e) {
      breakOrKeepInterrupt(arrival, e);
    }
    return arrival.index();
  }

  /** Arrives, unless the thread is interrupted: the others must not wait for it. */
  private Arrival arriveUninterrupted() throws InterruptedException, BrokenBarrierException {
    if (Thread.interrupted()) {
      Round round = current();
      breakRound(round, "a party was interrupted");
      throw new InterruptedException("interrupted before barrier " + name);
    }
    return arrive();
  }

  private void breakOrKeepInterrupt(Arrival arrival, InterruptedException e)
      throws InterruptedException {
    if (breakRound(arrival.round, "a party was interrupted")) {
      throw e;
    }
    Thread.currentThread().interrupt();
  }

  /**
   * Arrives without waiting, for a select. Never blocks. Close what this returns: then nobody
   * counts on a party that does not wait any more.
   *
   * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="arrive"}
   *
   * @return the arrival, with the channel to wait for
   * @throws BrokenBarrierException if the barrier is broken
   */
  public Arrival arrive() throws BrokenBarrierException {
    Round next = new Round(name);
    Arrival arrival;
    Round broken = null;
    boolean last = false;
    lock.lock();
    try {
      Round round = current;
      arrival = new Arrival(this, round);
      if (round.state == State.BROKEN) {
        broken = round;
      } else {
        round.arrivals.add(arrival);
        last = round.arrivals.size() == parties;
        if (last) {
          int index = parties;
          for (Arrival each : round.arrivals) {
            each.index = --index;
          }
          round.state = State.COMPLETE;
          current = next;
        }
      }
    } finally {
      lock.unlock();
    }
    if (broken != null) {
      throw show(broken);
    }
    if (last) {
      arrival.round.show(null);
    }
    return arrival;
  }

  /**
   * Breaks the current round, if somebody has arrived in it, and begins a new one, also if the
   * barrier was broken. Never blocks.
   */
  public void reset() {
    Round next = new Round(name);
    Round old;
    lock.lock();
    try {
      old = current;
      if (old.state == State.OPEN && old.arrivals.isEmpty()) {
        return;
      }
      if (old.state == State.OPEN) {
        markBroken(old, "it was reset");
      }
      current = next;
    } finally {
      lock.unlock();
    }
    old.show(causeOf(old));
  }

  // ---- of arrivals

  private int indexOf(Arrival arrival) throws BrokenBarrierException {
    Round round = arrival.round;
    State state;
    int index;
    lock.lock();
    try {
      state = round.arrivals.contains(arrival) ? round.state : State.OPEN;
      index = arrival.index;
    } finally {
      lock.unlock();
    }
    switch (state) {
      case OPEN ->
          throw new IllegalStateException(
              "the round is not over, or the arrival was withdrawn, at barrier " + name);
      case BROKEN -> throw show(round);
      case COMPLETE -> round.show(null);
    }
    return index;
  }

  private boolean withdraw(Arrival arrival) {
    Round round = arrival.round;
    lock.lock();
    try {
      if (round.state == State.OPEN) {
        return round.arrivals.remove(arrival);
      }
    } finally {
      lock.unlock();
    }
    round.show(causeOf(round));
    return false;
  }

  // ---- breaking

  /** Breaks the round if it is open; answers whether this call did. Shows its end in any case. */
  private boolean breakRound(Round round, String why) {
    boolean breaks;
    lock.lock();
    try {
      breaks = round.state == State.OPEN;
      if (breaks) {
        markBroken(round, why);
      }
    } finally {
      lock.unlock();
    }
    round.show(causeOf(round));
    return breaks;
  }

  /** Under the lock. */
  private void markBroken(Round round, String why) {
    round.cause = new BrokenBarrierException("barrier " + name + " is broken: " + why);
    round.state = State.BROKEN;
  }

  private @Nullable BrokenBarrierException causeOf(Round round) {
    lock.lock();
    try {
      return round.cause;
    } finally {
      lock.unlock();
    }
  }

  /** Shows the end of a broken round and makes the exception for one of its parties. */
  private BrokenBarrierException show(Round broken) {
    BrokenBarrierException cause = requireNonNull(causeOf(broken));
    broken.show(cause);
    BrokenBarrierException exception = new BrokenBarrierException(cause.getMessage());
    exception.initCause(cause);
    return exception;
  }

  private Round current() {
    lock.lock();
    try {
      return current;
    } finally {
      lock.unlock();
    }
  }

  // ---- diagnosis

  /**
   * Returns how many wait for each other.
   *
   * @return the number that this was made with
   */
  public int parties() {
    return parties;
  }

  /**
   * Returns how many have arrived in the current round.
   *
   * @return a number from 0 to the number of parties less one; for diagnosis
   */
  public int arrived() {
    lock.lock();
    try {
      return current.state == State.OPEN ? current.arrivals.size() : 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells whether the barrier is broken.
   *
   * @return whether {@link #arrive()} would throw
   */
  public boolean isBroken() {
    lock.lock();
    try {
      return current.state == State.BROKEN;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "Barrier["
        + name
        + (isBroken() ? ", broken]" : ", " + arrived() + " of " + parties + "]");
  }
}
