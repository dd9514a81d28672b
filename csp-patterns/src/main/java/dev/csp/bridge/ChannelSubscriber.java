package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Undelivered;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.StartsForCaller;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.internal.Waits;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Two channels and a goroutine between them: signals put values into the inbox, which has room for all that was asked for; the
 * goroutine hands them on, unbuffered, to whoever receives, and asks for more when half of the room is free again. After the rules
 * of Reactive Streams 1.0.4; the numbers in this file are theirs.
 *
 * Held at all times:
 *   - requested - handed on <= capacity; so a publisher that keeps the rules never finds the inbox full, and a value that was
 *     requested has a place
 *   - only the goroutine calls the upstream, from its start to its end; so these calls are serial (2.7), and none is made from a
 *     signal (2.3). (The exception is the upstream that is refused, 2.5, which gets one call.)
 *   - each value that came in is handed on by the goroutine, or given up by the discard of the inbox at the end, or refused by
 *     the closed inbox and then given up by the signal that brought it: one of the three
 *   - out is closed last: by the goroutine, or, if there never was one, by whoever saw to that (moverless)
 *
 * The end of the stream closes the inbox, so the goroutine meets it behind the last value. The end of the context stops the
 * goroutine wherever it waits.
 *
 * Races:
 *   - onSubscribe against close and against the end of the context: decided under the lock. Either the goroutine was added to the
 *     WaitGroup, and close waits for it, or the upstream is refused
 *
 * Under the lock nothing is called, started, cancelled or closed; WaitGroup.add(1) wakes nobody.
 */
/**
 * A subscriber of {@link Flow}, and so of Reactive Streams, that fills a channel.
 *
 * {@snippet file="dev/csp/examples/snippets/FlowSnippets.java" region="subscriber"}
 *
 * <p><b>Demand.</b> It asks for as many values as it has room for, and for more as they are
 * received: never more than {@code capacity} have been asked for and not been received. The channel
 * itself is unbuffered.
 *
 * <p><b>Ends.</b> When the stream is complete, the channel is closed; when it fails, closed with
 * the failure as cause; both behind the last value. When the context ends, or {@link #close} is
 * called, the subscription is cancelled and the channel is closed with the {@link
 * CancellationException} or {@link DeadlineExceededException} as cause, so that a receiver does not
 * take the rest for the whole. A publisher that sends more than it was asked for is cancelled, and
 * the channel closed with an {@link IllegalStateException}.
 *
 * <p><b>Undelivered values.</b> What had come in and will not be received, because of the context
 * or a {@code close}, and what comes in later, is given to the {@code undelivered} hook, exactly
 * once each, on the thread that gave it up; {@link Undelivered} has the rules. The hook must not
 * close this subscriber: that would wait for itself.
 *
 * <p><b>Goroutines.</b> One, from {@code onSubscribe} to the end of the stream or of the context. A
 * subscriber that is dropped while its publisher neither sends nor ends, keeps it: close it, or
 * give it a context that ends.
 *
 * <p><b>When not to use it.</b> For one value: {@link Futures#toChannel}. A subscriber serves one
 * subscription; a second publisher is refused.
 *
 * @param <T> the type of the values
 */
@StartsForCaller
public final class ChannelSubscriber<T> implements Flow.Subscriber<T>, AutoCloseable {
  private final CancellableContext context;
  private final int capacity;

  /** After how many values that were received more are asked for. */
  private final int batch;

  private final Consumer<? super T> undelivered;
  private final Channel<T> inbox;
  private final Channel<T> out = Channel.unbuffered("ChannelSubscriber");
  private final WaitGroup mover = new WaitGroup();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private boolean subscribed;
  private boolean moverless;

  /** Written by the signals: the upstream is over, and there is nothing to cancel (2.4). */
  private volatile boolean over;

  /**
   * Makes a subscriber that drops undelivered values.
   *
   * @param context ends the subscription when it ends
   * @param capacity how many values may be asked for and not yet received
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   * @throws NullPointerException if {@code context} is null
   */
  public ChannelSubscriber(Context context, int capacity) {
    this(context, capacity, value -> {});
  }

  /**
   * Makes a subscriber.
   *
   * @param context ends the subscription when it ends
   * @param capacity how many values may be asked for and not yet received
   * @param undelivered gets each value that came in and will never be received
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   * @throws NullPointerException if an argument is null
   */
  public ChannelSubscriber(Context context, int capacity, Consumer<? super T> undelivered) {
    requireNonNull(context, "context");
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be >= 1, was " + capacity);
    }
    this.capacity = capacity;
    this.batch = capacity - capacity / 2;
    this.undelivered = requireNonNull(undelivered, "undelivered");
    this.inbox =
        Channel.<T>onUndelivered(undelivered).named("ChannelSubscriber.inbox").buffered(capacity);
    this.context = context.withCancel();
    this.context.onDone(() -> endWithoutMover(this.context.cause().orElse(null)));
  }

  /**
   * Makes a subscriber and has it subscribe.
   *
   * @param context ends the subscription when it ends
   * @param publisher where the values come from
   * @param capacity how many values may be asked for and not yet received
   * @param <T> the type of the values
   * @return the subscriber; close it to leave the publisher
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   * @throws NullPointerException if an argument is null
   */
  public static <T> ChannelSubscriber<T> subscribe(
      Context context, Flow.Publisher<? extends T> publisher, int capacity) {
    requireNonNull(publisher, "publisher");
    ChannelSubscriber<T> subscriber = new ChannelSubscriber<>(context, capacity);
    publisher.subscribe(subscriber);
    return subscriber;
  }

  /**
   * Returns the channel that this fills.
   *
   * @return the channel; the same on every call
   */
  public ReceiveChannel<T> channel() {
    return out.receiveOnly();
  }

  /**
   * Cancels the subscription, and waits until its goroutine has ended. Then the channel is closed
   * and no value comes any more. If the channel was closed already, it does nothing. A second close
   * does the same.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait; the interrupt flag is set when
   * this returns.
   */
  @Override
  public void close() {
    context.cancel();
    Waits.uninterruptibly(mover::await);
    // Whoever else ended the context may not have come to this yet.
    endWithoutMover(context.cause().orElse(null));
  }

  // ---- signals; they come one after the other

  /**
   * {@inheritDoc}
   *
   * <p>For the publisher. Starts the goroutine; never blocks.
   *
   * @throws NullPointerException if {@code subscription} is null
   */
  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    requireNonNull(subscription, "subscription");
    boolean accepted;
    lock.lock();
    try {
      accepted = !subscribed && !moverless;
      if (accepted) {
        subscribed = true;
        mover.add(1);
      }
    } finally {
      lock.unlock();
    }
    if (!accepted) {
      subscription.cancel(); // 2.5
      return;
    }
    boolean started = false;
    try {
      mover.go("ChannelSubscriber", () -> move(subscription));
      started = true;
    } finally {
      if (!started) { // no memory for a thread
        end(new IllegalStateException("no goroutine for the subscription"), null);
      }
      mover.done(); // the one from above
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>For the publisher. Never blocks, unless the hook does.
   *
   * @throws NullPointerException if {@code value} is null
   */
  @Override
  public void onNext(T value) {
    switch (inbox.trySend(requireNonNull(value, "value"))) {
      case SENT -> {}
      case CLOSED -> Undelivered.report(undelivered, value);
      case FULL -> {
        inbox.close(
            new IllegalStateException(
                "the publisher sent more than the " + capacity + " values it was asked for"));
        Undelivered.report(undelivered, value);
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>For the publisher. Never blocks.
   *
   * @throws NullPointerException if {@code failure} is null
   */
  @Override
  public void onError(Throwable failure) {
    requireNonNull(failure, "failure");
    over = true;
    inbox.close(failure);
    endWithoutMover(failure);
  }

  /**
   * {@inheritDoc}
   *
   * <p>For the publisher. Never blocks.
   */
  @Override
  public void onComplete() {
    over = true;
    inbox.close();
    endWithoutMover(null);
  }

  // ---- the goroutine

  private void move(Flow.Subscription upstream) {
    Throwable why = null;
    T inHand = null;
    try {
      upstream.request(capacity);
      int free = 0;
      Received<T> received = context.receiveOrClosed(inbox);
      while (received instanceof Received.Value<T>(T value)) {
        inHand = value;
        context.send(out, value);
        inHand = null;
        free++;
        if (free >= batch && !over) {
          upstream.request(free);
          free = 0;
        }
        received = context.receiveOrClosed(inbox);
      }
      why = ((Received.Closed<T>) received).cause().orElse(null);
    } catch (Throwable t) { // the end of the context; or by the upstream, against the rules
      why = t;
    }
    try {
      if (!over) {
        upstream.cancel();
      }
    } finally {
      end(why, inHand);
    }
  }

  /** Ends what never began: nobody has subscribed, so nobody else closes the channel. */
  private void endWithoutMover(@Nullable Throwable why) {
    lock.lock();
    try {
      if (subscribed) {
        return;
      }
      moverless = true;
    } finally {
      lock.unlock();
    }
    end(why, null);
  }

  /** Closes everything; what is still in hand and in the inbox will not be received. */
  private void end(@Nullable Throwable why, @Nullable T inHand) {
    if (why == null) {
      out.close();
    } else {
      out.close(why);
    }
    context.cancel();
    if (inHand != null) {
      Undelivered.report(undelivered, inHand);
    }
    inbox.discard();
  }

  /** Shows the state, no values. */
  @Override
  public String toString() {
    return "ChannelSubscriber[" + inbox + ", " + out + "]";
  }
}
