package dev.csp.sync;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.go.StartsForCaller;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A value that is computed once, when somebody first asks, for all who ask: Go's {@code
 * sync.OnceValue}, which can also be a case of a select.
 *
 * {@snippet file="dev/csp/examples/snippets/SyncSnippets.java" region="onceValue"}
 *
 * <p><b>Where it is computed.</b> On a goroutine of its own, which the first who asks starts. So no
 * caller's interrupt or time-out disturbs the others, nor the computation, which goes on even if
 * nobody waits any more. Thread-locals and locks of the callers are not there. It is not
 * interrupted by this library.
 *
 * <p><b>Failure.</b> What the function throws is thrown on every call, as the cause of a new {@link
 * ExecutionException}; the function is not called again. It does not go to the uncaught handler: a
 * failure for which nobody asks is lost. Null is no value: a function that returns it fails with a
 * {@link NullPointerException}.
 *
 * <p><b>Memory.</b> The function is not kept after its run. Its actions happen-before every return
 * of the value, and before a receive from {@link #done()}.
 *
 * <p><b>When not to use it.</b> For a value that is cheap and always needed, use a field. For one
 * value for each key, or one that is to be computed anew later, use {@link SingleFlight} or a
 * cache.
 *
 * @param <T> the type of the value
 * @see <a href="https://pkg.go.dev/sync#OnceValue">Go: sync.OnceValue</a>
 */
@StartsForCaller
public final class OnceValue<T> {
  private final Once<T> once;

  /**
   * Makes a value that has not been computed.
   *
   * @param function computes it; not null
   */
  public OnceValue(Callable<? extends T> function) {
    this("OnceValue", function);
  }

  /**
   * Makes a named value that has not been computed.
   *
   * @param name the name of the goroutine that computes it, for diagnosis
   * @param function computes it; not null
   */
  public OnceValue(String name, Callable<? extends T> function) {
    this.once = new Once<>(name, requireNonNull(function, "function"));
  }

  /** Starts the computation, unless somebody has started it. Does not wait for it. */
  public void start() {
    once.start();
  }

  /**
   * Returns the value, waiting until it is computed; starts that if nobody has.
   *
   * @return the value; the same on every call
   * @throws ExecutionException if the function threw; a new one on every call, with what it threw
   *     as its cause
   * @throws InterruptedException if the calling thread is interrupted; the computation goes on
   * @throws IllegalStateException if the function itself calls this: it would wait for ever
   */
  public T get() throws InterruptedException, ExecutionException {
    return once.get();
  }

  /**
   * Returns the value, waiting at most the given time until it is computed. Otherwise as {@link
   * #get()}.
   *
   * @param timeout how long to wait; zero or negative looks once
   * @return the value; the same on every call
   * @throws TimeoutException if it was not computed in time; the computation goes on
   * @throws ExecutionException if the function threw
   * @throws InterruptedException if the calling thread is interrupted; the computation goes on
   */
  public T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
    return once.get(timeout);
  }

  /**
   * Returns the channel that closes when the function has ended, however; starts it if nobody has.
   * Then {@link #get()} does not wait. It never carries a value, and nobody else can close it.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<Void> done() {
    return once.done();
  }

  /**
   * Tells whether the function has ended. Does not start it.
   *
   * @return whether {@link #get()} would return or throw at once
   */
  public boolean isDone() {
    return once.isDone();
  }

  /** Shows the state, not the value. */
  @Override
  public String toString() {
    return once.describe("OnceValue");
  }
}
