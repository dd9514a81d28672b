package dev.csp.sync;

import static dev.csp.select.Select.done;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Computed once, for all who ask. */
final class OnceValueTest {
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofHours(1);

  private final int before = Go.count();
  private final AtomicInteger runs = new AtomicInteger();
  private final Channel<String> result = Channel.unbuffered("result");

  /** Waits for its result. */
  private final OnceValue<String> value =
      new OnceValue<>(
          "answer",
          () -> {
            runs.incrementAndGet();
            return result.receive();
          });

  @AfterEach
  void nobodyIsLeft() {
    Go.onUncaught(null);
    Crew.until("all goroutines have ended", () -> Go.count() == before);
  }

  @Test
  void isComputedOnceAndAllGetTheSameObject() throws Exception {
    var seen = new ConcurrentLinkedQueue<String>();
    String made = new String("made");
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 20; i++) {
        boolean timed = i % 2 == 0;
        Goroutine goroutine = crew.go(() -> seen.add(timed ? value.get(LONG) : value.get()));
        Crew.untilParked(goroutine);
      }
      result.send(made);
    }
    assertThat(seen).hasSize(20).allSatisfy(each -> assertThat(each).isSameAs(made));
    assertThat(value.get()).isSameAs(made);
    assertThat(value.get(Duration.ZERO)).isSameAs(made);
    assertThat(runs).hasValue(1);
  }

  @Test
  void isNotComputedBeforeSomebodyAsks() throws Exception {
    assertThat(value.isDone()).isFalse();
    assertThat(value).hasToString("OnceValue[answer, not started]");
    assertThat(Go.count()).isEqualTo(before);
    assertThat(runs).hasValue(0);
    value.start();
    value.start();
    assertThat(value).hasToString("OnceValue[answer, running]");
    assertThat(Go.count()).isEqualTo(before + 1);
    assertThat(value.isDone()).isFalse();
    result.send("42");
    assertThat(value.get()).isEqualTo("42");
    assertThat(value.isDone()).isTrue();
    assertThat(value).hasToString("OnceValue[answer, done]");
    assertThat(runs).hasValue(1);
  }

  @Test
  void isComputedOnAGoroutineOfItsOwn() throws Exception {
    var thread = new AtomicReference<Thread>();
    OnceValue<Integer> own =
        new OnceValue<>(
            "own",
            () -> {
              thread.set(Thread.currentThread());
              return 1;
            });
    assertThat(own.get()).isEqualTo(1);
    assertThat(thread.get()).isNotSameAs(Thread.currentThread());
    assertThat(thread.get().getName()).isEqualTo("own");
    value.start();
    assertThat(Go.dump()).contains("]: answer\n").contains("OnceValueTest.java:");
    result.send("over");
    value.get();
  }

  /** Of many who come first at once, one starts it. */
  @Test
  void isComputedOnceAlsoIfManyComeAtOnce() throws Exception {
    for (int round = 0; round < Crew.times(200); round++) {
      AtomicInteger calls = new AtomicInteger();
      OnceValue<Integer> raced = new OnceValue<>(calls::incrementAndGet);
      Channel<Void> start = Channel.unbuffered();
      try (Crew crew = new Crew()) {
        for (int i = 0; i < 4; i++) {
          crew.go(() -> {
            start.receiveOrClosed();
            assertThat(raced.get()).isEqualTo(1);
          });
        }
        start.close();
      }
      assertThat(calls).hasValue(1);
    }
  }

  // ---- failure

  @Test
  void failureIsThrownOnEveryCallAndTheFunctionIsNotCalledAgain() throws Exception {
    var uncaught = new AtomicInteger();
    Go.onUncaught((goroutine, failure) -> uncaught.incrementAndGet());
    for (Throwable planted :
        List.of(
            new IOException("planted"),
            new IllegalStateException("planted"),
            new StackOverflowError("planted"),
            new InterruptedException("planted"))) {
      AtomicInteger calls = new AtomicInteger();
      OnceValue<String> failing =
          new OnceValue<>(
              "failing",
              () -> {
                calls.incrementAndGet();
                throw sneaky(planted);
              });
      Throwable last = null;
      for (int i = 0; i < 3; i++) {
        boolean timed = i == 1;
        Throwable thrown = thrownBy(() -> timed ? failing.get(LONG) : failing.get());
        assertThat(thrown).isInstanceOf(ExecutionException.class).isNotSameAs(last);
        assertThat(thrown.getCause()).isSameAs(planted);
        last = thrown;
      }
      assertThat(calls).hasValue(1);
      assertThat(failing.isDone()).isTrue();
      assertThat(failing)
          .hasToString("OnceValue[failing, failed: " + planted.getClass().getName() + "]");
    }
    assertThat(uncaught).hasValue(0);
  }

  @SuppressWarnings("unchecked") // the compiler is to believe that it is unchecked
  private static <X extends Throwable> RuntimeException sneaky(Throwable planted) throws X {
    throw (X) planted;
  }

  private static Throwable thrownBy(Callable<?> call) {
    try {
      return new AssertionError("returned " + call.call());
    } catch (Exception e) {
      return e;
    }
  }

  @Test
  void nullIsNoValue() {
    assertThatThrownBy(new OnceValue<>("nothing", () -> null)::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NullPointerException.class)
        .hasRootCauseMessage("the value of nothing");
  }

  // ---- callers

  @Test
  void callersThatAreInterruptedOrOutOfTimeDoNotSpoilTheOthers() throws Exception {
    try (Crew crew = new Crew()) {
      // The first, whose call has started it.
      Goroutine first =
          crew.go(() -> assertThatThrownBy(value::get).isInstanceOf(InterruptedException.class));
      Crew.untilParked(first);
      Goroutine other = crew.go(() -> assertThat(value.get()).isEqualTo("result"));
      Crew.untilParked(other);
      first.interrupt();
      first.join();
      assertThatThrownBy(() -> value.get(MOMENT))
          .isInstanceOf(TimeoutException.class)
          .hasMessage("answer has not ended in PT0.01S");
      assertThatThrownBy(() -> value.get(Duration.ZERO)).isInstanceOf(TimeoutException.class);
      assertThat(other.isDone()).isFalse();
      result.send("result");
    }
    assertThat(value.get()).isEqualTo("result");
    assertThat(runs).hasValue(1);
  }

  @Test
  void interruptedOnEntryThrowsAndStartsNothing() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(value::get)
        .isInstanceOf(InterruptedException.class)
        .hasMessage("interrupted before answer");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> value.get(LONG)).isInstanceOf(InterruptedException.class);
    assertThat(value).hasToString("OnceValue[answer, not started]");
  }

  @Test
  void functionThatAsksForItsOwnValueIsToldInsteadOfWaitingForEver() throws Exception {
    var self = new AtomicReference<OnceValue<Integer>>();
    self.set(new OnceValue<>("self", () -> self.get().get()));
    assertThatThrownBy(self.get()::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("the function of self asks for its own result");
    var timed = new AtomicReference<OnceValue<Integer>>();
    timed.set(new OnceValue<>("self", () -> timed.get().get(LONG)));
    assertThatThrownBy(timed.get()::get).hasCauseInstanceOf(IllegalStateException.class);
  }

  // ---- the case of a select

  @Test
  void doneStartsItAndIsACaseOfASelect() throws Exception {
    ReceiveChannel<Void> done = value.done();
    assertThat(value.done()).isSameAs(done);
    assertThat((Object) done).isNotInstanceOf(SendChannel.class);
    assertThat(select(done(done, () -> "done"), otherwise(() -> "not yet"))).isEqualTo("not yet");
    Channel<String> quiet = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      Goroutine goroutine =
          crew.go(() -> {
            String outcome = select(receive(quiet), done(value.done(), () -> "done"));
            assertThat(outcome).isEqualTo("done");
            assertThat(value.get(Duration.ZERO)).isEqualTo("result");
          });
      Crew.untilParked(goroutine);
      result.send("result");
    }
    assertThat(done.tryReceive()).isInstanceOf(Received.Closed.class);
    assertThat(runs).hasValue(1);
  }

  // ---- memory

  @Test
  void functionIsReleasedAfterTheRun() throws Exception {
    for (boolean fails : new boolean[] {false, true}) {
      List<OnceValue<String>> kept = new ArrayList<>();
      WeakReference<Object> captured = runWithCaptured(kept, fails);
      Crew.until(
          "what the function has captured is garbage",
          () -> {
            System.gc();
            return captured.refersTo(null);
          });
      assertThat(kept.getFirst().isDone()).isTrue();
    }
  }

  private static WeakReference<Object> runWithCaptured(
      List<OnceValue<String>> kept, boolean fails) {
    Object captured = new Object();
    OnceValue<String> once =
        new OnceValue<>(() -> {
          if (fails) {
            throw new IOException("planted");
          }
          return captured.getClass().getName();
        });
    assertThat(thrownBy(once::get)).isNotNull();
    kept.add(once);
    return new WeakReference<>(captured);
  }

  /** H9. */
  @Test
  void whatTheFunctionDidIsSeenByAll() throws Exception {
    for (int round = 0; round < Crew.times(200); round++) {
      int[] plain = {0};
      OnceValue<Integer> writes =
          new OnceValue<>(() -> {
            plain[0] = 1;
            return 1;
          });
      try (Crew crew = new Crew()) {
        for (int i = 0; i < 3; i++) {
          crew.go(() -> assertThat(writes.get() + plain[0]).isEqualTo(2));
        }
      }
    }
  }

  // ---- tasks

  @Test
  void taskIsDoneOnce() throws Exception {
    OnceTask task =
        new OnceTask(
            "setup",
            () -> {
              runs.incrementAndGet();
              result.receive();
            });
    assertThat(task).hasToString("OnceTask[setup, not started]");
    assertThat(task.isDone()).isFalse();
    task.start();
    assertThat(task.await(Duration.ZERO)).isFalse();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 6; i++) {
        boolean timed = i % 2 == 0;
        Goroutine goroutine =
            crew.go(() -> {
              if (timed) {
                assertThat(task.await(LONG)).isTrue();
              } else {
                task.await();
              }
            });
        Crew.untilParked(goroutine);
      }
      result.send("go on");
    }
    task.await();
    assertThat(task.await(Duration.ZERO)).isTrue();
    assertThat(select(done(task.done(), () -> "done"))).isEqualTo("done");
    assertThat(task).hasToString("OnceTask[setup, done]");
    assertThat(runs).hasValue(1);
  }

  @Test
  void taskThatThrowsHasBeenDone() {
    IOException planted = new IOException("planted");
    OnceTask task =
        new OnceTask(() -> {
          runs.incrementAndGet();
          throw planted;
        });
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(task::await).isInstanceOf(ExecutionException.class).hasCause(planted);
      assertThatThrownBy(() -> task.await(LONG)).hasCause(planted);
    }
    assertThat(runs).hasValue(1);
    assertThat(task).hasToString("OnceTask[OnceTask, failed: java.io.IOException]");
  }

  @Test
  void nullsFailAtTheCall() {
    assertThatNullPointerException()
        .isThrownBy(() -> new OnceValue<>(null))
        .withMessage("function");
    assertThatNullPointerException()
        .isThrownBy(() -> new OnceValue<>(null, () -> 1))
        .withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> new OnceTask(null)).withMessage("task");
    assertThatNullPointerException()
        .isThrownBy(() -> new OnceTask(null, () -> {}))
        .withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> value.get(null)).withMessage("timeout");
    assertThat(value).hasToString("OnceValue[answer, not started]");
  }
}
