package dev.csp.sync;

import static dev.csp.select.Select.done;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.SendChannel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Opens once. */
final class LatchTest {
  private static final Duration MOMENT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofHours(1);
  private static final Received<Void> CLOSED = new Received.Closed<>(Optional.empty());

  private final int before = Go.count();

  @AfterEach
  void nobodyIsLeft() {
    Crew.until("all goroutines have ended", () -> Go.count() == before);
  }

  @Test
  void opensAtTheLastCountAndNotBefore() throws Exception {
    Latch latch = new Latch("files", 3);
    assertThat(latch).hasToString("Latch[files, 3]");
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 9; i++) {
        int form = i % 3;
        Goroutine goroutine =
            crew.go(() -> {
              switch (form) {
                case 0 -> latch.await();
                case 1 -> assertThat(latch.await(LONG)).isTrue();
                default -> assertThat(latch.done().receiveOrClosed()).isEqualTo(CLOSED);
              }
              assertThat(latch.count()).isZero();
            });
        Crew.untilParked(goroutine);
      }
      latch.countDown();
      latch.countDown();
      assertThat(latch.count()).isEqualTo(1);
      assertThat(latch.await(Duration.ZERO)).isFalse();
      assertThat(Go.count()).isEqualTo(before + 9);
      latch.countDown();
      assertThat(latch.done().tryReceive()).isEqualTo(CLOSED);
    }
    latch.await();
    assertThat(latch.await(Duration.ZERO)).isTrue();
    assertThat(latch).hasToString("Latch[files, 0]");
  }

  @Test
  void countDownOfAnOpenLatchDoesNothing() throws Exception {
    Latch latch = new Latch(1);
    for (int i = 0; i < 3; i++) {
      latch.countDown();
      assertThat(latch.count()).isZero();
      latch.await();
    }
  }

  @Test
  void latchOfZeroIsOpen() throws Exception {
    Latch latch = new Latch(0);
    latch.await();
    assertThat(latch.done().tryReceive()).isEqualTo(CLOSED);
    assertThat(latch.count()).isZero();
    latch.countDown();
    assertThat(latch.count()).isZero();
  }

  @Test
  void isACaseOfASelect() throws Exception {
    Latch latch = new Latch(1);
    Channel<Integer> quiet = Channel.unbuffered();
    assertThat(select(done(latch.done(), () -> "open"), otherwise(() -> "shut"))).isEqualTo("shut");
    try (Crew crew = new Crew()) {
      Goroutine goroutine =
          crew.go(() ->
              assertThat(select(receive(quiet, v -> "no"), done(latch.done(), () -> "open")))
                  .isEqualTo("open"));
      Crew.untilParked(goroutine);
      latch.countDown();
    }
  }

  @Test
  void interruptedAndTimedOutWaitersLeaveAndTheOthersStay() throws Exception {
    Latch latch = new Latch(1);
    try (Crew crew = new Crew()) {
      Goroutine stays = crew.go(latch::await);
      Goroutine leaves =
          crew.go(() -> assertThatThrownBy(latch::await).isInstanceOf(InterruptedException.class));
      Crew.untilParked(stays);
      Crew.untilParked(leaves);
      leaves.interrupt();
      leaves.join();
      assertThat(latch.await(MOMENT)).isFalse();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> latch.await(Duration.ZERO)).isInstanceOf(InterruptedException.class);
      assertThat(stays.isDone()).isFalse();
      latch.countDown();
    }
  }

  @Test
  void whatWasDoneBeforeEachCountDownIsSeenAfterwards() throws Exception {
    for (int round = 0; round < Crew.times(200); round++) {
      int[] seen = new int[4];
      Latch latch = new Latch(seen.length);
      try (Crew crew = new Crew()) {
        for (int i = 0; i < seen.length; i++) {
          int number = i;
          crew.go(() -> {
            seen[number] = 1;
            latch.countDown();
          });
        }
        latch.await();
        assertThat(seen).containsOnly(1);
      }
    }
  }

  /** Whoever reads 0 finds the latch open. */
  @Test
  void countOfZeroMeansOpen() throws Exception {
    Crew.duel(
        Crew.times(300),
        () -> {
          Latch latch = new Latch(1);
          return new Crew.Duel() {
            private boolean zeroButShut;

            @Override
            public void left() {
              latch.countDown();
            }

            @Override
            public void right() {
              for (int i = 0; i < 20; i++) {
                if (latch.count() == 0 && latch.done().tryReceive() instanceof Received.Empty) {
                  zeroButShut = true;
                }
              }
            }

            @Override
            public void check() {
              assertThat(zeroButShut).isFalse();
              assertThat(latch.count()).isZero();
            }
          };
        });
  }

  @Test
  void exactlyTheLastCountOpens() throws Exception {
    Crew.duel(
        Crew.times(300),
        () -> {
          Latch latch = new Latch(3);
          return new Crew.Duel() {
            @Override
            public void left() {
              latch.countDown();
            }

            @Override
            public void right() {
              latch.countDown();
            }

            @Override
            public void check() {
              assertThat(latch.count()).isEqualTo(1);
              assertThat(latch.done().tryReceive()).isInstanceOf(Received.Empty.class);
              latch.countDown();
              assertThat(latch.done().tryReceive()).isEqualTo(CLOSED);
            }
          };
        });
  }

  @Test
  void channelIsReadOnlyAndArgumentsAreChecked() {
    Latch latch = new Latch(1);
    assertThat((Object) latch.done())
        .isNotInstanceOf(SendChannel.class)
        .isNotInstanceOf(AutoCloseable.class)
        .isSameAs(latch.done());
    for (int count : List.of(-1, Integer.MIN_VALUE)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Latch(count))
          .withMessage("count of a latch must be >= 0, was " + count);
    }
    assertThatNullPointerException().isThrownBy(() -> new Latch(null, 1)).withMessage("name");
    assertThatNullPointerException().isThrownBy(() -> latch.await(null)).withMessage("timeout");
  }
}
