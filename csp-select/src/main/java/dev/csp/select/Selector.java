package dev.csp.select;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.KernelChannel;
import dev.csp.channels.internal.Parking;
import dev.csp.channels.internal.PermitChannel;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.ReceivePort;
import dev.csp.channels.internal.SelectClaim;
import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.WaitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A select that is prepared once and used in a loop: it allocates nothing in an iteration. Each
 * case is a handle; the handle that won says what happened. The rules are those of {@link Select}.
 *
 * <pre>{@code
 * Selector selector = new Selector();
 * Selector.Receive<Job> jobs = selector.receive(jobChannel).dropWhenClosed();
 * Selector.Send<Result> results = selector.send(resultChannel);
 * Selector.TimeOut idle = selector.after(Duration.ofSeconds(1));
 * Selector.Case won;
 * while ((won = selector.select()) != null) {
 *   if (won == jobs) {
 *     results.offer(run(jobs.value()));
 *     jobs.enable(false); // one result at a time
 *   } else if (won == results) {
 *     jobs.enable(true);
 *   } else {
 *     report();
 *   }
 * }
 * }</pre>
 *
 * <p>A selector belongs to one thread at a time; a select that finds another one under way on the
 * same selector throws {@link IllegalStateException}. Cases can be added and switched at any time
 * between selects. A selector keeps its channels reachable, and until the next select the value
 * that it received; a value that it could not send is forgotten when the case is cleared or offered
 * another one. Between selects it stands in no channel's queue.
 */
public final class Selector {
  /** A case of a selector. Compare handles with {@code ==}. */
  public abstract static sealed class Case permits ChannelCase, TimeOut, Otherwise {
    private final Selector selector;
    private boolean enabled = true;

    Case(Selector selector) {
      this.selector = selector;
    }

    /**
     * Switches this case on or off; it starts switched on. Not while a select is under way.
     *
     * @param on whether it takes part from the next select on
     */
    public final void enable(boolean on) {
      selector.checkIdle();
      if (enabled != on) {
        enabled = on;
        selector.changed = true;
      }
    }

    /**
     * Tells whether this case is switched on.
     *
     * @return whether it is
     */
    public final boolean isEnabled() {
      return enabled;
    }

    final Selector selector() {
      return selector;
    }
  }

  /** A case with a channel. */
  abstract static sealed class ChannelCase extends Case permits Done, Receive, Send {
    final @Nullable CaseWaiter waiter;

    ChannelCase(Selector selector, @Nullable CaseWaiter waiter) {
      super(selector);
      this.waiter = waiter;
    }

    /** Whether this is to be waited for now. */
    abstract boolean takesPart();
  }

  /**
   * A receive.
   *
   * @param <T> the type of the values
   */
  public static final class Receive<T> extends ChannelCase {
    private boolean dropWhenClosed;
    private boolean dropped;
    private boolean won;

    Receive(Selector selector, @Nullable CaseWaiter waiter) {
      super(selector, waiter);
    }

    /**
     * Has the selector leave this case out for good once its channel is at its end, instead of
     * yielding the end. A selector all of whose channels have been left out yields null.
     *
     * @return this
     */
    public Receive<T> dropWhenClosed() {
      dropWhenClosed = true;
      return this;
    }

    /**
     * Returns the value that was received, if this case won the last select.
     *
     * @return the value; the same until the next select
     * @throws ChannelClosedException if this case won with the end of the channel
     * @throws IllegalStateException if this case did not win the last select
     */
    @SuppressWarnings("unchecked") // the port is that of a channel of T
    public T value() {
      Object item = winner().item();
      if (item == null) {
        throw ((ReceivePort<T>) winner().port()).receiveFailed();
      }
      return (T) item;
    }

    /**
     * Tells whether this case won the last select with the end of its channel rather than a value.
     *
     * @return whether there is no value
     * @throws IllegalStateException if this case did not win the last select
     */
    public boolean isClosed() {
      return winner().item() == null;
    }

    /**
     * Returns what the channel was closed with, if it is closed, whether or not this case has met
     * its end yet.
     *
     * @return the cause, if there is one
     */
    public Optional<Throwable> cause() {
      return waiter == null ? Optional.empty() : Optional.ofNullable(waiter.port().closeCause());
    }

    private CaseWaiter winner() {
      if (!won || waiter == null) {
        throw new IllegalStateException("this case did not win the last select: " + waiter);
      }
      return waiter;
    }

    @Override
    boolean takesPart() {
      return isEnabled() && waiter != null && !dropped;
    }
  }

  /** The end of a channel that never carries a value. That it won says everything. */
  public static final class Done extends ChannelCase {
    Done(Selector selector, @Nullable CaseWaiter waiter) {
      super(selector, waiter);
    }

    @Override
    boolean takesPart() {
      return isEnabled() && waiter != null;
    }
  }

  /**
   * A send. It takes part while it is switched on and has a value; winning takes the value.
   *
   * @param <T> the type of the values
   */
  public static final class Send<T> extends ChannelCase {
    Send(Selector selector, @Nullable CaseWaiter waiter) {
      super(selector, waiter);
    }

    /**
     * Gives this case its next value, in place of one that was not sent yet.
     *
     * @param value the value to send
     */
    public void offer(T value) {
      requireNonNull(value, "value");
      set(value);
    }

    /** Takes back a value that was not sent; without one this case takes no part. */
    public void clear() {
      set(null);
    }

    private void set(@Nullable T value) {
      selector().checkIdle();
      if (waiter != null) {
        selector().changed |= (waiter.item() == null) != (value == null);
        waiter.setItem(value);
      }
    }

    /**
     * Tells whether a value waits to be sent.
     *
     * @return whether there is one
     */
    public boolean hasValue() {
      return waiter != null && waiter.item() != null;
    }

    @Override
    boolean takesPart() {
      return isEnabled() && hasValue();
    }
  }

  /** A time-out, counted from the entry of each select. */
  public static final class TimeOut extends Case {
    private long nanos;

    TimeOut(Selector selector, long nanos) {
      super(selector);
      this.nanos = nanos;
    }

    /**
     * Changes the time, from the next select on.
     *
     * @param timeout how long; zero or negative only looks once
     */
    public void set(Duration timeout) {
      selector().checkIdle();
      nanos = TimeSource.clampedNanos(requireNonNull(timeout, "timeout"));
    }
  }

  /** What wins if nothing else is ready. */
  public static final class Otherwise extends Case {
    Otherwise(Selector selector) {
      super(selector);
    }
  }

  private final SelectClaim claim;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final List<ChannelCase> channelCases = new ArrayList<>();
  private final List<TimeOut> timeOuts = new ArrayList<>();
  private @Nullable Otherwise otherwise;

  /** Whether the cases that take part may be others than in the last select. */
  private boolean changed = true;

  // The cases that take part, and their waiters, at the same places; longer than count.
  private ChannelCase[] parts = new ChannelCase[4];
  private CaseWaiter[] waiters = new CaseWaiter[4];
  private int count;
  private final Choice choice;

  private @Nullable Receive<?> lastReceive;

  /** Makes a selector without cases. */
  public Selector() {
    this.claim = new SelectClaim();
    this.choice = new Choice(claim, waiters, 0);
  }

  /**
   * Adds a receive.
   *
   * @param channel the channel; null for a case that never takes part
   * @param <T> the type of the values
   * @return its handle
   */
  public <T> Receive<T> receive(@Nullable ReceiveChannel<? extends T> channel) {
    return add(new Receive<T>(this, receiver(channel)));
  }

  /**
   * Adds the end of a channel that never carries a value, a context's say. Once that has come, this
   * case is ready in every select; switch it off to go on without it.
   *
   * @param channel the channel; null for a case that never takes part
   * @return its handle
   */
  public Done done(@Nullable ReceiveChannel<Void> channel) {
    return add(new Done(this, receiver(channel)));
  }

  /**
   * Adds a send, without a value yet.
   *
   * @param channel the channel; null for a case that never takes part
   * @param <T> the type of the values
   * @return its handle
   */
  public <T> Send<T> send(@Nullable SendChannel<? super T> channel) {
    return add(
        new Send<T>(this, channel == null ? null : new CaseWaiter(claim, Port.of(channel), true)));
  }

  private @Nullable CaseWaiter receiver(@Nullable ReceiveChannel<?> channel) {
    if (channel instanceof PermitChannel permits) {
      return permits.waiter(claim);
    }
    Port port = channel == null ? null : Port.of(channel);
    return port == null ? null : new CaseWaiter(claim, port, false);
  }

  /**
   * Adds a time-out; of several the shortest counts.
   *
   * @param timeout how long; zero or negative only looks once
   * @return its handle
   */
  public TimeOut after(Duration timeout) {
    checkIdle();
    TimeOut timeOut =
        new TimeOut(this, TimeSource.clampedNanos(requireNonNull(timeout, "timeout")));
    timeOuts.add(timeOut);
    return timeOut;
  }

  /**
   * Adds the case that wins if nothing else is ready.
   *
   * @return its handle
   * @throws IllegalStateException if there is one already
   */
  public Otherwise otherwise() {
    checkIdle();
    if (otherwise != null) {
      throw new IllegalStateException("a selector can have one otherwise case");
    }
    otherwise = new Otherwise(this);
    return otherwise;
  }

  private <C extends ChannelCase> C add(C added) {
    checkIdle();
    channelCases.add(added);
    changed = true;
    return added;
  }

  /**
   * Performs one case: of several ready ones, a random one. Waits if none is ready.
   *
   * @return the handle of the case that won; null, without waiting, if every channel of this
   *     selector has been left out (see {@link Receive#dropWhenClosed}) and there is no send that
   *     could go on
   * @throws InterruptedException if interrupted; no case was performed
   * @throws ChannelClosedException if a send won whose channel is closed, with the value; the case
   *     has no value then
   * @throws IllegalStateException if this has no cases, or another select on it is under way
   */
  public @Nullable Case select() throws InterruptedException {
    return perform(false);
  }

  /**
   * Performs one case: of several that are ready at one instant, the one that was added first.
   * Otherwise as {@link #select()}.
   *
   * @return the handle of the case that won; null as for {@link #select()}
   * @throws InterruptedException if interrupted; no case was performed
   */
  public @Nullable Case selectFirst() throws InterruptedException {
    return perform(true);
  }

  private @Nullable Case perform(boolean inOrder) throws InterruptedException {
    if (channelCases.isEmpty() && timeOuts.isEmpty() && otherwise == null) {
      throw new IllegalStateException("a selector needs at least one case");
    }
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("another select is under way on this selector: " + choice);
    }
    try {
      forgetLast();
      Parking.throwIfInterrupted(WaitReason.SELECT, null);
      return choose(inOrder);
    } finally {
      busy.set(false);
    }
  }

  private @Nullable Case choose(boolean inOrder) throws InterruptedException {
    TimeOut timeOut = shortest();
    Otherwise fallback = otherwise != null && otherwise.isEnabled() ? otherwise : null;
    boolean mayWait = fallback == null && (timeOut == null || timeOut.nanos > 0);
    long deadline =
        mayWait && timeOut != null
            ? TimeSource.deadlineAfter(timeOut.nanos)
            : TimeSource.NO_DEADLINE;
    while (true) {
      if (changed) {
        collect();
        choice.replace(waiters, count);
        changed = false;
      }
      if (count == 0 && isExhausted()) {
        return null;
      }
      int won = choice.choose(inOrder, mayWait, deadline);
      if (won < 0) {
        return timeOut != null && (won == Choice.TIMED_OUT || timeOut.nanos == 0)
            ? timeOut
            : fallback;
      }
      if (settle(parts[won])) {
        return parts[won];
      }
    }
  }

  /** Notes the win; false if it was the end of a channel that is to be left out. */
  private boolean settle(ChannelCase part) {
    CaseWaiter waiter = requireNonNull(part.waiter);
    switch (part) {
      case Receive<?> receive -> {
        if (waiter.item() == null && receive.dropWhenClosed) {
          receive.dropped = true;
          changed = true;
          return false;
        }
        receive.won = true;
        lastReceive = receive;
      }
      case Done done -> {}
      case Send<?> send -> {
        changed = true;
        Object left = waiter.item();
        if (left != null) {
          waiter.setItem(null);
          throw ((KernelChannel<?>) waiter.port()).sendFailed(left);
        }
      }
    }
    return true;
  }

  private void forgetLast() {
    Receive<?> last = lastReceive;
    if (last != null) {
      lastReceive = null;
      last.won = false;
      requireNonNull(last.waiter).setItem(null);
    }
  }

  private void collect() {
    if (parts.length < channelCases.size()) {
      parts = new ChannelCase[channelCases.size() * 2];
      waiters = new CaseWaiter[parts.length];
    }
    int collected = 0;
    for (int i = 0; i < channelCases.size(); i++) {
      ChannelCase part = channelCases.get(i);
      if (part.takesPart()) {
        parts[collected] = part;
        waiters[collected++] = requireNonNull(part.waiter);
      }
    }
    Arrays.fill(parts, collected, Math.max(collected, count), null);
    Arrays.fill(waiters, collected, Math.max(collected, count), null);
    count = collected;
  }

  /** Whether some receive has been left out at its end and nothing else can ever win. */
  private boolean isExhausted() {
    boolean leftOut = false;
    for (int i = 0; i < channelCases.size(); i++) {
      switch (channelCases.get(i)) {
        case Receive<?> receive when receive.dropped -> leftOut = true;
        case Receive<?> receive when receive.waiter != null -> {
          return false;
        }
        case Receive<?> never -> {}
        case Done done when done.waiter != null -> {
          return false;
        }
        case Done never -> {}
        case Send<?> send -> {}
      }
    }
    return leftOut;
  }

  private @Nullable TimeOut shortest() {
    TimeOut shortest = null;
    for (int i = 0; i < timeOuts.size(); i++) {
      TimeOut timeOut = timeOuts.get(i);
      if (timeOut.isEnabled() && (shortest == null || timeOut.nanos < shortest.nanos)) {
        shortest = timeOut;
      }
    }
    return shortest;
  }

  private void checkIdle() {
    if (busy.get()) {
      throw new IllegalStateException("a select is under way on this selector: " + choice);
    }
  }

  @Override
  public String toString() {
    return "Selector[" + channelCases.size() + " channels]";
  }
}
