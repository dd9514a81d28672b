package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The edges of the memory model, each seen through plain fields: a read that misses its write
 * fails.
 *
 * <p>On x86 most reorderings do not show, and a loop proves no absence. What it would show is an
 * edge that is not there at all.
 */
@ExtendWith(Guard.class)
final class MemoryModelTest {
  private static final int ROUNDS = 20_000;

  /** A plain field. */
  private static final class Cell {
    int value;
  }

  private static List<Channel<Cell>> all() {
    return List.of(
        Channel.unbuffered(),
        Channel.buffered(1),
        Channel.buffered(7),
        Channel.unlimited(),
        Channel.sliding(ROUNDS + 1),
        Channel.dropping(ROUNDS + 1));
  }

  /** H1, and H5 for the values of blocked senders that pass through the buffer. */
  @Test
  void sendHappensBeforeTheReceiveOfItsValue(Harness harness) {
    int kind = 0;
    for (Channel<Cell> channel : all()) {
      var receiver =
          harness.call(
              Kind.turn(kind),
              () -> {
                int seen = 0;
                for (Cell cell : channel) {
                  assertThat(cell.value).isEqualTo(++seen);
                }
                return seen;
              });
      harness
          .run(
              Kind.turn(kind + 1),
              () -> {
                for (int i = 1; i <= ROUNDS; i++) {
                  Cell cell = new Cell();
                  cell.value = i;
                  if (i % 3 == 0) {
                    channel.send(cell, Duration.ofHours(1));
                  } else {
                    channel.send(cell);
                  }
                }
                channel.close();
              })
          .join();
      assertThat(receiver.get()).isEqualTo(ROUNDS);
      kind++;
    }
  }

  /** H2, also for a try. */
  @Test
  void closeHappensBeforeAReceiveThatReportsTheEnd(Harness harness) {
    for (int round = 0; round < 1_000; round++) {
      Cell cell = new Cell();
      Channel<Cell> channel = round % 2 == 0 ? Channel.unbuffered() : Channel.buffered(2);
      boolean tries = round % 3 == 0;
      var receiver =
          harness.call(
              Kind.turn(round),
              () -> {
                if (tries) {
                  while (!(channel.tryReceive() instanceof Received.Closed)) {
                    Thread.onSpinWait();
                    if (Thread.currentThread().isVirtual()) {
                      Thread.yield();
                    }
                  }
                } else {
                  channel.receiveOrClosed();
                }
                return cell.value;
              });
      cell.value = 42;
      channel.close();
      assertThat(receiver.get()).isEqualTo(42);
    }
  }

  /** H3. */
  @Test
  void receiveFromAnUnbufferedChannelHappensBeforeTheReturnOfTheSend(Harness harness) {
    for (Kind kind : Kind.values()) {
      Channel<Cell> channel = Channel.unbuffered();
      harness.run(
          kind,
          () -> {
            Cell last = new Cell();
            for (int i = 1; i <= ROUNDS; i++) {
              last.value = i; // before the receive that the i-th send waits for
              last = channel.receive();
            }
          });
      var sender =
          harness.call(() -> {
            Cell before = new Cell();
            int wrong = 0;
            channel.send(before);
            for (int i = 2; i <= ROUNDS; i++) {
              Cell cell = new Cell();
              channel.send(cell);
              wrong += before.value == i ? 0 : 1;
              before = cell;
            }
            return wrong;
          });
      assertThat(sender.get()).isZero();
    }
    harness.joinAll();
  }

  /** H4: a buffered channel as a semaphore. Each slot of plain fields has one user at a time. */
  @Test
  void receiveHappensBeforeTheSendThatItMakesRoomFor(Harness harness) {
    for (int capacity : new int[] {1, 3}) {
      Channel<Integer> semaphore = Channel.buffered(capacity);
      Cell[] users = {new Cell()};
      Cell counter = new Cell();
      int workers = 5;
      int each = 4_000;
      for (int w = 0; w < workers; w++) {
        harness.run(
            Kind.turn(w),
            () -> {
              for (int i = 0; i < each; i++) {
                semaphore.send(1);
                if (capacity == 1) {
                  counter.value++; // alone here: plain is enough
                } else {
                  synchronized (users) {
                    users[0].value++;
                    assertThat(users[0].value).isBetween(1, capacity);
                  }
                  Thread.yield();
                  synchronized (users) {
                    users[0].value--;
                  }
                }
                semaphore.receive();
              }
            });
      }
      harness.joinAll();
      assertThat(counter.value).isEqualTo(capacity == 1 ? workers * each : 0);
      assertThat(users[0].value).isZero();
    }
  }

  /** H7, and the edges of join and await: H8. */
  @Test
  void startHappensBeforeTheTaskAndTheTaskBeforeJoinAndAwait() throws Exception {
    for (int i = 1; i <= 5_000; i++) {
      Cell in = new Cell();
      Cell out = new Cell();
      in.value = i;
      Runnable task = () -> out.value = in.value;
      if (i % 3 == 0) {
        Goroutine goroutine = Go.go(task::run);
        goroutine.join();
      } else if (i % 3 == 1) {
        WaitGroup group = new WaitGroup();
        group.go(task::run);
        group.await();
      } else {
        WaitGroup group = new WaitGroup();
        group.add(1);
        Go.go(() -> {
          task.run();
          group.done();
        });
        group.await(Duration.ofHours(1));
      }
      assertThat(out.value).isEqualTo(i);
    }
  }
}
