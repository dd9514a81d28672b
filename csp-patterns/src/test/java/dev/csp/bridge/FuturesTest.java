package dev.csp.bridge;

import static dev.csp.patterns.testing.Crew.times;
import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import dev.csp.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
final class FuturesTest {
  private static final Context BACKGROUND = Context.background();

  private final int before = Go.count();

  @AfterEach
  void nothingIsLeftBehind() {
    Go.onUncaught(null);
    assertThat(Thread.interrupted()).isFalse();
    until("the goroutines have ended", () -> Go.count() == before);
  }

  private static <T> Received<T> value(T value) {
    return new Received.Value<>(value);
  }

  private static <T> Received<T> end(Throwable cause) {
    return new Received.Closed<>(Optional.ofNullable(cause));
  }

  // ---- toChannel

  @Test
  void theValueOfAFutureComesOnItsChannelAndThenTheEnd() {
    CompletableFuture<String> future = new CompletableFuture<>();
    ReceiveChannel<String> channel = Futures.toChannel(future);
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    assertThat(Go.count()).isEqualTo(before);
    future.complete("done");
    assertThat(channel.tryReceive()).isEqualTo(value("done"));
    assertThat(channel.tryReceive()).isEqualTo(end(null));
    assertThat(Futures.toChannel(future).tryReceive()).isEqualTo(value("done"));
  }

  @Test
  void theFailureOfAFutureIsTheCauseOfTheEnd() {
    IOException failure = new IOException("no");
    CompletableFuture<String> future = new CompletableFuture<>();
    CompletableFuture<Integer> dependent = future.thenApply(String::length);
    ReceiveChannel<String> channel = Futures.toChannel(future);
    ReceiveChannel<Integer> dependents = Futures.toChannel(dependent);
    FutureChannel<Integer> watched = Futures.watch(dependent);
    future.completeExceptionally(failure);
    assertThat(channel.tryReceive()).isEqualTo(end(failure));
    assertThat(dependents.tryReceive()).isEqualTo(end(failure));
    assertThat(watched.channel().tryReceive()).isEqualTo(end(failure));
    CompletionException bare = new CompletionException("bare", null);
    assertThat(Futures.toChannel(CompletableFuture.failedFuture(bare)).tryReceive())
        .isEqualTo(end(bare));
  }

  @Test
  void aNullIsOnlyAnEnd() {
    assertThat(Futures.toChannel(CompletableFuture.completedFuture(null)).tryReceive())
        .isEqualTo(end(null));
    try (FutureChannel<String> watched = Futures.watch(CompletableFuture.completedFuture(null))) {
      assertThat(watched.channel().tryReceive()).isEqualTo(end(null));
    }
  }

  @Test
  void aCancelledFutureEndsItsChannel() {
    CompletableFuture<String> future = new CompletableFuture<>();
    ReceiveChannel<String> channel = Futures.toChannel(future);
    future.cancel(true);
    assertThat(channel.tryReceive()).isInstanceOf(Received.Closed.class);
    assertThat(((Received.Closed<String>) channel.tryReceive()).cause().orElseThrow())
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void aFutureIsACaseOfASelect() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    ReceiveChannel<String> channel = Futures.toChannel(future);
    Channel<String> quiet = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      crew.go(() ->
          assertThat(Select.<String>select(Select.receive(quiet), Select.receive(channel)))
              .isEqualTo("done"));
      crew.go(() -> future.complete("done"));
    }
  }

  // ---- watch

  /** The stage must not remember the channels of a loop that has long gone on. */
  @Test
  void aFutureThatLivesLongRemembersNoChannelThatWasClosed() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    for (int i = 0; i < 10_000; i++) {
      try (FutureChannel<String> watched = Futures.watch(future)) {
        assertThat(watched.channel().tryReceive()).isEqualTo(new Received.Empty<>());
      }
      assertThat(future.getNumberOfDependents()).isLessThanOrEqualTo(2);
    }
    List<FutureChannel<String>> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(Futures.watch(future));
    }
    assertThat(future.getNumberOfDependents()).isGreaterThanOrEqualTo(1000);
    for (int i = 0; i < 1000; i += 2) {
      many.get(i).close();
    }
    assertThat(future.getNumberOfDependents()).isBetween(500, 502);
    future.complete("done");
    for (int i = 1; i < 1000; i += 2) {
      assertThat(many.get(i).channel().receive()).isEqualTo("done");
    }
  }

  @Test
  void closingAWatchEndsItsChannelAndOnlyThat() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    FutureChannel<String> watched = Futures.watch(future);
    FutureChannel<String> other = Futures.watch(future);
    watched.close();
    watched.close();
    assertThat(((Received.Closed<String>) watched.channel().tryReceive()).cause().orElseThrow())
        .isInstanceOf(CancellationException.class);
    assertThat(future).isNotDone();
    future.complete("done");
    assertThat(other.channel().receive()).isEqualTo("done");
    FutureChannel<String> late = Futures.watch(future);
    late.close();
    assertThat(late.channel().receive()).isEqualTo("done");
  }

  @Test
  void anyKindOfStageCanBeWatched() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    for (CompletionStage<String> stage :
        List.of(future.minimalCompletionStage(), new ForeignStage<>(future).stage())) {
      FutureChannel<String> kept = Futures.watch(stage);
      FutureChannel<String> dropped = Futures.watch(stage);
      dropped.close();
      assertThat(dropped.channel().tryReceive()).isInstanceOf(Received.Closed.class);
      assertThat(kept.channel().tryReceive()).isInstanceOf(Received.Empty.class);
      kept.close();
    }
    FutureChannel<String> foreign = Futures.watch(new ForeignStage<>(future).stage());
    future.complete("done");
    assertThat(foreign.channel().receive()).isEqualTo("done");
  }

  /** A stage that is no CompletableFuture: everything goes through an interface. */
  private record ForeignStage<T>(CompletionStage<T> inner) {
    @SuppressWarnings("unchecked")
    CompletionStage<T> stage() {
      return (CompletionStage<T>)
          java.lang.reflect.Proxy.newProxyInstance(
              ForeignStage.class.getClassLoader(),
              new Class<?>[] {CompletionStage.class},
              (proxy, method, arguments) -> method.invoke(inner, arguments));
    }
  }

  /** The completion races with close: the value, or the end; never neither, never both. */
  @Test
  void aValueThatMeetsTheCloseIsThereOrNot() throws Exception {
    final class Meeting implements Crew.Duel {
      final CompletableFuture<String> future = new CompletableFuture<>();
      final FutureChannel<String> watched = Futures.watch(future);

      @Override
      public void left() {
        future.complete("done");
      }

      @Override
      public void right() {
        watched.close();
      }

      @Override
      public void check() {
        Received<String> first = watched.channel().tryReceive();
        if (first instanceof Received.Value) {
          assertThat(watched.channel().tryReceive()).isEqualTo(end(null));
        } else {
          assertThat(((Received.Closed<String>) first).cause()).isPresent();
        }
        assertThat(future.getNumberOfDependents()).isZero();
      }
    }
    Crew.duel(times(300), Meeting::new);
  }

  // ---- receive

  @Test
  void theNextValueCompletesTheFuture() throws Exception {
    Channel<String> channel = Channel.buffered(2);
    channel.send("a");
    channel.send("b");
    CompletableFuture<String> now = Futures.receive(BACKGROUND, channel);
    assertThat(now).isCompletedWithValue("a");
    assertThat(channel.length()).isEqualTo(1);
    assertThat(Futures.receive(BACKGROUND, channel).get()).isEqualTo("b");
    CompletableFuture<String> later = Futures.receive(BACKGROUND, channel);
    assertThat(later).isNotDone();
    channel.send("c");
    assertThat(later.get()).isEqualTo("c");
    assertThat(later.cancel(true)).isFalse();
    assertThat(later.complete("other")).isFalse();
    assertThat(later.join()).isEqualTo("c");
  }

  @Test
  void theEndOfTheChannelFailsTheFuture() {
    IOException cause = new IOException("cut");
    for (boolean early : new boolean[] {true, false}) {
      Channel<String> channel = Channel.unbuffered();
      if (early) {
        channel.close(cause);
      }
      CompletableFuture<String> future = Futures.receive(BACKGROUND, channel);
      channel.close(cause);
      assertThatThrownBy(future::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ChannelClosedException.class)
          .hasRootCause(cause);
    }
  }

  @Test
  void theEndOfTheContextFailsTheFutureAndTakesNothing() throws Exception {
    Channel<String> channel = Channel.buffered(1);
    CancellableContext context = BACKGROUND.withCancel();
    CompletableFuture<String> waits = Futures.receive(context, channel);
    context.cancel();
    assertThatThrownBy(waits::get).isInstanceOf(CancellationException.class);
    assertThat(waits).isCancelled();
    channel.send("a");
    CompletableFuture<String> late = Futures.receive(context, channel);
    assertThatThrownBy(late::get).isInstanceOf(CancellationException.class);
    CompletableFuture<String> timed =
        Futures.receive(BACKGROUND.withTimeout(Duration.ofMillis(1)), Channel.unbuffered());
    assertThatThrownBy(timed::get).hasCauseInstanceOf(DeadlineExceededException.class);
    assertThat(channel.length()).isEqualTo(1);
  }

  @Test
  void whoeverCompletesTheFutureKeepsTheValueInTheChannel() throws Exception {
    List<java.util.function.Consumer<CompletableFuture<String>>> ways =
        List.of(
            future -> assertThat(future.cancel(true)).isTrue(),
            future -> assertThat(future.complete("mine")).isTrue(),
            future -> assertThat(future.completeExceptionally(new IOException("mine"))).isTrue(),
            future -> future.obtrudeValue("mine"),
            future -> future.obtrudeException(new IOException("mine")),
            future -> future.completeAsync(() -> "mine"),
            future ->
                future.completeAsync(
                    () -> {
                      throw new IllegalStateException("mine");
                    },
                    Runnable::run),
            future -> future.orTimeout(1, TimeUnit.MILLISECONDS),
            future -> future.completeOnTimeout("mine", 1, TimeUnit.MILLISECONDS));
    for (var way : ways) {
      Channel<String> channel = Channel.unbuffered();
      CompletableFuture<String> future = Futures.receive(BACKGROUND, channel);
      way.accept(future);
      until("done", future::isDone);
      assertThat(future.cancel(true)).isEqualTo(future.isCancelled());
      until("nobody receives", () -> Go.count() == before);
      assertThat(channel.trySend("for others")).isEqualTo(dev.csp.channels.Sent.FULL);
    }
    CompletableFuture<String> timed = Futures.receive(BACKGROUND, Channel.unbuffered());
    assertThatThrownBy(() -> timed.orTimeout(1, TimeUnit.MILLISECONDS).get())
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void aTakenValueCanOnlyBeObtruded() throws Exception {
    Channel<String> channel = Channel.unbuffered();
    CompletableFuture<String> future = Futures.receive(BACKGROUND, channel);
    channel.send("taken");
    future.obtrudeValue("forced");
    assertThat(future.join()).isEqualTo("forced");
  }

  @Test
  void anInterruptDoesNotDisturbACancel() {
    for (int i = 0; i < times(2000); i++) {
      CompletableFuture<String> future = Futures.receive(BACKGROUND, Channel.unbuffered());
      Thread.currentThread().interrupt();
      assertThat(future.cancel(true)).isTrue();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(future).isCancelled();
    }
  }

  /**
   * Senders, and futures that are cancelled, completed, timed out, or left alone, all at once. Each
   * value is in exactly one future, or was received by somebody else, or is left.
   */
  @Test
  void noValueIsLostInAStormOfCancels() throws Exception {
    for (int round = 0; round < times(300); round++) {
      Random random = new Random(round);
      int n = 20;
      Channel<Integer> channel =
          round % 2 == 0 ? Channel.unbuffered() : Channel.buffered(1 + random.nextInt(3));
      List<CompletableFuture<Integer>> futures = new ArrayList<>();
      AtomicInteger foreign = new AtomicInteger();
      for (int i = 0; i < n; i++) {
        futures.add(null);
      }
      CancellableContext context = BACKGROUND.withCancel();
      try (Crew crew = new Crew()) {
        crew.go(() -> {
          for (int i = 0; i < n; i++) {
            try {
              context.send(channel, i);
            } catch (CancellationException e) {
              foreign.addAndGet(-(n - i)); // not sent
              return;
            }
          }
        });
        for (int i = 0; i < n; i++) {
          int number = i;
          int how = random.nextInt(5);
          crew.go(() -> {
            CompletableFuture<Integer> future = Futures.receive(context, channel);
            futures.set(number, future);
            boolean mine =
                switch (how) {
                  case 0 -> future.cancel(true);
                  case 1 -> future.complete(-1);
                  case 2 -> future.completeExceptionally(new IOException());
                  case 3 -> {
                    Go.yieldNow();
                    yield future.cancel(false);
                  }
                  default -> false;
                };
            if (how < 4) {
              assertThat(future).isDone();
              assertThat(!mine || future.isCompletedExceptionally() || future.join() == -1)
                  .isTrue();
            }
          });
        }
        crew.go(() -> {
          for (int i = 0; i < 50; i++) {
            Go.yieldNow();
          }
          context.cancel();
        });
      }
      List<Integer> got = new ArrayList<>();
      for (CompletableFuture<Integer> future : futures) {
        until("complete", future::isDone);
        if (!future.isCompletedExceptionally() && future.join() != -1) {
          got.add(future.join());
        }
      }
      until("ended", () -> Go.count() == before);
      while (channel.tryReceive() instanceof Received.Value<Integer>(var left)) {
        got.add(left);
      }
      assertThat(got).doesNotHaveDuplicates().hasSize(n + foreign.get());
    }
  }

  /** The narrow place: a value and a cancel at the same instant. */
  @Test
  void whenCancelSaysSoTheValueIsStillThere() throws Exception {
    final class Meeting implements Crew.Duel {
      final Channel<String> channel = Channel.buffered(1);
      final CompletableFuture<String> future = Futures.receive(BACKGROUND, channel);
      boolean cancelled;

      @Override
      public void left() {
        channel.trySend("value");
      }

      @Override
      public void right() {
        cancelled = future.cancel(true);
        assertThat(future).isDone();
      }

      @Override
      public void check() {
        assertThat(future.isCancelled()).isEqualTo(cancelled);
        assertThat(channel.length()).isEqualTo(cancelled ? 1 : 0);
        assertThat(cancelled || "value".equals(future.join())).isTrue();
      }
    }
    Crew.duel(times(300), Meeting::new);
  }

  // ---- go

  @Test
  void theResultOfAGoroutineCompletesTheFuture() throws Exception {
    assertThat(Futures.go(() -> 42).get()).isEqualTo(42);
    assertThat(Futures.go(() -> null).get()).isNull();
  }

  @Test
  void theFailureOfAGoroutineFailsTheFutureAndGoesNowhereElse() {
    AtomicReference<Throwable> uncaught = new AtomicReference<>();
    Go.onUncaught((goroutine, thrown) -> uncaught.set(thrown));
    for (Throwable failure :
        List.of(
            new IOException("no"),
            new StackOverflowError(),
            new InterruptedException(),
            new CancellationException())) {
      CompletableFuture<Integer> future =
          Futures.go(() -> {
            if (failure instanceof Exception e) {
              throw e;
            }
            throw (Error) failure;
          });
      AtomicReference<Throwable> seen = new AtomicReference<>();
      future.whenComplete((value, thrown) -> seen.set(thrown));
      until("failed", () -> seen.compareAndSet(failure, null));
      until("ended", () -> Go.count() == before);
    }
    assertThat(uncaught).hasValue(null);
  }

  @Test
  void cancelInterruptsTheGoroutineIfItMay() throws Exception {
    Channel<String> seen = Channel.buffered(1);
    Channel<String> hold = Channel.unbuffered();
    CompletableFuture<Integer> future =
        Futures.go(() -> {
          try {
            hold.receive();
            seen.send("went on");
          } catch (InterruptedException e) {
            seen.send("interrupted");
          }
          return 1;
        });
    until("begun", () -> Go.dump().contains("chan receive"));
    assertThat(future.cancel(false)).isTrue();
    assertThat(future).isCancelled();
    assertThat(seen.length()).isZero();
    assertThat(future.cancel(true)).isTrue();
    assertThat(seen.receive()).isEqualTo("interrupted");
  }

  @Test
  void theEndOfTheContextInterruptsTheGoroutine() throws Exception {
    IOException why = new IOException("why");
    CancellableContext context = BACKGROUND.withCancel();
    CompletableFuture<Integer> future =
        Futures.go(
            context,
            () -> {
              Go.blockForever();
              return 1;
            });
    context.cancel(why);
    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class).hasRootCause(why);
    AtomicBoolean ran = new AtomicBoolean();
    CompletableFuture<Boolean> late = Futures.go(context, () -> ran.getAndSet(true));
    assertThat(late).isCancelled();
    CompletableFuture<Integer> timed =
        Futures.go(
            BACKGROUND.withTimeout(Duration.ofMillis(1)),
            () -> {
              Go.blockForever();
              return 1;
            });
    assertThatThrownBy(timed::get).hasCauseInstanceOf(DeadlineExceededException.class);
    assertThat(ran).isFalse();
  }

  /** Also if the callable heeds it so little that it returns with the flag set. */
  @Test
  void whatDependsOnTheFutureDoesNotMeetAnInterruptThatTheCallableLeftBehind() throws Exception {
    CancellableContext context = BACKGROUND.withCancel();
    Channel<String> begun = Channel.unbuffered();
    CompletableFuture<Boolean> met =
        Futures.go(
                context,
                () -> {
                  begun.send("begun");
                  while (!Thread.currentThread().isInterrupted()) {
                    Go.yieldNow();
                  }
                  return 1;
                })
            .thenApply(value -> Thread.currentThread().isInterrupted());
    begun.receive();
    context.cancel();
    assertThat(met.get()).isFalse();
  }

  /** The interrupt is for the callable: what depends on the future never meets it. */
  @Test
  void theInterruptNeverMeetsWhatDependsOnTheFuture() throws Exception {
    for (int round = 0; round < times(800); round++) {
      CancellableContext context = BACKGROUND.withCancel();
      AtomicInteger met = new AtomicInteger();
      AtomicInteger dependents = new AtomicInteger();
      CompletableFuture<Void> all;
      try (Crew crew = new Crew()) {
        CompletableFuture<Integer> future = Futures.go(context, () -> 1);
        all =
            future.handle((value, failure) -> {
              dependents.incrementAndGet();
              for (int i = 0; i < 20; i++) {
                if (Thread.currentThread().isInterrupted()) {
                  met.incrementAndGet();
                }
              }
              return null;
            });
        boolean cancel = round % 2 == 0;
        crew.go(() -> {
          if (cancel) {
            future.cancel(true);
          } else {
            context.cancel();
          }
        });
      }
      until("complete", all::isDone);
      until("ended", () -> Go.count() == before);
      assertThat(met).hasValue(0);
      assertThat(dependents).hasValue(1);
      context.cancel();
    }
  }

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> Futures.toChannel(null));
    assertThatNullPointerException().isThrownBy(() -> Futures.watch(null));
    assertThatNullPointerException().isThrownBy(() -> Futures.receive(null, Channel.unbuffered()));
    assertThatNullPointerException().isThrownBy(() -> Futures.receive(BACKGROUND, null));
    assertThatNullPointerException().isThrownBy(() -> Futures.go(null));
    assertThatNullPointerException().isThrownBy(() -> Futures.go(null, () -> 1));
    assertThatNullPointerException().isThrownBy(() -> Futures.go(BACKGROUND, null));
    CompletableFuture<String> future = Futures.receive(BACKGROUND, Channel.unbuffered());
    assertThatNullPointerException().isThrownBy(() -> future.completeExceptionally(null));
    assertThatNullPointerException().isThrownBy(() -> future.obtrudeException(null));
    assertThatNullPointerException().isThrownBy(() -> future.completeAsync(null));
    assertThat(future).isNotDone();
    future.cancel(true);
  }

  /** Its end cannot be waited for; that is the future's failure, and nobody waits in vain. */
  @Test
  void whatAFaultyContextThrowsIsTheFailureOfTheFuture() {
    IllegalStateException planted = new IllegalStateException("planted");
    Context faulty =
        new Context() {
          @Override
          public ReceiveChannel<Void> done() {
            throw planted;
          }

          @Override
          public Optional<Throwable> error() {
            return Optional.empty();
          }
        };
    CompletableFuture<Integer> future = Futures.receive(faulty, Channel.<Integer>unbuffered());
    assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCause(planted);
    assertThat(future.cancel(true)).isFalse();
  }
}
