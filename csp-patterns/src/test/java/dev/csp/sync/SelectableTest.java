package dev.csp.sync;

import static dev.csp.select.Select.done;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.selectFirst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.bridge.FutureChannel;
import dev.csp.bridge.Futures;
import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Semaphore;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.ErrGroup;
import dev.csp.patterns.testing.Crew;
import dev.csp.select.Case;
import dev.csp.select.Selector;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What promises to be usable as a case of a select is: it is not ready before, it wakes who waits,
 * a case that loses takes nothing, and nobody stands in between.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class SelectableTest {
  private static final Context CTX = Context.background();

  /** Something that has not happened yet. */
  private record Event(ReceiveChannel<?> channel, Task happens) {}

  /** What can be waited for. */
  private enum Kind {
    CONTEXT,
    GOROUTINE,
    WAIT_GROUP,
    ERR_GROUP,
    FUTURE,
    FAILED_FUTURE,
    WATCHED_FUTURE,
    LATCH,
    BARRIER,
    BROKEN_BARRIER,
    ONCE_VALUE,
    ONCE_TASK,
    SINGLE_FLIGHT,
    MUTEX,
    SEMAPHORE;

    /** Whether it happens once for all who wait; otherwise it is handed to one of them. */
    boolean isForAll() {
      return switch (this) {
        case FUTURE, FAILED_FUTURE, WATCHED_FUTURE, MUTEX, SEMAPHORE -> false;
        default -> true;
      };
    }

    /** How many it is made of. */
    int goroutines() {
      return switch (this) {
        case GOROUTINE, ERR_GROUP, ONCE_VALUE, ONCE_TASK, SINGLE_FLIGHT -> 1;
        default -> 0;
      };
    }

    Event make() throws Exception {
      Channel<Void> gate = Channel.unbuffered("gate");
      return switch (this) {
        case CONTEXT -> {
          CancellableContext context = CTX.withCancel();
          yield new Event(context.done(), context::cancel);
        }
        case GOROUTINE -> new Event(Go.go(gate::receiveOrClosed).done(), gate::close);
        case WAIT_GROUP -> {
          WaitGroup group = new WaitGroup();
          group.add(1);
          yield new Event(group.zero(), group::done);
        }
        case ERR_GROUP -> {
          ErrGroup group = new ErrGroup();
          group.go(gate::receiveOrClosed);
          yield new Event(group.zero(), gate::close);
        }
        case FUTURE -> {
          CompletableFuture<String> future = new CompletableFuture<>();
          yield new Event(Futures.toChannel(future), () -> future.complete("value"));
        }
        case FAILED_FUTURE -> {
          CompletableFuture<String> future = new CompletableFuture<>();
          yield new Event(
              Futures.toChannel(future), () -> future.completeExceptionally(new IOException()));
        }
        case WATCHED_FUTURE -> {
          CompletableFuture<String> future = new CompletableFuture<>();
          FutureChannel<String> watched = Futures.watch(future);
          yield new Event(watched.channel(), () -> future.complete("value"));
        }
        case LATCH -> {
          Latch latch = new Latch(1);
          yield new Event(latch.done(), latch::countDown);
        }
        case BARRIER -> {
          Barrier barrier = new Barrier(2);
          yield new Event(barrier.arrive().released(), barrier::arrive);
        }
        case BROKEN_BARRIER -> {
          Barrier barrier = new Barrier(2);
          yield new Event(barrier.arrive().released(), barrier::reset);
        }
        case ONCE_VALUE ->
            new Event(
                new OnceValue<>(
                        () -> {
                          gate.receiveOrClosed();
                          return "value";
                        })
                    .done(),
                gate::close);
        case ONCE_TASK -> new Event(new OnceTask(gate::receiveOrClosed).done(), gate::close);
        case SINGLE_FLIGHT ->
            new Event(
                new SingleFlight<String, String>()
                    .join(
                        "key",
                        () -> {
                          gate.receiveOrClosed();
                          return "value";
                        })
                    .done(),
                gate::close);
        case MUTEX -> {
          Mutex mutex = new Mutex();
          mutex.lock();
          yield new Event(mutex.locked(), mutex::unlock);
        }
        case SEMAPHORE -> {
          Semaphore semaphore = new Semaphore(3);
          semaphore.acquire(2);
          yield new Event(semaphore.permits(2), () -> semaphore.release(1));
        }
      };
    }

    /** The cases with which a program would wait for this. */
    @SuppressWarnings("unchecked") // what is for all never carries a value
    Case<String> caseOf(Event event) {
      return isForAll()
          ? done((ReceiveChannel<Void>) event.channel(), () -> "happened")
          : receive(event.channel(), value -> "happened", () -> "happened");
    }
  }

  private final int before = Go.count();
  private final Channel<String> other = Channel.buffered(1);

  @AfterEach
  void nobodyIsLeft() {
    Crew.until("all goroutines have ended", () -> Go.count() == before);
  }

  private static String look(Kind kind, Event event) throws InterruptedException {
    return select(kind.caseOf(event), otherwise(() -> "not yet"));
  }

  @ParameterizedTest
  @EnumSource
  void isReadyWhenItHasHappenedAndNotBefore(Kind kind) throws Exception {
    Event event = kind.make();
    assertThat(look(kind, event)).isEqualTo("not yet");
    assertThat(look(kind, event)).isEqualTo("not yet");
    event.happens().run();
    assertThat(select(kind.caseOf(event))).isEqualTo("happened");
    if (kind.isForAll()) {
      assertThat(look(kind, event)).isEqualTo("happened");
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakesASelectThatWaitsAndNobodyStandsInBetween(Kind kind) throws Exception {
    Event event = kind.make();
    try (Crew crew = new Crew()) {
      Goroutine waiter =
          crew.go(() ->
              assertThat(select(receive(other), kind.caseOf(event), receive(Channel.never())))
                  .isEqualTo("happened"));
      Crew.untilParked(waiter);
      assertThat(Go.count()).isEqualTo(before + kind.goroutines() + 1);
      event.happens().run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakesAllOrOneOfThoseWhoWait(Kind kind) throws Exception {
    Event event = kind.make();
    Channel<Void> enough = Channel.unbuffered();
    Channel<String> outcomes = Channel.buffered(5);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 5; i++) {
        Crew.untilParked(
            crew.go(() -> outcomes.send(select(kind.caseOf(event), done(enough, () -> "enough")))));
      }
      event.happens().run();
      int woken = kind.isForAll() ? 5 : 1;
      for (int i = 0; i < woken; i++) {
        assertThat(outcomes.receive()).isEqualTo("happened");
      }
      enough.close();
    }
  }

  /** Also one that waits: it leaves the queue, so what happens later is for somebody else. */
  @ParameterizedTest
  @EnumSource
  void caseThatLosesTakesNothing(Kind kind) throws Exception {
    Event event = kind.make();
    for (int i = 0; i < 20; i++) {
      try (Crew crew = new Crew()) {
        Goroutine waiter =
            crew.go(
                () -> assertThat(select(kind.caseOf(event), receive(other))).isEqualTo("other"));
        if (i % 2 == 0) {
          Crew.untilParked(waiter);
        }
        other.send("other");
      }
    }
    event.happens().run();
    other.send("other");
    assertThat(selectFirst(receive(other), kind.caseOf(event))).isEqualTo("other");
    assertThat(select(kind.caseOf(event))).isEqualTo("happened");
  }

  @ParameterizedTest
  @EnumSource
  void interruptedSelectTakesNothing(Kind kind) throws Exception {
    Event event = kind.make();
    try (Crew crew = new Crew()) {
      Goroutine waiter =
          crew.go(() ->
              assertThatThrownBy(() -> select(kind.caseOf(event), receive(other)))
                  .isInstanceOf(InterruptedException.class));
      Crew.untilParked(waiter);
      waiter.interrupt();
    }
    event.happens().run();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> select(kind.caseOf(event))).isInstanceOf(InterruptedException.class);
    assertThat(select(kind.caseOf(event))).isEqualTo("happened");
  }

  @ParameterizedTest
  @EnumSource
  void isACaseOfASelectorToo(Kind kind) throws Exception {
    Event event = kind.make();
    Selector selector = new Selector();
    Selector.Receive<?> ours = selector.receive(event.channel());
    Selector.Receive<String> others = selector.receive(other);
    for (int i = 0; i < 3; i++) {
      other.send("other");
      assertThat(selector.select()).isSameAs(others);
    }
    try (Crew crew = new Crew()) {
      Goroutine waiter = crew.go(() -> assertThat(selector.select()).isSameAs(ours));
      Crew.untilParked(waiter);
      event.happens().run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void endedContextComesFirstAndTakesNothing(Kind kind) throws Exception {
    Event event = kind.make();
    event.happens().run();
    try (CancellableContext ended = CTX.withCancel()) {
      ended.cancel();
      assertThatThrownBy(() -> ended.receiveOrClosed(event.channel()))
          .isInstanceOf(CancellationException.class);
    }
    assertThat(select(kind.caseOf(event))).isEqualTo("happened");
  }
}
