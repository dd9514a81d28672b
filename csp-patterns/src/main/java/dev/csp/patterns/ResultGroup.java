package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Undelivered;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * An ErrGroup, and a list with a place for each task. The place is put into the list when the task is submitted, before it can run,
 * so that the order is that of the submissions also where a member adds members; it is taken out again if the task is refused.
 *
 * Held whenever the lock is free:
 *   - places holds one place for each task that was accepted or is being submitted, in the order of submission
 *   - a place's outcome is set once, by its member, before that leaves the count; so after an await of the group it is there,
 *     unless the task is still being submitted
 *   - a place that is delivered was in a list that somebody got or is going to get. Only close gives up values, and only of
 *     places that are not delivered; it marks them givenUp
 *
 * Under the lock no user code runs.
 */
/**
 * Runs tasks that have results and collects those in the order of submission; the first failure
 * cancels the others, unless the group is told otherwise. An {@link ErrGroup} of {@link Callable}s:
 *
 * {@snippet file="dev/csp/examples/snippets/ResultGroupSnippets.java" region="results"}
 *
 * <p>Members, cancellation, limits, failures, and waiting for oneself are as there. A member's
 * value may be null if {@code T} is nullable.
 *
 * <p><b>Values that nobody gets.</b> A group may be made with a hook. {@link #close} gives it, on
 * the calling thread, each value that no {@link #await} or {@link #awaitAll} has returned: the
 * values of those that succeeded before another failed, say. Exactly once, and not null ones. What
 * the hook throws goes where {@link Undelivered} says.
 *
 * <p><b>When not to use it.</b> The results are kept until the end: for a long stream of them use a
 * {@link WorkerPool}. For tasks without results use {@link ErrGroup}.
 *
 * <p><b>Memory effects.</b> Those of {@link ErrGroup}.
 *
 * @param <T> the type of the results
 */
@StartsForCaller
public final class ResultGroup<T extends @Nullable Object> implements AutoCloseable {
  private final ErrGroup group;
  private final @Nullable Consumer<? super T> undelivered;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final List<Place<T>> places = new ArrayList<>();
  private boolean refused;
  private boolean givenUp;

  /** Makes a group without a parent: only its own members and its owner can cancel it. */
  public ResultGroup() {
    this(Context.background());
  }

  /**
   * Makes a group that is cancelled when the parent ends, and by the first failure.
   *
   * @param parent the context of the work that the group is part of
   * @throws NullPointerException if {@code parent} is null
   */
  public ResultGroup(Context parent) {
    this(parent, OnFailure.CANCEL);
  }

  /**
   * Makes a group that is cancelled when the parent ends, and says what a failure means.
   *
   * @param parent the context of the work that the group is part of
   * @param onFailure whether the first failure cancels the group, or the others go on
   * @throws NullPointerException if an argument is null
   */
  public ResultGroup(Context parent, OnFailure onFailure) {
    this.group = new ErrGroup(parent, onFailure);
    this.undelivered = null;
  }

  /**
   * Makes a group with a hook for the values that nobody gets.
   *
   * @param parent the context of the work that the group is part of
   * @param onFailure whether the first failure cancels the group, or the others go on
   * @param undelivered gets each value that was not returned by the time of the close
   * @throws NullPointerException if an argument is null
   */
  public ResultGroup(Context parent, OnFailure onFailure, Consumer<? super T> undelivered) {
    this.group = new ErrGroup(parent, onFailure);
    this.undelivered = requireNonNull(undelivered, "undelivered");
  }

  /**
   * Returns the context of the members' work; as {@link ErrGroup#context()}.
   *
   * @return the context; the same on every call
   */
  public Context context() {
    return group.context();
  }

  /**
   * Sets how many members may run at once; as {@link ErrGroup#setLimit}.
   *
   * @param n the limit
   * @throws IllegalArgumentException if {@code n} is less than 1
   * @throws IllegalStateException if a member is running, or waits to be accepted; the limit is
   *     unchanged
   */
  public void setLimit(int n) {
    group.setLimit(n);
  }

  /**
   * Starts a member, waiting while as many run as the limit allows; as {@link ErrGroup#go}.
   *
   * @param task what the member runs
   * @return true if the task runs; false if the group is cancelled, and then it does not run
   * @throws InterruptedException if the calling thread is interrupted before or while it waits, and
   *     the group is not cancelled; the task does not run
   * @throws NullPointerException if {@code task} is null
   */
  public boolean go(Callable<? extends T> task) throws InterruptedException {
    Place<T> place = enter(task);
    boolean accepted = false;
    try {
      accepted = group.go(null, place, place);
    } finally {
      leave(place, accepted);
    }
    return accepted;
  }

  /**
   * Starts a named member, waiting while as many run as the limit allows. Otherwise as {@link
   * #go(Callable)}.
   *
   * @param name the name of the member's goroutine, for dumps; need not be unique
   * @param task what the member runs
   * @return true if the task runs; false if the group is cancelled, and then it does not run
   * @throws InterruptedException as for {@link #go(Callable)}
   * @throws NullPointerException if an argument is null
   */
  public boolean go(String name, Callable<? extends T> task) throws InterruptedException {
    requireNonNull(name, "name");
    Place<T> place = enter(task);
    boolean accepted = false;
    try {
      accepted = group.go(name, place, place);
    } finally {
      leave(place, accepted);
    }
    return accepted;
  }

  /**
   * Starts a member if that is possible at once; as {@link ErrGroup#tryGo}. Never blocks.
   *
   * @param task what the member runs
   * @return true if the task runs; false if as many members run as the limit allows, or others wait
   *     to be accepted, or the group is cancelled, and then it does not run
   * @throws NullPointerException if {@code task} is null
   */
  public boolean tryGo(Callable<? extends T> task) {
    Place<T> place = enter(task);
    boolean accepted = false;
    try {
      accepted = group.tryGo(null, place, place);
    } finally {
      leave(place, accepted);
    }
    return accepted;
  }

  /**
   * Starts a named member if that is possible at once. Otherwise as {@link #tryGo(Callable)}.
   *
   * @param name the name of the member's goroutine, for dumps; need not be unique
   * @param task what the member runs
   * @return as for {@link #tryGo(Callable)}
   * @throws NullPointerException if an argument is null
   */
  public boolean tryGo(String name, Callable<? extends T> task) {
    requireNonNull(name, "name");
    Place<T> place = enter(task);
    boolean accepted = false;
    try {
      accepted = group.tryGo(name, place, place);
    } finally {
      leave(place, accepted);
    }
    return accepted;
  }

  /**
   * Waits until all members have ended, and returns their results in the order in which the tasks
   * were submitted: all of them, or none. A group that nobody cancelled can be used again; a later
   * await returns the earlier results too.
   *
   * <p><b>Interruption.</b> As for {@link ErrGroup#await}: cancels the group, waits for all, then
   * throws.
   *
   * @return the results; unmodifiable, and does not change
   * @throws ExecutionException if a member failed: with the first failure as its cause, which has
   *     the later ones as suppressed
   * @throws CancellationException if no member failed, but the group was cancelled before a member
   *     had a result, or before a task was submitted, which was refused; with the {@linkplain
   *     Context#cause() cause} of the cancellation as its cause
   * @throws InterruptedException if the calling thread is interrupted; all members have ended
   * @throws IllegalStateException if {@link #close} has given up values
   */
  public List<T> await() throws InterruptedException, ExecutionException {
    group.await();
    lock.lock();
    try {
      checkNotGivenUp();
      List<T> results = new ArrayList<>(places.size());
      boolean complete = !refused;
      for (Place<T> place : places) {
        switch (place.outcome) {
          case Outcome.Done<T>(T value) -> results.add(value);
          case Outcome.Failed<T> cutShort -> complete = false;
          case null -> {} // being submitted
        }
      }
      if (complete) {
        markDelivered();
        return Collections.unmodifiableList(results);
      }
    } finally {
      lock.unlock();
    }
    CancellationException cancelled =
        new CancellationException("the group was cancelled before it had all results");
    cancelled.initCause(group.context().cause().orElse(null));
    throw cancelled;
  }

  /**
   * Waits until all members have ended, and returns how each of them has ended, in the order in
   * which the tasks were submitted. For a group whose members {@link OnFailure#CONTINUE go on} when
   * one fails; in one that was cancelled, whoever was cut short has failed with what it threw.
   *
   * <p><b>Interruption.</b> As for {@link #await}.
   *
   * @return an outcome for each member; unmodifiable, and does not change
   * @throws InterruptedException if the calling thread is interrupted; all members have ended
   * @throws IllegalStateException if {@link #close} has given up values
   */
  public List<Outcome<T>> awaitAll() throws InterruptedException {
    group.awaitAll();
    lock.lock();
    try {
      checkNotGivenUp();
      List<Outcome<T>> outcomes = new ArrayList<>(places.size());
      for (Place<T> place : places) {
        Outcome<T> outcome = place.outcome;
        if (outcome != null) {
          outcomes.add(outcome);
        }
      }
      markDelivered();
      return Collections.unmodifiableList(outcomes);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Cancels what still runs, waits until all members have ended, and gives up the values that
   * nobody got. Otherwise as {@link ErrGroup#close}.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns.
   */
  @Override
  public void close() {
    group.close();
    List<T> lost = new ArrayList<>();
    lock.lock();
    try {
      for (Place<T> place : places) {
        if (!place.delivered && place.outcome instanceof Outcome.Done<T>(T value)) {
          place.delivered = true;
          givenUp = true;
          lost.add(value);
        }
      }
    } finally {
      lock.unlock();
    }
    Consumer<? super T> hook = undelivered;
    if (hook != null) {
      for (T value : lost) {
        if (value != null) {
          Undelivered.report(hook, value);
        }
      }
    }
  }

  private Place<T> enter(Callable<? extends T> task) {
    Place<T> place = new Place<>(this, requireNonNull(task, "task"));
    lock.lock();
    try {
      places.add(place);
    } finally {
      lock.unlock();
    }
    return place;
  }

  private void leave(Place<T> place, boolean accepted) {
    if (accepted) {
      return;
    }
    boolean cancelled = group.context().isDone();
    lock.lock();
    try {
      refused |= cancelled;
      for (int i = places.size() - 1; i >= 0; i--) { // it is near the end
        if (places.get(i) == place) {
          places.remove(i);
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void checkNotGivenUp() {
    if (givenUp) {
      throw new IllegalStateException("the results were given up when the group was closed");
    }
  }

  private void markDelivered() {
    for (Place<T> place : places) {
      place.delivered |= place.outcome != null;
    }
  }

  /** Shows counts and the kind of failure, no user values. */
  @Override
  public String toString() {
    return "ResultGroup" + group.describe();
  }

  /** One task and its outcome. */
  private static final class Place<T extends @Nullable Object> implements Task, Members.Ended {
    private final ResultGroup<T> group;
    private @Nullable Callable<? extends T> task;

    // Guarded by the lock of the group.
    private @Nullable Outcome<T> outcome;
    private boolean delivered;

    Place(ResultGroup<T> group, Callable<? extends T> task) {
      this.group = group;
      this.task = task;
    }

    @Override
    public void run() throws Exception {
      Callable<? extends T> body = requireNonNull(task);
      task = null; // what it captured lives no longer than it needs
      try {
        set(new Outcome.Done<>(body.call()));
      } catch (Throwable t) {
        set(new Outcome.Failed<>(t));
        throw t;
      }
    }

    /** A carrier that fails may not have come to the task. */
    @Override
    public void ended(@Nullable Throwable thrown) {
      if (thrown != null) {
        set(new Outcome.Failed<>(thrown));
      }
    }

    /** Sets the outcome, unless there is one. */
    private void set(Outcome<T> ended) {
      group.lock.lock();
      try {
        if (outcome == null) {
          outcome = ended;
        }
      } finally {
        group.lock.unlock();
      }
    }
  }
}
