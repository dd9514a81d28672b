package dev.csp.select;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Litmus loops: what was written to plain fields before one side's operation is seen after the
 * other's. A loop cannot prove that an edge is there; on x86 the compiler is what breaks it if it
 * is not. The rules with a send or receive as counterpart are in the suites of the channels.
 */
final class SelectMemoryEffectsTest {
  private final Channel<Integer> acknowledge = Channel.unbuffered();
  private int plain;
  private int back;

  /** How a thread finds that something happened. */
  enum Form {
    WAITING {
      @Override
      boolean received(Channel<Integer> channel) throws InterruptedException {
        return select(receive(channel, v -> true, () -> true), receive(Channel.<Boolean>never()));
      }

      @Override
      boolean sent(Channel<Integer> channel) throws InterruptedException {
        return select(send(channel, 1, () -> true), receive(Channel.<Boolean>never()));
      }
    },
    OTHERWISE {
      @Override
      boolean received(Channel<Integer> channel) throws InterruptedException {
        return select(receive(channel, v -> true, () -> true), otherwise(() -> false));
      }

      @Override
      boolean sent(Channel<Integer> channel) throws InterruptedException {
        return select(send(channel, 1, () -> true), otherwise(() -> false));
      }
    },
    TIME_OUT {
      private final Duration soon = Duration.ofNanos(20_000);

      @Override
      boolean received(Channel<Integer> channel) throws InterruptedException {
        return select(receive(channel, v -> true, () -> true), after(soon, () -> false));
      }

      @Override
      boolean sent(Channel<Integer> channel) throws InterruptedException {
        return select(send(channel, 1, () -> true), after(soon, () -> false));
      }
    };

    abstract boolean received(Channel<Integer> channel) throws InterruptedException;

    abstract boolean sent(Channel<Integer> channel) throws InterruptedException;

    final void receiveUntilDone(Channel<Integer> channel) throws InterruptedException {
      for (int i = 0; !received(channel); i++) {
        Crew.pause(i % 200);
      }
    }

    final void sendUntilDone(Channel<Integer> channel) throws InterruptedException {
      for (int i = 0; !sent(channel); i++) {
        Crew.pause(i % 200);
      }
    }
  }

  /** H2, Go issue 36714. */
  @ParameterizedTest
  @EnumSource(Form.class)
  void h2ACloseHappensBeforeASelectThatSeesIt(Form form) throws Exception {
    int rounds = Crew.work(5_000);
    Channel<Channel<Integer>> next = Channel.buffered(1);
    Crew.run(crew -> {
      crew.platform(() -> {
        for (int i = 1; i <= rounds; i++) {
          Channel<Integer> channel = i % 2 == 0 ? Channel.unbuffered() : Channel.buffered(1);
          next.send(channel);
          plain = i;
          channel.close();
          acknowledge.receive();
        }
      });
      crew.go(() -> {
        for (int i = 1; i <= rounds; i++) {
          Channel<Integer> channel = next.receive();
          form.receiveUntilDone(channel);
          assertThat(plain).isEqualTo(i);
          acknowledge.send(i);
        }
      });
    });
  }

  /** H1 and H3: an unbuffered exchange is an edge in both directions. */
  @ParameterizedTest
  @EnumSource(Form.class)
  void h1h3AnUnbufferedExchangeOrdersBothSides(Form form) throws Exception {
    int rounds = Crew.work(5_000);
    Channel<Integer> there = Channel.unbuffered();
    Crew.run(crew -> {
      crew.go(() -> {
        for (int i = 1; i <= rounds; i++) {
          plain = i;
          if (form == Form.OTHERWISE && i % 2 == 0) {
            there.send(1); // two that do not wait never meet
          } else {
            Form.WAITING.sendUntilDone(there);
          }
          assertThat(back).isEqualTo(i); // written before the receive
          acknowledge.send(i);
        }
      });
      crew.platform(() -> {
        for (int i = 1; i <= rounds; i++) {
          back = i;
          form.receiveUntilDone(there);
          assertThat(plain).isEqualTo(i);
          acknowledge.receive();
        }
      });
    });
  }

  /** The same with the sender's side without waiting. */
  @ParameterizedTest
  @EnumSource(Form.class)
  void h1h3AnExchangeWithAWaitingReceiverOrdersBothSides(Form form) throws Exception {
    int rounds = Crew.work(5_000);
    Channel<Integer> there = Channel.unbuffered();
    Crew.run(crew -> {
      crew.platform(() -> {
        for (int i = 1; i <= rounds; i++) {
          plain = i;
          form.sendUntilDone(there);
          assertThat(back).isEqualTo(i);
          acknowledge.send(i);
        }
      });
      crew.go(() -> {
        for (int i = 1; i <= rounds; i++) {
          back = i;
          Form.WAITING.receiveUntilDone(there);
          assertThat(plain).isEqualTo(i);
          acknowledge.receive();
        }
      });
    });
  }

  /** H5: a sender that a select freed, whose value went through the buffer. */
  @ParameterizedTest
  @EnumSource(Form.class)
  void h1h5AValueThatPassesThroughTheBufferBringsItsPast(Form form) throws Exception {
    int rounds = Crew.work(4_000);
    Channel<Integer> full = Channel.buffered(1);
    int[] past = new int[rounds + 1];
    Crew.run(crew -> {
      crew.go(() -> {
        for (int i = 0; i <= rounds; i++) {
          past[i] = i + 1;
          full.send(i); // from the second on it usually waits
        }
      });
      crew.platform(() -> {
        for (int i = 0; i <= rounds; i++) {
          form.receiveUntilDone(full);
          assertThat(past[i]).isEqualTo(i + 1);
        }
      });
    });
  }

  /** H4: the channel as a lock; the k-th receive happens before the (k+C)-th send returns. */
  @ParameterizedTest
  @EnumSource(Form.class)
  void h4ABufferedChannelIsALock(Form form) throws Exception {
    int rounds = Crew.work(4_000);
    Channel<Integer> lock = Channel.buffered(1);
    plain = 0;
    Crew.run(crew -> {
      for (int worker = 0; worker < 4; worker++) {
        crew.start(
            worker % 2 == 0,
            () -> {
              for (int i = 0; i < rounds; i++) {
                form.sendUntilDone(lock);
                plain++;
                form.receiveUntilDone(lock);
              }
            });
      }
    });
    assertThat(plain).isEqualTo(4 * rounds);
  }
}
