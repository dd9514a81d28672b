package dev.csp.sync;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lock that is a channel of one. */
final class MutexTest {
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofHours(1);

  private final int before = Go.count();
  private final Mutex mutex = new Mutex("state");

  @AfterEach
  void nobodyIsLeft() {
    Crew.until("all goroutines have ended", () -> Go.count() == before);
  }

  @Test
  void locksAndUnlocks() throws Exception {
    assertThat(mutex.isLocked()).isFalse();
    mutex.lock();
    assertThat(mutex.isLocked()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    assertThat(mutex.lock(Duration.ZERO)).isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
    assertThat(mutex.lock(Duration.ZERO)).isTrue();
    mutex.unlock();
    assertThat(mutex.lock(LONG)).isTrue();
    mutex.unlock();
    assertThat(mutex).hasToString("Mutex[state, unlocked]");
  }

  @Test
  void isNotReentrant() throws Exception {
    mutex.lock();
    assertThat(mutex.lock(MOMENT)).isFalse();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
  }

  @Test
  void isNotOwned() throws Exception {
    mutex.lock();
    try (Crew crew = new Crew()) {
      crew.go(mutex::unlock);
    }
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void unlockOfUnlockedFailsAndChangesNothing() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(mutex::unlock)
        .withMessage("unlock of unlocked mutex state");
    assertThat(mutex.tryLock()).isTrue();
    assertThat(mutex.tryLock()).isFalse();
    mutex.unlock();
  }

  /** FIFO, and nobody overtakes. */
  @Test
  void whoWaitsIsServedInOrderAndUnlockHandsOver() throws Exception {
    mutex.lock();
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    Channel<Integer> gate = Channel.unbuffered();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 9; i++) {
        int number = i;
        Goroutine goroutine =
            crew.go(() -> {
              switch (number % 3) {
                case 0 -> mutex.lock();
                case 1 -> assertThat(mutex.lock(LONG)).isTrue();
                default -> assertThat(mutex.hold()).isNotNull();
              }
              served.add(number);
              gate.receive();
              mutex.unlock();
            });
        Crew.untilParked(goroutine);
      }
      mutex.unlock();
      for (int i = 0; i < 9; i++) {
        assertThat(mutex.tryLock()).isFalse();
        gate.send(i);
      }
    }
    assertThat(served).hasSize(9).isSorted();
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void holdUnlocksExactlyOnce() throws Exception {
    Mutex.Hold first = mutex.hold();
    assertThat(first).hasToString("Hold[Mutex[state, locked]]");
    first.close();
    first.close();
    assertThat(mutex.isLocked()).isFalse();
    mutex.lock();
    first.close();
    assertThat(mutex.isLocked()).isTrue();
    assertThat(first).hasToString("Hold[Mutex[state, locked], closed]");
    mutex.unlock();
    try (Mutex.Hold second = mutex.hold()) {
      assertThat(second).isNotSameAs(first);
      assertThat(mutex.isLocked()).isTrue();
    }
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void manyWhoCloseOneHoldUnlockOnce() throws Exception {
    Crew.duel(
        Crew.times(300),
        () -> {
          Mutex raced = new Mutex();
          raced.tryLock();
          raced.unlock();
          Mutex.Hold hold = ((Received.Value<Mutex.Hold>) raced.locked().tryReceive()).value();
          return new Crew.Duel() {
            @Override
            public void left() {
              hold.close();
            }

            @Override
            public void right() {
              hold.close();
            }

            @Override
            public void check() {
              assertThat(raced.tryLock()).isTrue();
              assertThat(raced.tryLock()).isFalse();
            }
          };
        });
  }

  // ---- waiting

  @Test
  void interruptedWaiterHasNotLocked() throws Exception {
    mutex.lock();
    try (Crew crew = new Crew()) {
      Goroutine goroutine =
          crew.go(() -> assertThatThrownBy(mutex::lock).isInstanceOf(InterruptedException.class));
      Crew.untilParked(goroutine);
      goroutine.interrupt();
    }
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> mutex.lock(Duration.ZERO)).isInstanceOf(InterruptedException.class);
    mutex.unlock();
    Thread.currentThread().interrupt();
    assertThatThrownBy(mutex::hold).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThat(mutex.tryLock()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    mutex.unlock();
  }

  @Test
  void timedOutWaiterHasNotLocked() throws Exception {
    mutex.lock();
    assertThat(mutex.lock(MOMENT)).isFalse();
    mutex.unlock();
    assertThat(mutex.tryLock()).isTrue();
    mutex.unlock();
  }

  // ---- the case of a select

  @Test
  void lockingIsACaseOfASelect() throws Exception {
    Channel<String> quiet = Channel.unbuffered();
    Mutex other = new Mutex();
    mutex.lock();
    Mutex.Hold hold =
        select(
            receive(mutex.locked()),
            receive(other.locked()),
            receive(quiet, value -> null),
            after(LONG, () -> null));
    assertThat(other.isLocked()).isTrue();
    hold.close();
    assertThat(other.isLocked()).isFalse();
    mutex.unlock();
    try (Crew crew = new Crew()) {
      Mutex.Hold mine = mutex.hold();
      Goroutine goroutine =
          crew.go(() ->
              select(receive(quiet, value -> null), receive(mutex.locked(), locked -> locked))
                  .close());
      Crew.untilParked(goroutine);
      mine.close();
    }
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void caseThatDoesNotWinDoesNotLock() throws Exception {
    Channel<String> ready = Channel.buffered(1);
    for (int i = 0; i < 200; i++) {
      ready.trySend("value");
      Object won = select(receive(ready), receive(mutex.locked()));
      if (won instanceof Mutex.Hold hold) {
        assertThat(mutex.isLocked()).isTrue();
        hold.close();
      } else {
        assertThat(mutex.isLocked()).isFalse();
      }
    }
    mutex.lock();
    String outcome = select(receive(mutex.locked(), hold -> "free"), otherwise(() -> "locked"));
    assertThat(outcome).isEqualTo("locked");
    mutex.unlock();
    assertThat(mutex.isLocked()).isFalse();
  }

  @Test
  void channelIsReadOnly() {
    assertThat((Object) mutex.locked()).isNotInstanceOf(SendChannel.class).isSameAs(mutex.locked());
    assertThat(mutex.locked().capacity()).isEqualTo(1);
    assertThat(mutex.locked().length()).isEqualTo(1);
    mutex.tryLock();
    assertThat(mutex.locked().length()).isZero();
    assertThat(mutex.locked().tryReceive()).isInstanceOf(Received.Empty.class);
    mutex.unlock();
  }

  @Test
  void endedContextDoesNotLockAFreeMutex() throws Exception {
    CancellableContext ended = Context.background().withCancel();
    ended.cancel();
    assertThatThrownBy(() -> ended.receive(mutex.locked()))
        .isInstanceOf(CancellationException.class);
    assertThat(mutex.isLocked()).isFalse();
    try (CancellableContext live = Context.background().withCancel();
        Mutex.Hold hold = live.receive(mutex.locked())) {
      assertThat(hold.toString()).contains("locked");
      assertThat(mutex.isLocked()).isTrue();
    }
    assertThat(mutex.isLocked()).isFalse();
  }

  // ---- memory

  /** U6: the counter that a data race would spoil. */
  @Test
  void guardsPlainState() throws Exception {
    int goroutines = 8;
    int rounds = Crew.times(1_000);
    var counter =
        new Object() {
          int plain;
        };
    var inside = new AtomicInteger();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < goroutines; i++) {
        int form = i % 4;
        crew.go(() -> {
          for (int round = 0; round < rounds; round++) {
            switch (form) {
              case 0 -> mutex.lock();
              case 1 -> assertThat(mutex.lock(LONG)).isTrue();
              case 2 -> assertThat(mutex.hold()).isNotNull();
              default -> assertThat(select(receive(mutex.locked()))).isNotNull();
            }
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            counter.plain++;
            inside.decrementAndGet();
            mutex.unlock();
          }
        });
      }
    }
    mutex.lock();
    assertThat(counter.plain).isEqualTo(goroutines * rounds);
    mutex.unlock();
  }

  @Test
  void nameIsShownAndNeeded() throws Exception {
    assertThatNullPointerException().isThrownBy(() -> new Mutex(null)).withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> mutex.lock(null)).withMessage("timeout");
    mutex.lock();
    assertThat(mutex).hasToString("Mutex[state, locked]");
    try (Crew crew = new Crew()) {
      Goroutine goroutine =
          crew.go(() -> assertThatThrownBy(mutex::lock).isInstanceOf(InterruptedException.class));
      Crew.untilParked(goroutine);
      assertThat(Go.dump()).contains("chan receive on channel state");
      goroutine.interrupt();
    }
    mutex.unlock();
  }
}
