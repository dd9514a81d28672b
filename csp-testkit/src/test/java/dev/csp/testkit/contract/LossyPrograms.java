package dev.csp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.go.WaitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The contract of the channels that give up values: each is received, or given to the hook. */
final class LossyPrograms {
  private final Function<ChannelBuilder<Integer>, Channel<Integer>> maker;

  LossyPrograms(Function<ChannelBuilder<Integer>, Channel<Integer>> maker) {
    this.maker = maker;
  }

  List<Program> all() {
    return List.of(
        new Program("a value is received or given up, once", () -> receivedOrGivenUp(false)),
        new Program("so it is with a discard at every point", () -> receivedOrGivenUp(true)));
  }

  private void receivedOrGivenUp(boolean discards) throws Exception {
    List<Integer> accepted = new ArrayList<>();
    List<Integer> received = new ArrayList<>();
    List<Integer> givenUp = new ArrayList<>();
    Channel<Integer> channel = maker.apply(Channel.onUndelivered(givenUp::add));
    WaitGroup senders = new WaitGroup();
    for (int sender = 1; sender <= 2; sender++) {
      int self = sender;
      senders.go(() -> {
        for (int number = 0; number < 2; number++) {
          int value = Ledger.value(self, number);
          try {
            channel.send(value); // never waits, or the run ends in a deadlock
            accepted.add(value);
          } catch (ChannelClosedException e) {
            assertThat(e.value()).isEqualTo(value);
          }
        }
      });
    }
    WaitGroup others = new WaitGroup();
    others.go(() -> {
      for (int i = 0; i < 2; i++) {
        if (channel.tryReceive() instanceof Received.Value<Integer>(var value)) {
          received.add(value);
        }
      }
    });
    if (discards) {
      others.go(channel::discard);
    }
    senders.await();
    others.await();
    if (!discards) {
      assertThat(accepted).hasSize(4);
    }
    channel.discard();
    List<Integer> all = new ArrayList<>(received);
    all.addAll(givenUp);
    assertThat(all).containsExactlyInAnyOrderElementsOf(accepted);
    for (int i = 1; i < received.size(); i++) {
      if (received.get(i) / 100 == received.get(i - 1) / 100) {
        assertThat(received.get(i)).isGreaterThan(received.get(i - 1));
      }
    }
  }
}
