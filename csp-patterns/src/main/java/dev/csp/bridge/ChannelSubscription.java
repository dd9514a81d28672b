package dev.csp.bridge;

import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * One subscriber of a ChannelPublisher, and the goroutine that serves it while it has something to wait for. After the rules of
 * Reactive Streams 1.0.4; the numbers in this file are theirs.
 *
 * A value is taken from the channel only for demand that is there, and what was taken is always handed to onNext, also if the
 * subscriber cancels meanwhile (2.8 has it expect that). So no value is lost, and a subscriber that asks for nothing costs no
 * goroutine. The price: the end of the channel, too, is seen only when there is demand.
 *
 * Held whenever the lock is free:
 *   - running is true from the start until onSubscribe has returned, while a goroutine serves, and for ever after the end; so all
 *     signals to the subscriber come one after the other (1.3): from subscribe, then from one goroutine after another
 *   - unless running, there is no demand, the context has not ended, and nothing is to be signalled
 *   - subscriber is null if and only if the end has been reached; then nobody here reaches it any more (3.13)
 *
 * The subscription ends with its context, whoever ends that: cancel, a wrong request, the parent. The callback of the context wakes
 * an idle subscription; a serving goroutine is in a select with the context. Why it ended is decided under the lock, in this
 * order: cancelled (silent), a wrong request (3.9), the parent (an error).
 *
 * Races:
 *   - going idle against request and against the end of the context: all three look at running and change it under the lock, and
 *     the callback runs after the context has ended. Either the goroutine sees the news and goes on, or a new one is started
 *
 * Under the lock nothing is called, started, cancelled or signalled.
 */
@StartsForCaller
final class ChannelSubscription<T> implements Flow.Subscription {
  private final ChannelPublisher<T> publisher;
  private final CancellableContext context;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Flow.@Nullable Subscriber<? super T> subscriber;
  private long demand;
  private boolean running = true;
  private boolean cancelled;
  private @Nullable Throwable violation;

  /** Of the goroutine alone; one passes it to the next through the lock. */
  private ChannelPublisher.@Nullable Opened<T> opened;

  ChannelSubscription(
      ChannelPublisher<T> publisher, Context parent, Flow.Subscriber<? super T> subscriber) {
    this.publisher = publisher;
    this.subscriber = subscriber;
    this.context = parent.withCancel();
    context.onDone(this::wake);
  }

  // ---- from the subscriber

  @Override
  public void request(long n) {
    boolean start = false;
    lock.lock();
    try {
      if (subscriber == null || cancelled) {
        return; // 3.6
      }
      if (n >= 1) {
        demand += n;
        if (demand < 0) {
          demand = Long.MAX_VALUE; // 3.17: as good as unbounded
        }
        start = !running;
        running = true;
      } else if (violation == null) {
        violation =
            new IllegalArgumentException("request must be >= 1 (Reactive Streams 3.9), was " + n);
      }
    } finally {
      lock.unlock();
    }
    if (start) {
      start();
    } else if (n < 1) {
      context.cancel();
    }
  }

  @Override
  public void cancel() {
    Runnable closing = ChannelPublisher.Opened.NOTHING;
    lock.lock();
    try {
      if (subscriber == null || cancelled) {
        return; // 3.7
      }
      cancelled = true;
      if (!running) { // nobody else would let go of it
        running = true;
        subscriber = null;
        closing = forget();
      }
    } finally {
      lock.unlock();
    }
    publisher.release(this);
    context.cancel();
    if (closing != ChannelPublisher.Opened.NOTHING) { // 3.5: cancel must not wait
      Go.go("ChannelPublisher", closing::run);
    }
  }

  // ---- from the publisher

  /** After onSubscribe has returned: what was requested in it may be served from now on. */
  void begin() {
    boolean start;
    lock.lock();
    try {
      if (cancelled) {
        subscriber = null;
        return;
      }
      start = demand > 0 || context.isDone();
      running = start;
    } finally {
      lock.unlock();
    }
    if (start) {
      start();
    }
  }

  // ---- the goroutine

  /** The callback of the context. */
  private void wake() {
    lock.lock();
    try {
      if (running) {
        return;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    start();
  }

  private void start() {
    boolean started = false;
    try {
      Go.go("ChannelPublisher", this::serve);
      started = true;
    } finally {
      if (!started) { // no memory for a thread
        lock.lock();
        try {
          running = false;
        } finally {
          lock.unlock();
        }
      }
    }
  }

  private void serve() {
    Flow.Subscriber<? super T> target = next();
    while (target != null) {
      Received<T> received;
      try {
        received = context.receiveOrClosed(open());
      } catch (CancellationException | DeadlineExceededException e) {
        fail(whyEnded(e));
        return;
      } catch (
          Throwable
              e) { // by whoever opens the channel; or an interrupt that the subscriber left behind
        fail(e);
        return;
      }
      switch (received) {
        case Received.Value<T>(T value) -> deliver(target, value);
        case Received.Closed<T>(var cause) -> {
          if (cause.isPresent()) {
            fail(cause.get());
          } else {
            complete();
          }
          return;
        }
        case Received.Empty<T>() -> throw new AssertionError("a receive without a time-out");
      }
      target = next();
    }
  }

  /** The subscriber, if there is something to wait for; otherwise this goroutine ends. */
  private Flow.@Nullable Subscriber<? super T> next() {
    lock.lock();
    try {
      if (!context.isDone()) {
        if (demand == 0) {
          running = false;
          return null;
        }
        if (demand != Long.MAX_VALUE) {
          demand--;
        }
      }
      return subscriber;
    } finally {
      lock.unlock();
    }
  }

  private ReceiveChannel<T> open() throws Exception {
    ChannelPublisher.Opened<T> open = opened;
    if (open == null) {
      context.sleep(Duration.ZERO); // fails if the context has ended: nothing is opened any more
      open = publisher.open(context);
      opened = open;
    }
    return open.channel();
  }

  /** Lets go of what was opened; returns how it is to be closed. */
  private Runnable forget() {
    ChannelPublisher.Opened<T> open = opened;
    opened = null;
    return open == null ? ChannelPublisher.Opened.NOTHING : open.closing();
  }

  private void deliver(Flow.Subscriber<? super T> target, T value) {
    boolean returned = false;
    try {
      target.onNext(value);
      returned = true;
    } finally {
      if (!returned) { // 2.13: as if it had cancelled; what it threw goes to the uncaught handler
        end();
      }
    }
  }

  /** What to tell the subscriber about the end of the context; null if it brought that about. */
  private @Nullable Throwable whyEnded(Throwable ended) {
    lock.lock();
    try {
      return cancelled ? null : violation != null ? violation : ended;
    } finally {
      lock.unlock();
    }
  }

  private void fail(@Nullable Throwable failure) {
    Flow.Subscriber<? super T> target = end();
    if (target != null && failure != null) {
      target.onError(failure);
    }
  }

  private void complete() {
    Flow.Subscriber<? super T> target = end();
    if (target != null) {
      target.onComplete();
    }
  }

  /** Lets go of everything; returns the subscriber for its last signal. */
  private Flow.@Nullable Subscriber<? super T> end() {
    Flow.Subscriber<? super T> target;
    lock.lock();
    try {
      target = cancelled ? null : subscriber;
      subscriber = null;
    } finally {
      lock.unlock();
    }
    publisher.release(this);
    context.cancel();
    forget().run();
    return target;
  }
}
