package dev.csp.patterns;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.internal.Waits;
import dev.csp.select.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * A process that owns the subscriptions, after Hoare: one goroutine, which alone touches them, and channels to ask it for
 * something. input brings values, joins newcomers, leaves those that have left. Because all of that reaches one goroutine, values
 * and newcomers have one order, and every subscriber sees the values in the same one.
 *
 * Held whenever the goroutine waits:
 *   - subscriptions are those that have joined and not left, but for some whose channels are closed and whose leave is on its way
 *   - each value that was accepted has reached all that were subscribed at that time: each copy is in the buffer, was received,
 *     or was given up; except that while the goroutine waits for slow ones (awaitSlow), their copies are its to hand over
 *   - history holds the last values, at most so many
 *   - no value and no subscription that has left can be reached from here: the goroutine keeps them in frames that it has left,
 *     and a selector forgets what it received before it waits again
 *
 * Publishing is a send on input, which has no buffer: a value is accepted when the goroutine takes it, all at once for all
 * subscribers, or not at all. An interrupted or losing publisher has published nothing. That is why the goroutine waits for slow
 * subscribers and not the publisher: somebody who has given the value to some of them could not take it back.
 *
 * Joining is a send too, so a newcomer gets exactly the values that are accepted after its join. The goroutine answers with the
 * admission when the replay is in the buffer; it does nothing in between that could wait, so the joiner's wait for the answer is
 * not interruptible. While the goroutine waits for a slow subscriber it goes on serving joins and leaves; it takes no value.
 *
 * The end has two forms. If input is closed, by anybody, the goroutine comes to it once the value in flight has been handed
 * over. If the context ends, it gives up the copies of the value in flight that were not taken. Both ways it closes input, joins and
 * leaves, and then the subscriptions, with what input was closed with. A joiner that comes later finds joins closed and
 * ends its subscription itself.
 *
 * Races:
 *   - a subscription's close against a value: the close first announces the leave, and then closes the channel. A value that is offered
 *     between the two is discarded with the buffer; one that is offered later finds the channel closed, and the goroutine forgets
 *     the subscription, whether or not it has read the leave. While it waits for slow ones it looks for leaves before it
 *     looks at sends, so there it never meets a closed channel
 *   - an interrupt that is not the context's (a hook has restored the flag): the wait is begun again
 */
/**
 * A hub that passes each value on to any number of subscribers, each with a buffer of its own and a
 * policy for the case that it is slow.
 *
 * {@snippet file="dev/csp/examples/snippets/BroadcastSnippets.java" region="broadcast"}
 *
 * <p><b>Publishing.</b> {@link #publish} hands a value to the hub; it waits while the hub is still
 * handing out the value before, which takes long only if a subscriber with {@link
 * Subscription.WhenFull#WAIT} is slow. So a publisher is at most one value ahead of the slowest of
 * these. {@link #input()} is where the values go in: sending to it, with a time-out or as a case of
 * a select, is publishing, all at once to everybody or not at all.
 *
 * <p><b>Order.</b> All subscribers see the values in the same order. A subscription begins with the
 * next value that is accepted: one whose {@code publish} has returned before is not seen, one whose
 * {@code publish} begins after {@code subscribe} has returned is. With a history, it may begin with
 * some of the last values instead; see {@link SubscriptionBuilder#replay}. A value that is
 * published while nobody subscribes goes nowhere but into the history.
 *
 * <p><b>The end.</b> Closing {@link #input()} ends the hub once the last value has been handed out.
 * {@link #close()} ends it at once, and so does the end of the context: a copy that a slow
 * subscriber has not taken is given up. In each case the subscriptions end when they have been
 * drained; what the hub was closed with, or the cause of the context, is their cause, and that of
 * publishers that fail. A subscription whose copy was given up because of the end never ends
 * without a cause: it is that of the context then, so that nobody takes the rest for the whole.
 *
 * <p><b>Undelivered values.</b> Values have copies, one for each subscription, and each of them is
 * accounted for there: see {@link Subscription}.
 *
 * <p><b>Costs.</b> One goroutine for the hub, none for subscribers or values. A value takes time in
 * proportion to the number of subscribers; each wake for slow ones, in proportion to those that are
 * still slow.
 *
 * <p><b>Memory effects.</b> Actions before a publish happen-before the receive of the value by each
 * subscriber.
 *
 * <p><b>When not to use it.</b> To tell many goroutines something once, close a channel. To share
 * work among them, let them receive from one channel. A hook that runs on the hub's goroutine must
 * not publish, subscribe or {@link #close()} at its own hub: each waits for that goroutine.
 *
 * @param <T> the type of the values
 */
@StartsForCaller
public final class Broadcast<T> implements AutoCloseable {
  private final String name;
  private final int history;
  private final CancellableContext context;
  private final WaitGroup goroutine = new WaitGroup();
  private final Channel<T> input;
  private final Channel<Subscription<T>> joins;
  private final Channel<Subscription<T>> leaves;

  // The goroutine's own.
  private final Set<Subscription<T>> subscriptions = new LinkedHashSet<>();
  private final ArrayDeque<T> last = new ArrayDeque<>();

  /** Written by the goroutine alone. */
  private volatile long published;

  private volatile int subscribers;

  /**
   * Makes a hub without a history.
   *
   * @param parent the context that it is part of; when that ends, so does the hub
   * @throws NullPointerException if {@code parent} is null
   */
  public Broadcast(Context parent) {
    this(parent, "broadcast", 0);
  }

  /**
   * Makes a hub.
   *
   * @param parent the context that it is part of; when that ends, so does the hub
   * @param name the name, for errors and dumps
   * @param history how many of the last values it keeps for those who {@linkplain
   *     SubscriptionBuilder#replay come late}
   * @throws IllegalArgumentException if {@code history} is negative
   * @throws NullPointerException if an argument is null
   */
  public Broadcast(Context parent, String name, int history) {
    requireNonNull(parent, "parent");
    this.name = requireNonNull(name, "name");
    if (history < 0) {
      throw new IllegalArgumentException("history must be >= 0, was " + history);
    }
    this.history = history;
    input = Channel.unbuffered(name + ".input");
    joins = Channel.unbuffered(name + ".joins");
    leaves = Channel.unlimited(name + ".leaves");
    context = parent.withCancel();
    boolean started = false;
    try {
      context.onDone(goroutine.go(name, this::run)::interrupt);
      started = true;
    } finally {
      if (!started) { // no memory for a thread
        context.cancel();
      }
    }
  }

  // ---- publishing

  /**
   * Publishes a value: all that are subscribed now will have it.
   *
   * <p><b>Blocking.</b> Waits until the hub takes the value, not until subscribers have it; see the
   * class. Publishers are served in the order in which they began to wait.
   *
   * <p><b>Interruption.</b> If interrupted before the hub has taken it, throws, and nobody gets it.
   *
   * @param value the value
   * @throws ChannelClosedException if the hub has ended, with the value and the hub's cause; nobody
   *     gets it
   * @throws InterruptedException if the calling thread is interrupted
   * @throws NullPointerException if {@code value} is null
   */
  public void publish(T value) throws InterruptedException {
    input.send(value);
  }

  /**
   * Returns where values go in, for the other forms of sending: a send that succeeds publishes, and
   * one that does not has no effect. A try succeeds only when the hub has handed out the value
   * before and waits for the next. Closing it ends the hub after that.
   *
   * @return the sending end; the same on every call
   */
  public SendChannel<T> input() {
    return input.sendOnly();
  }

  // ---- subscribing

  /**
   * Subscribes, from the next value on.
   *
   * <p><b>Blocking.</b> Waits for the hub's goroutine, which answers also while it waits for slow
   * subscribers; so this takes a moment, unless a hook blocks it.
   *
   * @param whenFull what happens when the buffer is full
   * @param capacity how many values the buffer holds; 0 is allowed if the hub is to wait: then it
   *     hands each value over
   * @return the subscription; if the hub has ended, it is at its end, too
   * @throws IllegalArgumentException if {@code capacity} is negative, or 0 with another policy than
   *     to wait
   * @throws InterruptedException if the calling thread is interrupted; there is no subscription
   * @throws NullPointerException if {@code whenFull} is null
   */
  public Subscription<T> subscribe(Subscription.WhenFull whenFull, int capacity)
      throws InterruptedException {
    return subscriber().subscribe(whenFull, capacity);
  }

  /**
   * Begins a subscription that has a name, a hook, or a replay of values that came before.
   *
   * @return a builder whose {@code subscribe} subscribes
   */
  public SubscriptionBuilder<T> subscriber() {
    return new SubscriptionBuilder<>(this, name + ".subscription", 0, null);
  }

  int history() {
    return history;
  }

  SendChannel<Subscription<T>> leaves() {
    return leaves;
  }

  Subscription<T> join(Subscription<T> subscription) throws InterruptedException {
    try {
      joins.send(subscription);
    } catch (ChannelClosedException e) { // the hub has ended
      subscription.end(e.getCause());
      return subscription;
    }
    subscription.awaitAdmission();
    return subscription;
  }

  // ---- counting

  /**
   * Counts the values that were published.
   *
   * @return how many the hub has accepted
   */
  public long published() {
    return published;
  }

  /**
   * Counts the subscriptions.
   *
   * @return how many there are; one that has just left may still be counted
   */
  public int subscribers() {
    return subscribers;
  }

  // ---- ending

  /**
   * Ends the hub at once and waits for its goroutine. Subscriptions end when they have been
   * drained, waiting publishers fail. A second close does the same.
   *
   * <p><b>Interruption.</b> An interrupt does not shorten the wait, which is as long as a hook
   * takes; the interrupt flag is set when this returns.
   */
  @Override
  public void close() {
    input.close();
    stop();
  }

  /**
   * Ends the hub at once because something went wrong; as {@link #close()}, and subscribers and
   * publishers learn the cause, unless the hub had ended before.
   *
   * @param cause what went wrong
   * @throws NullPointerException if {@code cause} is null
   */
  public void close(Throwable cause) {
    input.close(requireNonNull(cause, "cause"));
    stop();
  }

  private void stop() {
    context.cancel();
    Waits.uninterruptibly(goroutine::await);
  }

  // ---- the goroutine

  private void run() {
    try {
      Requests requests = new Requests();
      boolean open = true;
      while (open) {
        open = requests.serveNext();
      }
    } catch (Throwable t) { // no memory; hooks do not throw here
      input.close(t);
      throw t;
    } finally {
      end();
    }
  }

  private void end() {
    if (context.isDone()) {
      context.cause().ifPresentOrElse(input::close, input::close);
    }
    Throwable cause =
        input.tryReceive() instanceof Received.Closed<T>(var closedWith)
            ? closedWith.orElse(null)
            : null;
    if (cause == null) {
      joins.close();
    } else {
      joins.close(cause);
    }
    leaves.discard();
    Throwable ofContext = context.cause().orElse(null); // there is one if a copy was given up
    for (Subscription<T> subscription : subscriptions) {
      subscription.end(cause == null && subscription.isCutShort() ? ofContext : cause);
    }
    subscriptions.clear();
    subscribers = 0;
    last.clear();
    context.cancel();
  }

  /** What the goroutine waits for when no value is in flight. */
  private final class Requests {
    private final Selector selector = new Selector();
    private final Selector.Receive<T> values = selector.receive(input);
    private final Membership members = new Membership(selector);

    /** Waits for a request and does it; false at the end. */
    boolean serveNext() {
      Selector.Case won = select(selector, false);
      if (won != values) {
        return members.serve(won);
      }
      if (values.isClosed()) {
        return false;
      }
      return deliver(values.value());
    }
  }

  /** The requests that are served at all times. */
  private final class Membership {
    private final Selector.Receive<Subscription<T>> newcomers;
    private final Selector.Receive<Subscription<T>> leavers;

    Membership(Selector selector) {
      newcomers = selector.receive(joins);
      leavers = selector.receive(leaves);
      selector.receive(context.done());
    }

    /** Does what won; false if that is the end of the context. */
    boolean serve(Selector.@Nullable Case won) {
      if (won == newcomers) {
        admit(newcomers.value());
      } else if (won == leavers) {
        subscriptions.remove(leavers.value());
      } else {
        return false;
      }
      subscribers = subscriptions.size();
      return true;
    }
  }

  /** Waits; null if the context has ended. */
  private Selector.@Nullable Case select(Selector selector, boolean inOrder) {
    while (true) {
      try {
        return inOrder ? selector.selectFirst() : selector.select();
      } catch (InterruptedException e) { // from the context, or the remains of a hook
        if (context.isDone()) {
          return null;
        }
      }
    }
  }

  private void admit(Subscription<T> newcomer) {
    boolean added = false;
    try {
      subscriptions.add(newcomer);
      added = true;
      int skipped = Math.max(0, last.size() - newcomer.replay());
      for (T value : last) {
        if (skipped-- <= 0) {
          newcomer.offer(value); // there is room: see SubscriptionBuilder.subscribe
        }
      }
    } finally {
      if (!added) { // no memory
        newcomer.end(null);
      }
      newcomer.setAdmitted();
    }
  }

  /** Hands out a value that was accepted; false if the context has ended meanwhile. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private boolean deliver(T value) {
    published++;
    if (history > 0) {
      if (last.size() == history) {
        last.remove();
      }
      last.add(value);
    }
    List<Subscription<T>> slow = new ArrayList<>(0);
    for (Iterator<Subscription<T>> all = subscriptions.iterator(); all.hasNext(); ) {
      Subscription<T> subscription = all.next();
      switch (subscription.offer(value)) {
        case DONE -> {}
        case GONE -> all.remove();
        case FULL -> slow.add(subscription);
      }
    }
    boolean open = slow.isEmpty() || new Slow(value, slow).await();
    subscribers = subscriptions.size();
    return open;
  }

  /** The subscriptions that the goroutine waits for with a value. Leaves come before sends. */
  private final class Slow {
    private final T value;
    private final List<Subscription<T>> waiting;
    private final List<Selector.Send<T>> sends = new ArrayList<>();
    private final Selector selector = new Selector();
    private final Membership members = new Membership(selector);

    Slow(T value, List<Subscription<T>> waiting) {
      this.value = value;
      this.waiting = waiting;
      for (Subscription<T> subscription : waiting) {
        Selector.Send<T> send = selector.send(subscription.buffer());
        send.offer(value);
        sends.add(send);
      }
    }

    /** Waits until each has its copy or has left; false if the context has ended. */
    boolean await() {
      try {
        while (!waiting.isEmpty()) {
          if (!awaitOne()) {
            return false;
          }
        }
        return true;
      } finally {
        waiting.forEach(subscription -> subscription.cutShort(value));
      }
    }

    private boolean awaitOne() {
      Selector.Case won = select(selector, true);
      int i = sends.indexOf(won);
      if (i >= 0) {
        sends.remove(i);
        waiting.remove(i).countSent();
        return true;
      }
      if (won == members.leavers) {
        int gone = waiting.indexOf(members.leavers.value());
        if (gone >= 0) {
          sends.remove(gone).clear();
          waiting.remove(gone).giveUp(value);
        }
      }
      return members.serve(won);
    }
  }

  /** Shows counts, no values. */
  @Override
  public String toString() {
    return "Broadcast["
        + name
        + ", "
        + published
        + " published, "
        + subscribers
        + " subscribers"
        + (input.isClosed() ? ", closed]" : "]");
  }
}
