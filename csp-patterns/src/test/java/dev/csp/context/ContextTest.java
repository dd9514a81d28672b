package dev.csp.context;

import static dev.csp.patterns.testing.Crew.until;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.patterns.testing.Crew;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ContextTest {
  private static final Key<String> NAME = Key.of("name");

  private static void assertLive(Context context) {
    assertThat(context.isDone()).isFalse();
    assertThat(context.error()).isEmpty();
    assertThat(context.cause()).isEmpty();
    assertThat(context.done().tryReceive()).isInstanceOf(Received.Empty.class);
  }

  private static void assertCancelled(Context context) {
    assertEnded(context, CancellationException.class, "context canceled");
  }

  private static void assertDeadlineExceeded(Context context) {
    assertEnded(context, DeadlineExceededException.class, "context deadline exceeded");
  }

  private static void assertEnded(Context context, Class<?> type, String message) {
    assertThat(context.isDone()).isTrue();
    assertThat(context.done().tryReceive()).isEqualTo(new Received.Closed<>(Optional.empty()));
    assertThat(context.error().orElseThrow()).isInstanceOf(type).hasMessage(message);
    assertThat(context.error().orElseThrow()).isSameAs(context.error().orElseThrow());
    assertThat(context.cause().orElseThrow()).isSameAs(context.cause().orElseThrow());
  }

  // ---- K1, K14

  @Test
  void theBackgroundNeverEndsAndHasNothing() {
    Context background = Context.background();
    assertLive(background);
    assertThat(background.done()).isSameAs(Channel.never());
    assertThat(background.deadline()).isEmpty();
    assertThat(background.value(NAME)).isEmpty();
    assertThat(background).hasToString("context.Background").isSameAs(Context.background());
  }

  @Test
  void aCallbackOnTheBackgroundCanBeStoppedOnce() {
    Registration registration = Context.background().afterDone(() -> {});
    assertThat(registration.stop()).isTrue();
    assertThat(registration.stop()).isFalse();
    assertThat(Context.background().onDone(() -> {}).stop()).isTrue();
  }

  @Test
  void nullsAreRefusedAtTheCall() {
    Context context = Context.background().withCancel();
    for (Context each : List.of(Context.background(), context, context.withValue(NAME, "n"))) {
      assertThatNullPointerException().isThrownBy(() -> each.withTimeout(null));
      assertThatNullPointerException().isThrownBy(() -> each.withTimeout(ofHours(1), null));
      assertThatNullPointerException().isThrownBy(() -> each.withDeadline(null));
      assertThatNullPointerException().isThrownBy(() -> each.withDeadline(Instant.MAX, null));
      assertThatNullPointerException().isThrownBy(() -> each.withValue(null, "v"));
      assertThatNullPointerException().isThrownBy(() -> each.withValue(NAME, null));
      assertThatNullPointerException().isThrownBy(() -> each.value(null));
      assertThatNullPointerException().isThrownBy(() -> each.afterDone(null));
      assertThatNullPointerException().isThrownBy(() -> each.onDone(null));
      assertThatNullPointerException().isThrownBy(() -> each.send(null, "v"));
      assertThatNullPointerException().isThrownBy(() -> each.send(Channel.buffered(1), null));
      assertThatNullPointerException().isThrownBy(() -> each.receive(null));
      assertThatNullPointerException().isThrownBy(() -> each.receiveOrClosed(null));
      assertThatNullPointerException().isThrownBy(() -> each.sleep(null));
    }
    assertThatNullPointerException().isThrownBy(() -> Key.of(null));
  }

  // ---- K2, K3, K5

  @Test
  void cancellingEndsAllDescendantsBeforeItReturns() {
    CancellableContext root = Context.background().withCancel();
    List<Context> all = new ArrayList<>(List.of(root));
    for (int i = 0; i < 200; i++) {
      Context parent = all.get(i / 2);
      all.add(
          switch (i % 4) {
            case 0 -> parent.withCancel();
            case 1 -> parent.withValue(NAME, "n" + i);
            case 2 -> parent.withTimeout(ofHours(1));
            default -> parent.withDeadline(Instant.MAX);
          });
    }
    all.forEach(ContextTest::assertLive);

    root.cancel();

    all.forEach(ContextTest::assertCancelled);
    assertThat(all).allSatisfy(c -> assertThat(c.error()).containsSame(root.error().orElseThrow()));
  }

  @Test
  void theFirstCancellationCountsForEver() {
    CancellableContext context = Context.background().withCancel();
    Exception first = new Exception("first");
    context.cancel(first);
    Throwable error = context.error().orElseThrow();
    context.cancel(new Exception("second"));
    context.cancel();
    context.close();
    assertCancelled(context);
    assertThat(context.error()).containsSame(error);
    assertThat(context.cause()).containsSame(first);
    assertThat(error).hasCause(first);
  }

  @Test
  void closingCancels() {
    CancellableContext context = Context.background().withCancel();
    try (context) {
      assertLive(context);
    }
    assertCancelled(context);
  }

  @Test
  void aChildsEndDoesNotTouchItsParentOrSiblings() {
    CancellableContext parent = Context.background().withCancel();
    CancellableContext child = parent.withCancel();
    Context sibling = parent.withCancel();
    child.cancel();
    assertCancelled(child);
    assertLive(parent);
    assertLive(sibling);
    parent.cancel();
  }

  @Test
  void cancellingInterruptsNobody() throws Exception {
    try (Crew crew = new Crew();
        CancellableContext context = Context.background().withCancel()) {
      Channel<String> never = Channel.unbuffered();
      Goroutine sleeper =
          crew.go(() -> {
            try {
              context.receive(never);
            } catch (CancellationException expected) {
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
          });
      Crew.untilParked(sleeper);
      context.cancel();
    }
  }

  // ---- K4

  @Test
  void doneCannotBeClosedOrSentToByACast() {
    try (CancellableContext context = Context.background().withCancel()) {
      assertThat((Object) context.done()).isNotInstanceOf(SendChannel.class);
      assertThat(context.done()).isSameAs(context.done());
    }
    try (CancellableContext ended = Context.background().withTimeout(Duration.ZERO)) {
      assertThat((Object) ended.done()).isNotInstanceOf(SendChannel.class);
      assertThat(ended.done()).isSameAs(ended.done());
    }
  }

  @Test
  void doneIsTheSameChannelBeforeAndAfterTheEnd() {
    CancellableContext context = Context.background().withCancel();
    var before = context.done();
    context.cancel();
    assertThat(context.done()).isSameAs(before);
  }

  /** Nobody looks at the descendants, so that only the end of the root can have closed them. */
  @Test
  void whoWaitsOnADescendantIsWokenByTheEndOfTheRoot() throws Exception {
    CancellableContext root = Context.background().withCancel();
    List<Context> below = new ArrayList<>();
    Context last = root;
    for (int i = 0; i < 3; i++) {
      last = last.withCancel();
      below.add(last);
    }
    try (Crew crew = new Crew()) {
      for (Context context : below) {
        Crew.untilParked(
            crew.go(() ->
                assertThat(context.done().receive(Crew.LIMIT))
                    .isInstanceOf(Received.Closed.class)));
      }
      root.cancel();
    }
  }

  // ---- K7

  @Test
  void aDeadlineEndsTheContextAndItsChildren() throws Exception {
    try (CancellableContext context = Context.background().withTimeout(ofMillis(20))) {
      Context child = context.withCancel();
      assertThat(context.done().receive(Crew.LIMIT)).isInstanceOf(Received.Closed.class);
      assertDeadlineExceeded(context);
      assertThat(child.done().receive(Crew.LIMIT)).isInstanceOf(Received.Closed.class);
      assertDeadlineExceeded(child);
      assertThat(child.error()).containsSame(context.error().orElseThrow());
      assertThat(context.error().orElseThrow()).isInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void aDeadlineAfterTheParentsIsTheParents() {
    Instant soon = Go.now().plusSeconds(3600);
    try (CancellableContext parent = Context.background().withDeadline(soon)) {
      CancelContext child = (CancelContext) parent.withDeadline(soon.plusSeconds(1));
      CancelContext other =
          (CancelContext) parent.withTimeout(ofHours(2), new Exception("dropped"));
      assertThat(child.deadline()).contains(soon);
      assertThat(other.deadline()).contains(soon);
      assertThat(child.hasTimer()).isFalse();
      assertThat(other.hasTimer()).isFalse();
      assertThat(parent.withDeadline(soon.minusSeconds(1)).deadline())
          .contains(soon.minusSeconds(1));
    }
  }

  @Test
  void aDeadlineThatHasPassedEndsTheContextAtOnce() {
    for (CancellableContext context :
        List.of(
            Context.background().withTimeout(Duration.ZERO),
            Context.background().withTimeout(ofMillis(-1)),
            Context.background().withTimeout(Duration.ofSeconds(Long.MIN_VALUE)),
            Context.background().withDeadline(Go.now()),
            Context.background().withDeadline(Instant.EPOCH),
            Context.background().withDeadline(Instant.MIN))) {
      assertDeadlineExceeded(context);
      Throwable error = context.error().orElseThrow();
      context.cancel(new Exception("late"));
      assertThat(context.error()).containsSame(error);
      assertThat(context.cause()).containsSame(error);
      assertThat(((CancelContext) context).hasTimer()).isFalse();
    }
  }

  @Test
  void hugeDeadlinesAreClamped() {
    try (CancellableContext context =
            Context.background().withTimeout(Duration.ofSeconds(Long.MAX_VALUE));
        CancellableContext other = Context.background().withDeadline(Instant.MAX)) {
      assertThat(context.deadline()).contains(Instant.MAX);
      assertThat(other.deadline()).contains(Instant.MAX);
      assertLive(context);
      assertLive(other);
    }
  }

  @Test
  void cancellingStopsTheTimer() {
    CancelContext context = (CancelContext) Context.background().withTimeout(ofHours(1));
    assertThat(context.hasTimer()).isTrue();
    context.cancel();
    assertThat(context.hasTimer()).isFalse();

    CancellableContext parent = Context.background().withCancel();
    CancelContext child = (CancelContext) parent.withTimeout(ofHours(1));
    parent.cancel();
    assertThat(child.hasTimer()).isFalse();
  }

  // ---- K8, K9

  @Test
  void aCancelledChildLeavesItsParent() {
    CancelContext parent = (CancelContext) Context.background().withCancel();
    Context between = parent.withValue(NAME, "n");
    CancellableContext a = parent.withCancel();
    CancellableContext b = between.withTimeout(ofHours(1));
    CancellableContext c = between.withCancel();
    Registration callback = between.afterDone(() -> {});
    Registration quick = parent.onDone(() -> {});
    assertThat(parent.childCount()).isEqualTo(5);
    b.cancel();
    assertThat(parent.childCount()).isEqualTo(4);
    callback.stop();
    quick.stop();
    assertThat(parent.childCount()).isEqualTo(2);
    a.close();
    c.cancel(new Exception());
    a.cancel();
    assertThat(parent.childCount()).isZero();
    assertLive(parent);
    parent.cancel();
  }

  @Test
  void anEndedParentHasNoChildren() throws Exception {
    CancelContext root = (CancelContext) Context.background().withCancel();
    CancelContext parent = (CancelContext) root.withTimeout(ofMillis(10));
    CancelContext child = (CancelContext) parent.withCancel();
    child.withCancel();
    child.onDone(() -> {});
    parent.done().receiveOrClosed();
    until("the parent has left the root", () -> root.childCount() == 0);
    assertThat(parent.childCount()).isZero();
    assertThat(child.childCount()).isZero();
  }

  @Test
  void aChildOfAnEndedContextHasEndedForTheSameCause() {
    CancellableContext parent = Context.background().withCancel();
    Exception why = new Exception("why");
    parent.cancel(why);
    for (Context child :
        List.of(
            parent.withCancel(),
            parent.withTimeout(ofHours(1)),
            parent.withTimeout(Duration.ZERO),
            parent.withValue(NAME, "n"),
            parent.withValue(NAME, "n").withCancel())) {
      assertCancelled(child);
      assertThat(child.cause()).containsSame(why);
      assertThat(child.error()).containsSame(parent.error().orElseThrow());
    }
    assertThat(((CancelContext) parent).childCount()).isZero();
  }

  // ---- K10

  @Test
  void derivedContextsNeedNoGoroutine() {
    int before = Go.count();
    CancellableContext root = Context.background().withCancel();
    for (int i = 0; i < 100; i++) {
      Context child = i % 2 == 0 ? root.withTimeout(ofHours(1)) : root.withCancel();
      child.withValue(NAME, "n").withCancel().afterDone(() -> {});
    }
    assertThat(Go.count()).isEqualTo(before);
    root.withCancel().close();
    assertThat(Go.count()).isEqualTo(before);
    root.cancel();
    until("the callbacks have ended", () -> Go.count() == before);
  }

  // ---- K11, H12

  @Test
  void callbacksRunOnceAfterTheEndEachOnItsOwnGoroutine() throws Exception {
    CancellableContext context = Context.background().withCancel();
    Channel<Thread> ran = Channel.unlimited();
    for (int i = 0; i < 10; i++) {
      context.afterDone(() -> {
        assertCancelled(context);
        ran.send(Thread.currentThread());
      });
    }
    assertThat(ran.length()).isZero();
    context.cancel();
    context.cancel();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      threads.add(((Received.Value<Thread>) ran.receive(Crew.LIMIT)).value());
    }
    assertThat(threads).doesNotHaveDuplicates().doesNotContain(Thread.currentThread());
    assertThat(threads).allMatch(Thread::isVirtual);
    assertThat(ran.length()).isZero();
  }

  @Test
  void aCallbackOnAnEndedContextRunsAtOnce() throws Exception {
    CancellableContext context = Context.background().withTimeout(Duration.ZERO);
    Channel<String> ran = Channel.unlimited();
    Registration registration = context.withValue(NAME, "n").afterDone(() -> ran.send("ran"));
    assertThat(registration.stop()).isFalse();
    assertThat(ran.receive(Crew.LIMIT)).isEqualTo(new Received.Value<>("ran"));

    List<String> called = new ArrayList<>();
    assertThat(context.onDone(() -> called.add("called")).stop()).isFalse();
    assertThat(called).containsExactly("called");
  }

  /** What decides is the method that registered it, not the type of the object. */
  @Test
  void aTaskThatIsARunnableTooIsCalledByTheEndingThread() {
    final class Both implements Task, Runnable {
      Thread thread;

      @Override
      public void run() {
        thread = Thread.currentThread();
      }
    }
    Both both = new Both();
    CancellableContext context = Context.background().withCancel();
    context.onDone(both);
    context.cancel();
    assertThat(both.thread).isSameAs(Thread.currentThread());
  }

  @Test
  void aStoppedCallbackNeverRuns() {
    CancellableContext context = Context.background().withCancel();
    AtomicInteger runs = new AtomicInteger();
    Registration stopped = context.afterDone(runs::incrementAndGet);
    Registration quick = context.onDone(runs::incrementAndGet);
    assertThat(stopped.stop()).isTrue();
    assertThat(stopped.stop()).isFalse();
    assertThat(quick.stop()).isTrue();
    assertThat(quick.stop()).isFalse();
    int before = Go.count();
    context.cancel();
    assertThat(Go.count()).isEqualTo(before);
    assertThat(runs).hasValue(0);
    assertThat(stopped.stop()).isFalse();
  }

  @Test
  void cancellingDoesNotWaitForACallback() throws Exception {
    try (Crew crew = new Crew()) {
      CancellableContext context = Context.background().withCancel();
      Channel<String> release = Channel.unbuffered();
      context.afterDone(release::receive);
      context.cancel();
      crew.go(() -> release.send("go on"));
    }
  }

  @Test
  void whatACallbackThrowsDoesNotStopTheOthers() {
    List<Throwable> reported = new ArrayList<>();
    Thread thread = Thread.currentThread();
    var handler = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((t, e) -> reported.add(e));
    try {
      CancellableContext context = Context.background().withCancel();
      Context child = context.withCancel();
      List<String> called = new ArrayList<>();
      RuntimeException thrown = new RuntimeException("from a callback");
      for (int i = 0; i < 3; i++) {
        context.onDone(() -> {
          called.add("" + child.isDone());
          throw thrown;
        });
      }
      context.cancel();
      assertThat(called).containsExactly("true", "true", "true");
      assertThat(reported).containsExactly(thrown, thrown, thrown);
    } finally {
      thread.setUncaughtExceptionHandler(handler);
    }
  }

  @Test
  void callbacksMayUseTheTreeThatEnds() {
    CancellableContext root = Context.background().withCancel();
    CancellableContext child = root.withCancel();
    List<Context> derived = new ArrayList<>();
    child.onDone(() -> {
      root.cancel();
      child.close();
      derived.add(child.withCancel());
      derived.add(root.withTimeout(ofHours(1)));
    });
    root.cancel();
    assertThat(derived).hasSize(2).allMatch(Context::isDone);
  }

  @Test
  void aCallbackStartsWhereItsCancellerCalled() throws Exception {
    CancellableContext context = Context.background().withCancel();
    Channel<String> hold = Channel.unbuffered();
    context.afterDone(hold::receive);
    context.cancel();
    until("the callback shows", () -> Go.dump().contains("aCallbackStartsWhereItsCancellerCalled"));
    hold.send("end");
  }

  // ---- K12, K13

  @Test
  void valuesAreFoundByTheVeryKeyInnermostFirst() {
    Key<Integer> number = Key.of("name");
    Context context =
        Context.background()
            .withValue(NAME, "outer")
            .withCancel()
            .withValue(number, 7)
            .withTimeout(ofHours(1))
            .withValue(NAME, "inner");
    assertThat(context.value(NAME)).contains("inner");
    assertThat(context.value(number)).contains(7);
    assertThat(context.value(Key.of("name"))).isEmpty();
    assertThat(NAME).hasToString("name").isNotEqualTo(Key.<String>of("name"));
  }

  @Test
  void withoutCancelKeepsValuesAndNothingElse() {
    CancellableContext parent = Context.background().withValue(NAME, "n").withTimeout(ofHours(1));
    Context detached = parent.withoutCancel();
    CancellableContext child = detached.withCancel();
    parent.cancel();
    assertLive(detached);
    assertThat(detached.done()).isSameAs(Channel.never());
    assertThat(detached.deadline()).isEmpty();
    assertThat(detached.value(NAME)).contains("n");
    assertLive(child);
    assertThat(child.value(NAME)).contains("n");
    child.cancel();
    assertLive(detached);
  }

  // ---- depth, toString

  @Test
  void aChainOfAnyLengthNeedsNoStack() {
    CancellableContext root = Context.background().withValue(NAME, "n").withCancel();
    Key<Integer> other = Key.of("other");
    Context end = root;
    for (int i = 0; i < 100_000; i++) {
      end = i % 3 == 0 ? end.withValue(other, i) : end.withCancel();
    }
    assertThat(end.value(NAME)).contains("n");
    assertThat(end.toString()).startsWith("….").hasSizeLessThan(1000);
    assertThat(end.deadline()).isEmpty();
    root.cancel();
    assertCancelled(end);
    assertThat(end.cause()).containsSame(root.cause().orElseThrow());
  }

  @Test
  void toStringShowsTheWayFromTheRootAndNoValues() {
    Instant when = Instant.parse("3000-01-01T00:00:00Z");
    CancellableContext context =
        Context.background().withValue(NAME, "secret").withDeadline(when).withCancel();
    assertThat(context.withoutCancel())
        .hasToString(
            "context.Background.withValue(name).withDeadline(3000-01-01T00:00:00Z).withCancel"
                + ".withoutCancel");
    context.cancel();
    assertThat(context.toString()).endsWith(".withCancel[canceled]");
    assertThat(Context.background().withDeadline(Instant.EPOCH).toString())
        .endsWith("[deadline exceeded]");
  }

  @Test
  void toStringShowsTheLastEightStepsOfALongWay() {
    Context context = Context.background();
    for (int i = 0; i < 20; i++) {
      context = context.withValue(Key.of("k" + i), "secret");
    }
    assertThat(context)
        .hasToString(
            "….withValue(k12).withValue(k13).withValue(k14).withValue(k15).withValue(k16)"
                + ".withValue(k17).withValue(k18).withValue(k19)");
  }

  @Test
  void aCallbackBelowAValueIsOneOfTheContextAboveIt() {
    CancellableContext root = Context.background().withCancel();
    AtomicInteger runs = new AtomicInteger();
    Context below = root.withValue(NAME, "n");
    assertThat(below.onDone(runs::incrementAndGet).stop()).isTrue();
    Registration registration = below.onDone(runs::incrementAndGet);
    root.cancel();
    assertThat(runs).hasValue(1);
    assertThat(registration.stop()).isFalse();
  }
}
