package dev.csp.context;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What travels with a piece of work through everything that works for it: the news that it should
 * stop, the time by which it must be finished, and values that belong to it. Pass it as the first
 * parameter; do not keep it in fields.
 *
 * {@snippet file="dev/csp/examples/snippets/ContextSnippets.java" region="context"}
 *
 * <p><b>Tree.</b> A context is derived from a parent. It ends when it is cancelled, when its
 * deadline passes, or when its parent ends; its parent does not notice. The first of these is what
 * {@link #error()} and {@link #cause()} report, for ever. The root is {@link #background()}.
 *
 * <p><b>Cancelling tells, and no more.</b> It interrupts no thread and waits for nobody. Work
 * learns of it from {@link #done()}, from the operations of this interface, or because a {@code
 * dev.csp.patterns.ErrGroup} interrupts its members.
 *
 * <p><b>Threads.</b> All methods may be called by any thread at any time, and only {@link #send},
 * {@link #receive}, {@link #receiveOrClosed} and {@link #sleep} block.
 *
 * <p><b>Memory effects.</b> Actions before a cancellation happen-before actions after anything that
 * shows the end: a receive from {@code done()}, a true {@link #isDone()}, a present {@link
 * #error()}, a callback. Actions before {@link #afterDone} or {@link #onDone} happen-before the
 * callback.
 *
 * <p><b>Your own context.</b> Implement {@link #done()} and {@link #error()}; the rest has
 * defaults. If your context wraps another, delegate {@link #value} too: a context that is derived
 * from yours then finds the one inside and costs no goroutine. If it has a {@code done()} of its
 * own, each callback and each derived context costs one goroutine until it is cancelled, unless you
 * override {@link #onDone}. What derives from your context learns of its end from its {@code
 * onDone}, so on a goroutine of its own and a moment later.
 *
 * <p><b>When not to use it.</b> For what a method needs in order to work: that is a parameter, and
 * not a value that travels along. To stop goroutines that must be waited for as well: an {@code
 * ErrGroup} has a context and does both.
 *
 * <p>A null argument is a {@link NullPointerException}, except where something else is said.
 *
 * @see <a href="https://pkg.go.dev/context">Go: package context</a>
 */
@StartsForCaller
public interface Context {
  /**
   * Returns the root of all contexts: it never ends, and has no deadline and no values.
   *
   * @return the one such context
   */
  static Context background() {
    return BackgroundContext.INSTANCE;
  }

  /**
   * Returns the context of the work that the current thread does, if a pattern has brought it here
   * with {@link Carrier#context()}; otherwise {@link #background()}. For code that cannot be given
   * a context as a parameter, such as what writes a log.
   *
   * @return the context
   */
  static Context current() {
    return CurrentContext.get();
  }

  /**
   * Derives a context that can be cancelled. If this context has ended, so has the new one, for the
   * same cause.
   *
   * <p>A context that is never cancelled stays known to its parent until that ends. Use it in a
   * {@code try} with resources.
   *
   * @return the new context
   */
  default CancellableContext withCancel() {
    return CancelContext.under(this);
  }

  /**
   * Derives a context that ends after the given time. As {@link #withDeadline(Instant)} with a
   * deadline that far ahead, but the time is measured by a clock that nobody sets.
   *
   * @param timeout how long from now; zero or negative: the new context has ended already
   * @return the new context
   */
  default CancellableContext withTimeout(Duration timeout) {
    return CancelContext.withTimeout(this, timeout, null);
  }

  /**
   * Derives a context that ends after the given time, with a cause of its own. As {@link
   * #withDeadline(Instant, Throwable)}.
   *
   * @param timeout how long from now; zero or negative: the new context has ended already
   * @param cause what {@link #cause()} reports if the time runs out
   * @return the new context
   */
  default CancellableContext withTimeout(Duration timeout, Throwable cause) {
    return CancelContext.withTimeout(this, timeout, requireNonNull(cause, "cause"));
  }

  /**
   * Derives a context that ends at the given time with a {@link DeadlineExceededException}, unless
   * it ends before. If this context's own deadline is earlier, that counts, and this is {@link
   * #withCancel()}.
   *
   * @param deadline when; if it has passed, the new context has ended already
   * @return the new context; cancelling it releases its timer
   */
  default CancellableContext withDeadline(Instant deadline) {
    return CancelContext.withDeadline(this, deadline, null);
  }

  /**
   * Derives a context that ends at the given time, with a cause of its own. The cause is reported
   * only if it is this deadline that ends the context; if this context's own deadline is earlier,
   * this is {@link #withCancel()} and the cause is dropped.
   *
   * @param deadline when; if it has passed, the new context has ended already
   * @param cause what {@link #cause()} reports if the deadline passes
   * @return the new context; cancelling it releases its timer
   */
  default CancellableContext withDeadline(Instant deadline, Throwable cause) {
    return CancelContext.withDeadline(this, deadline, requireNonNull(cause, "cause"));
  }

  /**
   * Derives a context that carries one value more, and ends when this one does. For what belongs to
   * a request and crosses interfaces, not for optional parameters.
   *
   * @param key what to find it by; if this context has a value for it, the new one hides that
   * @param value the value; to be used by any thread
   * @param <V> the type of the value
   * @return the new context
   */
  default <V> Context withValue(Key<V> key, V value) {
    return new ValueContext(this, key, value);
  }

  /**
   * Derives a context whose patterns bring along what a carrier carries, and that ends when this
   * one does.
   *
   * @param carrier the carrier; if this context has one, the new one hides that, see {@link
   *     Carrier#and}
   * @return the new context
   * @throws NullPointerException if {@code carrier} is null
   */
  default Context withCarrier(Carrier carrier) {
    return withValue(NoCarrier.KEY, requireNonNull(carrier, "carrier"));
  }

  /**
   * Derives a context that keeps this one's values and nothing else: it never ends and has no
   * deadline. For work that must be finished after a cancellation.
   *
   * @return the new context
   */
  default Context withoutCancel() {
    return new DetachedContext(this);
  }

  /**
   * Returns the channel that is closed when this context ends. It never carries a value, is closed
   * without a cause, and nobody else can close it. For a context that cannot end it is {@link
   * dev.csp.channels.Channel#never()}.
   *
   * @return the channel; the same on every call
   */
  ReceiveChannel<Void> done();

  /**
   * Tells whether this context has ended.
   *
   * @return whether {@link #done()} is closed and {@link #error()} is present
   */
  default boolean isDone() {
    return error().isPresent();
  }

  /**
   * Returns how this context ended: a {@link DeadlineExceededException} if a deadline passed,
   * otherwise a {@link java.util.concurrent.CancellationException}. Present exactly if {@link
   * #done()} is closed.
   *
   * @return the way it ended, the same object on every call; empty while it is live
   */
  Optional<Throwable> error();

  /**
   * Returns why this context ended: what was given to {@link CancellableContext#cancel(Throwable)},
   * or with the deadline, by whoever ended this context or the ancestor from which the end came.
   *
   * @return the cause, the same object on every call; the same as {@link #error()} if none was
   *     given; empty while it is live
   */
  default Optional<Throwable> cause() {
    return error();
  }

  /**
   * Returns by when work for this context must be finished: the earliest deadline on the way to the
   * root.
   *
   * @return the deadline; empty if there is none
   */
  default Optional<Instant> deadline() {
    return Optional.empty();
  }

  /**
   * Finds a value. The nearest on the way to the root counts.
   *
   * @param key the very key that the value was given with
   * @param <V> the type of the value
   * @return the value; empty if there is none
   */
  default <V> Optional<V> value(Key<V> key) {
    requireNonNull(key, "key");
    return Optional.empty();
  }

  /**
   * Arranges for a task to run on a goroutine of its own once this context has ended; at once if it
   * has. Who cancels does not wait for it. Several are independent, in no order.
   *
   * @param task what to run; what it throws goes where it goes for {@link dev.csp.go.Go#go(Task)}
   * @return a way to take it back
   * @see <a href="https://pkg.go.dev/context#AfterFunc">Go: context.AfterFunc</a>
   */
  default Registration afterDone(Task task) {
    return DoneWatch.start(this, task);
  }

  /**
   * Arranges for a method to be called once this context has ended, by the thread that ends it,
   * before its call to {@code cancel} returns; at once, by the calling thread, if it has ended. For
   * library code that has something very short to do and wants no goroutine for it: if a deadline
   * passes, every timer of the process waits meanwhile. It must not block. All contexts that end
   * with this one have ended before any such method is called. What it throws goes to the
   * uncaught-exception handler of the thread.
   *
   * <p>A context that is not of this library may call it a moment later, on a goroutine of its own.
   *
   * @param action what to call
   * @return a way to take it back
   */
  default Registration onDone(Runnable action) {
    requireNonNull(action, "action");
    return afterDone(action::run);
  }

  /**
   * Sends a value on a channel, unless this context ends first. If this context has ended, fails
   * before it touches the channel; if it ends while this waits, the value was not sent.
   *
   * <p><b>Interruption and closing.</b> As for {@link SendChannel#send(Object)}. If this context
   * has ended and the thread is interrupted, the context counts, and the interrupt flag stays set.
   *
   * @param channel where to send
   * @param value the value to send
   * @param <T> the type of the value
   * @throws java.util.concurrent.CancellationException if this context was cancelled; a new one,
   *     with {@link #cause()} as its cause
   * @throws DeadlineExceededException if this context's deadline passed; a new one, with {@link
   *     #cause()} as its cause
   * @throws ChannelClosedException if the channel is or becomes closed
   * @throws InterruptedException if the calling thread is interrupted; the value was not sent
   */
  default <T> void send(SendChannel<? super T> channel, T value)
      throws InterruptedException, DeadlineExceededException {
    Operations.send(this, channel, value);
  }

  /**
   * Receives a value from a channel, unless this context ends first. If this context has ended,
   * fails before it touches the channel; if it ends while this waits, no value was taken.
   *
   * <p><b>Interruption and closing.</b> As for {@link ReceiveChannel#receive()}. If this context
   * has ended and the thread is interrupted, the context counts, and the interrupt flag stays set.
   *
   * @param channel where to receive
   * @param <T> the type of the value
   * @return the next value
   * @throws java.util.concurrent.CancellationException if this context was cancelled; a new one,
   *     with {@link #cause()} as its cause
   * @throws DeadlineExceededException if this context's deadline passed; a new one, with {@link
   *     #cause()} as its cause
   * @throws ChannelClosedException if the channel is closed and drained
   * @throws InterruptedException if the calling thread is interrupted; no value was taken
   */
  default <T> T receive(ReceiveChannel<? extends T> channel)
      throws InterruptedException, DeadlineExceededException {
    return Operations.receive(this, channel);
  }

  /**
   * Receives a value or the end of a channel, unless this context ends first. Otherwise as {@link
   * #receive}.
   *
   * @param channel where to receive
   * @param <T> the type of the value
   * @return a {@link Received.Value}, or {@link Received.Closed} if the channel is closed and
   *     drained
   * @throws java.util.concurrent.CancellationException if this context was cancelled; a new one,
   *     with {@link #cause()} as its cause
   * @throws DeadlineExceededException if this context's deadline passed; a new one, with {@link
   *     #cause()} as its cause
   * @throws InterruptedException if the calling thread is interrupted; no value was taken
   */
  default <T> Received<T> receiveOrClosed(ReceiveChannel<T> channel)
      throws InterruptedException, DeadlineExceededException {
    return Operations.receiveOrClosed(this, channel);
  }

  /**
   * Sleeps at least the given time, unless this context ends first.
   *
   * @param duration how long; zero or negative returns at once, unless this context has ended or
   *     the thread is interrupted
   * @throws java.util.concurrent.CancellationException if this context was cancelled; a new one,
   *     with {@link #cause()} as its cause
   * @throws DeadlineExceededException if this context's deadline passed; a new one, with {@link
   *     #cause()} as its cause
   * @throws InterruptedException if the calling thread is interrupted
   */
  default void sleep(Duration duration) throws InterruptedException, DeadlineExceededException {
    Operations.sleep(this, duration);
  }
}
