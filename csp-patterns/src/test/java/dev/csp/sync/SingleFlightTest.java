package dev.csp.sync;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.done;
import static dev.csp.select.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import dev.csp.sync.SingleFlight.Flight;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who asks for what is under way shares it. */
final class SingleFlightTest {
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final int before = Go.count();
  private final SingleFlight<String, String> flights = new SingleFlight<>();
  private final AtomicInteger runs = new AtomicInteger();
  private final Channel<String> result = Channel.unbuffered("result");
  private final ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  @AfterEach
  void nobodyIsLeft() {
    Go.onUncaught(null);
    Crew.until("all goroutines have ended", () -> Go.count() == before);
    assertThat(flights.inFlight()).isZero();
  }

  /** The function: waits for its result. */
  private String load() throws InterruptedException {
    runs.incrementAndGet();
    return result.receive();
  }

  private static Throwable thrownBy(Callable<?> call) {
    try {
      return new AssertionError("returned " + call.call());
    } catch (Exception e) {
      return e;
    }
  }

  // ---- P1, P2

  @Test
  void thoseWhoAskAtTheSameTimeShareOneCall() throws Exception {
    var seen = new ConcurrentLinkedQueue<String>();
    String made = new String("made");
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 10; i++) {
        int form = i % 3;
        Goroutine goroutine =
            crew.go(() -> {
              switch (form) {
                case 0 -> seen.add(flights.run("key", this::load));
                case 1 -> seen.add(flights.run("key", ctx -> load()));
                default -> {
                  try (Flight<String> flight = flights.join("key", this::load)) {
                    seen.add(flight.get(LONG));
                    assertThat(flight.isShared()).isTrue();
                  }
                }
              }
            });
        Crew.untilParked(goroutine);
      }
      assertThat(flights.inFlight()).isEqualTo(1);
      assertThat(flights).hasToString("SingleFlight[1 in flight]");
      result.send(made);
    }
    assertThat(seen).hasSize(10).allSatisfy(each -> assertThat(each).isSameAs(made));
    assertThat(runs).hasValue(1);
  }

  @Test
  void sharedIsTrueExactlyIfSomebodyElseHasJoined() throws Exception {
    try (Flight<String> alone = flights.join("key", this::load)) {
      assertThat(alone.isShared()).isFalse();
      result.send("1");
      assertThat(alone.get()).isEqualTo("1");
      assertThat(alone.isShared()).isFalse();
      Flight<String> first = flights.join("key", this::load);
      Flight<String> second = flights.join("key", this::load);
      assertThat(first.isShared()).isTrue();
      second.close();
      result.send("2");
      assertThat(first.get()).isEqualTo("2");
      assertThat(first.isShared()).isTrue();
      assertThat(second.isShared()).isTrue();
      assertThat(alone.isShared()).isFalse();
    }
  }

  @Test
  void nothingIsRememberedAndTheKeyIsFreeWhenTheResultIsThere() throws Exception {
    for (int i = 1; i <= 300; i++) {
      String expected = "value " + i;
      assertThat(flights.run("key", () -> expected)).isEqualTo(expected);
      assertThat(flights.inFlight()).isZero();
    }
  }

  @Test
  void differentKeysAreDifferentCalls() throws Exception {
    try (Flight<String> one = flights.join("one", this::load);
        Flight<String> two = flights.join("two", () -> "two")) {
      assertThat(two.get()).isEqualTo("two");
      assertThat(one.done().tryReceive()).isInstanceOf(Received.Empty.class);
      assertThat(one.isShared()).isFalse();
      result.send("one");
      assertThat(one.get()).isEqualTo("one");
    }
  }

  // ---- P3

  @Test
  void afterForgetANewCallStartsAndTheForgottenOneDoesNotDisturbIt() throws Exception {
    Channel<String> old = Channel.unbuffered();
    Flight<String> first = flights.join("key", () -> old.receive());
    assertThat(flights.forget("key")).isTrue();
    assertThat(flights.forget("key")).isFalse();
    assertThat(flights.forget("other")).isFalse();
    Flight<String> second = flights.join("key", this::load);
    old.send("old");
    assertThat(first.get()).isEqualTo("old");
    assertThat(flights.inFlight())
        .isEqualTo(1); // the end of the first has not taken the second out
    Flight<String> third = flights.join("key", this::load);
    assertThat(third.isShared()).isTrue();
    assertThat(first.isShared()).isFalse();
    result.send("new");
    assertThat(second.get()).isEqualTo("new");
    assertThat(third.get()).isEqualTo("new");
    assertThat(runs).hasValue(1);
  }

  // ---- P4

  @Test
  void failureGoesToEveryCallerAsTheCauseOfAFreshException() throws Exception {
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    for (Throwable planted :
        List.of(
            new IOException("planted"),
            new IllegalArgumentException("planted"),
            new StackOverflowError("planted"))) {
      var seen = new ConcurrentLinkedQueue<Throwable>();
      Channel<Void> fail = Channel.unbuffered();
      try (Crew crew = new Crew()) {
        for (int i = 0; i < 5; i++) {
          Goroutine goroutine =
              crew.go(() ->
                  seen.add(
                      thrownBy(() ->
                          flights.run(
                              "key",
                              () -> {
                                fail.receiveOrClosed();
                                throw sneaky(planted);
                              }))));
          Crew.untilParked(goroutine);
        }
        fail.close();
      }
      assertThat(seen).hasSize(5).doesNotHaveDuplicates();
      assertThat(seen)
          .allSatisfy(each ->
              assertThat(each)
                  .isInstanceOf(ExecutionException.class)
                  .extracting(Throwable::getCause)
                  .isSameAs(planted));
    }
    assertThat(uncaught).isEmpty();
  }

  @SuppressWarnings("unchecked") // the compiler is to believe that it is unchecked
  private static <X extends Throwable> RuntimeException sneaky(Throwable planted) throws X {
    throw (X) planted;
  }

  @Test
  void nullIsNoValue() {
    assertThatThrownBy(() -> flights.run("key", () -> null))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NullPointerException.class)
        .hasRootCauseMessage("the value of a SingleFlight");
  }

  // ---- P5

  @Test
  void callIsACaseOfASelect() throws Exception {
    try (Flight<String> flight = flights.join("key", this::load)) {
      assertThat(flight.done()).isSameAs(flight.done());
      assertThat((Object) flight.done()).isNotInstanceOf(SendChannel.class);
      assertThat(orLate(flight)).isEqualTo("late");
      result.send("value");
      assertThat(select(done(flight.done(), () -> "over"))).isEqualTo("over");
      assertThat(flight.get(Duration.ZERO)).isEqualTo("value");
    }
  }

  private static String orLate(Flight<String> flight) throws InterruptedException {
    return select(done(flight.done(), () -> "over"), after(MOMENT, () -> "late"));
  }

  @Test
  void contextCutsTheWaitShort() throws Exception {
    try (CancellableContext ctx = Context.background().withTimeout(MOMENT);
        Flight<String> flight = flights.join("key", this::load)) {
      assertThatThrownBy(() -> ctx.receiveOrClosed(flight.done()))
          .isInstanceOf(TimeoutException.class);
      result.send("value");
      assertThat(flight.get()).isEqualTo("value");
    }
  }

  // ---- leaving

  @Test
  void callersThatAreInterruptedOrOutOfTimeDoNotDisturbTheOthers() throws Exception {
    try (Crew crew = new Crew()) {
      for (boolean cancellable : new boolean[] {false, true}) {
        Goroutine first =
            crew.go(() ->
                assertThatThrownBy(
                        () -> {
                          if (cancellable) {
                            flights.run("key", ctx -> load());
                          } else {
                            flights.run("key", this::load);
                          }
                        })
                    .isInstanceOf(InterruptedException.class));
        Crew.untilParked(first);
        Goroutine other =
            crew.go(() -> assertThat(flights.run("key", this::load)).isEqualTo("value"));
        Crew.untilParked(other);
        first.interrupt();
        first.join();
        try (Flight<String> late = flights.join("key", this::load)) {
          assertThatThrownBy(() -> late.get(MOMENT))
              .isInstanceOf(TimeoutException.class)
              .hasMessage("no value in PT0.01S");
          assertThatThrownBy(() -> late.get(Duration.ZERO)).isInstanceOf(TimeoutException.class);
        }
        assertThat(other.isDone()).isFalse();
        result.send("value");
        other.join();
      }
    }
    assertThat(runs).hasValue(2);
  }

  @Test
  void plainCallThatAllHaveLeftGoesOnAndCanBeJoined() throws Exception {
    Flight<String> first = flights.join("key", this::load);
    Flight<String> second = flights.join("key", this::load);
    second.close();
    first.close();
    first.close();
    assertThat(flights.inFlight()).isEqualTo(1);
    try (Flight<String> third = flights.join("key", this::load)) {
      result.send("value");
      assertThat(third.get()).isEqualTo("value");
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void plainCallThatAllHaveLeftEndsAsIfSomebodyWaited() throws Exception {
    flights.join("key", this::load).close();
    result.send("for nobody");
    Crew.until("the call is over", () -> flights.inFlight() == 0);
    assertThat(runs).hasValue(1);
  }

  @Test
  void cancellableCallThatAllHaveLeftIsToldAndForgotten() throws Exception {
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    Channel<String> seen = Channel.buffered(2);
    Channel<Void> begun = Channel.unbuffered();
    Flight<String> first =
        flights.join(
            "key",
            ctx -> {
              begun.close();
              try {
                return result.receive();
              } catch (InterruptedException e) {
                seen.trySend("interrupted");
                seen.trySend("context done: " + ctx.isDone());
                throw e;
              }
            });
    Flight<String> second = flights.join("key", ctx -> load());
    begun.receiveOrClosed();
    first.close();
    first.close(); // counts once
    assertThat(seen.tryReceive()).isInstanceOf(Received.Empty.class);
    second.close();
    assertThat(flights.inFlight()).isZero();
    assertThat(seen.receive()).isEqualTo("interrupted");
    assertThat(seen.receive()).isIn("context done: true", "context done: false");
    try (Flight<String> third = flights.join("key", ctx -> load())) {
      assertThat(third.isShared()).isFalse();
      result.send("anew");
      assertThat(third.get()).isEqualTo("anew");
    }
    assertThat(runs).hasValue(1);
    assertThat(uncaught).isEmpty();
  }

  @Test
  void contextOfACallEndsWhenAllHaveLeftAndWhenItIsOver() throws Exception {
    var given = new AtomicReference<Context>();
    Channel<Void> begun = Channel.unbuffered();
    Flight<String> flight =
        flights.join(
            "key",
            ctx -> {
              given.set(ctx);
              begun.close();
              return ctx.receive(result);
            });
    begun.receiveOrClosed();
    assertThat(given.get().isDone()).isFalse();
    flight.close();
    given.get().done().receiveOrClosed();
    assertThat(
            flights.run(
                "key",
                ctx -> {
                  given.set(ctx);
                  return "done: " + ctx.isDone();
                }))
        .isEqualTo("done: false");
    given.get().done().receiveOrClosed();
  }

  @Test
  void contextsOfCallsAreDerivedFromTheParent() throws Exception {
    CancellableContext parent = Context.background().withCancel();
    SingleFlight<String, String> ours = new SingleFlight<>(parent);
    try (Flight<String> flight = ours.join("key", ctx -> ctx.receive(result))) {
      parent.cancel();
      assertThatThrownBy(flight::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(CancellationException.class);
    }
  }

  /** Nobody is there to get it; so it must not be silent. */
  @Test
  void failureThatNobodyWaitsForGoesToTheUncaughtHandler() throws Exception {
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    IOException planted = new IOException("planted");
    Channel<Void> fail = Channel.unbuffered();
    Callable<String> failing =
        () -> {
          fail.receiveOrClosed();
          throw planted;
        };
    flights.join("key", failing).close();
    fail.close();
    Crew.until("the handler was called", () -> uncaught.size() == 1);
    assertThat(uncaught).containsExactly(planted);
    Channel<Void> interrupted = Channel.unbuffered();
    flights
        .join(
            "key",
            ctx -> {
              try {
                return result.receive();
              } catch (InterruptedException e) {
                interrupted.close();
                throw planted;
              }
            })
        .close();
    interrupted.receiveOrClosed();
    Crew.until("the handler was called", () -> uncaught.size() == 2);
  }

  @Test
  void getAfterLeavingFailsUnlessTheCallWasOver() throws Exception {
    Flight<String> left = flights.join("key", this::load);
    left.close();
    assertThatIllegalStateException()
        .isThrownBy(left::get)
        .withMessage("this caller has left the call");
    assertThatIllegalStateException().isThrownBy(() -> left.get(LONG));
    result.send("value");
    Crew.until("the call is over", () -> flights.inFlight() == 0);
    Flight<String> over = flights.join("key", () -> "over");
    assertThat(over.get()).isEqualTo("over");
    over.close();
    assertThat(over.get()).isEqualTo("over");
  }

  @Test
  void interruptedOnEntryJoinsNothing() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> flights.run("key", this::load))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("interrupted before SingleFlight.run");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> flights.run("key", ctx -> load()))
        .isInstanceOf(InterruptedException.class);
    assertThat(runs).hasValue(0);
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  void functionThatAsksForItsOwnKeyIsToldInsteadOfWaitingForEver() throws Exception {
    assertThatThrownBy(() -> flights.run("key", () -> flights.run("key", () -> "inner")))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("the function of a call asks for its own result");
    assertThat(flights.run("key", () -> flights.run("other", () -> "inner"))).isEqualTo("inner");
  }

  // ---- many

  /**
   * Interrupts, time-outs and leaving at random: values belong to their keys, and calls of a key do
   * not overlap.
   */
  @Test
  void storm() throws Exception {
    int keys = 3;
    int workers = 6;
    int rounds = Crew.times(400);
    SingleFlight<Integer, Integer> shared = new SingleFlight<>();
    AtomicIntegerArray inside = new AtomicIntegerArray(keys);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger values = new AtomicInteger();
    var random = new SplittableRandom(7);
    try (Crew crew = new Crew()) {
      List<Goroutine> goroutines = new ArrayList<>();
      AtomicInteger working = new AtomicInteger(workers);
      for (int i = 0; i < workers; i++) {
        SplittableRandom mine = random.split();
        goroutines.add(
            crew.go(() -> {
              for (int round = 0; round < rounds; round++) {
                int key = mine.nextInt(keys);
                Callable<Integer> work =
                    () -> {
                      if (inside.incrementAndGet(key) != 1) {
                        throw new AssertionError("two calls for one key");
                      }
                      Thread.yield();
                      inside.decrementAndGet(key);
                      return key;
                    };
                try {
                  if (mine.nextBoolean()) {
                    assertThat(shared.run(key, work)).isEqualTo(key);
                    values.incrementAndGet();
                  } else {
                    try (Flight<Integer> flight = shared.join(key, work)) {
                      assertThat(flight.get(Duration.ofNanos(mine.nextInt(100_000))))
                          .isEqualTo(key);
                      values.incrementAndGet();
                    }
                  }
                } catch (InterruptedException | TimeoutException e) {
                  assertThat(over.get()).isFalse();
                }
              }
              working.decrementAndGet();
            }));
      }
      while (working.get() > 0 && goroutines.stream().anyMatch(each -> !each.isDone())) {
        goroutines.get(random.nextInt(workers)).interrupt();
        Thread.yield();
      }
    }
    Crew.until("all calls are over", () -> shared.inFlight() == 0);
    assertThat(values.get()).isPositive();
  }

  /**
   * Those who leave at random cancel the call exactly if they were the last; nobody gets a
   * cancelled value.
   */
  @Test
  void whoJoinsNeverGetsACallThatWasAbandoned() throws Exception {
    int rounds = Crew.times(300);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 4; i++) {
        boolean leaves = i % 2 == 0;
        crew.go(() -> {
          for (int round = 0; round < rounds; round++) {
            try (Flight<String> flight =
                flights.join(
                    "key",
                    ctx -> {
                      Go.yieldNow();
                      if (ctx.isDone() || Thread.currentThread().isInterrupted()) {
                        throw new CancellationException("abandoned");
                      }
                      return "value";
                    })) {
              if (!leaves) {
                assertThat(flight.get()).isEqualTo("value");
              }
            }
          }
        });
      }
    }
  }

  // ---- memory

  @Test
  void nothingIsKeptOfACallThatIsOver() throws Exception {
    List<WeakReference<Object>> references = new ArrayList<>();
    runOnce(references);
    Crew.until(
        "function and value are garbage",
        () -> {
          System.gc();
          return references.stream().allMatch(each -> each.refersTo(null));
        });
    assertThat(flights.inFlight()).isZero();
  }

  private static void use(Object captured) {
    assertThat(captured).isNotNull();
  }

  private void runOnce(List<WeakReference<Object>> references) throws Exception {
    Object captured = new Object();
    String value =
        flights.run(
            "key",
            () -> {
              use(captured);
              return new String("value");
            });
    references.add(new WeakReference<>(captured));
    references.add(new WeakReference<>(value));
  }

  @Test
  void nullsFailAtTheCall() {
    Callable<String> none = null;
    SingleFlight.Cancellable<String> noneEither = null;
    assertThatNullPointerException()
        .isThrownBy(() -> flights.run(null, this::load))
        .withMessage("key");
    assertThatNullPointerException()
        .isThrownBy(() -> flights.run("key", none))
        .withMessage("function");
    assertThatNullPointerException()
        .isThrownBy(() -> flights.run("key", noneEither))
        .withMessage("function");
    assertThatNullPointerException()
        .isThrownBy(() -> flights.join("key", none))
        .withMessage("function");
    assertThatNullPointerException()
        .isThrownBy(() -> flights.join("key", noneEither))
        .withMessage("function");
    assertThatNullPointerException().isThrownBy(() -> flights.forget(null)).withMessage("key");
    assertThatNullPointerException()
        .isThrownBy(() -> new SingleFlight<String, String>(null))
        .withMessage("parent");
    assertThat(runs).hasValue(0);
  }

  // ---- keys that break the rules

  /** A key whose methods fail, or say something else, when they are told to. */
  private static final class FaultyKey {
    static final IllegalStateException PLANTED = new IllegalStateException("planted");

    volatile boolean faulty;
    volatile int hash = 7;

    @Override
    public int hashCode() {
      return hash();
    }

    private int hash() {
      if (faulty && hash == 7) {
        throw PLANTED;
      }
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (faulty) {
        throw PLANTED;
      }
      return this == other;
    }
  }

  @Test
  void aKeyThatFailsAtTheEndOfACallDoesNotKeepItsCallersWaiting() throws Exception {
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    SingleFlight<FaultyKey, String> faulty = new SingleFlight<>();
    FaultyKey key = new FaultyKey();
    try (Flight<String> flight = faulty.join(key, this::load)) {
      key.faulty = true;
      result.send("1");
      assertThat(flight.get(SOON)).isEqualTo("1");
      Crew.until("the handler was called", () -> uncaught.size() == 1);
      assertThat(uncaught).containsExactly(FaultyKey.PLANTED);
      assertThat(faulty.inFlight()).isZero();
    }
  }

  @Test
  void aKeyThatFailsWhenTheLastCallerLeavesIsToldToHimAndTheFunctionIsStopped() {
    SingleFlight<FaultyKey, String> faulty = new SingleFlight<>();
    FaultyKey key = new FaultyKey();
    Flight<String> flight = faulty.join(key, ctx -> load());
    key.faulty = true;
    assertThatIllegalStateException()
        .isThrownBy(flight::close)
        .withMessage("a key of a SingleFlight failed")
        .withCause(FaultyKey.PLANTED);
    assertThat(faulty.inFlight()).isZero();
    flight.close();
    Crew.until("the function was stopped", () -> Go.count() == before);
  }

  @Test
  void nobodyJoinsACallThatIsOverAlsoIfItsKeyHasChangedMeanwhile() throws Exception {
    SingleFlight<FaultyKey, String> faulty = new SingleFlight<>();
    FaultyKey key = new FaultyKey();
    try (Flight<String> flight = faulty.join(key, this::load)) {
      key.hash = 8;
      result.send("1");
      assertThat(flight.get(SOON)).isEqualTo("1");
    }
    key.hash = 7;
    assertThat(faulty.inFlight()).isZero();
    assertThat(faulty.run(key, () -> "2")).isEqualTo("2");
  }

  /** The bucket cannot be searched, so all calls are forgotten; their callers have not noticed. */
  @Test
  void keysThatFailWhenTheyAreComparedCostNoCallerHisResult() throws Exception {
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    SingleFlight<FaultyKey, String> faulty = new SingleFlight<>();
    FaultyKey first = new FaultyKey();
    FaultyKey second = new FaultyKey();
    try (Flight<String> ofFirst = faulty.join(first, this::load);
        Flight<String> ofSecond = faulty.join(second, () -> "2")) {
      // What came in between may have ended; so it is the other one that fails.
      assertThat(ofSecond.get(SOON)).isEqualTo("2");
      Flight<String> third = faulty.join(second, this::load);
      first.faulty = true;
      second.faulty = true;
      result.send("1");
      result.send("1");
      assertThat(ofFirst.get(SOON)).isEqualTo("1");
      assertThat(third.get(SOON)).isEqualTo("1");
      Crew.until("all were forgotten", () -> faulty.inFlight() == 0);
      Crew.until("the handler was called", () -> !uncaught.isEmpty());
      assertThat(uncaught).containsOnly(FaultyKey.PLANTED);
    }
  }
}
