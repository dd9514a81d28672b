package dev.csp.bridge;

import static dev.csp.patterns.testing.Crew.times;
import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What the rules of Reactive Streams leave open; {@code FlowTckTest} has those. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
final class ChannelSubscriberTest {
  private static final Context BACKGROUND = Context.background();

  private final int before = Go.count();
  private final List<Integer> undelivered = new CopyOnWriteArrayList<>();

  @AfterEach
  void nothingIsLeftBehind() {
    Go.onUncaught(null);
    assertThat(Thread.interrupted()).isFalse();
    until("the goroutines have ended", () -> Go.count() == before);
  }

  /** Counts what it is told. */
  private static class Upstream implements Flow.Subscription {
    final AtomicLong requested = new AtomicLong();
    final AtomicInteger cancels = new AtomicInteger();

    @Override
    public void request(long n) {
      requested.addAndGet(n);
    }

    @Override
    public void cancel() {
      cancels.incrementAndGet();
    }
  }

  private ChannelSubscriber<Integer> subscriber(int capacity) {
    return new ChannelSubscriber<>(BACKGROUND, capacity, undelivered::add);
  }

  private static void untilRequested(Upstream upstream, long n) {
    until("requested " + n, () -> upstream.requested.get() == n);
  }

  private static Throwable causeOfTheEnd(ChannelSubscriber<?> subscriber) throws Exception {
    Received<?> end = subscriber.channel().receiveOrClosed();
    assertThat(end).isInstanceOf(Received.Closed.class);
    return ((Received.Closed<?>) end).cause().orElse(null);
  }

  // ---- demand

  @Test
  void neverMoreThanItsCapacityIsAskedForAndNotReceived() throws Exception {
    for (int capacity = 1; capacity <= 5; capacity++) {
      Upstream upstream = new Upstream();
      try (ChannelSubscriber<Integer> subscriber = subscriber(capacity)) {
        subscriber.onSubscribe(upstream);
        untilRequested(upstream, capacity);
        int sent = 0;
        for (int received = 0; received < 50; received++) {
          while (sent < upstream.requested.get()) {
            subscriber.onNext(sent++);
          }
          assertThat(subscriber.channel().receive()).isEqualTo(received);
          int least = received + 1 + capacity / 2 + 1; // fewer than half of the room is left idle
          until("more", () -> upstream.requested.get() >= least);
          assertThat(upstream.requested.get()).isLessThanOrEqualTo(received + 1 + capacity);
        }
      }
    }
  }

  /** As long as the consumer takes, a stream of any length flows through a room of any size. */
  @Test
  void aStreamOfAnyLengthFlowsThroughARoomOfAnySize() throws Exception {
    for (int capacity : new int[] {1, 2, 3, 16}) {
      try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
          Crew crew = new Crew();
          ChannelSubscriber<Integer> subscriber =
              ChannelSubscriber.subscribe(BACKGROUND, publisher, capacity)) {
        crew.go(() -> {
          for (int i = 0; i < 2000; i++) {
            publisher.submit(i);
          }
          publisher.close();
        });
        int next = 0;
        for (int value : subscriber.channel()) {
          assertThat(value).isEqualTo(next++);
        }
        assertThat(next).isEqualTo(2000);
      }
    }
  }

  @Test
  void aPublisherThatSendsMoreThanItWasAskedForIsCancelled() throws Exception {
    Upstream upstream = new Upstream();
    try (ChannelSubscriber<Integer> subscriber = subscriber(2)) {
      subscriber.onSubscribe(upstream);
      for (int i = 1; i <= 4; i++) { // one is in the hand of the goroutine, or not
        subscriber.onNext(i);
      }
      List<Integer> got = new ArrayList<>();
      assertThatThrownBy(() -> subscriber.channel().forEach(got::add))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("the publisher sent more than the 2 values it was asked for");
      until("cancelled", () -> upstream.cancels.get() == 1);
      subscriber.onNext(5);
      got.addAll(undelivered);
      assertThat(got).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }
  }

  // ---- ends

  @Test
  void theEndOfTheStreamComesBehindTheLastValue() throws Exception {
    IOException failure = new IOException("failed");
    for (Throwable end : new Throwable[] {null, failure}) {
      Upstream upstream = new Upstream();
      ChannelSubscriber<Integer> subscriber = subscriber(3);
      subscriber.onSubscribe(upstream);
      subscriber.onNext(1);
      subscriber.onNext(2);
      if (end == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(end);
      }
      assertThat(subscriber.channel().receive()).isEqualTo(1);
      assertThat(subscriber.channel().receive()).isEqualTo(2);
      assertThat(causeOfTheEnd(subscriber)).isSameAs(end);
      subscriber.close();
      assertThat(causeOfTheEnd(subscriber)).isSameAs(end);
      assertThat(upstream.cancels).hasValue(0);
      assertThat(undelivered).isEmpty();
    }
  }

  @Test
  void closeCancelsTheSubscriptionAndWaits() throws Exception {
    Upstream upstream = new Upstream();
    ChannelSubscriber<Integer> subscriber = subscriber(4);
    subscriber.onSubscribe(upstream);
    for (int i = 1; i <= 4; i++) {
      subscriber.onNext(i);
    }
    assertThat(subscriber.channel().receive()).isEqualTo(1);
    subscriber.close();
    assertThat(Go.count()).isEqualTo(before);
    assertThat(upstream.cancels).hasValue(1);
    assertThat(undelivered).containsExactly(2, 3, 4);
    assertThat(causeOfTheEnd(subscriber)).isInstanceOf(CancellationException.class);
    subscriber.close();
    subscriber.onNext(5);
    subscriber.onComplete();
    assertThat(undelivered).containsExactly(2, 3, 4, 5);
    assertThat(upstream.cancels).hasValue(1);
  }

  @Test
  void theEndOfTheContextEndsTheSubscription() throws Exception {
    IOException why = new IOException("why");
    CancellableContext context = BACKGROUND.withCancel();
    Upstream upstream = new Upstream();
    ChannelSubscriber<Integer> waits = new ChannelSubscriber<>(context, 1, undelivered::add);
    waits.onSubscribe(upstream);
    ChannelSubscriber<Integer> early = new ChannelSubscriber<>(context, 1, undelivered::add);
    context.cancel(why);
    assertThat(causeOfTheEnd(waits)).isInstanceOf(CancellationException.class).hasCause(why);
    until("cancelled", () -> upstream.cancels.get() == 1);
    assertThat(causeOfTheEnd(early)).isSameAs(why);
    ChannelSubscriber<Integer> late =
        new ChannelSubscriber<>(BACKGROUND.withTimeout(Duration.ofMillis(1)), 1);
    late.onSubscribe(new Upstream());
    assertThat(causeOfTheEnd(late)).isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void theUpstreamIsRefusedAfterACloseAndWhenThereIsOne() throws Exception {
    ChannelSubscriber<Integer> closed = subscriber(1);
    closed.close();
    Upstream upstream = new Upstream();
    closed.onSubscribe(upstream);
    assertThat(upstream.cancels).hasValue(1);
    assertThat(causeOfTheEnd(closed)).isInstanceOf(CancellationException.class);
    closed.onNext(1);
    assertThat(undelivered).containsExactly(1);

    try (ChannelSubscriber<Integer> live = subscriber(1)) {
      live.onSubscribe(new Upstream());
      Upstream second = new Upstream();
      live.onSubscribe(second);
      assertThat(second.cancels).hasValue(1);
      assertThat(second.requested).hasValue(0);
    }
  }

  @Test
  void aPublisherThatEndsWithoutASubscriptionEndsTheChannel() throws Exception {
    IOException failure = new IOException("refused");
    ChannelSubscriber<Integer> failed = subscriber(1);
    failed.onError(failure);
    assertThat(causeOfTheEnd(failed)).isSameAs(failure);
    ChannelSubscriber<Integer> complete = subscriber(1);
    complete.onNext(7);
    complete.onComplete();
    assertThat(causeOfTheEnd(complete)).isNull();
    assertThat(undelivered).containsExactly(7);
    Upstream late = new Upstream();
    complete.onSubscribe(late);
    assertThat(late.cancels).hasValue(1);
  }

  @Test
  void anUpstreamThatThrowsEndsTheChannel() throws Exception {
    IllegalStateException mine = new IllegalStateException("mine");
    AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();
    Go.onUncaught((goroutine, thrown) -> uncaught.set(thrown));
    ChannelSubscriber<Integer> subscriber = subscriber(1);
    subscriber.onSubscribe(
        new Upstream() {
          @Override
          public void request(long n) {
            subscriber.onNext(1);
            throw mine;
          }

          @Override
          public void cancel() {
            throw mine;
          }
        });
    assertThat(causeOfTheEnd(subscriber)).isSameAs(mine);
    until("uncaught", () -> uncaught.compareAndSet(mine, null));
    assertThat(undelivered).containsExactly(1);
  }

  @Test
  void whatTheHookThrowsGoesToTheUncaughtHandlerAndDisturbsNothing() throws Exception {
    IllegalStateException mine = new IllegalStateException("mine");
    List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    Go.onUncaught((goroutine, thrown) -> uncaught.add(thrown));
    ChannelSubscriber<Integer> subscriber =
        new ChannelSubscriber<>(
            BACKGROUND,
            3,
            value -> {
              undelivered.add(value);
              throw mine;
            });
    Upstream upstream = new Upstream();
    subscriber.onSubscribe(upstream);
    for (int i = 1; i <= 3; i++) {
      subscriber.onNext(i);
    }
    subscriber.close();
    assertThat(undelivered).containsExactly(1, 2, 3);
    assertThat(upstream.cancels).hasValue(1);
    until("uncaught", () -> uncaught.size() == 3);
    assertThat(uncaught).containsOnly(mine);
  }

  @Test
  void anInterruptDoesNotShortenClose() throws Exception {
    Channel<String> hold = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      ChannelSubscriber<Integer> subscriber = subscriber(1);
      subscriber.onSubscribe(
          new Upstream() {
            @Override
            public void cancel() {
              try {
                hold.receive();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          });
      Goroutine closing =
          crew.go(() -> {
            subscriber.close();
            assertThat(Thread.interrupted()).isTrue();
          });
      untilParked(closing);
      closing.interrupt();
      assertThat(closing.join(Duration.ofMillis(20))).isFalse();
      hold.send("go on");
    }
  }

  @Test
  void wrongArgumentsAreRefusedAtTheCall() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> subscriber(0))
        .withMessage("capacity must be >= 1, was 0");
    assertThatNullPointerException().isThrownBy(() -> new ChannelSubscriber<>(null, 1));
    assertThatNullPointerException().isThrownBy(() -> new ChannelSubscriber<>(BACKGROUND, 1, null));
    assertThatNullPointerException()
        .isThrownBy(() -> ChannelSubscriber.subscribe(BACKGROUND, null, 1));
  }

  @Test
  void theChannelBelongsToTheSubscriber() {
    try (ChannelSubscriber<Integer> subscriber = subscriber(1)) {
      assertThat(subscriber.channel())
          .isNotInstanceOf(Channel.class)
          .isSameAs(subscriber.channel());
      assertThat(subscriber).asString().startsWith("ChannelSubscriber[").doesNotContain("secret");
    }
  }

  // ---- races

  /**
   * The consumer leaves, the context ends, or nothing, at any moment: what came in is received, in
   * order, or undelivered, exactly once each.
   */
  @Test
  void everyValueIsReceivedInOrderOrUndelivered() throws Exception {
    for (int round = 0; round < times(800); round++) {
      Random random = new Random(round);
      List<Integer> lost = new CopyOnWriteArrayList<>();
      int n = random.nextInt(30);
      int leaveAfter = random.nextInt(n + 1);
      int how = random.nextInt(3);
      CancellableContext context = BACKGROUND.withCancel();
      ChannelSubscriber<Integer> subscriber =
          new ChannelSubscriber<>(context, 1 + random.nextInt(4), lost::add);
      List<Integer> received = new ArrayList<>();
      AtomicInteger sent = new AtomicInteger();
      try (Crew crew = new Crew()) {
        crew.go(() -> {
          AtomicLong demand = new AtomicLong();
          subscriber.onSubscribe(
              new Upstream() {
                @Override
                public void request(long more) {
                  demand.addAndGet(more);
                }

                @Override
                public void cancel() {
                  demand.set(Long.MAX_VALUE / 2); // goes on: late values must not get lost
                }
              });
          for (int i = 0; i < n; i++) {
            until("demand", () -> demand.get() > 0);
            demand.decrementAndGet();
            subscriber.onNext(i);
            sent.incrementAndGet();
          }
          subscriber.onComplete();
        });
        crew.go(() -> {
          try {
            while (received.size() < leaveAfter) {
              received.add(subscriber.channel().receive());
            }
            if (how != 0) {
              subscriber.close();
            }
            subscriber.channel().forEach(received::add);
          } catch (ChannelClosedException e) {
            assertThat(how).isNotZero();
            assertThat(e).hasCauseInstanceOf(CancellationException.class);
          }
        });
        if (how == 2) {
          crew.go(context::cancel);
        }
      }
      subscriber.close();
      assertThat(sent).hasValue(n);
      assertThat(received).isSorted();
      List<Integer> all = new ArrayList<>(received);
      all.addAll(lost);
      assertThat(all).hasSize(n).doesNotHaveDuplicates();
      if (how == 0) {
        assertThat(received).hasSize(n);
      }
    }
  }

  /** Channel to publisher to subscriber to channel; the consumer leaves after some values. */
  @Test
  void aRoundTripLosesNothing() throws Exception {
    for (int round = 0; round < times(1000); round++) {
      Random random = new Random(round);
      int n = random.nextInt(20);
      int leaveAfter = random.nextInt(25);
      Channel<Integer> source = Channel.buffered(n);
      for (int i = 0; i < n; i++) {
        source.send(i);
      }
      IOException cause = new IOException("end");
      source.close(cause);
      List<Integer> lost = new CopyOnWriteArrayList<>();
      List<Integer> all = new ArrayList<>();
      ChannelSubscriber<Integer> subscriber =
          new ChannelSubscriber<>(BACKGROUND, 1 + random.nextInt(5), lost::add);
      try (subscriber) {
        ChannelPublisher.of(BACKGROUND, source).subscribe(subscriber);
        while (all.size() < leaveAfter
            && subscriber.channel().receiveOrClosed() instanceof Received.Value<Integer>(var v)) {
          all.add(v);
        }
        if (leaveAfter > n) {
          assertThat(causeOfTheEnd(subscriber)).isSameAs(cause);
        }
      }
      until("ended", () -> Go.count() == before);
      assertThat(lost).isSorted();
      all.addAll(lost);
      assertThat(all).isSorted();
      while (source.tryReceive() instanceof Received.Value<Integer>(var left)) {
        all.add(left);
      }
      assertThat(all).hasSize(n).isSorted().doesNotHaveDuplicates();
    }
  }

  /** The close is called before the subscriber itself has been told that the context has ended. */
  @Test
  void aCloseWhileTheContextEndsHasClosedTheChannel() {
    AtomicReference<@Nullable Received<Integer>> seen = new AtomicReference<>();
    try (CancellableContext parent = BACKGROUND.withCancel();
        ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(parent, 1)) {
      parent.onDone(() -> {
        subscriber.close();
        seen.set(subscriber.channel().tryReceive());
      });
      parent.cancel();
      assertThat(seen.get())
          .isInstanceOfSatisfying(
              Received.Closed.class,
              closed ->
                  assertThat(closed.cause().orElseThrow())
                      .isInstanceOf(CancellationException.class));
    }
  }
}
