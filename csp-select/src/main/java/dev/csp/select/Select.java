package dev.csp.select;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.Parking;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.SelectClaim;
import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.WaitReason;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until one of several cases can go on, and performs exactly that one.
 *
 * <p><b>Choice.</b> Of several ready cases, {@link #select(Case[]) select} picks one at random,
 * each with the same chance (also cases on one channel); {@link #selectFirst(Case[]) selectFirst}
 * picks the first in the list. If none is ready it waits, and takes the first that becomes so. A
 * closed channel is ready: a receive yields the end, a send fails if it is chosen. Closing and
 * cancellation have no priority over data; that is what {@code selectFirst} is for.
 *
 * <p><b>Without waiting.</b> With an {@link #otherwise} case it does not wait: that case is chosen
 * if at one instant no other is ready. A {@link #after time-out} counts from the entry; of several
 * the shortest counts, the first in the list among equals; one of zero or less is chosen if at one
 * instant no other case is ready, and comes before {@code otherwise}.
 *
 * <p><b>Which cases take part.</b> Not those that are disabled by {@link Case#when}, have a null
 * channel, or wait on {@link dev.csp.channels.Channel#never()}. If none is left, it waits until
 * interrupted.
 *
 * <p><b>Evaluation.</b> On entry, before any channel is touched, the values of all send cases that
 * take part are evaluated once, in the order of the list, whether chosen or not. What a supplier
 * throws comes out of the select, and nothing was done. The body of the chosen case, and no other,
 * runs on the calling thread after the operation, with no lock held: it may use the same channels,
 * select, and throw.
 *
 * <p><b>Interruption.</b> If the interrupt flag is set on entry, throws before a channel is touched
 * and before a value is evaluated, also with {@code otherwise}. If interrupted while it waits,
 * throws, and no case was performed; if a case was completed first, returns its result and leaves
 * the flag set.
 *
 * <p><b>The same channel twice</b> is fine, also in both directions: a select never exchanges a
 * value with itself, always with somebody else's.
 *
 * @see <a href="https://go.dev/ref/spec#Select_statements">Go: select statements</a>
 */
public final class Select {
  /**
   * What follows a received value.
   *
   * @param <T> the type of the value
   * @param <R> the type of the result
   */
  @FunctionalInterface
  public interface OnValue<T, R extends @Nullable Object> {
    /**
     * Handles the value.
     *
     * @param value what was received
     * @return the result of the select
     * @throws InterruptedException if interrupted
     */
    R apply(T value) throws InterruptedException;
  }

  /**
   * What follows an event that has no value.
   *
   * @param <R> the type of the result
   */
  @FunctionalInterface
  public interface OnEvent<R extends @Nullable Object> {
    /**
     * Handles the event.
     *
     * @return the result of the select
     * @throws InterruptedException if interrupted
     */
    R get() throws InterruptedException;
  }

  /**
   * What follows a received value, in the statement form.
   *
   * @param <T> the type of the value
   */
  @FunctionalInterface
  public interface ValueAction<T> {
    /**
     * Handles the value.
     *
     * @param value what was received
     * @throws InterruptedException if interrupted
     */
    void accept(T value) throws InterruptedException;
  }

  /** What follows an event that has no value, in the statement form. */
  @FunctionalInterface
  public interface Action {
    /**
     * Handles the event.
     *
     * @throws InterruptedException if interrupted
     */
    void run() throws InterruptedException;
  }

  private Select() {}

  // ---- selecting

  /**
   * Performs one case: of several ready ones, a random one.
   *
   * @param cases the cases
   * @param <R> the type of the results
   * @return the result of the chosen case
   * @throws InterruptedException if interrupted; no case was performed. Also if the chosen body
   *     throws it
   * @throws ChannelClosedException if the chosen case is a send on a closed channel, or a receive
   *     without a handler for the end
   * @throws IllegalStateException if there are no cases
   * @throws IllegalArgumentException if two enabled cases are {@link #otherwise}
   * @throws NullPointerException if a case or the value of a send that takes part is null
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <R extends @Nullable Object> R select(Case<? extends R>... cases)
      throws InterruptedException {
    return perform(cases, false);
  }

  /**
   * Performs one case: of several ready ones, a random one. As {@link #select(Case[])}.
   *
   * @param cases the cases, any number
   * @param <R> the type of the results
   * @return the result of the chosen case
   * @throws InterruptedException if interrupted; no case was performed
   */
  public static <R extends @Nullable Object> R select(Collection<? extends Case<? extends R>> cases)
      throws InterruptedException {
    return perform(toArray(cases), false);
  }

  /**
   * Performs one case: of several that are ready at one instant, the first in the list. Otherwise
   * as {@link #select(Case[])}.
   *
   * @param cases the cases, the most important first
   * @param <R> the type of the results
   * @return the result of the chosen case
   * @throws InterruptedException if interrupted; no case was performed
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static <R extends @Nullable Object> R selectFirst(Case<? extends R>... cases)
      throws InterruptedException {
    return perform(cases, true);
  }

  /**
   * Performs one case: of several that are ready at one instant, the first in the collection's
   * order. Otherwise as {@link #select(Case[])}.
   *
   * @param cases the cases, the most important first
   * @param <R> the type of the results
   * @return the result of the chosen case
   * @throws InterruptedException if interrupted; no case was performed
   */
  public static <R extends @Nullable Object> R selectFirst(
      Collection<? extends Case<? extends R>> cases) throws InterruptedException {
    return perform(toArray(cases), true);
  }

  /**
   * Performs one case for its effect: the statement form of {@link #select(Case[])}, for the cases
   * whose factories begin with "on" (and any others, whose results are discarded).
   *
   * @param cases the cases
   * @throws InterruptedException if interrupted; no case was performed
   */
  public static void run(Case<?>... cases) throws InterruptedException {
    perform(cases, false);
  }

  @SuppressWarnings("unchecked") // only generic in what it yields
  private static <R extends @Nullable Object> Case<? extends R>[] toArray(
      Collection<? extends Case<? extends R>> cases) {
    return (Case<? extends R>[]) cases.toArray(new Case<?>[0]);
  }

  @SuppressWarnings("unchecked") // the parts are cases of R
  private static <R extends @Nullable Object> R perform(Case<? extends R>[] cases, boolean inOrder)
      throws InterruptedException {
    int length = cases.length;
    if (length == 0) {
      throw new IllegalStateException(
          "a select needs at least one case; Go.blockForever() is the empty select");
    }
    TimeOutCase<? extends R> timeOut = null;
    OtherwiseCase<? extends R> otherwise = null;
    KernelCase<?>[] parts = new KernelCase<?>[length];
    int count = 0;
    for (int i = 0; i < length; i++) {
      switch (cases[i]) {
        case KernelCase<? extends R> kernelCase -> {
          if (kernelCase.port() != null) {
            parts[count++] = kernelCase;
          }
        }
        case TimeOutCase<? extends R> t -> timeOut = t.isEnabled() ? shorter(timeOut, t) : timeOut;
        case OtherwiseCase<? extends R> o -> {
          if (o.isEnabled()) {
            if (otherwise != null) {
              throw new IllegalArgumentException(
                  "a select can have one otherwise case, case " + i + " is the second");
            }
            otherwise = o;
          }
        }
        case null -> throw new NullPointerException("case " + i);
      }
    }
    Parking.throwIfInterrupted(WaitReason.SELECT, null);
    long deadline =
        timeOut == null || timeOut.nanos() == 0
            ? TimeSource.NO_DEADLINE
            : TimeSource.deadlineAfter(timeOut.nanos());

    CaseWaiter[] waiters = new CaseWaiter[count];
    SelectClaim claim = new SelectClaim();
    for (int i = 0; i < count; i++) {
      KernelCase<?> part = parts[i];
      CaseWaiter waiter = part.waiter(claim);
      waiter.setItem(part.item());
      waiters[i] = waiter;
    }

    boolean mayWait = otherwise == null && (timeOut == null || timeOut.nanos() > 0);
    int won = new Choice(claim, waiters, count).choose(inOrder, mayWait, deadline);
    if (won >= 0) {
      return ((KernelCase<R>) parts[won]).complete(waiters[won]);
    }
    if (timeOut != null && (won == Choice.TIMED_OUT || timeOut.nanos() == 0)) {
      return timeOut.body().get();
    }
    return requireNonNull(otherwise).body().get();
  }

  private static <R extends @Nullable Object> TimeOutCase<? extends R> shorter(
      @Nullable TimeOutCase<? extends R> first, TimeOutCase<? extends R> second) {
    return first == null || second.nanos() < first.nanos() ? second : first;
  }

  // ---- cases

  /**
   * Receives; the result is the value. If this is chosen at the end of the channel, the select
   * throws {@link ChannelClosedException}.
   *
   * @param channel the channel; null disables the case
   * @param <T> the type of the value
   * @return the case
   */
  public static <T> Case<T> receive(@Nullable ReceiveChannel<? extends T> channel) {
    return ReceiveCase.<T, T>on(
        channel,
        value -> value,
        port -> {
          throw port.receiveFailed();
        });
  }

  /**
   * Receives and runs a body with the value. If this is chosen at the end of the channel, the
   * select throws {@link ChannelClosedException}.
   *
   * @param channel the channel; null disables the case
   * @param body what follows
   * @param <T> the type of the value
   * @param <R> the type of the result
   * @return the case
   */
  public static <T, R extends @Nullable Object> Case<R> receive(
      @Nullable ReceiveChannel<? extends T> channel, OnValue<? super T, ? extends R> body) {
    requireNonNull(body, "body");
    return ReceiveCase.<T, R>on(
        channel,
        body,
        port -> {
          throw port.receiveFailed();
        });
  }

  /**
   * Receives and runs one body with the value, another at the end of the channel.
   *
   * @param channel the channel; null disables the case
   * @param body what follows a value
   * @param closed what follows the end, whatever the cause
   * @param <T> the type of the value
   * @param <R> the type of the result
   * @return the case
   */
  public static <T, R extends @Nullable Object> Case<R> receive(
      @Nullable ReceiveChannel<? extends T> channel,
      OnValue<? super T, ? extends R> body,
      OnEvent<? extends R> closed) {
    requireNonNull(body, "body");
    requireNonNull(closed, "closed");
    return ReceiveCase.<T, R>on(channel, body, port -> closed.get());
  }

  /**
   * Receives; the result is a {@link Received.Value} or, with its cause, {@link Received.Closed}.
   * Go's {@code case v, ok := <-ch}.
   *
   * @param channel the channel; null disables the case
   * @param <T> the type of the value
   * @return the case
   */
  public static <T> Case<Received<T>> receiveOrClosed(@Nullable ReceiveChannel<T> channel) {
    return ReceiveCase.<T, Received<T>>on(
        channel, Received.Value::new, port -> port.asResult(Port.CLOSED));
  }

  /**
   * Runs a body when a channel that never carries a value is closed: a context, a goroutine, a
   * group or a latch is done.
   *
   * @param channel the channel, whose type leaves no value to be missed; null disables the case
   * @param body what follows the end, whatever the cause
   * @param <R> the type of the result
   * @return the case
   */
  public static <R extends @Nullable Object> Case<R> done(
      @Nullable ReceiveChannel<Void> channel, OnEvent<? extends R> body) {
    requireNonNull(body, "body");
    return new DoneCase<>(channel == null ? null : Port.of(channel), body);
  }

  /**
   * Sends; the result is the value. If this is chosen on a closed channel, the select throws {@link
   * ChannelClosedException} with the value.
   *
   * @param channel the channel; null disables the case
   * @param value the value; may be null only if the case does not take part
   * @param <T> the type of the value
   * @return the case
   */
  public static <T> Case<T> send(@Nullable SendChannel<? super T> channel, @Nullable T value) {
    return new SendCase<T, T>(portOf(channel), value, null, null);
  }

  /**
   * Sends and runs a body. If this is chosen on a closed channel, the select throws {@link
   * ChannelClosedException} with the value, and the body does not run.
   *
   * @param channel the channel; null disables the case
   * @param value the value; may be null only if the case does not take part
   * @param body what follows
   * @param <T> the type of the value
   * @param <R> the type of the result
   * @return the case
   */
  public static <T, R extends @Nullable Object> Case<R> send(
      @Nullable SendChannel<? super T> channel, @Nullable T value, OnEvent<? extends R> body) {
    return new SendCase<T, R>(portOf(channel), value, null, requireNonNull(body, "body"));
  }

  /**
   * Sends a value that is made on entry to the select, and runs a body. The supplier is called
   * once, if the case takes part, in its turn in the list, whether the case is chosen or not.
   *
   * @param channel the channel; null disables the case
   * @param value makes the value; not null
   * @param body what follows
   * @param <T> the type of the value
   * @param <R> the type of the result
   * @return the case
   */
  public static <T, R extends @Nullable Object> Case<R> sendFrom(
      @Nullable SendChannel<? super T> channel,
      Supplier<? extends T> value,
      OnEvent<? extends R> body) {
    requireNonNull(value, "value");
    return new SendCase<T, R>(portOf(channel), null, value, requireNonNull(body, "body"));
  }

  /**
   * Runs a body if no other case goes on within the given time from the entry to the select.
   *
   * @param timeout how long; zero or negative only looks once
   * @param body what follows
   * @param <R> the type of the result
   * @return the case
   */
  public static <R extends @Nullable Object> Case<R> after(
      Duration timeout, OnEvent<? extends R> body) {
    long nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    return new TimeOutCase<>(nanos, requireNonNull(body, "body"), true);
  }

  /**
   * Runs a body if at one instant no other case is ready: Go's {@code default}. Its place in the
   * list does not matter.
   *
   * @param body what follows
   * @param <R> the type of the result
   * @return the case
   */
  public static <R extends @Nullable Object> Case<R> otherwise(OnEvent<? extends R> body) {
    return new OtherwiseCase<>(requireNonNull(body, "body"), true);
  }

  // ---- cases of the statement form

  /**
   * {@link #receive(ReceiveChannel, OnValue)} for a body without a result.
   *
   * @param channel the channel; null disables the case
   * @param body what follows
   * @param <T> the type of the value
   * @return the case
   */
  public static <T> Case<@Nullable Void> onReceive(
      @Nullable ReceiveChannel<? extends T> channel, ValueAction<? super T> body) {
    return ReceiveCase.<T, @Nullable Void>on(
        channel,
        valued(body),
        port -> {
          throw port.receiveFailed();
        });
  }

  /**
   * {@link #receive(ReceiveChannel, OnValue, OnEvent)} for bodies without a result.
   *
   * @param channel the channel; null disables the case
   * @param body what follows a value
   * @param closed what follows the end, whatever the cause
   * @param <T> the type of the value
   * @return the case
   */
  public static <T> Case<@Nullable Void> onReceive(
      @Nullable ReceiveChannel<? extends T> channel, ValueAction<? super T> body, Action closed) {
    OnEvent<@Nullable Void> end = valued(closed);
    return ReceiveCase.<T, @Nullable Void>on(channel, valued(body), port -> end.get());
  }

  /**
   * {@link #done} for a body without a result.
   *
   * @param channel the channel; null disables the case
   * @param body what follows the end, whatever the cause
   * @return the case
   */
  public static Case<@Nullable Void> onDone(@Nullable ReceiveChannel<Void> channel, Action body) {
    return done(channel, valued(body));
  }

  /**
   * {@link #send(SendChannel, Object, OnEvent)} for a body without a result.
   *
   * @param channel the channel; null disables the case
   * @param value the value; may be null only if the case does not take part
   * @param body what follows
   * @param <T> the type of the value
   * @return the case
   */
  public static <T> Case<@Nullable Void> onSend(
      @Nullable SendChannel<? super T> channel, @Nullable T value, Action body) {
    return new SendCase<T, @Nullable Void>(portOf(channel), value, null, valued(body));
  }

  /**
   * {@link #sendFrom} for a body without a result.
   *
   * @param channel the channel; null disables the case
   * @param value makes the value; not null
   * @param body what follows
   * @param <T> the type of the value
   * @return the case
   */
  public static <T> Case<@Nullable Void> onSendFrom(
      @Nullable SendChannel<? super T> channel, Supplier<? extends T> value, Action body) {
    requireNonNull(value, "value");
    return new SendCase<T, @Nullable Void>(portOf(channel), null, value, valued(body));
  }

  /**
   * {@link #after} for a body without a result.
   *
   * @param timeout how long; zero or negative only looks once
   * @param body what follows
   * @return the case
   */
  public static Case<@Nullable Void> onTimeout(Duration timeout, Action body) {
    return after(timeout, valued(body));
  }

  /**
   * {@link #otherwise} for a body without a result.
   *
   * @param body what follows
   * @return the case
   */
  public static Case<@Nullable Void> onNothing(Action body) {
    return otherwise(valued(body));
  }

  private static <T> OnValue<T, @Nullable Void> valued(ValueAction<? super T> body) {
    requireNonNull(body, "body");
    return value -> {
      body.accept(value);
      return null;
    };
  }

  private static OnEvent<@Nullable Void> valued(Action body) {
    requireNonNull(body, "body");
    return () -> {
      body.run();
      return null;
    };
  }

  private static @Nullable KernelChannel<?> portOf(@Nullable SendChannel<?> channel) {
    return channel == null ? null : Port.of(channel);
  }
}
