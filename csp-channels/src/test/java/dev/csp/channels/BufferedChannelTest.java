package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.csp.testing.Guard;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Kind;
import dev.csp.testing.Memory;
import java.util.ArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Guard.class)
final class BufferedChannelTest {
  abstract static class OfCapacity extends BlockingSendContract {
    private final int capacity;

    OfCapacity(int capacity) {
      this.capacity = capacity;
    }

    @Override
    <T> Channel<T> open() {
      return Channel.buffered(capacity);
    }

    @Override
    <T> Channel<T> open(String name) {
      return Channel.buffered(name, capacity);
    }

    @Override
    int capacity() {
      return capacity;
    }

    @Override
    String kind() {
      return "buffered, ";
    }
  }

  @Nested
  @Tag("repetition")
  class Capacity1 extends OfCapacity {
    Capacity1() {
      super(1);
    }
  }

  @Nested
  class Capacity2 extends OfCapacity {
    Capacity2() {
      super(2);
    }
  }

  @Nested
  @Tag("repetition")
  class Capacity7 extends OfCapacity {
    Capacity7() {
      super(7);
    }
  }

  @Nested
  @Tag("repetition")
  class Capacity64 extends OfCapacity {
    Capacity64() {
      super(64);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE})
  void negativeCapacityIsRejected(int capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Channel.buffered(capacity))
        .withMessage("capacity must be >= 0, was " + capacity);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Channel.buffered("orders", capacity))
        .withMessage("capacity must be >= 0, was " + capacity);
  }

  @Test
  void hugeCapacityTakesMemoryOnlyAsItFills() {
    long before = Memory.used();
    var channels = new ArrayList<Channel<Integer>>();
    for (int i = 0; i < 100; i++) {
      channels.add(Channel.buffered(i % 2 == 0 ? 1 << 30 : Integer.MAX_VALUE));
    }
    assertThat(Memory.used() - before).isLessThan(200_000);
    for (Channel<Integer> channel : channels) {
      assertThat(channel.trySend(1)).isEqualTo(Sent.SENT);
      assertThat(channel.length()).isEqualTo(1);
    }
  }

  @Test
  void toStringShowsTheFill() {
    Channel<Integer> channel = Channel.buffered("orders", 8);
    for (int i = 0; i < 3; i++) {
      channel.trySend(i);
    }
    assertThat(channel).hasToString("Channel[orders, buffered, 3 of 8]");
    channel.close();
    assertThat(channel).hasToString("Channel[orders, buffered, 3 of 8, closed]");
  }

  /** D4: with as many slots as threads, each of which sends before it takes, none finds nothing. */
  @Test
  void failedTryReceiveMeansThatThereWasAnInstantWithoutAValue(Harness harness) {
    int threads = 4;
    Channel<Integer> channel = Channel.buffered(threads);
    for (int t = 0; t < threads; t++) {
      harness.run(
          Kind.turn(t),
          () -> {
            for (int i = 0; i < 20_000; i++) {
              assertThat(channel.trySend(i)).isEqualTo(Sent.SENT);
              assertThat(channel.tryReceive()).isInstanceOf(Received.Value.class);
            }
          });
    }
    harness.joinAll();
    assertThat(channel.length()).isZero();
  }

  /** The channel of capacity 1 is Go's mutex. */
  @Test
  void channelOfCapacityOneIsAMutex(Harness harness) {
    Channel<Object> mutex = Channel.buffered(1);
    int[] counter = new int[1];
    int threads = 6;
    int each = 5_000;
    for (int t = 0; t < threads; t++) {
      harness.run(
          Kind.turn(t),
          () -> {
            for (int i = 0; i < each; i++) {
              mutex.send(mutex);
              counter[0]++;
              mutex.receive();
            }
          });
    }
    harness.joinAll();
    assertThat(counter[0]).isEqualTo(threads * each);
  }
}
