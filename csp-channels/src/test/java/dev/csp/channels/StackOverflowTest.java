package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * S6: recursions without end that use a channel at each level. They overflow in the deepest call of
 * an operation; that must not be its middle.
 *
 * <p>What it leaves out: operations that park at every level (too slow at such depths), and an
 * overflow in the virtual machine's own code.
 */
@ExtendWith(Guard.class)
final class StackOverflowTest {
  private static final int TRIALS = 30;
  private static final long SMALL_STACK = 256 << 10;

  /** What is done at each level. */
  enum Use {
    TRY_SEND {
      @Override
      void at(int level, Channel<Integer> channel) {
        channel.trySend(level);
      }
    },
    SEND {
      @Override
      void at(int level, Channel<Integer> channel) throws InterruptedException {
        channel.send(level);
      }
    },
    SEND_TIMED {
      @Override
      void at(int level, Channel<Integer> channel) throws InterruptedException {
        channel.send(level, Duration.ofHours(1));
      }
    },
    TRY_SEND_AND_RECEIVE {
      @Override
      void at(int level, Channel<Integer> channel) {
        channel.trySend(level);
        channel.tryReceive();
      }
    };

    abstract void at(int level, Channel<Integer> channel) throws InterruptedException;
  }

  /** Recurses until the stack is full; the other parameters make frames of different sizes. */
  private static long descend(Use use, int level, Channel<Integer> channel, long a, long b)
      throws InterruptedException {
    use.at(level, channel);
    return a % 2 == 0
        ? descend(use, level + 1, channel, a, b + level) + b
        : descend(use, level + 1, channel, a, b) + descendLess(use, level, channel);
  }

  private static long descendLess(Use use, int level, Channel<Integer> channel)
      throws InterruptedException {
    return level == 0 ? 0 : descend(use, level - 1, channel, 1, 2);
  }

  /** Begins a few frames lower each time. */
  private static void startAt(int depth, Use use, Channel<Integer> channel)
      throws InterruptedException {
    if (depth > 0) {
      startAt(depth - 1, use, channel);
    } else {
      descend(use, 0, channel, 2, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void overflowLeavesNobodyWaitingAndNothingLocked(Use use, Harness harness) throws Exception {
    for (int trial = 0; trial < TRIALS; trial++) {
      Channel<Integer> channel = Channel.unbuffered();
      List<Child<Void>> receivers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        receivers.add(
            harness.run(() -> {
              while (channel.receiveOrClosed() instanceof Received.Value) {}
            }));
      }
      int depth = trial;
      var thrown = new Throwable[1];
      Thread thread =
          new Thread(
              null,
              () -> {
                try {
                  startAt(depth, use, channel);
                } catch (Throwable t) {
                  thrown[0] = t;
                }
              },
              "overflow",
              SMALL_STACK);
      thread.start();
      thread.join();
      assertThat(thrown[0]).isInstanceOf(StackOverflowError.class);
      assertThat(Kernel.senders(channel)).isZero(); // and the links are sound, and the lock is free
      channel.close();
      receivers.forEach(Child::join);
    }
  }
}
