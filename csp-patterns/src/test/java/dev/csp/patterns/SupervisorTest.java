package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.Key;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.Supervisor.Event;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import dev.csp.select.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class SupervisorTest {
  private static final Context CTX = Context.background();

  private final int before = Go.count();
  private final List<Event> events = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger attempts = new AtomicInteger();

  private Supervisor.Builder supervise(Supervisor.Ward ward) {
    return Supervisor.of(
            "ward",
            (context, heartbeat) -> {
              attempts.incrementAndGet();
              ward.run(context, heartbeat);
            })
        .backoff(Backoff.none())
        .onEvent(events::add);
  }

  private <E extends Event> List<E> events(Class<E> type) {
    synchronized (events) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }

  // ---- restarts

  @Test
  void aWardThatFailsIsStartedAgain() throws Exception {
    IOException failure = new IOException("again");
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  if (attempts.get() < 4) {
                    throw failure;
                  }
                })
            .endsWhenDone()
            .start(CTX)) {
      supervisor.await();
    }
    assertThat(attempts).hasValue(4);
    assertThat(events)
        .containsExactly(
            new Event.Started(1),
            new Event.Ended(1, new Outcome.Failed<>(failure)),
            new Event.Restarting(2, ZERO),
            new Event.Started(2),
            new Event.Ended(2, new Outcome.Failed<>(failure)),
            new Event.Restarting(3, ZERO),
            new Event.Started(3),
            new Event.Ended(3, new Outcome.Failed<>(failure)),
            new Event.Restarting(4, ZERO),
            new Event.Started(4),
            new Event.Ended(4, new Outcome.Done<>(null)));
  }

  @Test
  void aWardThatReturnsIsStartedAgain() throws Exception {
    try (Supervisor supervisor = supervise((context, heartbeat) -> {}).start(CTX)) {
      until("a few attempts", () -> attempts.get() > 5);
      assertThat(supervisor.toString()).startsWith("Supervisor[ward, attempt ");
    }
    assertThat(events(Event.Ended.class))
        .allMatch(ended -> ended.outcome() instanceof Outcome.Done);
  }

  @Test
  void errorsAreFailuresTooAndGoToTheListenerOnly() throws Exception {
    ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  if (attempts.get() == 1) {
                    throw new StackOverflowError("planted");
                  }
                })
            .endsWhenDone()
            .start(CTX)) {
      supervisor.await();
    }
    assertThat(attempts).hasValue(2);
    assertThat(uncaught).isEmpty();
  }

  /** However it ends and whoever ends it. */
  @Test
  void atMostOneIncarnationRunsAtAnyInstant() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Random random = new Random(3);
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  try {
                    if (random.nextInt(3) == 0) {
                      Go.blockForever(); // silent
                    }
                    if (random.nextBoolean()) {
                      throw new IOException();
                    }
                  } finally {
                    for (int i = 0; i < 20; i++) {
                      Go.yieldNow();
                    }
                    running.decrementAndGet();
                  }
                })
            .silentAfter(ofMillis(1))
            .start(CTX)) {
      until("many attempts", () -> attempts.get() > 100);
    }
    assertThat(most).hasValue(1);
    assertThat(running).hasValue(0);
  }

  @Test
  void eachIncarnationHasAContextAndAHeartbeatOfItsOwn() throws Exception {
    Key<String> name = Key.of("name");
    List<Context> contexts = Collections.synchronizedList(new ArrayList<>());
    List<Heartbeat> heartbeats = Collections.synchronizedList(new ArrayList<>());
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  assertThat(context.value(name)).contains("value");
                  assertThat(context.isDone()).isFalse();
                  contexts.add(context);
                  heartbeats.add(heartbeat);
                  if (contexts.size() < 3) {
                    throw new IOException();
                  }
                })
            .endsWhenDone()
            .start(CTX.withValue(name, "value"))) {
      supervisor.await();
    }
    assertThat(contexts).hasSize(3).doesNotHaveDuplicates().allMatch(Context::isDone);
    assertThat(heartbeats).doesNotHaveDuplicates();
  }

  // ---- silence

  @Test
  void aSilentWardIsInterruptedAndStartedAgain() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  if (attempts.get() == 1) {
                    try {
                      Go.blockForever();
                    } catch (InterruptedException e) {
                      assertThat(context.isDone()).isTrue();
                      thrown.set(e);
                      throw e;
                    }
                  }
                })
            .silentAfter(ofMillis(1))
            .endsWhenDone()
            .start(CTX)) {
      supervisor.await();
    }
    assertThat(events)
        .startsWith(
            new Event.Started(1),
            new Event.Silent(1, ofMillis(1)),
            new Event.Ended(1, new Outcome.Failed<>(thrown.get())),
            new Event.Restarting(2, ZERO),
            new Event.Started(2));
  }

  /** It returns when it is interrupted: that does not make it done. */
  @Test
  void aSilentWardIsStartedAgainAlsoIfItReturns() throws Exception {
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  if (attempts.get() == 1) {
                    try {
                      Go.blockForever();
                    } catch (InterruptedException e) { // it just returns
                    }
                  }
                })
            .silentAfter(ofMillis(1))
            .endsWhenDone()
            .start(CTX)) {
      supervisor.await();
    }
    assertThat(attempts.get()).isGreaterThanOrEqualTo(2); // a slow machine makes silence
  }

  @Test
  void aWardThatBeatsIsLeftAlone() throws Exception {
    Channel<String> jobs = Channel.unbuffered();
    AtomicInteger received = new AtomicInteger();
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  while (true) {
                    heartbeat.receive(jobs);
                    received.incrementAndGet();
                  }
                })
            .silentAfter(Crew.LIMIT)
            .start(CTX)) {
      for (int i = 0; i < 100; i++) {
        jobs.send("job");
      }
      until("all came", () -> received.get() == 100);
    }
    assertThat(attempts).hasValue(1);
    assertThat(events(Event.Silent.class)).isEmpty();
  }

  /** The interval of its heartbeat is a third of the limit. */
  @Test
  void aWardThatWaitsWithItsHeartbeatIsNotSilent() throws Exception {
    Channel<String> jobs = Channel.unbuffered();
    try (Supervisor supervisor =
        supervise((context, heartbeat) -> heartbeat.receive(jobs))
            .silentAfter(ofMillis(300))
            .endsWhenDone()
            .start(CTX)) {
      until("it runs", () -> attempts.get() == 1);
      Go.sleep(ofMillis(400));
      jobs.send("job");
      supervisor.await();
    }
    assertThat(events(Event.Silent.class)).isEmpty();
  }

  @Test
  void aStubbornWardIsWaitedFor() throws Exception {
    Channel<String> stubborn = Channel.unbuffered();
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  if (attempts.get() == 1) {
                    Tasks.receiveStubbornly(stubborn);
                  }
                })
            .silentAfter(ofMillis(1))
            .endsWhenDone()
            .start(CTX)) {
      until("it is silent", () -> !events(Event.Silent.class).isEmpty());
      Go.sleep(ofMillis(5));
      assertThat(attempts).hasValue(1);
      stubborn.close();
      supervisor.await();
    }
    assertThat(attempts.get()).isGreaterThanOrEqualTo(2); // a slow machine makes silence
  }

  // ---- pauses

  @Test
  void thePausesGrowAndAHealthyTimeBeginsThemAnew() throws Exception {
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  if (attempts.get() == 4) {
                    until("it is healthy", () -> !events(Event.Healthy.class).isEmpty());
                  }
                  if (attempts.get() < 7) {
                    throw new IOException();
                  }
                })
            .backoff((failures, random) -> ofNanos(failures))
            .healthyAfter(ofMillis(100))
            .endsWhenDone()
            .start(CTX)) {
      supervisor.await();
    }
    assertThat(events(Event.Healthy.class)).contains(new Event.Healthy(4));
    assertThat(events(Event.Restarting.class).stream().map(Event.Restarting::pause).toList())
        .containsExactly(ofNanos(1), ofNanos(2), ofNanos(3), ofNanos(1), ofNanos(2), ofNanos(3));
  }

  @Test
  void theChanceIsInjected() throws Exception {
    Backoff backoff = Backoff.constant(ofMillis(1)).withJitter(1);
    List<List<Duration>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      events.clear();
      attempts.set(0);
      try (Supervisor supervisor =
          supervise(
                  (context, heartbeat) -> {
                    if (attempts.get() < 6) {
                      throw new IOException();
                    }
                  })
              .backoff(backoff)
              .random(new SplittableRandom(11))
              .endsWhenDone()
              .start(CTX)) {
        supervisor.await();
      }
      runs.add(events(Event.Restarting.class).stream().map(Event.Restarting::pause).toList());
    }
    assertThat(runs.get(0)).hasSize(5).isEqualTo(runs.get(1));
    SplittableRandom same = new SplittableRandom(11);
    assertThat(runs.get(0).get(0)).isEqualTo(backoff.pause(1, same));
  }

  @Test
  void aPauseIsCutShortByTheEnd() throws Exception {
    Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  throw new IOException();
                })
            .backoff(Backoff.constant(ofHours(1)))
            .start(CTX);
    until("it pauses", () -> !events(Event.Restarting.class).isEmpty());
    supervisor.close();
    assertThat(attempts).hasValue(1);
  }

  @Test
  void aBackoffThatFailsIsTheEnd() {
    IllegalStateException planted = new IllegalStateException("planted");
    try (Supervisor supervisor =
        supervise((context, heartbeat) -> {})
            .backoff((failures, random) -> {
              throw planted;
            })
            .start(CTX)) {
      assertThat(catchThrowableOfType(ExecutionException.class, supervisor::await))
          .hasCause(planted);
      assertThat(events).endsWith(new Event.GaveUp(1, planted));
    }
  }

  // ---- the limit

  @Test
  void tooManyRestartsAreTheEnd() {
    List<IOException> failures = Collections.synchronizedList(new ArrayList<>());
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  failures.add(new IOException("number " + attempts.get()));
                  throw failures.get(failures.size() - 1);
                })
            .atMost(2, ofHours(1))
            .start(CTX)) {
      ExecutionException thrown = catchThrowableOfType(ExecutionException.class, supervisor::await);
      assertThat(attempts).hasValue(3);
      assertThat(thrown)
          .hasCause(failures.get(2))
          .hasMessage("ward was given up: java.io.IOException: number 3");
      assertThat(events).endsWith(new Event.GaveUp(3, failures.get(2)));
      assertThat(catchThrowableOfType(ExecutionException.class, supervisor::await))
          .hasCause(failures.get(2));
      assertThat(supervisor).hasToString("Supervisor[ward, attempt 3, ended]");
    }
  }

  @Test
  void withALimitOfNoneTheFirstEndIsTheLast() {
    try (Supervisor supervisor =
        supervise((context, heartbeat) -> {}).atMost(0, ofHours(1)).start(CTX)) {
      assertThat(catchThrowableOfType(ExecutionException.class, supervisor::await))
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("ward returned");
    }
    assertThat(attempts).hasValue(1);
  }

  @Test
  void givingUpASilentWardIsATimeout() {
    IOException onTheWayOut = new IOException("on the way out");
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  try {
                    Go.blockForever();
                  } catch (InterruptedException e) {
                    throw onTheWayOut;
                  }
                })
            .silentAfter(ofMillis(1))
            .atMost(0, ofHours(1))
            .start(CTX)) {
      Throwable cause =
          catchThrowableOfType(ExecutionException.class, supervisor::await).getCause();
      assertThat(cause)
          .isInstanceOf(TimeoutException.class)
          .hasMessage("ward sent no heartbeat for PT0.001S")
          .hasSuppressedException(onTheWayOut);
    }
  }

  /** Restarts that are further apart than the window do not add up. */
  @Test
  void theLimitIsForTheWindowOnly() throws Exception {
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  if (attempts.get() < 10) {
                    throw new IOException();
                  }
                })
            .backoff(Backoff.constant(ofMillis(3)))
            .atMost(1, ofMillis(1))
            .endsWhenDone()
            .start(CTX)) {
      supervisor.await();
    }
    assertThat(attempts).hasValue(10);
  }

  // ---- the end

  @Test
  void theEndOfTheContextEndsTheSupervisionWithoutAFailure() throws Exception {
    CancellableContext parent = CTX.withCancel();
    try (Supervisor supervisor =
        supervise((context, heartbeat) -> Go.blockForever()).start(parent)) {
      until("it runs", () -> attempts.get() == 1);
      parent.cancel();
      supervisor.await();
      assertThat(Go.count()).isEqualTo(before);
    }
    assertThat(attempts).hasValue(1);
    assertThat(events).hasSize(2).hasOnlyElementsOfTypes(Event.Started.class, Event.Ended.class);
  }

  @Test
  void closeInterruptsTheWardAndWaits() throws Exception {
    try (Crew crew = new Crew()) {
      Channel<String> stubborn = Channel.unbuffered();
      Supervisor supervisor =
          supervise((context, heartbeat) -> Tasks.receiveStubbornly(stubborn)).start(CTX);
      until("it runs", () -> attempts.get() == 1);
      Goroutine closer =
          crew.go(() -> {
            Thread.currentThread().interrupt();
            supervisor.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(stubborn.isClosed()).isTrue();
          });
      untilParked(closer);
      closer.interrupt();
      assertThat(closer.join(ofMillis(10))).isFalse();
      stubborn.close();
      closer.join();
      supervisor.close();
    }
  }

  /** However it ends; and steward and ward have left the count. */
  @Test
  void theEndIsACaseOfASelect() throws Exception {
    Channel<String> other = Channel.unbuffered();
    CancellableContext parent = CTX.withCancel();
    try (Supervisor returns = supervise((context, heartbeat) -> {}).endsWhenDone().start(CTX)) {
      assertThat(endOf(returns, other)).isTrue();
      assertThat(Go.count()).isEqualTo(before);
    }
    try (Supervisor fails = supervise((context, heartbeat) -> {}).atMost(1, ofHours(1)).start(CTX);
        Supervisor runs = supervise((context, heartbeat) -> Go.blockForever()).start(parent)) {
      assertThat(endOf(fails, other)).isTrue();
      assertThat(runs.done().tryReceive()).isInstanceOf(Received.Empty.class);
      parent.cancel();
      assertThat(endOf(runs, other)).isTrue();
      assertThat(Go.count()).isEqualTo(before);
    }
  }

  private static boolean endOf(Supervisor supervisor, ReceiveChannel<String> other)
      throws InterruptedException {
    return Select.<Boolean>select(
        Select.done(supervisor.done(), () -> true), Select.receive(other, value -> false));
  }

  @Test
  void anInterruptedAwaitThrowsAndTheSupervisionGoesOn() throws Exception {
    try (Supervisor supervisor = supervise((context, heartbeat) -> Go.blockForever()).start(CTX)) {
      until("it runs", () -> attempts.get() == 1);
      Thread.currentThread().interrupt();
      assertThatThrownBy(supervisor::await).isInstanceOf(InterruptedException.class);
      assertThat(supervisor.toString()).doesNotContain("ended");
    }
  }

  /** Closed at every moment of its life. */
  @Test
  void nothingIsLeftWhereverItIsClosed() throws Exception {
    for (int round = 0; round < Crew.times(40); round++) {
      Supervisor supervisor =
          supervise(
                  (context, heartbeat) -> {
                    Go.yieldNow();
                    throw new IOException();
                  })
              .silentAfter(ofMillis(1))
              .start(CTX);
      for (int i = round % 20; i > 0; i--) {
        Go.yieldNow();
      }
      supervisor.close();
      assertThat(Go.count()).isEqualTo(before);
    }
  }

  // ---- the listener

  @Test
  void whatTheListenerThrowsIsReportedAndTheSupervisionGoesOn() throws Exception {
    ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Go.onUncaught((goroutine, failure) -> uncaught.add(failure));
    try (Supervisor supervisor =
        supervise(
                (context, heartbeat) -> {
                  if (attempts.get() < 2) {
                    throw new IOException();
                  }
                })
            .onEvent(event -> {
              Thread.currentThread().interrupt(); // and leaves a mess
              throw new IllegalStateException(event.toString());
            })
            .endsWhenDone()
            .start(CTX)) {
      supervisor.await();
    }
    assertThat(attempts).hasValue(2);
    assertThat(uncaught).hasSize(5).hasOnlyElementsOfType(IllegalStateException.class);
  }

  // ---- the rest

  @Test
  void stewardAndWardHaveNamesAndTheStartersLine() throws Exception {
    try (Supervisor supervisor = supervise((context, heartbeat) -> Go.blockForever()).start(CTX)) {
      until("it runs", () -> attempts.get() == 1);
      assertThat(Go.dump())
          .contains("]: ward\n", "]: ward-1\n")
          .contains("stewardAndWardHaveNamesAndTheStartersLine");
    }
  }

  @Test
  void aDescriptionCanBeUsedAgain() throws Exception {
    Supervisor.Builder description = supervise((context, heartbeat) -> {}).endsWhenDone();
    try (Supervisor first = description.start(CTX);
        Supervisor second = description.start(CTX)) {
      first.await();
      second.await();
    }
    assertThat(attempts).hasValue(2);
  }

  @Test
  void badArgumentsAreRefusedAtTheCall() {
    Supervisor.Builder builder = supervise((context, heartbeat) -> {});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.atMost(-1, ofHours(1)))
        .withMessage("restarts must be >= 0, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.atMost(1, ZERO))
        .withMessage("window must be > 0, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.silentAfter(ofMillis(-1)))
        .withMessage("limit must be > 0, was PT-0.001S");
    assertThatNullPointerException()
        .isThrownBy(() -> Supervisor.of(null, (context, heartbeat) -> {}))
        .withMessage("name");
    assertThatNullPointerException()
        .isThrownBy(() -> Supervisor.of("ward", null))
        .withMessage("ward");
    assertThatNullPointerException().isThrownBy(() -> builder.backoff(null)).withMessage("pauses");
    assertThatNullPointerException().isThrownBy(() -> builder.random(null)).withMessage("source");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.healthyAfter(null))
        .withMessage("time");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.atMost(1, null))
        .withMessage("window");
    assertThatNullPointerException()
        .isThrownBy(() -> builder.silentAfter(null))
        .withMessage("limit");
    assertThatNullPointerException().isThrownBy(() -> builder.onEvent(null)).withMessage("hears");
    assertThatNullPointerException().isThrownBy(() -> builder.start(null)).withMessage("context");
    assertThat(Go.count()).isEqualTo(before);
  }
}
