package dev.csp.pipeline;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.patterns.ErrGroup;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Fan-in of the Go blog's article on pipelines: a goroutine for each input copies its values into one channel, and the channel is
 * closed when the last copier has ended. Each copier runs its input as a terminal operation would, so what that promises holds: the value in
 * hand is given up if it cannot be sent, a failure has the name of its stage, the stages before are stopped and waited for.
 *
 * Held whenever the lock is free:
 *   - copying is the number of inputs that were accepted and have not ended
 *   - closed is set, and the channel closed by whoever has set it, once copying is 0 and no input can come any more: because finish
 *     was called, or because the context has ended
 *   - failure is the first, and stays; with it the context has ended
 *
 * So nobody sends on a channel that this has closed; only close discards it, after it has waited for all copiers.
 *
 * Races:
 *   - close against another end of the context, whose callback may still be on its way: close does what the callback does, so the
 *     channel has its cause before it is discarded
 *   - add against the end: add counts its input under the lock, unless finishing or cancelled is set. The group refuses a task once
 *     its context has ended; then the input is taken off again, like one that has ended
 *   - the last copier against finish, and against the end of the context: each looks under the lock whether it is the one to close
 */
/**
 * Many sources as one channel; inputs may be added at any time. It must be closed.
 *
 * {@snippet file="dev/csp/examples/snippets/FanSnippets.java" region="add"}
 *
 * <p><b>Order.</b> That of each input is kept; there is none between inputs. A value is taken from
 * an input when the one before it has been received or has room in the buffer.
 *
 * <p><b>The end.</b> After {@link #finish}, the channel ends when all inputs have ended. If an
 * input fails, the others are stopped, and the channel ends with that {@link StageException},
 * behind what was sent before. When the context ends, or on {@link #close}, it ends with what the
 * operations of the context throw.
 *
 * <p><b>Undelivered values.</b> Each value that was taken from an input and that nobody will
 * receive goes to the hook, once; those on their way in a pipeline that has a {@linkplain
 * Pipeline#onUndelivered hook} of its own to that one.
 *
 * <p><b>Memory effects.</b> What happened before a value was sent on an input happens-before what
 * follows its receive here.
 *
 * <p><b>Costs.</b> A goroutine for each input, until it ends.
 *
 * <p><b>When not to use it.</b> If all inputs are known, {@link FanIn#merge} needs no object. If
 * the inputs are goroutines of your own, let them send on one channel.
 *
 * @param <T> the type of the values
 */
@StartsForCaller
public final class Merge<T> implements AutoCloseable {
  private final String name;
  private final Consumer<Object> hook;
  private final Channel<T> out;
  private final Carrier.Captured captured;
  private final CancellableContext context;
  private final ErrGroup copiers;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private long added;
  private int copying;
  private boolean finishing;
  private boolean cancelled;
  private boolean closed;
  private @Nullable StageException failure;

  /**
   * Makes a merge without inputs, a buffer or a hook.
   *
   * @param parent the context that it is part of
   * @throws NullPointerException if {@code parent} is null
   */
  public Merge(Context parent) {
    this(parent, "merge", 0, value -> {});
  }

  /**
   * Makes a merge without inputs.
   *
   * @param parent the context that it is part of
   * @param name the name, for errors and dumps
   * @param capacity how many values its channel holds
   * @param onUndelivered gets each value that was taken and that nobody will receive, as {@link
   *     Pipeline#onUndelivered} says
   * @throws IllegalArgumentException if {@code capacity} is negative
   * @throws NullPointerException if an argument is null
   */
  public Merge(Context parent, String name, int capacity, Consumer<Object> onUndelivered) {
    requireNonNull(parent, "parent");
    this.name = requireNonNull(name, "name");
    this.hook = requireNonNull(onUndelivered, "onUndelivered");
    this.out = Channel.<T>onUndelivered(hook).named(name).buffered(capacity);
    this.captured = Carrier.of(parent).capture(parent);
    this.context = parent.withCancel();
    // A faulty carrier must not keep an input from reporting its end; so copy sees to the carrier.
    this.copiers = new ErrGroup(context.withCarrier(Carrier.none()));
    context.onDone(this::cancelled);
  }

  /**
   * Adds a channel. Its values are taken until it ends; it is not closed by this, and when the
   * merge stops it can be used on. If it is closed with a cause, that is a failure, of a stage with
   * the name of the merge and the number of the input: {@code merge.1}. Never blocks.
   *
   * @param input where the values come from
   * @return true if its values are taken; false if the merge is finished or has ended, and then it
   *     is left alone
   * @throws NullPointerException if {@code input} is null
   */
  public boolean add(ReceiveChannel<? extends T> input) {
    return accept(Pipeline.from(requireNonNull(input, "input")), true);
  }

  /**
   * Adds a pipeline, and runs it. Never blocks.
   *
   * @param input where the values come from
   * @return true if it runs; false if the merge is finished or has ended, and then it does not run
   * @throws NullPointerException if {@code input} is null
   */
  public boolean add(Pipeline<? extends T> input) {
    return accept(requireNonNull(input, "input"), false);
  }

  /**
   * Says that no input will be added any more: the channel ends when those that there are have
   * ended. A second call does nothing. Never blocks.
   */
  public void finish() {
    lock.lock();
    try {
      finishing = true;
    } finally {
      lock.unlock();
    }
    closeIfOver();
  }

  /**
   * Returns where the values come out.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<T> channel() {
    return out.receiveOnly();
  }

  /**
   * Stops what still runs, and waits until no goroutine is left; they have then left {@link
   * dev.csp.go.Go#count()}. Values that are still in the channel are undelivered. A second close
   * does nothing more.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns. A function of a pipeline that heeds no interrupt is waited for, and one that
   * calls this waits for ever.
   */
  @Override
  public void close() {
    context.cancel();
    copiers.close();
    cancelled(); // whoever else ended the context may not have come to this yet
    out.discard();
  }

  /** The sending end; for tests. */
  Channel<T> output() {
    return out;
  }

  // ---- inputs

  private <S extends T> boolean accept(Pipeline<S> input, boolean nameIt) {
    String numbered;
    lock.lock();
    try {
      if (finishing || cancelled) {
        return false;
      }
      copying++;
      added++;
      numbered = name + "." + added;
    } finally {
      lock.unlock();
    }
    boolean accepted = false;
    try {
      Pipeline<S> named = nameIt ? input.named(numbered) : input;
      Pipeline<S> hooked = named.hook() == null ? named.onUndelivered(hook) : named;
      accepted = copiers.tryGo(() -> copy(hooked, numbered));
    } finally {
      if (!accepted) { // the context has ended, or there is no memory for a thread
        ended(null);
      }
    }
    return accepted;
  }

  private void copy(Pipeline<? extends T> input, String numbered) {
    Throwable thrown = null;
    try {
      captured.around(() -> Terminal.forEach(input, context, name, out::send)).run();
    } catch (Throwable t) { // the channel will say it
      thrown = Stop.endOf(t, context, numbered);
    } finally {
      ended(thrown);
    }
  }

  /** Takes an input off; the last one closes the channel. */
  private void ended(@Nullable Throwable thrown) {
    StageException own = thrown instanceof StageException failed ? failed : null;
    lock.lock();
    try {
      copying--;
      if (own != null) {
        if (failure == null) {
          failure = own;
        } else if (failure != own) {
          failure.addSuppressed(own);
        }
      }
    } finally {
      lock.unlock();
    }
    if (own != null) {
      context.cancel(own);
    }
    closeIfOver();
  }

  // ---- the end

  /** The callback of the context. */
  private void cancelled() {
    lock.lock();
    try {
      cancelled = true;
    } finally {
      lock.unlock();
    }
    closeIfOver();
  }

  private void closeIfOver() {
    Throwable end;
    lock.lock();
    try {
      if (closed || copying > 0 || !(finishing || cancelled)) {
        return;
      }
      closed = true;
      end = failure;
    } finally {
      lock.unlock();
    }
    if (end == null && context.isDone()) {
      end = Stop.of(context);
    }
    if (end == null) {
      out.close();
    } else {
      out.close(end);
    }
    context.cancel();
  }

  /** Shows the name and the number of inputs. */
  @Override
  public String toString() {
    lock.lock();
    try {
      return "Merge[" + name + ", " + copying + " inputs" + (closed ? ", closed]" : "]");
    } finally {
      lock.unlock();
    }
  }
}
