package dev.csp.bridge;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.ReceiveChannel;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import dev.csp.pipeline.OpenPipeline;
import dev.csp.pipeline.Pipeline;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A channel as a publisher of {@link Flow}, and so of Reactive Streams.
 *
 * {@snippet file="dev/csp/examples/snippets/FlowSnippets.java" region="publisher"}
 *
 * <p><b>Whose values.</b> A channel has one stream of values. A publisher {@linkplain #of(Context,
 * ReceiveChannel) over a channel} therefore serves one subscriber at a time: a second one is
 * refused with an {@link IllegalStateException}, until the first has cancelled or met the end; the
 * next then goes on where that one left off. Two publishers over one channel share its values, as
 * any two receivers do. If each subscriber is to have the whole stream, have a channel made
 * {@linkplain #perSubscriber for each}, or a {@linkplain #of(Context, Pipeline) pipeline} run.
 *
 * <p><b>Demand.</b> A value is received only when the subscriber has asked for it, and a value that
 * was received is handed to the subscriber, exactly once, in order. What it has not asked for when
 * it cancels stays in the channel. The end needs demand too, because nobody can see the end of a
 * channel without receiving: a subscriber that has asked for exactly as many values as there were
 * hears of the end when it asks for one more.
 *
 * <p><b>Ends.</b> A channel that was closed completes the stream; one that was closed with a cause
 * fails it with that cause, after the last value. When the context ends, a live subscriber gets a
 * {@link java.util.concurrent.CancellationException} or a {@link
 * dev.csp.context.DeadlineExceededException}, whether it has asked for anything or not.
 *
 * <p><b>Goroutines.</b> At most one for each subscription, and none while the subscriber asks for
 * nothing: a subscriber that never asks, and is forgotten, costs none. The signals run on it, one
 * after the other; a subscriber that blocks in one holds up only itself. What a signal throws
 * cancels the subscription and goes to the {@linkplain Go#onUncaught uncaught handler}. A
 * subscriber that returns from {@code onNext} with the interrupt flag set is failed with an {@link
 * InterruptedException}.
 *
 * <p><b>When not to use it.</b> Between goroutines: hand the channel on. For a broadcast: two
 * subscribers of one channel are not served alike.
 *
 * @param <T> the type of the values
 * @see <a href="https://github.com/reactive-streams/reactive-streams-jvm">Reactive Streams</a>
 */
@StartsForCaller
public final class ChannelPublisher<T> implements Flow.Publisher<T> {
  /**
   * Makes the channel of one subscriber.
   *
   * @param <T> the type of the values
   */
  @FunctionalInterface
  public interface Source<T> {
    /**
     * Opens a channel for one subscriber: when it first asks for a value, on the goroutine that
     * serves it. May block.
     *
     * @param context ends with the subscription, however that ends; who sends on the channel must
     *     stop then
     * @return the channel
     * @throws Exception if there is none; the subscriber is failed with it
     */
    ReceiveChannel<T> open(Context context) throws Exception;
  }

  /** The subscription of a subscriber that was refused. */
  private enum Refused implements Flow.Subscription {
    SUBSCRIPTION;

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  /** What a subscription receives from, and what it closes at its end, which may block. */
  record Opened<T>(ReceiveChannel<T> channel, Runnable closing) {
    static final Runnable NOTHING = () -> {};
  }

  /** Opens what a subscription receives from. */
  private interface Opener<T> {
    Opened<T> open(Context context) throws Exception;
  }

  private final Context context;
  private final Opener<? extends T> opener;
  private final boolean unicast;

  /** The subscription that is being served, of a publisher that serves one at a time. */
  private final AtomicReference<@Nullable ChannelSubscription<T>> current = new AtomicReference<>();

  private ChannelPublisher(Context context, Opener<? extends T> opener, boolean unicast) {
    this.context = requireNonNull(context, "context");
    this.opener = opener;
    this.unicast = unicast;
  }

  /**
   * Makes a publisher of what is sent on a channel, for one subscriber at a time.
   *
   * @param context ends the subscription when it ends
   * @param channel where the values come from; it is not closed, nobody but its sender can
   * @param <T> the type of the values
   * @return the publisher
   * @throws NullPointerException if an argument is null
   */
  public static <T> ChannelPublisher<T> of(Context context, ReceiveChannel<? extends T> channel) {
    return new ChannelPublisher<>(context, always(requireNonNull(channel, "channel")), true);
  }

  private static <T> Opener<T> always(ReceiveChannel<T> channel) {
    return subscription -> new Opened<>(channel, Opened.NOTHING);
  }

  /**
   * Makes a publisher that runs a pipeline for each subscriber, of whom there may be any number.
   * The run begins when the subscriber first asks for a value. It ends with the subscription: a
   * subscriber hears of its end when no goroutine of the run is left, and one that cancels does not
   * wait for that.
   *
   * @param context ends the subscriptions when it ends, and is the parent of the runs' contexts
   * @param pipeline what to run
   * @param <T> the type of the values
   * @return the publisher
   * @throws NullPointerException if an argument is null
   */
  public static <T> ChannelPublisher<T> of(Context context, Pipeline<? extends T> pipeline) {
    return new ChannelPublisher<>(context, running(requireNonNull(pipeline, "pipeline")), false);
  }

  private static <T> Opener<T> running(Pipeline<T> pipeline) {
    return subscription -> {
      OpenPipeline<T> run = pipeline.open(subscription);
      return new Opened<>(run.channel(), run::close);
    };
  }

  /**
   * Makes a publisher that opens a channel for each subscriber, of whom there may be any number.
   *
   * @param context ends the subscriptions when it ends, and is the parent of the contexts that the
   *     source gets
   * @param source opens the channels
   * @param <T> the type of the values
   * @return the publisher
   * @throws NullPointerException if an argument is null
   */
  public static <T> ChannelPublisher<T> perSubscriber(Context context, Source<? extends T> source) {
    return new ChannelPublisher<>(context, opening(requireNonNull(source, "source")), false);
  }

  private static <T> Opener<T> opening(Source<T> source) {
    return subscription ->
        new Opened<>(requireNonNull(source.open(subscription), "channel"), Opened.NOTHING);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Never blocks, unless the subscriber's {@code onSubscribe} does. What that throws goes to the
   * {@linkplain Go#onUncaught uncaught handler}, and the subscription is cancelled.
   *
   * @throws NullPointerException if {@code subscriber} is null
   */
  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    requireNonNull(subscriber, "subscriber");
    ChannelSubscription<T> subscription = new ChannelSubscription<>(this, context, subscriber);
    if (unicast && !current.compareAndSet(null, subscription)) {
      subscription.cancel();
      refuse(subscriber);
      return;
    }
    try {
      subscriber.onSubscribe(subscription);
    } catch (Throwable t) {
      subscription.cancel();
      Uncaught.report(t);
    }
    subscription.begin();
  }

  private void refuse(Flow.Subscriber<? super T> subscriber) {
    try {
      subscriber.onSubscribe(Refused.SUBSCRIPTION);
      subscriber.onError(
          new IllegalStateException("this publisher has a subscriber, and its channel one stream"));
    } catch (Throwable t) {
      Uncaught.report(t);
    }
  }

  @SuppressWarnings("unchecked") // a channel of a subtype yields values of the type
  Opened<T> open(Context subscription) throws Exception {
    return (Opened<T>) opener.open(subscription);
  }

  /** Lets the next subscriber in, if this one was the one that is served. */
  void release(ChannelSubscription<T> subscription) {
    current.compareAndSet(subscription, null);
  }
}
