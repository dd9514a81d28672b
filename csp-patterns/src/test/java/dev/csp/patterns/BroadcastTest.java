package dev.csp.patterns;

import static dev.csp.patterns.Subscription.WhenFull.DISCONNECT;
import static dev.csp.patterns.Subscription.WhenFull.DROP_NEWEST;
import static dev.csp.patterns.Subscription.WhenFull.DROP_OLDEST;
import static dev.csp.patterns.Subscription.WhenFull.WAIT;
import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.Subscription.WhenFull;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random scripts and storms are in {@link BroadcastProperties}. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class BroadcastTest {
  private final int before = Go.count();
  private final List<Integer> undelivered = Collections.synchronizedList(new ArrayList<>());

  private static Broadcast<Integer> hub() {
    return new Broadcast<>(Context.background());
  }

  /** Waits until the hub has handed out what was published, or waits for somebody slow. */
  static void settle(Broadcast<?> hub) throws InterruptedException {
    hub.subscribe(WAIT, 0).close();
  }

  private static List<Integer> buffered(Subscription<Integer> subscription) {
    var values = new ArrayList<Integer>();
    while (subscription.channel().tryReceive() instanceof Received.Value<Integer>(var value)) {
      values.add(value);
    }
    return values;
  }

  private static <T> Received<T> closed() {
    return new Received.Closed<>(Optional.empty());
  }

  private static <T> Received<T> closed(Throwable cause) {
    return new Received.Closed<>(Optional.of(cause));
  }

  // ---- publishing and subscribing

  @ParameterizedTest
  @EnumSource
  void everySubscriberGetsEveryValueInOrder(WhenFull whenFull) throws Exception {
    try (var hub = hub()) {
      var subscriptions = new ArrayList<Subscription<Integer>>();
      for (int i = 0; i < 5; i++) {
        subscriptions.add(hub.subscribe(whenFull, 100));
      }
      for (int i = 0; i < 100; i++) {
        hub.publish(i);
      }
      hub.input().close();
      for (var subscription : subscriptions) {
        assertThat(subscription.channel().stream().toList())
            .isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(100, 0, 0));
        assertThat(subscription.counts().received()).isEqualTo(100);
      }
      assertThat(hub.published()).isEqualTo(100);
    }
  }

  @Test
  void allSubscribersSeeTheValuesOfSeveralPublishersInTheSameOrder() throws Exception {
    int each = Crew.times(2_000);
    try (var hub = hub();
        var crew = new Crew()) {
      List<Subscription<Integer>> subscriptions =
          List.of(hub.subscribe(WAIT, 0), hub.subscribe(WAIT, 3), hub.subscribe(WAIT, 4 * each));
      var seen = new ArrayList<List<Integer>>();
      for (var subscription : subscriptions) {
        var values = new ArrayList<Integer>();
        seen.add(values);
        crew.go(() -> subscription.channel().forEach(values::add));
      }
      var publishers = new ArrayList<Goroutine>();
      for (int p = 0; p < 4; p++) {
        int first = p * each;
        publishers.add(
            crew.go(() -> {
              for (int i = 0; i < each; i++) {
                hub.publish(first + i);
              }
            }));
      }
      for (Goroutine publisher : publishers) {
        publisher.join();
      }
      hub.input().close();
      crew.close();
      assertThat(seen.get(0)).hasSize(4 * each).doesNotHaveDuplicates();
      assertThat(seen.get(1)).isEqualTo(seen.get(0));
      assertThat(seen.get(2)).isEqualTo(seen.get(0));
    }
  }

  /** Exact, however fast the two follow each other: a publish that returned before is not seen. */
  @Test
  void lateSubscriptionBeginsWithTheNextValue() throws Exception {
    try (var hub = hub()) {
      var subscriptions = new ArrayList<Subscription<Integer>>();
      int count = 300;
      for (int i = 0; i < count; i++) {
        hub.publish(i);
        subscriptions.add(hub.subscribe(WAIT, count));
      }
      hub.publish(count);
      hub.input().close();
      for (int i = 0; i < count; i++) {
        assertThat(subscriptions.get(i).channel().stream().toList())
            .isEqualTo(IntStream.rangeClosed(i + 1, count).boxed().toList());
      }
    }
  }

  @Test
  void replayBeginsWithTheLastValuesThatTheHubKeeps() throws Exception {
    try (var hub = new Broadcast<Integer>(Context.background(), "prices", 3)) {
      var builder = hub.subscriber();
      var early = builder.replay(3).subscribe(WAIT, 3);
      assertThat(buffered(early)).isEmpty();
      early.close();
      hub.publish(0);
      hub.publish(1);
      var two = builder.replay(3).subscribe(WAIT, 5);
      assertThat(two.counts().sent()).isEqualTo(2);
      assertThat(buffered(two)).containsExactly(0, 1);
      two.close();
      for (int i = 2; i < 6; i++) {
        hub.publish(i);
      }
      var none = hub.subscribe(WAIT, 5);
      var one = builder.replay(1).subscribe(DROP_OLDEST, 5);
      var all = builder.replay(3).subscribe(DISCONNECT, 5);
      hub.publish(6);
      settle(hub);
      assertThat(buffered(none)).containsExactly(6);
      assertThat(buffered(one)).containsExactly(5, 6);
      assertThat(buffered(all)).containsExactly(3, 4, 5, 6);
    }
  }

  @Test
  void subscriptionsCanBeMadeWhileTheHubWaitsAndSeeTheValueInFlightOnlyInTheHistory()
      throws Exception {
    try (var hub = new Broadcast<Integer>(Context.background(), "prices", 1)) {
      var slow = hub.subscribe(WAIT, 0);
      hub.publish(1);
      var late = hub.subscribe(WAIT, 9);
      var replayed = hub.subscriber().replay(1).subscribe(WAIT, 9);
      assertThat(late.channel().tryReceive()).isEqualTo(new Received.Empty<>());
      assertThat(slow.channel().receive()).isEqualTo(1);
      settle(hub);
      assertThat(buffered(late)).isEmpty();
      assertThat(buffered(replayed)).containsExactly(1);
    }
  }

  @Test
  void valueThatIsPublishedToNobodyIsCountedAndGone() throws Exception {
    try (var hub = hub()) {
      hub.publish(1);
      assertThat(buffered(hub.subscribe(WAIT, 3))).isEmpty();
      assertThat(hub.published()).isEqualTo(1);
    }
  }

  // ---- policies

  @Test
  void hubWaitsForASlowSubscriberAndOthersHaveTheValueMeanwhile() throws Exception {
    try (var hub = hub();
        var crew = new Crew()) {
      var slow = hub.subscribe(WAIT, 1);
      var fast = hub.subscribe(WAIT, 9);
      var faster = hub.subscribe(DROP_NEWEST, 9);
      hub.publish(0);
      hub.publish(1); // in flight: the slow one is full
      var publisher = crew.go(() -> hub.publish(2));
      settle(hub);
      untilParked(publisher);
      assertThat(hub.input().trySend(3)).isEqualTo(Sent.FULL);
      assertThat(buffered(fast)).containsExactly(0, 1);
      assertThat(buffered(faster)).containsExactly(0, 1);
      assertThat(slow.counts()).isEqualTo(new Subscription.Counts(1, 1, 0));
      assertThat(slow.channel().receive()).isZero();
      publisher.join();
      assertThat(slow.channel().receive()).isEqualTo(1);
      assertThat(slow.channel().receive()).isEqualTo(2);
      assertThat(fast.channel().receive()).isEqualTo(2);
    }
  }

  /** Each slow subscriber gets the value when it is ready, not when those before it are. */
  @Test
  void slowSubscribersDoNotWaitForEachOther() throws Exception {
    for (int first = 0; first < 3; first++) {
      try (var hub = hub()) {
        var slow = new ArrayList<Subscription<Integer>>();
        for (int i = 0; i < 3; i++) {
          slow.add(hub.subscribe(WAIT, 0));
        }
        hub.publish(7);
        for (int i = 0; i < 3; i++) {
          assertThat(slow.get((first + i) % 3).channel().receive()).isEqualTo(7);
        }
        hub.publish(8);
      }
    }
  }

  @Test
  void oldestValueIsDropped() throws Exception {
    try (var hub = hub()) {
      var subscription = hub.subscriber().onUndelivered(undelivered::add).subscribe(DROP_OLDEST, 2);
      for (int i = 0; i < 5; i++) {
        hub.publish(i);
      }
      settle(hub);
      assertThat(undelivered).containsExactly(0, 1, 2);
      assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(5, 2, 3));
      assertThat(buffered(subscription)).containsExactly(3, 4);
      assertThat(subscription.counts().received()).isEqualTo(2);
    }
  }

  @Test
  void newestValueIsDropped() throws Exception {
    try (var hub = hub()) {
      var subscription = hub.subscriber().onUndelivered(undelivered::add).subscribe(DROP_NEWEST, 2);
      for (int i = 0; i < 5; i++) {
        hub.publish(i);
      }
      settle(hub);
      assertThat(undelivered).containsExactly(2, 3, 4);
      assertThat(buffered(subscription)).containsExactly(0, 1);
      assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(5, 0, 3));
    }
  }

  @Test
  void slowSubscriberIsDisconnectedAndLearnsWhyAfterWhatItHolds() throws Exception {
    try (var hub = hub()) {
      var other = hub.subscribe(WAIT, 9);
      var slow =
          hub.subscriber()
              .named("dashboard")
              .onUndelivered(undelivered::add)
              .subscribe(DISCONNECT, 2);
      for (int i = 0; i < 4; i++) {
        hub.publish(i);
      }
      settle(hub);
      assertThat(undelivered).containsExactly(2);
      assertThat(slow.counts()).isEqualTo(new Subscription.Counts(3, 2, 1));
      assertThat(slow.channel().receive()).isZero();
      assertThat(slow.channel().receive()).isEqualTo(1);
      assertThatExceptionOfType(ChannelClosedException.class)
          .isThrownBy(slow.channel()::receive)
          .havingCause()
          .isInstanceOf(SlowConsumerException.class)
          .withMessage(
              "subscription dashboard is disconnected: its buffer was full, with 2 values");
      assertThat(buffered(other)).containsExactly(0, 1, 2, 3);
      until("the hub has forgotten it and the probe", () -> hub.subscribers() == 1);
    }
  }

  // ---- leaving

  @Test
  void subscriberThatLeavesGetsNothingMoreAndGivesUpWhatItHolds() throws Exception {
    try (var hub = hub()) {
      var subscription = hub.subscriber().onUndelivered(undelivered::add).subscribe(WAIT, 3);
      hub.publish(0);
      hub.publish(1);
      settle(hub);
      assertThat(subscription.channel().receive()).isZero();
      subscription.close();
      hub.publish(2);
      settle(hub);
      subscription.close();
      assertThat(undelivered).containsExactly(1);
      assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(2, 0, 1));
      assertThat(subscription.channel().tryReceive()).isEqualTo(closed());
    }
  }

  /** The publisher is not the one who waits, but it must not hang either. */
  @ParameterizedTest
  @EnumSource
  void publisherGoesOnWhenTheSubscriberThatTheHubWaitsForLeaves(Leaving leaving) throws Exception {
    try (var hub = hub();
        var crew = new Crew()) {
      var stays = hub.subscribe(WAIT, 9);
      var leaves =
          hub.subscriber()
              .onUndelivered(undelivered::add)
              .subscribe(WAIT, leaving == Leaving.FULL ? 1 : 0);
      var alsoSlow = hub.subscribe(WAIT, 1);
      int inFlight = leaving == Leaving.FULL ? 1 : 0;
      for (int i = 0; i <= inFlight; i++) {
        hub.publish(i);
      }
      var publisher = crew.go(() -> hub.publish(7));
      settle(hub);
      untilParked(publisher);
      leaves.close();
      var expected = new ArrayList<Integer>();
      for (int i = 0; i <= inFlight; i++) {
        assertThat(alsoSlow.channel().receive()).isEqualTo(i);
        expected.add(i);
      }
      publisher.join();
      assertThat(undelivered).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(leaves.counts()).isEqualTo(new Subscription.Counts(inFlight + 1, 0, inFlight + 1));
      expected.add(7);
      settle(hub);
      assertThat(buffered(stays)).isEqualTo(expected);
      assertThat(buffered(alsoSlow)).containsExactly(7);
    }
  }

  /** What the subscription that leaves is like. */
  enum Leaving {
    FULL,
    UNBUFFERED
  }

  @Test
  void subscriptionThatHasLeftIsNotRetained() throws Exception {
    try (var hub = hub()) {
      Crew.until("settled", () -> hub.subscribers() == 0);
      var references = new ArrayList<WeakReference<Object>>();
      leave(hub, references);
      for (var reference : references) {
        Crew.until(
            "what has left is garbage",
            () -> {
              System.gc();
              return reference.refersTo(null);
            });
      }
      assertThat(hub.published()).isEqualTo(2);
    }
  }

  /**
   * Leaves in two ways: while the hub is idle, and while it waits; without a publish afterwards.
   */
  private static void leave(Broadcast<Integer> hub, List<WeakReference<Object>> references)
      throws InterruptedException {
    var idle = hub.subscribe(WAIT, 3);
    references.add(new WeakReference<>(idle));
    idle.close();
    var waited = hub.subscribe(WAIT, 0);
    references.add(new WeakReference<>(waited));
    Integer value = Integer.valueOf(100_000);
    references.add(new WeakReference<>(value));
    hub.publish(value);
    waited.close();
    var disconnected = hub.subscribe(DISCONNECT, 1);
    references.add(new WeakReference<>(disconnected));
    hub.publish(1);
    settle(hub);
    disconnected.close();
  }

  @Test
  void valuesAreNotRetainedBeyondTheHistory() throws Exception {
    for (int history : new int[] {0, 2}) {
      try (var hub = new Broadcast<Object>(Context.background(), "prices", history)) {
        var references = new ArrayList<WeakReference<Object>>();
        publishObjects(hub, references);
        for (int i = 0; i < references.size() - history; i++) {
          var reference = references.get(i);
          Crew.until(
              "a value is garbage",
              () -> {
                System.gc();
                return reference.refersTo(null);
              });
        }
        for (int i = references.size() - history; i < references.size(); i++) {
          assertThat(references.get(i).refersTo(null)).isFalse();
        }
      }
    }
  }

  private static void publishObjects(Broadcast<Object> hub, List<WeakReference<Object>> references)
      throws InterruptedException {
    try (var subscription = hub.subscribe(WAIT, 1)) {
      for (int i = 0; i < 5; i++) {
        Object value = new byte[100];
        references.add(new WeakReference<>(value));
        hub.publish(value);
        assertThat(subscription.channel().receive()).isSameAs(value);
      }
    }
    settle(hub);
  }

  // ---- ending

  @Test
  void closingTheInputEndsTheHubAfterTheValueInFlight() throws Exception {
    try (var hub = hub()) {
      var slow = hub.subscribe(WAIT, 0);
      var fast = hub.subscribe(WAIT, 3);
      hub.publish(1);
      hub.input().close();
      assertThat(slow.channel().receive()).isEqualTo(1);
      assertThat(slow.channel().receiveOrClosed()).isEqualTo(closed());
      assertThat(fast.channel().stream().toList()).containsExactly(1);
      until("the hub has ended", () -> Go.count() == before);
    }
  }

  @Test
  void closeEndsTheSubscriptionsWhenTheyAreDrainedAndGivesUpWhatIsInFlight() throws Exception {
    var hub = hub();
    var slow = hub.subscriber().onUndelivered(undelivered::add).subscribe(WAIT, 1);
    var fast = hub.subscribe(WAIT, 3);
    hub.publish(0);
    hub.publish(1);
    hub.close();
    assertThat(Go.count()).isEqualTo(before);
    assertThat(undelivered).containsExactly(1);
    assertThat(slow.counts()).isEqualTo(new Subscription.Counts(2, 1, 1));
    assertThat(slow.channel().receive()).isEqualTo(0);
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(slow.channel()::receive)
        .withCauseInstanceOf(CancellationException.class); // that was not all
    assertThat(fast.channel().stream().toList()).containsExactly(0, 1);
    hub.close();
    assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(() -> hub.publish(2))
        .withNoCause()
        .satisfies(e -> assertThat(e.value()).isEqualTo(2));
    assertThat(hub.published()).isEqualTo(2);
  }

  /** Who has not had everything learns why, also if the input was closed without a cause. */
  @Test
  void aSubscriptionThatWasCutShortDoesNotEndAsIfItWereComplete() throws Exception {
    var cause = new IOException("stop");
    CancellableContext parent = Context.background().withCancel();
    try (var hub = new Broadcast<Integer>(parent)) {
      var slow = hub.subscribe(WAIT, 1);
      var fast = hub.subscribe(WAIT, 2);
      hub.publish(1);
      hub.publish(2);
      hub.input().close();
      parent.cancel(cause);
      until("the hub has ended", () -> Go.count() == before);
      assertThat(slow.channel().receive()).isEqualTo(1);
      assertThat(slow.channel().receiveOrClosed()).isEqualTo(closed(cause));
      assertThat(fast.channel().stream().toList()).containsExactly(1, 2);
    }
  }

  @Test
  void closeWithACauseTellsSubscribersAndPublishers() throws Exception {
    var cause = new IOException("feed");
    try (var crew = new Crew();
        var hub = hub()) {
      var slow = hub.subscribe(WAIT, 0);
      hub.publish(0);
      var publisher =
          crew.go(() ->
              assertThatExceptionOfType(ChannelClosedException.class)
                  .isThrownBy(() -> hub.publish(1))
                  .withCause(cause)
                  .satisfies(e -> assertThat(e.value()).isEqualTo(1)));
      untilParked(publisher);
      hub.close(cause);
      assertThat(slow.channel().tryReceive()).isEqualTo(closed(cause));
      hub.close(new IOException("late"));
      hub.close();
      assertThat(hub.subscribe(WAIT, 0).channel().tryReceive()).isEqualTo(closed(cause));
      assertThatNullPointerException().isThrownBy(() -> hub.close(null)).withMessage("cause");
    }
  }

  @Test
  void endOfTheContextEndsTheHubWithItsCause() throws Exception {
    var cause = new IOException("shutdown");
    try (CancellableContext parent = Context.background().withCancel();
        var hub = new Broadcast<Integer>(parent)) {
      var slow = hub.subscriber().onUndelivered(undelivered::add).subscribe(WAIT, 0);
      hub.publish(0);
      parent.cancel(cause);
      until("the hub has ended", () -> Go.count() == before);
      assertThat(slow.channel().receiveOrClosed()).isEqualTo(closed(cause));
      assertThatExceptionOfType(ChannelClosedException.class)
          .isThrownBy(() -> hub.publish(1))
          .withCause(cause);
      assertThat(undelivered).containsExactly(0);
      assertThat(hub.subscribe(WAIT, 1).channel().tryReceive()).isEqualTo(closed(cause));
    }
  }

  @Test
  void hubOfAnEndedContextHasEnded() throws Exception {
    try (CancellableContext parent = Context.background().withCancel()) {
      parent.cancel();
      try (var hub = new Broadcast<Integer>(parent)) {
        assertThat(hub.subscribe(WAIT, 1).channel().receiveOrClosed())
            .isInstanceOf(Received.Closed.class);
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> hub.publish(1));
      }
    }
  }

  /** A hub that is closed, or whose input is, does not stay registered with its parent. */
  @Test
  void hubThatHasEndedIsForgottenByItsContext() throws Exception {
    try (CancellableContext parent = Context.background().withCancel()) {
      for (boolean orderly : new boolean[] {true, false}) {
        WeakReference<?> reference = endedHub(parent, orderly);
        until(
            "the hub is garbage",
            () -> {
              System.gc();
              return reference.refersTo(null);
            });
      }
      assertThat(parent.isDone()).isFalse();
    }
  }

  private WeakReference<?> endedHub(Context parent, boolean orderly) {
    var hub = new Broadcast<Integer>(parent);
    if (orderly) {
      hub.input().close();
      until("the hub has ended", () -> Go.count() == before);
    } else {
      hub.close();
    }
    return new WeakReference<>(hub);
  }

  @Test
  void whatIsLeftInASubscriptionOfAnEndedHubIsGivenUpWhenThatIsClosed() throws Exception {
    Subscription<Integer> subscription;
    try (var hub = hub()) {
      subscription = hub.subscriber().onUndelivered(undelivered::add).subscribe(WAIT, 5);
      for (int i = 0; i < 3; i++) {
        hub.publish(i);
      }
      settle(hub);
    }
    assertThat(subscription.channel().receive()).isZero();
    assertThat(undelivered).isEmpty();
    subscription.close();
    assertThat(undelivered).containsExactly(1, 2);
    assertThat(subscription.counts()).isEqualTo(new Subscription.Counts(3, 0, 2));
  }

  @Test
  void interruptDoesNotShortenTheWaitOfClose() throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    try (var crew = new Crew();
        var hub = hub()) {
      hub.subscriber().onUndelivered(value -> crew.go(() -> {})).subscribe(WAIT, 1);
      var blocking =
          hub.subscriber()
              .onUndelivered(value -> drainThroughInterrupts(gate))
              .subscribe(DROP_NEWEST, 1);
      hub.publish(0);
      hub.publish(1);
      Goroutine closer =
          crew.go(() -> {
            Thread.currentThread().interrupt();
            hub.close();
            assertThat(Thread.interrupted()).isTrue();
          });
      untilParked(closer);
      closer.interrupt();
      untilParked(closer);
      gate.close();
      closer.join();
      assertThat(buffered(blocking)).containsExactly(0);
    }
  }

  private static void drainThroughInterrupts(ReceiveChannel<Integer> gate) {
    boolean open = true;
    while (open) {
      try {
        open = gate.receiveOrClosed() instanceof Received.Value;
      } catch (InterruptedException e) { // the hub's, which this hook does not heed
        open = true;
      }
    }
  }

  // ---- interrupts, selects

  @Test
  void interruptedPublishReachesNobody() throws Exception {
    try (var hub = hub();
        var crew = new Crew()) {
      var slow = hub.subscribe(WAIT, 0);
      var fast = hub.subscribe(WAIT, 9);
      hub.publish(0);
      var publisher =
          crew.go(() ->
              assertThatExceptionOfType(InterruptedException.class)
                  .isThrownBy(() -> hub.publish(1)));
      untilParked(publisher);
      publisher.interrupt();
      publisher.join();
      assertThat(slow.channel().receive()).isZero();
      hub.publish(2);
      assertThat(slow.channel().receive()).isEqualTo(2);
      settle(hub);
      assertThat(buffered(fast)).containsExactly(0, 2);
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> hub.subscribe(WAIT, 1));
    }
  }

  @Test
  void publishingIsACaseThatReachesAllOrNobody() throws Exception {
    Channel<Integer> other = Channel.buffered(1);
    try (var hub = hub()) {
      var slow = hub.subscribe(WAIT, 0);
      var fast = hub.subscribe(WAIT, 9);
      assertThat(select(send(hub.input(), 1), receive(other))).isEqualTo(1);
      settle(hub); // it waits for the slow one
      assertThat(select(send(hub.input(), 2), otherwise(() -> -1))).isEqualTo(-1);
      other.send(-2);
      assertThat(select(send(hub.input(), 3), receive(other))).isEqualTo(-2);
      assertThat(slow.channel().receive()).isEqualTo(1);
      assertThat(select(send(hub.input(), 4), receive(other))).isEqualTo(4);
      assertThat(select(receive(slow.channel()), receive(other))).isEqualTo(4);
      settle(hub);
      assertThat(buffered(fast)).containsExactly(1, 4);
      assertThat(hub.published()).isEqualTo(2);
    }
  }

  // ---- hooks

  @Test
  void whatAHookThrowsGoesToTheUncaughtHandlerAndTheHubGoesOn() throws Exception {
    var reported = new ConcurrentLinkedQueue<String>();
    Go.onUncaught(
        (goroutine, failure) -> reported.add(goroutine.name() + ": " + failure.getMessage()));
    try (var hub = new Broadcast<Integer>(Context.background(), "prices", 0)) {
      var faulty =
          hub.subscriber()
              .onUndelivered(value -> {
                throw new IllegalArgumentException("planted " + value);
              })
              .subscribe(DROP_OLDEST, 1);
      var other = hub.subscribe(WAIT, 9);
      for (int i = 0; i < 3; i++) {
        hub.publish(i);
      }
      settle(hub);
      assertThat(buffered(other)).containsExactly(0, 1, 2);
      assertThat(faulty.counts()).isEqualTo(new Subscription.Counts(3, 1, 2));
      assertThat(reported).containsExactly("prices: planted 0", "prices: planted 1");
    }
  }

  @Test
  void hookThatLeavesAnInterruptBehindDoesNotEndTheHub() throws Exception {
    try (var hub = hub()) {
      hub.subscriber()
          .onUndelivered(value -> Thread.currentThread().interrupt())
          .subscribe(DROP_NEWEST, 1);
      var slow = hub.subscribe(WAIT, 0);
      for (int i = 0; i < 5; i++) {
        hub.publish(i);
        assertThat(slow.channel().receive()).isEqualTo(i);
      }
      settle(hub);
      assertThat(hub.published()).isEqualTo(5);
    }
  }

  // ---- the rest

  @Test
  void thereIsOneGoroutineForTheHubAndNoneForValuesOrSubscribers() throws Exception {
    try (var hub = hub()) {
      for (int i = 0; i < 50; i++) {
        hub.subscribe(WAIT, 1);
      }
      hub.publish(0);
      hub.publish(1);
      settle(hub);
      assertThat(Go.count()).isEqualTo(before + 1);
      assertThat(hub.subscribers()).isGreaterThanOrEqualTo(50);
    }
  }

  @Test
  void showsItsNameAndCounts() throws Exception {
    try (var hub = new Broadcast<Integer>(Context.background(), "prices", 0)) {
      var subscription = hub.subscriber().named("ui").subscribe(DROP_OLDEST, 3);
      hub.publish(42);
      until(
          "counted", () -> hub.toString().equals("Broadcast[prices, 1 published, 1 subscribers]"));
      assertThat(subscription).hasToString("Subscription[ui, 1 of 3, DROP_OLDEST]");
      assertThat(subscription.channel()).hasToString("Channel[ui, sliding, 1 of 3]");
      assertThat(Go.dump()).contains("prices");
      subscription.close();
      assertThat(subscription).hasToString("Subscription[ui, 0 of 3, DROP_OLDEST, closed]");
      hub.close();
      assertThat(hub).hasToString("Broadcast[prices, 1 published, 0 subscribers, closed]");
    }
  }

  @Test
  void rejectsBadArgumentsAtTheCall() {
    Context background = Context.background();
    assertThatNullPointerException().isThrownBy(() -> new Broadcast<>(null)).withMessage("parent");
    assertThatNullPointerException()
        .isThrownBy(() -> new Broadcast<>(background, null, 0))
        .withMessage("name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Broadcast<>(background, "prices", -1))
        .withMessage("history must be >= 0, was -1");
    try (var hub = new Broadcast<Integer>(background, "prices", 3)) {
      assertThatNullPointerException().isThrownBy(() -> hub.publish(null)).withMessage("value");
      assertThatNullPointerException()
          .isThrownBy(() -> hub.subscribe(null, 1))
          .withMessage("whenFull");
      assertThatNullPointerException()
          .isThrownBy(() -> hub.subscriber().named(null))
          .withMessage("name");
      assertThatNullPointerException()
          .isThrownBy(() -> hub.subscriber().onUndelivered(null))
          .withMessage("hook");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> hub.subscribe(WAIT, -1))
          .withMessage("capacity must be >= 0 with WAIT, was -1");
      for (WhenFull whenFull : List.of(DROP_OLDEST, DROP_NEWEST, DISCONNECT)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> hub.subscribe(whenFull, 0))
            .withMessage("capacity must be >= 1 with " + whenFull + ", was 0");
      }
      for (int replay : new int[] {-1, 4}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> hub.subscriber().replay(replay))
            .withMessage("replay must be between 0 and the history of the hub, 3, was " + replay);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> hub.subscriber().replay(3).subscribe(WAIT, 2))
          .withMessage("capacity must be >= the replay, 3, was 2");
    }
  }
}
