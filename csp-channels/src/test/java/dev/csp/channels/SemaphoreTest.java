package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.internal.Kernel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Memory;
import dev.csp.testing.Scale;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the semaphore, for plain operations. */
@ExtendWith(Guard.class)
final class SemaphoreTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration MOMENT = Duration.ofMillis(20);
  private static final List<Duration> NO_TIME =
      List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE));

  /** The ways to wait for permits. */
  enum Way {
    ACQUIRE {
      @Override
      boolean wait(Semaphore semaphore, long n) throws InterruptedException {
        semaphore.acquire(n);
        return true;
      }
    },
    ACQUIRE_TIMED {
      @Override
      boolean wait(Semaphore semaphore, long n) throws InterruptedException {
        return semaphore.acquire(n, LONG);
      }
    },
    RECEIVE {
      @Override
      boolean wait(Semaphore semaphore, long n) throws InterruptedException {
        return semaphore.permits(n).receive().count() == n;
      }
    },
    RECEIVE_OR_CLOSED {
      @Override
      boolean wait(Semaphore semaphore, long n) throws InterruptedException {
        return semaphore.permits(n).receiveOrClosed() instanceof Received.Value<Permit>;
      }
    },
    RECEIVE_TIMED {
      @Override
      boolean wait(Semaphore semaphore, long n) throws InterruptedException {
        return semaphore.permits(n).receive(LONG) instanceof Received.Value<Permit>;
      }
    };

    private static final Way[] ALL = values();

    static Way turn(int i) {
      return ALL[i % ALL.length];
    }

    abstract boolean wait(Semaphore semaphore, long n) throws InterruptedException;
  }

  private final Semaphore semaphore = new Semaphore("tokens", 10);

  /** Starts a child that waits, and lets it wait. */
  private Child<Boolean> waiting(Harness harness, int turn, long n) {
    return harness.call(Kind.turn(turn), () -> Way.turn(turn).wait(semaphore, n)).awaitParked();
  }

  private int waiters() {
    return Kernel.receivers(semaphore.permits(1));
  }

  // ---- without waiting

  @Test
  void acquiresAndReleases() throws Exception {
    semaphore.acquire(7);
    assertThat(semaphore.available()).isEqualTo(3);
    assertThat(semaphore.tryAcquire(4)).isFalse();
    assertThat(semaphore.tryAcquire(3)).isTrue();
    assertThat(semaphore.tryAcquire()).isFalse();
    semaphore.release();
    semaphore.acquire();
    semaphore.release(10);
    assertThat(semaphore.available()).isEqualTo(semaphore.size()).isEqualTo(10);
    assertThat(semaphore.acquire(10, LONG)).isTrue();
    for (Duration none : NO_TIME) {
      assertThat(semaphore.acquire(1, none)).isFalse();
    }
    semaphore.release(10);
    for (Duration none : NO_TIME) {
      assertThat(semaphore.acquire(3, none)).isTrue();
    }
    assertThat(semaphore.available()).isEqualTo(1);
  }

  @Test
  void holdsTheLargestNumbers() throws Exception {
    Semaphore huge = new Semaphore(Long.MAX_VALUE);
    huge.acquire(Long.MAX_VALUE);
    assertThat(huge.tryAcquire(1)).isFalse();
    huge.release(Long.MAX_VALUE - 1);
    assertThat(huge.tryAcquire(Long.MAX_VALUE)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> huge.release(Long.MAX_VALUE));
    assertThat(huge.available()).isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void zeroTakesNothingButWaitsForItsTurn(Harness harness) throws Exception {
    semaphore.acquire(10);
    semaphore.acquire(0);
    assertThat(semaphore.tryAcquire(0)).isTrue();
    semaphore.release(0);
    try (Permit nothing = semaphore.permits(0).receive()) {
      assertThat(nothing.count()).isZero();
    }
    Child<Boolean> first = waiting(harness, 0, 1);
    assertThat(semaphore.tryAcquire(0)).isFalse();
    Child<Boolean> second = waiting(harness, 1, 0);
    semaphore.release();
    assertThat(first.get()).isTrue();
    assertThat(second.get()).isTrue();
    assertThat(semaphore.available()).isZero();
  }

  // ---- O1

  @ParameterizedTest
  @EnumSource
  void whoWaitsIsServedInOrder(Kind kind, Harness harness) {
    assertThat(semaphore.tryAcquire(10)).isTrue();
    var served = new ConcurrentLinkedQueue<Integer>();
    var children = new ArrayList<Child<Void>>();
    int count = 20;
    for (int i = 0; i < count; i++) {
      int number = i;
      children.add(
          harness
              .run(
                  kind,
                  () -> {
                    assertThat(Way.turn(number).wait(semaphore, 10)).isTrue();
                    served.add(number);
                    semaphore.release(10); // only now may the next go on
                  })
              .awaitParked());
    }
    semaphore.release(10);
    children.forEach(Child::join);
    assertThat(List.copyOf(served)).hasSize(count).isSorted();
    assertThat(semaphore.available()).isEqualTo(10);
  }

  @Test
  void largeRequestAtTheHeadBlocksLaterSmallOnesThatWouldFit(Harness harness) throws Exception {
    semaphore.acquire(5);
    Child<Boolean> large = waiting(harness, 0, 8);
    Child<Boolean> small = waiting(harness, 1, 1);
    Child<Boolean> smallToo = waiting(harness, 2, 5);
    assertThat(semaphore.available()).isEqualTo(5);
    semaphore.release(2);
    assertThat(waiters()).isEqualTo(3);
    semaphore.release();
    assertThat(large.get()).isTrue();
    assertThat(waiters()).isEqualTo(2);
    assertThat(List.of(small, smallToo)).noneMatch(Child::isDone);
    semaphore.release(8);
    assertThat(small.get()).isTrue();
    assertThat(smallToo.get()).isTrue();
    assertThat(semaphore.available()).isEqualTo(2);
  }

  @Test
  void oneReleaseServesAllThatFit(Harness harness) throws Exception {
    semaphore.acquire(10);
    var children = new ArrayList<Child<Boolean>>();
    for (int i = 0; i < 9; i++) {
      children.add(waiting(harness, i, 1));
    }
    Child<Boolean> two = waiting(harness, 9, 2);
    semaphore.release(10);
    assertThat(waiters()).isEqualTo(1);
    assertThat(semaphore.available()).isEqualTo(1);
    for (Child<Boolean> child : children) {
      assertThat(child.get()).isTrue();
    }
    semaphore.release();
    assertThat(two.get()).isTrue();
    assertThat(semaphore.available()).isZero();
  }

  @Test
  void oneReleaseServesAnyNumber(Harness harness) throws Exception {
    int count = 20_000;
    Semaphore large = new Semaphore(count);
    large.acquire(count);
    WaitGroup group = new WaitGroup();
    for (int i = 0; i < count; i++) {
      group.go(() -> large.acquire(1));
    }
    harness.waitUntil("all wait", () -> Kernel.receivers(large.permits(1)) == count);
    large.release(count);
    assertThat(Kernel.receivers(large.permits(1))).isZero();
    assertThat(large.available()).isZero();
    group.await();
  }

  // ---- O2

  @Test
  void tryAcquireFailsWhileAnybodyWaits(Harness harness) throws Exception {
    semaphore.acquire(5);
    Child<Boolean> large = waiting(harness, 0, 8);
    assertThat(semaphore.tryAcquire()).isFalse();
    assertThat(semaphore.tryAcquire(5)).isFalse();
    assertThat(semaphore.acquire(1, Duration.ZERO)).isFalse();
    assertThat(semaphore.permits(1).tryReceive()).isInstanceOf(Received.Empty.class);
    assertThat(semaphore.permits(1).receive(Duration.ZERO)).isInstanceOf(Received.Empty.class);
    assertThat(semaphore.available()).isEqualTo(5);
    large.interrupt();
    large.failure(InterruptedException.class);
    assertThat(semaphore.tryAcquire(5)).isTrue();
  }

  // ---- O4

  @ParameterizedTest
  @EnumSource
  void requestForMoreThanTheSizeWaitsAndBlocksNobody(Kind kind, Harness harness) throws Exception {
    var children = new ArrayList<Child<Boolean>>();
    for (Way way : Way.values()) {
      children.add(harness.call(kind, () -> way.wait(semaphore, 11)).awaitParked());
      children.add(harness.call(kind, () -> way.wait(semaphore, Long.MAX_VALUE)).awaitParked());
    }
    assertThat(waiters()).isZero();
    assertThat(semaphore.tryAcquire(10)).isTrue();
    Child<Boolean> waiting = waiting(harness, 0, 10);
    semaphore.release(10);
    assertThat(waiting.get()).isTrue();
    semaphore.release(10);
    assertThat(semaphore.tryAcquire(11)).isFalse();
    assertThat(semaphore.permits(11).tryReceive()).isInstanceOf(Received.Empty.class);
    assertThat(children).noneMatch(Child::isDone);
    for (Child<Boolean> child : children) {
      child.interrupt();
      assertThat(child.failure(InterruptedException.class))
          .hasMessageContaining("semacquire on semaphore tokens");
    }
    assertThat(semaphore.available()).isEqualTo(10);
    assertThat(Kernel.timers()).isZero();
  }

  @Test
  void requestForMoreThanTheSizeTimesOut() throws Exception {
    long before = System.nanoTime();
    assertThat(semaphore.acquire(11, MOMENT)).isFalse();
    assertThat(semaphore.permits(11).receive(MOMENT)).isInstanceOf(Received.Empty.class);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2 * MOMENT.toNanos());
    assertThat(semaphore.acquire(11, Duration.ZERO)).isFalse();
    assertThat(semaphore.available()).isEqualTo(10);
  }

  // ---- O5

  @ParameterizedTest
  @EnumSource
  void largeWaiterThatIsInterruptedLetsThoseBehindItGoOn(Way way, Harness harness) {
    assertThat(semaphore.tryAcquire(5)).isTrue();
    Child<Boolean> large = harness.call(() -> way.wait(semaphore, 10)).awaitParked();
    var small = new ArrayList<Child<Boolean>>();
    for (int i = 0; i < 7; i++) {
      small.add(waiting(harness, i, 1));
    }
    large.interrupt();
    large.failure(InterruptedException.class);
    for (int i = 0; i < 5; i++) {
      assertThat(small.get(i).get()).isTrue();
    }
    assertThat(waiters()).isEqualTo(2);
    semaphore.release(2);
    assertThat(small.get(5).get()).isTrue();
    assertThat(small.get(6).get()).isTrue();
    assertThat(semaphore.available()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void largeWaiterThatTimesOutLetsThoseBehindItGoOn(boolean receives, Harness harness)
      throws Exception {
    semaphore.acquire(5);
    for (int round = 0; round < 10; round++) {
      Child<Boolean> large =
          harness.call(
              Kind.turn(round),
              () ->
                  receives
                      ? semaphore.permits(10).receive(MOMENT) instanceof Received.Value<Permit>
                      : semaphore.acquire(10, MOMENT));
      harness.waitUntil("it waits, or has waited", () -> waiters() == 1 || large.isDone());
      assertThat(semaphore.acquire(5, LONG)).isTrue(); // waits behind it, as a rule
      assertThat(large.get()).isFalse();
      semaphore.release(5);
    }
    assertThat(semaphore.available()).isEqualTo(5);
    assertThat(waiters()).isZero();
  }

  @Test
  void waiterInTheMiddleThatLeavesDisturbsNobody(Harness harness) throws Exception {
    semaphore.acquire(10);
    Child<Boolean> first = waiting(harness, 0, 3);
    Child<Boolean> middle = waiting(harness, 1, 8);
    Child<Boolean> last = waiting(harness, 2, 3);
    middle.interrupt();
    middle.failure(InterruptedException.class);
    assertThat(waiters()).isEqualTo(2);
    assertThat(List.of(first, last)).noneMatch(Child::isDone);
    semaphore.release(6);
    assertThat(first.get()).isTrue();
    assertThat(last.get()).isTrue();
  }

  // ---- O6, O7

  @Test
  void releaseOfMoreThanIsHeldFailsAndChangesNothing(Harness harness) throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(semaphore::release)
        .withMessage("release of 1 to semaphore tokens, of which 0 is held");
    semaphore.acquire(4);
    Child<Boolean> waiting = waiting(harness, 0, 7);
    assertThatIllegalStateException()
        .isThrownBy(() -> semaphore.release(5))
        .withMessage("release of 5 to semaphore tokens, of which 4 is held");
    assertThatIllegalStateException().isThrownBy(() -> semaphore.release(Long.MAX_VALUE));
    assertThat(semaphore.available()).isEqualTo(6);
    assertThat(waiters()).isEqualTo(1);
    semaphore.release(4);
    assertThat(waiting.get()).isTrue();
    assertThat(semaphore.available()).isEqualTo(3);
  }

  // ---- interrupts

  @ParameterizedTest
  @EnumSource
  void interruptedOnEntryAcquiresNothingAlsoIfItCould(Way way, Harness harness) {
    for (long n : new long[] {0, 1, 10, 11}) {
      harness
          .call(
              Kind.turn((int) n),
              () -> {
                Thread.currentThread().interrupt();
                return way.wait(semaphore, n);
              })
          .failure(InterruptedException.class);
    }
    for (Duration none : NO_TIME) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> semaphore.acquire(1, none))
          .isInstanceOf(InterruptedException.class)
          .hasMessage("interrupted before semacquire on semaphore tokens (10 of 10 available)");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> semaphore.permits(1).receive(none))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
    assertThat(semaphore.available()).isEqualTo(10);
  }

  @Test
  void triesDoNotLookAtTheInterruptFlag() {
    Thread.currentThread().interrupt();
    assertThat(semaphore.tryAcquire()).isTrue();
    assertThat(semaphore.tryAcquire(2)).isTrue();
    assertThat(semaphore.permits(3).tryReceive()).isInstanceOf(Received.Value.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(semaphore.available()).isEqualTo(4);
  }

  /** S2: the grant was first. */
  @ParameterizedTest
  @EnumSource
  void grantThatCameBeforeTheInterruptCounts(Way way, Harness harness) {
    assertThat(semaphore.tryAcquire(10)).isTrue();
    for (int i = 0; i < 30; i++) {
      Child<Boolean> child =
          harness.call(Kind.turn(i), () -> way.wait(semaphore, 10)).awaitParked();
      semaphore.release(10);
      child.interrupt();
      assertThat(child.get()).isTrue();
      assertThat(semaphore.available()).isZero();
    }
  }

  @Test
  void timeOutThatHasPassedAcquiresNothing() throws Exception {
    semaphore.acquire(10);
    assertThat(semaphore.acquire(1, MOMENT)).isFalse();
    assertThat(semaphore.permits(1).receive(MOMENT)).isInstanceOf(Received.Empty.class);
    assertThat(waiters()).isZero();
    assertThat(Kernel.timers()).isZero();
    semaphore.release(10);
    assertThat(semaphore.available()).isEqualTo(10);
  }

  // ---- permits

  @Test
  void permitReleasesExactlyOnce() throws Exception {
    Permit permit = semaphore.permits(4).receive();
    assertThat(permit.count()).isEqualTo(4);
    assertThat(semaphore.available()).isEqualTo(6);
    semaphore.acquire(6);
    permit.close();
    permit.close();
    assertThat(semaphore.available()).isEqualTo(4);
    semaphore.release(6);
    permit.close();
    assertThat(semaphore.available()).isEqualTo(10);
  }

  @Test
  void permitThatManyCloseReleasesExactlyOnce(Harness harness) throws Exception {
    int closers = 4;
    for (int round = 0; round < Scale.work(300); round++) {
      semaphore.acquire(4); // so that a second release would not fail
      Permit permit = semaphore.permits(2).receive();
      Channel<Void> start = Channel.unbuffered();
      var children = new ArrayList<Child<Void>>();
      for (int i = 0; i < closers; i++) {
        children.add(
            harness.run(
                Kind.turn(i),
                () -> {
                  start.receiveOrClosed();
                  permit.close();
                }));
      }
      start.close();
      children.forEach(Child::join);
      assertThat(semaphore.available()).isEqualTo(6);
      semaphore.release(4);
    }
  }

  @Test
  void permitWhoseShareSomebodyElseHasReleasedSaysSo() throws Exception {
    Permit permit = semaphore.permits(4).receive();
    semaphore.release(4);
    assertThatIllegalStateException()
        .isThrownBy(permit::close)
        .withMessage("release of 4 to semaphore tokens, of which 0 is held");
    assertThat(semaphore.available()).isEqualTo(10);
  }

  // ---- the channel

  @Test
  void channelLooksUnbufferedAndCannotBeClosedOrSentTo() {
    ReceiveChannel<Permit> permits = semaphore.permits(3);
    assertThat(permits.length()).isZero();
    assertThat(permits.capacity()).isZero();
    assertThat((Object) permits)
        .isNotInstanceOf(SendChannel.class)
        .isNotInstanceOf(AutoCloseable.class);
    assertThat(permits).hasToString("Semaphore[tokens, 10 of 10 available].permits(3)");
  }

  @Test
  void iteratorAcquiresWithNextAndNotBefore() {
    Iterator<Permit> permits = semaphore.permits(4).iterator();
    assertThat(permits.hasNext()).isTrue();
    assertThat(permits.hasNext()).isTrue();
    assertThat(semaphore.available()).isEqualTo(10);
    assertThat(permits.next().count()).isEqualTo(4);
    assertThat(permits.next().count()).isEqualTo(4);
    assertThat(semaphore.available()).isEqualTo(2);
    assertThat(permits.hasNext()).isTrue();
  }

  @Test
  void iteratorThatIsInterruptedSaysSoAndAcquiresNothing(Harness harness) {
    Child<Void> child =
        harness
            .run(() -> {
              for (Permit permit : semaphore.permits(4)) {
                assertThat(permit.count()).isEqualTo(4);
              }
            })
            .awaitParked();
    child.interrupt();
    assertThat(child.failure(InterruptedIterationException.class))
        .hasMessage(
            "interrupted while iterating over permits of semaphore tokens (2 of 10 available)");
    assertThat(child.wasInterruptedAtEnd()).isTrue();
    assertThat(semaphore.available()).isEqualTo(2);
  }

  @Test
  void streamAcquiresNoMoreThanItIsAskedFor() {
    List<Permit> permits = semaphore.permits(2).stream().limit(3).toList();
    assertThat(semaphore.available()).isEqualTo(4);
    permits.forEach(Permit::close);
    assertThat(semaphore.available()).isEqualTo(10);
  }

  // ---- arguments and words

  @Test
  void badArgumentsFailAtTheCall() {
    for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Semaphore(n))
          .withMessage("permits of a semaphore must be >= 1, was " + n);
      assertThatIllegalArgumentException().isThrownBy(() -> new Semaphore("name", n));
    }
    assertThatNullPointerException().isThrownBy(() -> new Semaphore(null, 1)).withMessage("name");
    assertThatNullPointerException()
        .isThrownBy(() -> semaphore.acquire(1, null))
        .withMessage("timeout");
    assertThatNullPointerException()
        .isThrownBy(() -> semaphore.permits(1).receive(null))
        .withMessage("timeout");
    List<LongConsumer> calls =
        List.of(
            semaphore::release,
            semaphore::tryAcquire,
            semaphore::permits,
            n -> interruptibly(() -> semaphore.acquire(n)),
            n -> interruptibly(() -> semaphore.acquire(n, LONG)));
    for (LongConsumer call : calls) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> call.accept(-3))
          .withMessage("a number of permits must be >= 0, was -3");
    }
    assertThat(semaphore.available()).isEqualTo(10);
  }

  private interface Interruptible {
    void run() throws InterruptedException;
  }

  private static void interruptibly(Interruptible call) {
    try {
      call.run();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void saysWhoItIs() throws Exception {
    assertThat(semaphore).hasToString("Semaphore[tokens, 10 of 10 available]");
    semaphore.acquire(3);
    assertThat(semaphore).hasToString("Semaphore[tokens, 7 of 10 available]");
    Permit permit = semaphore.permits(2).receive();
    assertThat(permit).hasToString("Permit[2 of Semaphore[tokens, 5 of 10 available]]");
    permit.close();
    assertThat(permit).hasToString("Permit[2 of Semaphore[tokens, 7 of 10 available], released]");
    assertThat(new Semaphore(1).toString()).matches("Semaphore\\[#\\d+, 1 of 1 available]");
  }

  @Test
  void dumpSaysSemacquire(Harness harness) throws Exception {
    semaphore.acquire(3);
    for (long n : new long[] {8, 11}) {
      Goroutine goroutine = harness.adopt(Go.go("asker", () -> semaphore.acquire(n)));
      harness.waitUntilParked(goroutine.thread());
      assertThat(Go.dump())
          .contains("[semacquire, ")
          .contains("semacquire on semaphore tokens (7 of 10 available)");
      goroutine.interrupt();
      goroutine.join();
    }
  }

  // ---- memory

  @Test
  void actionsBeforeAReleaseHappenBeforeTheAcquisitionThatItAllows(Harness harness) {
    var mutex = new Semaphore(1);
    var counter =
        new Object() {
          long plain;
        };
    int workers = 6;
    int rounds = Scale.work(2_000);
    var children = new ArrayList<Child<Void>>();
    for (int i = 0; i < workers; i++) {
      Way way = Way.turn(i);
      children.add(
          harness.run(
              Kind.turn(i),
              () -> {
                for (int round = 0; round < rounds; round++) {
                  way.wait(mutex, 1);
                  counter.plain++;
                  mutex.release();
                }
              }));
    }
    children.forEach(Child::join);
    mutex.tryAcquire();
    assertThat(counter.plain).isEqualTo((long) workers * rounds);
  }

  @Test
  void quietSemaphoreCollectsNoWaiters() throws Exception {
    semaphore.acquire(10);
    for (int i = 0; i < 2_000; i++) {
      semaphore.acquire(1, Duration.ofNanos(1));
      semaphore.permits(2).receive(Duration.ofNanos(1));
    }
    assertThat(waiters()).isZero();
    assertThat(Kernel.timers()).isZero();
  }

  @Test
  void abandonedSemaphoreIsGarbage() throws Exception {
    Memory.awaitCollected("the semaphore", abandoned());
    assertThat(Kernel.timers()).isZero();
  }

  private static WeakReference<Semaphore> abandoned() throws InterruptedException {
    Semaphore abandoned = new Semaphore(2);
    abandoned.acquire(2);
    abandoned.acquire(1, Duration.ofNanos(1));
    abandoned.permits(1).receive(Duration.ofNanos(1));
    return new WeakReference<>(abandoned);
  }
}
