package dev.csp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The contract of a channel that keeps every value it accepts, for any implementation. */
final class ChannelPrograms {
  private static final Duration TICK = Duration.ofMillis(1);

  private final Supplier<Wire> maker;
  private final int capacity;

  /**
   * Programs for one kind of channel.
   *
   * @param capacity how many values it holds; Integer.MAX_VALUE if sends never wait
   */
  ChannelPrograms(Supplier<Wire> maker, int capacity) {
    this.maker = maker;
    this.capacity = capacity;
  }

  /** The kinds of the toolkit that keep every value. */
  static ChannelPrograms of(Supplier<Channel<Integer>> maker, int capacity) {
    return new ChannelPrograms(() -> new Wire.Sound(maker.get()), capacity);
  }

  List<Program> all() {
    List<Program> programs =
        new ArrayList<>(
            List.of(
                new Program("every value arrives exactly once", this::arrivesExactlyOnce),
                new Program("as many receivers as values", this::nobodyIsForgotten),
                new Program("a close at every point loses nothing", this::closeAtEveryPoint),
                new Program("an interrupt at every point", this::interruptAtEveryPoint),
                new Program("time-outs on both sides", this::timeOuts),
                new Program("operations that do not wait", this::tries),
                new Program("one that gives up takes no value along", this::givesUp),
                new Program("blocked receivers are served in order", this::receiversInOrder)));
    if (capacity < Integer.MAX_VALUE) {
      programs.add(new Program("no more under way than there is room", this::room));
      programs.add(new Program("blocked senders are served in order", this::sendersInOrder));
    }
    return programs;
  }

  private void arrivesExactlyOnce() throws Exception {
    Wire wire = maker.get();
    Ledger ledger = new Ledger();
    WaitGroup senders = new WaitGroup();
    WaitGroup receivers = new WaitGroup();
    List<Ledger> tills = List.of(new Ledger(), new Ledger());
    for (Ledger till : tills) {
      receivers.go(() -> till.drain(wire));
    }
    for (int sender = 1; sender <= 2; sender++) {
      int self = sender;
      senders.go(() -> {
        for (int number = 0; number < 2; number++) {
          ledger.offer(
              Ledger.value(self, number),
              value -> {
                wire.send(value);
                return true;
              });
        }
      });
    }
    senders.await();
    wire.close();
    receivers.await();
    assertThat(ledger.accepted()).isEqualTo(4);
    for (Ledger till : tills) {
      till.isInOrderOfEachSender();
      ledger.receivedValues().addAll(till.receivedValues());
    }
    ledger.balances();
  }

  /** Without a close, so that nothing but the values wakes the receivers. */
  private void nobodyIsForgotten() throws Exception {
    Wire wire = maker.get();
    Ledger ledger = new Ledger();
    WaitGroup all = new WaitGroup();
    for (int i = 1; i <= 3; i++) {
      int self = i;
      all.go(() -> ledger.receive(wire::receive));
      all.go(() ->
          ledger.offer(
              Ledger.value(self, 0),
              value -> {
                wire.send(value);
                return true;
              }));
    }
    all.await();
    assertThat(ledger.received()).isEqualTo(3);
    ledger.balances();
  }

  private void closeAtEveryPoint() throws Exception {
    Wire wire = maker.get();
    Ledger ledger = new Ledger();
    WaitGroup all = new WaitGroup();
    all.go(() -> ledger.drain(wire));
    for (int sender = 1; sender <= 2; sender++) {
      int self = sender;
      all.go(() -> {
        for (int number = 0; number < 2; number++) {
          boolean accepted =
              ledger.offer(
                  Ledger.value(self, number),
                  value -> {
                    wire.send(value);
                    return true;
                  });
          if (!accepted) {
            assertThat(wire.trySend(0)).isEqualTo(Sent.CLOSED); // and stays so
          }
        }
      });
    }
    all.go(wire::close);
    all.await();
    ledger.balances();
    ledger.isInOrderOfEachSender();
    assertThat(wire.receive()).isInstanceOf(Received.Closed.class);
  }

  private void interruptAtEveryPoint() throws Exception {
    Wire wire = maker.get();
    Ledger ledger = new Ledger();
    Goroutine sender =
        Go.go(() -> {
          for (int number = 0; number < 3; number++) {
            ledger.offer(
                number,
                value -> {
                  wire.send(value);
                  return true;
                });
          }
          Thread.interrupted(); // one that came late is not for the close
          wire.close();
        });
    Goroutine receiver =
        Go.go(() -> {
          for (int i = 0; i < 3; i++) {
            ledger.receive(wire::receive);
          }
        });
    Goroutine interrupter =
        Go.go(() -> {
          sender.interrupt();
          receiver.interrupt();
        });
    interrupter.join();
    receiver.join();
    ledger.drain(wire);
    sender.join();
    ledger.balances();
    ledger.isInOrderOfEachSender();
  }

  private void timeOuts() throws Exception {
    Wire wire = maker.get();
    Ledger ledger = new Ledger();
    Goroutine sender =
        Go.go(() -> {
          for (int number = 0; number < 3; number++) {
            ledger.offer(number, value -> wire.send(value, TICK));
          }
          wire.close();
        });
    Goroutine receiver =
        Go.go(() -> {
          Go.sleep(TICK);
          for (int i = 0; i < 3; i++) {
            ledger.receive(() -> wire.receive(TICK));
          }
        });
    receiver.join();
    ledger.drain(wire);
    sender.join();
    ledger.balances();
    ledger.isInOrderOfEachSender();
  }

  private void tries() throws Exception {
    Wire wire = maker.get();
    Ledger ledger = new Ledger();
    WaitGroup all = new WaitGroup();
    for (int i = 1; i <= 2; i++) {
      int self = i;
      all.go(() -> {
        for (int number = 0; number < 2; number++) {
          ledger.offer(Ledger.value(self, number), value -> wire.trySend(value) == Sent.SENT);
          assertThat(wire.length()).isBetween(0, capacity);
        }
      });
      all.go(() -> {
        ledger.receive(wire::tryReceive);
        ledger.receive(wire::tryReceive);
      });
    }
    all.await();
    assertThat(wire.length()).isEqualTo(ledger.accepted() - ledger.received());
    wire.close();
    ledger.drain(wire);
    ledger.balances();
  }

  /**
   * Two wait, two values come, one of the two is interrupted and one gives up after a time: what
   * they have not got, somebody else gets.
   */
  private void givesUp() throws Exception {
    Wire wire = maker.get();
    Ledger ledger = new Ledger();
    WaitGroup receivers = new WaitGroup();
    Goroutine interrupted = receivers.go(() -> ledger.receive(wire::receive));
    Goroutine unused = receivers.go(() -> ledger.receive(() -> wire.receive(TICK)));
    WaitGroup senders = new WaitGroup();
    for (int sender = 1; sender <= 2; sender++) {
      int self = sender;
      senders.go(() ->
          ledger.offer(
              Ledger.value(self, 0),
              value -> {
                wire.send(value);
                return true;
              }));
    }
    Go.sleep(TICK);
    interrupted.interrupt();
    receivers.await();
    while (ledger.received() < 2) {
      ledger.receive(wire::receive); // the run ends in a deadlock if a value is lost
    }
    senders.await();
    ledger.balances();
  }

  private void receiversInOrder() throws Exception {
    Wire wire = maker.get();
    List<Integer> order = new ArrayList<>();
    WaitGroup all = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      int self = i;
      all.go(() -> {
        Received<Integer> got = wire.receive();
        assertThat(got).isEqualTo(new Received.Value<>(self));
        order.add(self);
      });
      Go.sleep(TICK); // the clock moves when it waits
    }
    for (int i = 0; i < 3; i++) {
      wire.send(i);
    }
    all.await();
    assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
  }

  private void sendersInOrder() throws Exception {
    Wire wire = maker.get();
    for (int i = 0; i < capacity; i++) {
      wire.send(i);
    }
    WaitGroup all = new WaitGroup();
    for (int i = 0; i < 3; i++) {
      int self = capacity + i;
      all.go(() -> wire.send(self));
      Go.sleep(TICK);
    }
    assertThat(wire.trySend(-1)).isEqualTo(Sent.FULL);
    for (int i = 0; i < capacity + 3; i++) {
      assertThat(wire.receive()).isEqualTo(new Received.Value<>(i));
    }
    all.await();
  }

  /** A send has come to its end only if a receive has begun, or there was room. */
  private void room() throws Exception {
    Wire wire = maker.get();
    int[] begun = new int[1];
    int[] ended = new int[1];
    WaitGroup all = new WaitGroup();
    for (int sender = 1; sender <= 2; sender++) {
      int self = sender;
      all.go(() -> {
        for (int number = 0; number < 2; number++) {
          wire.send(Ledger.value(self, number));
          ended[0]++;
          assertThat(ended[0]).isLessThanOrEqualTo(begun[0] + capacity);
        }
      });
    }
    for (int i = 0; i < 4; i++) {
      begun[0]++;
      wire.receive();
    }
    all.await();
  }
}
