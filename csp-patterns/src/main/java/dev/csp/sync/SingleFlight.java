package dev.csp.sync;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.InterruptedIterationException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.StartsForCaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * After golang.org/x/sync/singleflight: a map from keys to calls that are under way. What Go has not: the function runs on a goroutine of
 * its own, so no caller is special; callers leave, one by one; and who is the last to leave can end the call.
 *
 * A call moves forward, under the lock: under way ─► over
 *
 * Held whenever the lock is free:
 *   - a call in the map is under way, and is the only one in the map for its key
 *   - joined counts those who have ever joined a call; present counts those of them who have not left while it was under way
 *   - a call that is not in the map gets no more callers. So shared does not change once the call is over
 *   - an abandoned call (it has a context, and the last caller has left) is not in the map
 * Not held:
 *   - a call that is under way may not be in the map: it was forgotten or abandoned
 *
 * A call takes itself out of the map only if it is the one that stands there (forget). It is found by its key, whose hashCode and equals are
 * code of somebody else: they may throw, or say something else than before. Then it is looked for among all calls. So a faulty
 * key costs time, and its failure is reported, but nobody waits in vain, and nobody joins a call that is over.
 *
 * The outcome is written before the lock is taken to end the call, and read after its channel was seen closed. The channel is closed
 * after the call has left the map: whoever has a result finds the key free.
 *
 * Races:
 *   - the last caller leaves against somebody who joins: both under the lock. Who joins finds the call in the map, and then the other was not the
 *     last; or does not find it, and starts anew
 *   - the last caller leaves against the end of the function: the interrupt is given under the lock, and only while the call is under way; the
 *     goroutine clears its flag after it has ended the call. So the interrupt meets the function or nothing
 */

/**
 * Lets those who ask for the same thing at the same time share one call: Go's {@code singleflight}.
 * For what is dear to fetch and asked for by many at once; it remembers nothing.
 *
 * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="singleFlight"}
 *
 * <p><b>Sharing.</b> The first who asks for a key starts a call; those who ask while it is under
 * way join it, whatever function they bring. When it is over the key is free: who asks then starts
 * a new call.
 *
 * <p><b>Where it runs.</b> The function runs on a goroutine of its own. So no caller's interrupt,
 * time-out or context disturbs the others.
 *
 * <p><b>Leaving.</b> A caller leaves by being interrupted, or by closing its {@link Flight}. When
 * the last one has left, a call of a plain function goes on, and can still be joined. A function
 * that takes a context is told: its context ends, its goroutine is interrupted, and the key is
 * free.
 *
 * <p><b>Failure.</b> What the function throws is thrown to every caller, as the cause of a new
 * {@link ExecutionException}. If all callers have left by then, it goes to the {@linkplain
 * Go#onUncaught uncaught handler}, unless it is what the cancellation brings about. Null is no
 * value: a function that returns it fails with a {@link NullPointerException}. What {@code
 * hashCode} or {@code equals} of a key throws when a call is over goes to the uncaught handler; its
 * callers have their result.
 *
 * <p><b>Memory effects.</b> Actions before the call that starts it happen-before the function; its
 * actions happen-before each return of its value.
 *
 * <p><b>When not to use it.</b> As a cache: use one, and this in front of what loads it. For work
 * with side effects that each caller wants to happen.
 *
 * @param <K> the type of the keys; to be used in a hash map
 * @param <V> the type of the values; they are shared between threads
 * @see <a href="https://pkg.go.dev/golang.org/x/sync/singleflight">Go: package singleflight</a>
 */
@StartsForCaller
public final class SingleFlight<K, V> {
  /**
   * A function that can be told that nobody wants its value any more. When not to use it: for a
   * value that is worth having even so, in a cache say, a {@link Callable} goes on to its end.
   *
   * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="singleFlight"}
   *
   * @param <V> the type of the value
   */
  @FunctionalInterface
  public interface Cancellable<V> {
    /**
     * Computes the value.
     *
     * @param ctx ends when the last caller has left
     * @return the value; not null
     * @throws Exception whatever went wrong
     */
    V call(Context ctx) throws Exception;
  }

  /**
   * One caller's part in a call. Close it to leave.
   *
   * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="flight"}
   *
   * <p>When not to use it: to wait for nothing else, {@link SingleFlight#run(Object, Callable)} is
   * simpler.
   *
   * @param <V> the type of the value
   */
  public static final class Flight<V> implements AutoCloseable {
    private final SingleFlight<?, V> flights;
    private final Call<V> call;

    /** Guarded by the lock. */
    private boolean left;

    private Flight(SingleFlight<?, V> flights, Call<V> call) {
      this.flights = flights;
      this.call = call;
    }

    /**
     * Returns the channel that closes when the call is over; then {@link #get()} does not wait. It
     * never carries a value, and nobody else can close it.
     *
     * @return the channel; the same for all who share the call
     */
    public ReceiveChannel<Void> done() {
      return call.done.receiveOnly();
    }

    /**
     * Returns the value, waiting until the call is over. Does not leave.
     *
     * @return the value; the same object for all who share the call
     * @throws ExecutionException if the function threw; a new one on every call, with what it threw
     *     as its cause
     * @throws InterruptedException if the calling thread is interrupted
     * @throws IllegalStateException if this was closed before the call was over
     */
    public V get() throws InterruptedException, ExecutionException {
      flights.checkPresent(this);
      call.done.receiveOrClosed();
      return call.outcome();
    }

    /**
     * Returns the value, waiting at most the given time until the call is over. Otherwise as {@link
     * #get()}.
     *
     * @param timeout how long to wait; zero or negative looks once
     * @return the value; the same object for all who share the call
     * @throws TimeoutException if the call was not over in time; this has not left it
     * @throws ExecutionException if the function threw
     * @throws InterruptedException if the calling thread is interrupted
     */
    public V get(Duration timeout)
        throws InterruptedException, ExecutionException, TimeoutException {
      requireNonNull(timeout, "timeout");
      flights.checkPresent(this);
      if (call.done.receive(timeout) instanceof Received.Empty<Void>) {
        throw new TimeoutException("no value in " + timeout);
      }
      return call.outcome();
    }

    /**
     * Tells whether anybody else has joined this call so far; once the call is over, whether
     * anybody has.
     *
     * @return whether the value is shared
     */
    public boolean isShared() {
      return flights.isShared(call);
    }

    /**
     * Leaves the call. If it is over, or this has left already, does nothing. Never blocks.
     *
     * @throws IllegalStateException if the key's {@code hashCode} or {@code equals} threw; this has
     *     left even so
     */
    @Override
    public void close() {
      flights.leave(this);
    }
  }

  /** A function that runs, or has run, for all who share it. */
  private static final class Call<V> {
    final Object key;
    final Channel<Void> done = Channel.unbuffered("SingleFlight");

    // Written by the call's goroutine before the channel is closed; one of the two.
    private @Nullable V value;
    private @Nullable Throwable failure;

    /** So that the function does not wait for itself. */
    volatile @Nullable Thread runner;

    // Written by the first caller, who then takes the lock; read under the lock or by the
    // goroutine.

    /** Only for a function that takes it. */
    @Nullable CancellableContext context;

    @Nullable Goroutine goroutine;

    // Guarded by the lock.
    int joined;
    int present;
    boolean abandoned;
    boolean over;

    /** Whether it is in the map. */
    boolean listed;

    Call(Object key) {
      this.key = key;
    }

    V outcome() throws ExecutionException {
      if (failure != null) {
        throw new ExecutionException(failure);
      }
      return requireNonNull(value);
    }
  }

  private final Context parent;
  private final Carrier.Captured captured;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final Map<K, Call<V>> calls = new HashMap<>();

  /** Makes one whose calls end only by themselves, or because their callers have left. */
  public SingleFlight() {
    this(Context.background());
  }

  /**
   * Makes one for calls that belong to some work: the contexts of its functions end with that.
   *
   * @param parent from which those contexts are derived
   */
  public SingleFlight(Context parent) {
    this.parent = requireNonNull(parent, "parent");
    this.captured = Carrier.of(parent).capture(parent);
  }

  /**
   * Returns the value for a key from the call that is under way, or from a new one, and waits for
   * it.
   *
   * @param key what is asked for
   * @param function computes the value if no call is under way; goes on if all callers have left
   * @return the value
   * @throws ExecutionException if the function of the call threw; a new one, with what it threw as
   *     its cause
   * @throws InterruptedException if the calling thread is interrupted; it has left the call, or not
   *     joined it
   * @throws IllegalStateException if the function of the very call asks: it would wait for ever
   */
  public V run(K key, Callable<? extends V> function)
      throws InterruptedException, ExecutionException {
    requireNonNull(function, "function");
    throwIfInterrupted();
    try (Flight<V> flight = join(key, function)) {
      return flight.get();
    }
  }

  /**
   * Returns the value for a key from the call that is under way, or from a new one, and waits for
   * it. Otherwise as {@link #run(Object, Callable)}.
   *
   * @param key what is asked for
   * @param function computes the value if no call is under way; is cancelled and forgotten when all
   *     callers have left
   * @return the value
   * @throws ExecutionException if the function of the call threw
   * @throws InterruptedException if the calling thread is interrupted; it has left the call, or not
   *     joined it
   */
  public V run(K key, Cancellable<? extends V> function)
      throws InterruptedException, ExecutionException {
    requireNonNull(function, "function");
    throwIfInterrupted();
    try (Flight<V> flight = join(key, function)) {
      return flight.get();
    }
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before SingleFlight.run");
    }
  }

  /**
   * Joins the call that is under way for a key, or starts one, without waiting: for a select, a
   * context or a time-out. Never blocks.
   *
   * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="flight"}
   *
   * @param key what is asked for
   * @param function computes the value if no call is under way; goes on if all callers have left
   * @return the caller's part in the call
   * @throws IllegalStateException if the function of the very call asks
   */
  public Flight<V> join(K key, Callable<? extends V> function) {
    requireNonNull(function, "function");
    return join(key, ctx -> function.call(), false);
  }

  /**
   * Joins the call that is under way for a key, or starts one, without waiting. Otherwise as {@link
   * #join(Object, Callable)}.
   *
   * @param key what is asked for
   * @param function computes the value if no call is under way; is cancelled and forgotten when all
   *     callers have left
   * @return the caller's part in the call
   * @throws IllegalStateException if the function of the very call asks
   */
  public Flight<V> join(K key, Cancellable<? extends V> function) {
    return join(key, requireNonNull(function, "function"), true);
  }

  private Flight<V> join(K key, Cancellable<? extends V> function, boolean cancellable) {
    requireNonNull(key, "key");
    Call<V> fresh = null;
    Call<V> call;
    lock.lock();
    try {
      call = calls.get(key);
      if (call == null) {
        fresh = new Call<>(key);
        calls.put(key, fresh);
        fresh.listed = true;
        call = fresh;
      } else if (call.runner == Thread.currentThread()) {
        throw new IllegalStateException("the function of a call asks for its own result");
      }
      call.joined++;
      call.present++;
    } finally {
      lock.unlock();
    }
    if (fresh != null) {
      start(fresh, function, cancellable);
    }
    return new Flight<>(this, call);
  }

  /**
   * Starts a call. Its first caller, who is here, cannot leave meanwhile, so nobody is the last.
   */
  private void start(Call<V> call, Cancellable<? extends V> function, boolean cancellable) {
    boolean started = false;
    try {
      CancellableContext context = cancellable ? parent.withCancel() : null;
      call.context = context;
      Goroutine goroutine = Go.go("SingleFlight", () -> run(call, function, context));
      started = true;
      lock.lock();
      try {
        call.goroutine = goroutine;
      } finally {
        lock.unlock();
      }
    } finally {
      if (!started) { // no memory for a thread, say: nobody must wait for it
        call.failure = new IllegalStateException("the call could not be started");
        end(call, new ArrayList<>()); // what a faulty key throws is less than what is thrown here
      }
    }
  }

  /** What the call's goroutine runs. */
  private void run(
      Call<V> call, Cancellable<? extends V> function, @Nullable CancellableContext context)
      throws Exception {
    call.runner = Thread.currentThread();
    try {
      call.value =
          requireNonNull(
              captured.<V>call(() -> function.call(context != null ? context : parent)),
              "the value of a SingleFlight");
    } catch (Throwable t) { // its callers get it
      call.failure = t;
    }
    call.runner = null;
    List<Throwable> unseen = new ArrayList<>();
    boolean lost = end(call, unseen);
    Thread.interrupted(); // an interrupt was meant for the function
    Throwable failure = call.failure;
    if (lost && failure != null && !isQuiet(call, failure)) {
      unseen.add(0, failure);
    }
    throwForHandler(unseen);
  }

  /**
   * Ends the call; answers whether nobody is there to get the outcome.
   *
   * @param unseen gets what a faulty key threw
   */
  private boolean end(Call<V> call, List<Throwable> unseen) {
    boolean lost;
    lock.lock();
    try {
      call.over = true;
      lost = call.present == 0;
      unlist(call, unseen);
    } finally {
      lock.unlock();
    }
    call.done.close();
    CancellableContext context = call.context;
    if (context != null) {
      context.close();
    }
    return lost;
  }

  /** Takes a call out of the map, if it is there. Under the lock. */
  private void unlist(Call<V> call, List<Throwable> unseen) {
    if (!call.listed) {
      return;
    }
    call.listed = false;
    try {
      if (calls.remove(call.key, call)) {
        return;
      }
    } catch (Throwable t) { // a faulty key
      unseen.add(t);
    }
    try {
      calls.values().removeIf(each -> each == call);
    } catch (Throwable t) { // another one with the same hash is faulty, too; forget them all
      unseen.add(t);
      calls.values().forEach(each -> each.listed = false);
      calls.clear();
    }
  }

  private boolean isQuiet(Call<V> call, Throwable failure) {
    return call.abandoned
        && (failure instanceof InterruptedException
            || failure instanceof InterruptedIterationException
            || failure instanceof CancellationException
            || failure instanceof DeadlineExceededException);
  }

  private static void throwForHandler(List<Throwable> unseen) throws Exception {
    if (unseen.isEmpty()) {
      return;
    }
    Throwable failure = first(unseen);
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof Exception exception) {
      throw exception;
    }
    throw new ExecutionException(failure);
  }

  /** The first, with the others suppressed on it. */
  private static Throwable first(List<Throwable> several) {
    Throwable first = several.get(0);
    for (Throwable other : several) {
      if (other != first) {
        first.addSuppressed(other);
      }
    }
    return first;
  }

  // ---- callers

  private void leave(Flight<V> flight) {
    Call<V> call = flight.call;
    CancellableContext cancelled = null;
    List<Throwable> unseen = new ArrayList<>();
    lock.lock();
    try {
      if (flight.left || call.over) {
        return;
      }
      flight.left = true;
      call.present--;
      if (call.present == 0 && call.context != null) {
        call.abandoned = true;
        cancelled = call.context;
        if (call.goroutine != null) {
          call.goroutine.interrupt();
        }
        unlist(call, unseen);
      }
    } finally {
      lock.unlock();
    }
    if (cancelled != null) {
      cancelled.cancel();
    }
    if (!unseen.isEmpty()) {
      throw new IllegalStateException("a key of a SingleFlight failed", first(unseen));
    }
  }

  private void checkPresent(Flight<V> flight) {
    lock.lock();
    try {
      if (flight.left) {
        throw new IllegalStateException("this caller has left the call");
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isShared(Call<V> call) {
    lock.lock();
    try {
      return call.joined > 1;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets those who ask for a key from now on start a new call, although one is under way. That one
   * goes on for those who have joined it.
   *
   * @param key what is asked for
   * @return whether a call was under way, and not forgotten before
   */
  public boolean forget(K key) {
    requireNonNull(key, "key");
    lock.lock();
    try {
      Call<V> call = calls.remove(key);
      if (call != null) {
        call.listed = false;
      }
      return call != null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns for how many keys a call is under way that can be joined.
   *
   * @return the number of keys, for diagnosis
   */
  public int inFlight() {
    lock.lock();
    try {
      return calls.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "SingleFlight[" + inFlight() + " in flight]";
  }
}
