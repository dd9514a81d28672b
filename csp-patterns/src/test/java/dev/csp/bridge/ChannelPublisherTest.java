package dev.csp.bridge;

import static dev.csp.patterns.testing.Crew.times;
import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.StageException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What the rules of Reactive Streams leave open; {@code FlowTckTest} has those. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
final class ChannelPublisherTest {
  private static final Context BACKGROUND = Context.background();

  private final int before = Go.count();

  @AfterEach
  void nothingIsLeftBehind() {
    Go.onUncaught(null);
    until("the goroutines have ended", () -> Go.count() == before);
  }

  private static Channel<Integer> numbers(int n) {
    Channel<Integer> channel = Channel.buffered(n);
    for (int i = 1; i <= n; i++) {
      channel.trySend(i);
    }
    return channel;
  }

  private static <T> Recorder<T> subscribe(Flow.Publisher<? extends T> publisher) {
    Recorder<T> recorder = new Recorder<>();
    publisher.subscribe(recorder);
    return recorder;
  }

  // ---- demand

  @Test
  void aValueIsReceivedOnlyWhenItIsAskedFor() {
    Channel<Integer> channel = numbers(5);
    Recorder<Integer> recorder = subscribe(ChannelPublisher.of(BACKGROUND, channel));
    assertThat(channel.length()).isEqualTo(5);
    recorder.request(2);
    recorder.untilHas(1, 2);
    until("idle", () -> Go.count() == before);
    assertThat(channel.length()).isEqualTo(3);
    recorder.request(1);
    recorder.untilHas(1, 2, 3);
    recorder.cancel();
    recorder.request(1);
    assertThat(channel.length()).isEqualTo(2);
  }

  @Test
  void whatIsAskedForInOnSubscribeComesAfterIt() {
    Channel<Integer> channel = numbers(3);
    channel.close();
    AtomicReference<Boolean> inside = new AtomicReference<>(false);
    Recorder<Integer> recorder =
        new Recorder<>() {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            inside.set(true);
            given.request(Long.MAX_VALUE);
            for (int i = 0; i < 1000; i++) {
              Thread.yield();
            }
            inside.set(false);
          }

          @Override
          public void onNext(Integer value) {
            assertThat(inside).hasValue(false);
            super.onNext(value);
          }
        };
    ChannelPublisher.of(BACKGROUND, channel).subscribe(recorder);
    recorder.untilComplete();
    assertThat(recorder.values).containsExactly(1, 2, 3);
  }

  @Test
  void theEndNeedsDemand() {
    Channel<Integer> channel = numbers(2);
    channel.close();
    Recorder<Integer> recorder = subscribe(ChannelPublisher.of(BACKGROUND, channel));
    recorder.request(2);
    recorder.untilHas(1, 2);
    until("idle", () -> Go.count() == before);
    assertThat(recorder.complete).isFalse();
    recorder.request(1);
    recorder.untilComplete();
  }

  @Test
  void aWrongRequestFailsTheSubscriber() {
    for (boolean busy : new boolean[] {false, true}) {
      Channel<Integer> channel = numbers(0);
      Recorder<Integer> recorder = subscribe(ChannelPublisher.of(BACKGROUND, channel));
      if (busy) {
        recorder.request(3);
      }
      recorder.request(-7);
      recorder.request(0);
      assertThat(recorder.untilFailed())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("request must be >= 1 (Reactive Streams 3.9), was -7");
    }
  }

  // ---- whose values

  @Test
  void aSecondSubscriberIsRefusedUntilTheFirstHasLeft() {
    Channel<Integer> channel = numbers(4);
    ChannelPublisher<Integer> publisher = ChannelPublisher.of(BACKGROUND, channel);
    Recorder<Integer> first = subscribe(publisher);
    Recorder<Integer> refused = subscribe(publisher);
    assertThat(refused.failure)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this publisher has a subscriber, and its channel one stream");
    refused.request(1);
    refused.cancel();
    first.request(2);
    first.untilHas(1, 2);
    first.cancel();
    Recorder<Integer> second = subscribe(publisher);
    second.request(2);
    second.untilHas(3, 4);
    channel.close();
    second.request(1);
    second.untilComplete();
    Recorder<Integer> third = subscribe(publisher);
    third.request(1);
    third.untilComplete();
  }

  @Test
  void aSubscriberThatLeavesWhileItWaitsLetsTheNextInAtOnce() {
    Channel<Integer> channel = Channel.unbuffered();
    ChannelPublisher<Integer> publisher = ChannelPublisher.of(BACKGROUND, channel);
    for (int i = 0; i < 1000; i++) {
      Recorder<Integer> recorder = subscribe(publisher);
      assertThat(recorder.failure).isNull();
      recorder.request(1);
      recorder.cancel();
    }
  }

  @Test
  void eachSubscriberHasAChannelOfItsOwn() {
    AtomicInteger opened = new AtomicInteger();
    List<Context> contexts = new ArrayList<>();
    ChannelPublisher<Integer> publisher =
        ChannelPublisher.perSubscriber(
            BACKGROUND,
            context -> {
              opened.incrementAndGet();
              contexts.add(context);
              Channel<Integer> channel = numbers(3);
              channel.close();
              return channel;
            });
    Recorder<Integer> never = subscribe(publisher);
    Recorder<Integer> leaves = subscribe(publisher);
    leaves.request(1);
    leaves.untilHas(1);
    Recorder<Integer> stays = subscribe(publisher);
    stays.request(4);
    stays.untilComplete();
    assertThat(stays.values).containsExactly(1, 2, 3);
    assertThat(opened).hasValue(2);
    assertThat(contexts.get(0).isDone()).isFalse();
    leaves.cancel();
    assertThat(contexts).allMatch(Context::isDone);
    never.cancel();
    never.request(1);
    assertThat(opened).hasValue(2);
  }

  @Test
  void aSourceThatFailsFailsTheSubscriber() {
    for (Throwable failure :
        List.of(
            new IOException("no"),
            new CancellationException("no"),
            new DeadlineExceededException(),
            new StackOverflowError())) {
      Recorder<Integer> recorder =
          subscribe(
              ChannelPublisher.<Integer>perSubscriber(
                  BACKGROUND,
                  context -> {
                    if (failure instanceof Exception e) {
                      throw e;
                    }
                    throw (Error) failure;
                  }));
      recorder.request(1);
      assertThat(recorder.untilFailed()).isSameAs(failure);
    }
    Recorder<Integer> nulled = subscribe(ChannelPublisher.perSubscriber(BACKGROUND, c -> null));
    nulled.request(1);
    assertThat(nulled.untilFailed()).isInstanceOf(NullPointerException.class).hasMessage("channel");
  }

  @Test
  void eachSubscriberHasARunOfThePipeline() {
    AtomicInteger left = new AtomicInteger();
    ChannelPublisher<Integer> publisher =
        ChannelPublisher.of(
            BACKGROUND,
            Pipeline.<Integer>generate(
                    "numbers",
                    out -> {
                      try {
                        for (int i = 1; i <= 3; i++) {
                          out.send(i);
                        }
                      } finally {
                        left.incrementAndGet();
                      }
                    })
                .map(n -> n * n));
    Recorder<Integer> never = subscribe(publisher);
    assertThat(Go.count()).isEqualTo(before);
    never.cancel();
    for (int i = 0; i < 2; i++) {
      Recorder<Integer> whole =
          new Recorder<>() {
            @Override
            public void onComplete() {
              assertThat(Go.count()).isEqualTo(before + 1); // only the one that says so
              super.onComplete();
            }
          };
      publisher.subscribe(whole);
      whole.request(4);
      whole.untilComplete();
      assertThat(whole.values).containsExactly(1, 4, 9);
    }
    Recorder<Integer> idle = subscribe(publisher);
    idle.request(1);
    idle.untilHas(1);
    until("idle", () -> Go.count() == before + 2); // the two stages
    idle.cancel();
    Recorder<Integer> busy = subscribe(publisher);
    busy.request(2);
    busy.untilHas(1, 4);
    busy.cancel();
    until("ended", () -> Go.count() == before);
    assertThat(left).hasValue(4);
  }

  /** The subscriber leaves while it is idle, or by what it throws. */
  @Test
  void whatARunHasSentAndTheSubscriberDoesNotTakeIsUndelivered() {
    for (boolean idle : new boolean[] {true, false}) {
      Go.onUncaught((goroutine, thrown) -> {});
      List<Object> undelivered = new CopyOnWriteArrayList<>();
      Pipeline<Integer> numbers = Pipeline.of(1, 2, 3, 4).buffer(4).onUndelivered(undelivered::add);
      Recorder<Integer> recorder =
          new Recorder<>() {
            @Override
            public void onNext(Integer value) {
              super.onNext(value);
              if (!idle) {
                until("the source has ended", () -> Go.count() == before + 1);
                throw new IllegalStateException("mine");
              }
            }
          };
      ChannelPublisher.of(BACKGROUND, numbers).subscribe(recorder);
      recorder.request(1);
      recorder.untilHas(1);
      if (idle) {
        until("the source has ended", () -> Go.count() == before);
        recorder.cancel();
      }
      until("undelivered", () -> undelivered.size() == 3);
      assertThat(undelivered).containsExactly(2, 3, 4);
      until("ended", () -> Go.count() == before);
    }
  }

  @Test
  void theFailureOfAStageFailsTheSubscriber() {
    IOException mine = new IOException("mine");
    Recorder<Integer> recorder =
        subscribe(
            ChannelPublisher.of(
                BACKGROUND,
                Pipeline.of(1, 2)
                    .map(n -> {
                      if (n == 2) {
                        throw mine;
                      }
                      return n;
                    })));
    recorder.request(Long.MAX_VALUE);
    assertThat(recorder.untilFailed()).isInstanceOf(StageException.class).hasCause(mine);
    assertThat(recorder.values).containsExactly(1);
  }

  // ---- ends

  @Test
  void theCauseOfTheCloseFailsTheSubscriberAfterTheLastValue() {
    IOException cause = new IOException("line cut");
    Channel<Integer> channel = numbers(2);
    channel.close(cause);
    Recorder<Integer> recorder = subscribe(ChannelPublisher.of(BACKGROUND, channel));
    recorder.request(Long.MAX_VALUE);
    assertThat(recorder.untilFailed()).isSameAs(cause);
    assertThat(recorder.values).containsExactly(1, 2);
  }

  @Test
  void theEndOfTheContextReachesSubscribersThatWaitAndThoseThatDoNot() {
    IOException why = new IOException("why");
    for (boolean busy : new boolean[] {false, true}) {
      CancellableContext context = BACKGROUND.withCancel();
      Recorder<Integer> recorder = subscribe(ChannelPublisher.of(context, Channel.unbuffered()));
      if (busy) {
        recorder.request(1);
      }
      context.cancel(why);
      assertThat(recorder.untilFailed()).isInstanceOf(CancellationException.class).hasCause(why);
    }
    Recorder<Integer> late =
        subscribe(
            ChannelPublisher.of(
                BACKGROUND.withTimeout(Duration.ofMillis(1)), Channel.unbuffered()));
    assertThat(late.untilFailed()).isInstanceOf(DeadlineExceededException.class);
    CancellableContext over = BACKGROUND.withCancel();
    over.cancel();
    Channel<Integer> untouched = numbers(1);
    assertThat(subscribe(ChannelPublisher.of(over, untouched)).untilFailed())
        .isInstanceOf(CancellationException.class);
    assertThat(untouched.length()).isEqualTo(1);
  }

  @Test
  void aSubscriberThatCancelsHearsNothingOfTheContext() {
    CancellableContext context = BACKGROUND.withCancel();
    Recorder<Integer> idle = subscribe(ChannelPublisher.of(context, Channel.unbuffered()));
    Recorder<Integer> busy = subscribe(ChannelPublisher.of(context, Channel.unbuffered()));
    busy.request(1);
    idle.cancel();
    busy.cancel();
    context.cancel();
    until("over", () -> Go.count() == before);
    assertThat(idle.ended()).isFalse();
    assertThat(busy.ended()).isFalse();
  }

  @Test
  void anInterruptThatOnNextLeavesBehindFailsTheSubscriber() {
    Channel<Integer> channel = numbers(2);
    Recorder<Integer> recorder =
        new Recorder<>() {
          @Override
          public void onNext(Integer value) {
            super.onNext(value);
            Thread.currentThread().interrupt();
          }
        };
    ChannelPublisher.of(BACKGROUND, channel).subscribe(recorder);
    recorder.request(2);
    assertThat(recorder.untilFailed()).isInstanceOf(InterruptedException.class);
    assertThat(recorder.values).containsExactly(1);
    assertThat(channel.length()).isEqualTo(1);
  }

  // ---- subscribers that throw

  private static AtomicReference<@Nullable Throwable> uncaught() {
    AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();
    Go.onUncaught((goroutine, thrown) -> uncaught.set(thrown));
    return uncaught;
  }

  @Test
  void whatASignalThrowsCancelsAndGoesToTheUncaughtHandler() {
    AtomicReference<@Nullable Throwable> uncaught = uncaught();
    IllegalStateException thrown = new IllegalStateException("mine");
    Channel<Integer> channel = numbers(3);
    CancellableContext context = BACKGROUND.withCancel();
    ChannelPublisher<Integer> publisher = ChannelPublisher.of(context, channel);
    Recorder<Integer> recorder =
        new Recorder<>() {
          @Override
          public void onNext(Integer value) {
            throw thrown;
          }
        };
    publisher.subscribe(recorder);
    recorder.request(3);
    until("uncaught", () -> uncaught.compareAndSet(thrown, null));
    until("ended", () -> Go.count() == before);
    recorder.request(3);
    context.cancel();
    assertThat(channel.length()).isEqualTo(2);
    assertThat(recorder.ended()).isFalse();
  }

  @Test
  void whatOnSubscribeThrowsCancelsAndGoesToTheUncaughtHandler() {
    AtomicReference<@Nullable Throwable> uncaught = uncaught();
    Error thrown = new AssertionError("mine");
    ChannelPublisher<Integer> publisher = ChannelPublisher.of(BACKGROUND, numbers(1));
    Recorder<Integer> recorder =
        new Recorder<>() {
          @Override
          public void onSubscribe(Flow.Subscription given) {
            given.request(1);
            throw thrown;
          }
        };
    publisher.subscribe(recorder);
    until("uncaught", () -> uncaught.compareAndSet(thrown, null));
    Recorder<Integer> next = subscribe(publisher);
    next.request(1);
    next.untilHas(1);
    uncaught.set(null);
    publisher.subscribe(recorder); // refused
    until("uncaught", () -> uncaught.compareAndSet(thrown, null));
  }

  // ---- leaks

  @Test
  void aSubscriberThatAsksForNothingAndIsForgottenCostsNothing() {
    Channel<Integer> channel = Channel.unbuffered();
    List<WeakReference<Recorder<Integer>>> forgotten = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      forgotten.add(
          new WeakReference<>(
              subscribe(ChannelPublisher.perSubscriber(BACKGROUND, context -> channel))));
    }
    assertThat(Go.count()).isEqualTo(before);
    until(
        "all are garbage",
        () -> {
          System.gc();
          return forgotten.stream().allMatch(reference -> reference.get() == null);
        });
  }

  @Test
  void aSubscriberThatHasLeftIsNotHeldByItsContext() {
    CancellableContext context = BACKGROUND.withCancel();
    ChannelPublisher<Integer> publisher = ChannelPublisher.of(context, Channel.unbuffered());
    List<WeakReference<Recorder<Integer>>> gone = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Recorder<Integer> recorder = subscribe(publisher);
      if (i % 2 == 0) {
        recorder.request(1);
      }
      recorder.cancel();
      gone.add(new WeakReference<>(recorder));
    }
    until(
        "all are garbage",
        () -> {
          System.gc();
          return gone.stream().allMatch(reference -> reference.get() == null);
        });
    context.cancel();
  }

  @Test
  void aServingGoroutineIsShownAtTheLineThatSubscribed() throws Exception {
    Recorder<Integer> recorder =
        subscribe(ChannelPublisher.of(BACKGROUND, Channel.<Integer>unbuffered()));
    recorder.request(1);
    assertThat(Go.dump()).contains("ChannelPublisher").contains("Recorder.request");
    recorder.cancel();
  }

  @Test
  void nullsAreRefusedAtTheCall() {
    Channel<Integer> channel = numbers(1);
    assertThatNullPointerException().isThrownBy(() -> ChannelPublisher.of(null, channel));
    assertThatNullPointerException()
        .isThrownBy(() -> ChannelPublisher.of(BACKGROUND, (Channel<Integer>) null));
    assertThatNullPointerException()
        .isThrownBy(() -> ChannelPublisher.perSubscriber(null, c -> channel));
    assertThatNullPointerException()
        .isThrownBy(() -> ChannelPublisher.perSubscriber(BACKGROUND, null));
    assertThatNullPointerException()
        .isThrownBy(() -> ChannelPublisher.of(BACKGROUND, channel).subscribe(null));
  }

  // ---- races

  /**
   * Several threads ask at once, one cancels or ends the context. What was sent is what the
   * subscriber got, in order, and what is left in the channel: exactly once each.
   */
  @Test
  void everyValueIsDeliveredOnceInOrderOrStaysInTheChannel() throws Exception {
    for (int round = 0; round < times(800); round++) {
      Random random = new Random(round);
      int n = 1 + random.nextInt(20);
      Channel<Integer> channel = numbers(n);
      CancellableContext context = BACKGROUND.withCancel();
      Recorder<Integer> recorder = subscribe(ChannelPublisher.of(context, channel));
      int how = random.nextInt(4);
      int threads = 1 + random.nextInt(3);
      int requests = 1 + random.nextInt(8);
      try (Crew crew = new Crew()) {
        for (int i = 0; i < threads; i++) {
          crew.go(() -> {
            for (int j = 0; j < requests; j++) {
              recorder.request(1);
            }
          });
        }
        switch (how) {
          case 0 -> crew.go(recorder::cancel);
          case 1 -> crew.go(context::cancel);
          case 2 -> crew.go(() -> recorder.request(0));
          default -> {}
        }
      }
      int expected = Math.min(n, threads * requests);
      if (how == 3) {
        until("all that were asked for", () -> recorder.values.size() == expected);
      } else if (how == 0) {
        until("ended", () -> Go.count() == before);
        assertThat(recorder.ended()).isFalse();
      } else {
        recorder.untilFailed();
      }
      recorder.cancel();
      until("ended", () -> Go.count() == before);
      List<Integer> all = new ArrayList<>(recorder.values);
      while (channel.tryReceive() instanceof Received.Value<Integer>(var left)) {
        all.add(left);
      }
      assertThat(all).hasSize(n).isSorted().doesNotHaveDuplicates();
      assertThat(recorder.values.size()).isLessThanOrEqualTo(expected);
    }
  }

  /** Demand that comes while the goroutine is about to end starts another one. */
  @Test
  void noDemandIsLostWhenTheGoroutineGoesIdle() throws Exception {
    int n = times(3000);
    Channel<Integer> channel = numbers(n);
    Recorder<Integer> recorder = subscribe(ChannelPublisher.of(BACKGROUND, channel));
    for (int i = 0; i < n; i++) {
      int have = i;
      recorder.request(1);
      until("served", () -> recorder.values.size() > have);
    }
    assertThat(recorder.values).isSorted().doesNotHaveDuplicates();
    recorder.cancel();
  }

  @Test
  void subscribersOfTheJdkAreServed() throws Exception {
    Channel<Integer> channel = numbers(100);
    channel.close();
    try (var processor = new java.util.concurrent.SubmissionPublisher<Integer>()) {
      List<Integer> got = new ArrayList<>();
      ChannelSubscriber<Integer> end = ChannelSubscriber.subscribe(BACKGROUND, processor, 8);
      ChannelPublisher.of(BACKGROUND, channel)
          .subscribe(
              new Recorder<Integer>() {
                @Override
                public void onSubscribe(Flow.Subscription given) {
                  given.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(Integer value) {
                  processor.submit(value);
                }

                @Override
                public void onComplete() {
                  processor.close();
                }
              });
      end.channel().forEach(got::add);
      assertThat(got).hasSize(100).isSorted();
    }
  }
}
