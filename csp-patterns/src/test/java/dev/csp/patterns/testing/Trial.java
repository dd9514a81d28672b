package dev.csp.patterns.testing;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Scenario.Event;
import dev.csp.patterns.testing.Scenario.Step;
import dev.csp.select.Select;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One run of one pattern in which one thing goes wrong. All that the pattern gets comes from here,
 * and all that comes out of it goes here.
 */
public final class Trial {
  /** The failure that a scenario plants. */
  public static final class Planted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Planted() {
      super("planted");
    }
  }

  /** The consumer leaves by throwing; see {@link #leave}. */
  public static final class Leaves extends Exception {
    private static final long serialVersionUID = 1L;

    Leaves() {
      super("the consumer leaves");
    }
  }

  private final Pattern pattern;
  private final Scenario scenario;
  private final int buffer;
  private final int workers;
  private final Thread consumer = Thread.currentThread();
  private final CancellableContext context = Context.background().withCancel();

  final Planted planted = new Planted();
  final Queue<Integer> fed = new ConcurrentLinkedQueue<>();
  final List<Object> taken = new ArrayList<>();
  final Queue<Object> undelivered = new ConcurrentLinkedQueue<>();
  private final List<SendChannel<?>> owned = new CopyOnWriteArrayList<>();
  private final List<Feed> feeds = new CopyOnWriteArrayList<>();

  /** A channel that the harness feeds. */
  private record Feed(Channel<Integer> channel, Goroutine feeder) {}

  Trial(Pattern pattern, Scenario scenario, int buffer, int workers) {
    this.pattern = pattern;
    this.scenario = scenario;
    this.buffer = buffer;
    this.workers = workers;
  }

  // ---- what the pattern gets

  /** The context to run in. */
  public Context context() {
    return context;
  }

  /** How many values each link of the pattern should hold. */
  public int buffer() {
    return buffer;
  }

  /** How many workers the pattern should have. */
  public int workers() {
    return workers;
  }

  /**
   * The values to feed in. A value counts as fed when the iterator has returned it. Iterate over it
   * once.
   */
  public Iterable<Integer> input() {
    return () ->
        new Iterator<>() {
          private int next = 1;

          @Override
          public boolean hasNext() {
            happens(Step.SOURCE, next);
            return next <= pattern.inputs;
          }

          @Override
          public Integer next() {
            if (next > pattern.inputs) {
              throw new NoSuchElementException();
            }
            fed.add(next);
            return next++;
          }
        };
  }

  /**
   * A channel from which the pattern gets the values; the harness feeds and closes it. A value
   * counts as fed when it has been taken out of it. Ask once.
   */
  public Channel<Integer> channel() {
    Channel<Integer> channel = Channel.buffered("fed", buffer);
    Goroutine feeder =
        Go.go(
            "feeder",
            () -> {
              try {
                for (int i = 1; ; i++) {
                  happens(Step.SOURCE, i);
                  if (i > pattern.inputs) {
                    break;
                  }
                  channel.send(i);
                  fed.add(i);
                }
                channel.close();
              } catch (Planted e) {
                channel.close(e);
              }
            });
    feeds.add(new Feed(channel, feeder));
    return channel;
  }

  /**
   * What every function of the user does first.
   *
   * @param value a value that was fed in
   * @return the same
   */
  public int call(int value) {
    happens(Step.CALL, value);
    return value;
  }

  // ---- what comes out of it

  /** Whether the consumer takes another value. */
  public boolean wantsMore() {
    return !(scenario.event() == Event.LEAVE && taken.size() >= scenario.k());
  }

  /** Takes a result, on the thread that uses the pattern. */
  public void take(Object value) {
    taken.add(value);
    happens(Step.TAKE, taken.size());
  }

  /** Takes what a channel brings, and throws the cause of its end if that has one. */
  public void takeAll(ReceiveChannel<?> from) throws Exception {
    takeAll(from::receiveOrClosed);
  }

  /** The same, until the channel ends or it is over. */
  public <T> void takeAll(ReceiveChannel<T> from, ReceiveChannel<Void> over) throws Exception {
    takeAll(() ->
        Select.<Received<T>>selectFirst(
            Select.receiveOrClosed(from),
            Select.done(over, () -> new Received.Closed<T>(Optional.empty()))));
  }

  private void takeAll(Callable<? extends Received<?>> next) throws Exception {
    while (wantsMore()) {
      switch (next.call()) {
        case Received.Value<?>(Object value) -> take(value);
        case Received.Empty<?>() -> throw new AssertionError("empty");
        case Received.Closed<?>(var cause) -> {
          if (cause.isPresent()) {
            throw new Exception("the end", cause.get());
          }
          return;
        }
      }
    }
  }

  /** What a consumer throws that leaves from within the pattern. */
  public Leaves leave() {
    return new Leaves();
  }

  /** The hook for undelivered values. */
  public void undelivered(Object value) {
    undelivered.add(value);
  }

  /** A channel that the pattern must have closed at the end. */
  public void owns(SendChannel<?> channel) {
    owned.add(channel);
  }

  // ---- for the harness

  private void happens(Step step, int count) {
    if (scenario.step() != step || scenario.k() != count) {
      return;
    }
    switch (scenario.event()) {
      case CANCEL -> context.cancel();
      case INTERRUPT -> consumer.interrupt();
      case THROW -> throw planted;
      case LEAVE, NOTHING -> {}
    }
  }

  List<SendChannel<?>> owned() {
    return owned;
  }

  /** Ends what the harness has started, and takes back what the pattern did not take. */
  void end() throws InterruptedException {
    for (Feed feed : feeds) {
      feed.feeder().interrupt();
      feed.feeder().join();
      feed.channel().close();
      for (var left = feed.channel().tryReceive();
          left instanceof Received.Value<Integer>(Integer value);
          left = feed.channel().tryReceive()) {
        fed.remove(value);
      }
    }
    context.cancel();
  }

  @Override
  public String toString() {
    return scenario + ", buffer " + buffer + ", workers " + workers;
  }
}
