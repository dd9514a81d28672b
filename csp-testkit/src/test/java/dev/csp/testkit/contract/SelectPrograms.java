package dev.csp.testkit.contract;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.receiveOrClosed;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Permit;
import dev.csp.channels.Received;
import dev.csp.channels.Semaphore;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.select.Case;
import dev.csp.select.Select;
import dev.csp.select.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The contract of select. */
final class SelectPrograms {
  private static final Duration TICK = Duration.ofMillis(1);

  /** Ways to choose, so that a faulty one can take the place of the select. */
  interface Chooser {
    /** A value of a or b, or null if neither has one at one instant. */
    Integer receiveOrNothing(Channel<Integer> a, Channel<Integer> b) throws InterruptedException;

    /** A value of a or b. */
    Integer receiveEither(Channel<Integer> a, Channel<Integer> b) throws InterruptedException;
  }

  static final Chooser SOUND =
      new Chooser() {
        @Override
        @SuppressWarnings("NullAway") // null for nothing
        public Integer receiveOrNothing(Channel<Integer> a, Channel<Integer> b)
            throws InterruptedException {
          return Select.<Integer>select(receive(a), receive(b), otherwise(() -> null));
        }

        @Override
        public Integer receiveEither(Channel<Integer> a, Channel<Integer> b)
            throws InterruptedException {
          return Select.<Integer>select(receive(a), receive(b));
        }
      };

  /** Looks at one after the other. */
  static final Chooser NOT_ATOMIC =
      new Chooser() {
        @Override
        @SuppressWarnings("NullAway") // null for nothing
        public Integer receiveOrNothing(Channel<Integer> a, Channel<Integer> b) {
          if (b.tryReceive() instanceof Received.Value<Integer>(var value)) {
            return value;
          }
          return a.tryReceive() instanceof Received.Value<Integer>(var value) ? value : null;
        }

        @Override
        public Integer receiveEither(Channel<Integer> a, Channel<Integer> b)
            throws InterruptedException {
          return SOUND.receiveEither(a, b);
        }
      };

  /** Has a goroutine for each channel, and takes the first; the second keeps what it took. */
  static final Chooser TAKES_BOTH =
      new Chooser() {
        @Override
        public Integer receiveOrNothing(Channel<Integer> a, Channel<Integer> b)
            throws InterruptedException {
          return SOUND.receiveOrNothing(a, b);
        }

        @Override
        public Integer receiveEither(Channel<Integer> a, Channel<Integer> b)
            throws InterruptedException {
          Channel<Integer> first = Channel.buffered(2);
          for (Channel<Integer> channel : List.of(a, b)) {
            Goroutine unused =
                Go.go(() -> {
                  if (channel.receiveOrClosed() instanceof Received.Value<Integer>(var value)) {
                    first.send(value);
                  }
                });
          }
          return first.receive();
        }
      };

  private SelectPrograms() {}

  static List<Program> all() {
    List<Program> programs = new ArrayList<>(of(SOUND));
    programs.add(new Program("two selects exchange, unbuffered", SelectPrograms::exchange));
    programs.add(new Program("both sides of one channel", SelectPrograms::bothSides));
    programs.add(new Program("a loop over a closing channel", SelectPrograms::fanIn));
    programs.add(new Program("a permit or a value", SelectPrograms::permitOrValue));
    for (int capacity = 0; capacity < 2; capacity++) {
      int room = capacity;
      IntFunction<String> name = size -> size == 0 ? ", unbuffered" : ", buffered";
      programs.add(new Program("a time-out and a send" + name.apply(room), () -> timeOut(room)));
      programs.add(
          new Program("an interrupt and a send" + name.apply(room), () -> interrupt(room)));
      programs.add(new Program("a close at every point" + name.apply(room), () -> close(room)));
    }
    return programs;
  }

  static List<Program> of(Chooser chooser) {
    return List.of(
        new Program("otherwise is for one instant", () -> otherwiseIsAtomic(chooser)),
        new Program("the case that lost has taken nothing", () -> losers(chooser)));
  }

  /** At every instant there is a value in a or in b, or both. */
  private static void otherwiseIsAtomic(Chooser chooser) throws Exception {
    Channel<Integer> a = Channel.buffered("a", 1);
    Channel<Integer> b = Channel.buffered("b", 1);
    a.send(1);
    Goroutine mover =
        Go.go(() -> {
          b.send(1);
          a.tryReceive();
        });
    assertThat(chooser.receiveOrNothing(a, b)).isEqualTo(1);
    mover.join();
  }

  private static void losers(Chooser chooser) throws Exception {
    Channel<Integer> a = Channel.unbuffered("a");
    Channel<Integer> b = Channel.unbuffered("b");
    WaitGroup senders = new WaitGroup();
    senders.go(() -> a.send(1));
    senders.go(() -> b.send(2));
    int sum = chooser.receiveEither(a, b);
    sum += chooser.receiveEither(a, b);
    assertThat(sum).isEqualTo(3);
    senders.await();
  }

  /** Each selects between sending and receiving: one sends and the other receives, each time. */
  private static void exchange() throws Exception {
    Channel<Integer> there = Channel.unbuffered("there");
    Channel<Integer> back = Channel.unbuffered("back");
    int[] counts = new int[4];
    WaitGroup both = new WaitGroup();
    both.go(() -> {
      for (int i = 0; i < 2; i++) {
        counts[Select.<Integer>select(send(there, i, () -> 0), receive(back, value -> 1))]++;
      }
    });
    both.go(() -> {
      for (int i = 0; i < 2; i++) {
        counts[Select.<Integer>select(receive(there, value -> 2), send(back, i, () -> 3))]++;
      }
    });
    both.await();
    assertThat(counts[0]).isEqualTo(counts[2]);
    assertThat(counts[1]).isEqualTo(counts[3]);
    assertThat(counts[0] + counts[1]).isEqualTo(2);
  }

  /** A select does not meet itself, so two are needed for an exchange. */
  private static void bothSides() throws Exception {
    Channel<Integer> channel = Channel.unbuffered("both");
    List<Integer> received = new ArrayList<>();
    int[] sent = new int[1];
    WaitGroup both = new WaitGroup();
    for (int i = 1; i <= 2; i++) {
      int self = i;
      both.go(() -> {
        int got =
            Select.<Integer>select(send(channel, self, () -> 0), receive(channel, value -> value));
        if (got == 0) {
          sent[0] += self;
        } else {
          assertThat(got).isNotEqualTo(self);
          received.add(got);
        }
      });
    }
    both.await();
    assertThat(received).containsExactly(sent[0]);
  }

  private static void fanIn() throws Exception {
    Channel<Integer> a = Channel.unbuffered("a");
    Channel<Integer> b = Channel.buffered("b", 1);
    Ledger ledger = new Ledger();
    int sender = 0;
    for (Channel<Integer> channel : List.of(a, b)) {
      int self = ++sender;
      Goroutine unused =
          Go.go(() -> {
            for (int number = 0; number < 2; number++) {
              ledger.offer(
                  Ledger.value(self, number),
                  value -> {
                    channel.send(value);
                    return true;
                  });
            }
            channel.close();
          });
    }
    Selector selector = new Selector();
    Selector.Receive<Integer> fromA = selector.<Integer>receive(a).dropWhenClosed();
    Selector.Receive<Integer> fromB = selector.<Integer>receive(b).dropWhenClosed();
    for (Selector.Case won = selector.select(); won != null; won = selector.select()) {
      int value = won == fromA ? fromA.value() : fromB.value();
      ledger.receive(() -> new Received.Value<>(value));
    }
    ledger.isInOrderOfEachSender();
    Go.yieldNow();
    assertThat(ledger.received()).isEqualTo(4);
  }

  /** A permit that was granted is in hand; one that was not is in the semaphore. */
  private static void permitOrValue() throws Exception {
    Semaphore semaphore = new Semaphore(1);
    Channel<Integer> channel = Channel.unbuffered("channel");
    semaphore.acquire();
    WaitGroup all = new WaitGroup();
    int[] received = new int[1];
    boolean[] sent = new boolean[1];
    all.go(semaphore::release);
    all.go(() -> sent[0] = channel.send(1, TICK));
    for (int i = 0; i < 2; i++) {
      all.go(() -> {
        Case<String> permit = receive(semaphore.permits(1), Permit::toString);
        Case<String> value =
            receive(
                channel,
                got -> {
                  received[0]++;
                  return "value";
                });
        if (!"value".equals(select(permit, value, after(TICK, () -> "value")))) {
          semaphore.release();
        }
      });
    }
    all.await();
    assertThat(received[0]).isEqualTo(sent[0] ? 1 : 0);
    assertThat(semaphore.available()).isEqualTo(1);
  }

  private static void timeOut(int room) throws Exception {
    Channel<Integer> channel = Channel.buffered("channel", room);
    Channel<Integer> other = Channel.unbuffered("other");
    Ledger ledger = new Ledger();
    Goroutine sender =
        Go.go(() -> {
          for (int number = 0; number < 2; number++) {
            ledger.offer(
                number,
                value ->
                    Select.<Boolean>select(
                        send(channel, value, () -> true), after(TICK, () -> false)));
          }
          channel.close();
        });
    Go.sleep(TICK);
    ledger.receive(() ->
        select(
            receiveOrClosed(channel),
            receiveOrClosed(other),
            after(TICK, () -> new Received.Empty<>())));
    ledger.drain(new Wire.Sound(channel));
    sender.join();
    ledger.balances();
    ledger.isInOrderOfEachSender();
  }

  private static void interrupt(int room) throws Exception {
    Channel<Integer> channel = Channel.buffered("channel", room);
    Channel<Integer> other = Channel.unbuffered("other");
    Ledger ledger = new Ledger();
    Goroutine sender =
        Go.go(() -> {
          for (int number = 0; number < 2; number++) {
            ledger.offer(
                number,
                value ->
                    Select.<Boolean>select(
                        receive(other, got -> false), send(channel, value, () -> true)));
          }
          Thread.interrupted();
          channel.close();
        });
    Goroutine receiver =
        Go.go(() -> {
          for (int i = 0; i < 2; i++) {
            ledger.receive(() -> select(receiveOrClosed(other), receiveOrClosed(channel)));
          }
        });
    sender.interrupt();
    receiver.interrupt();
    receiver.join();
    ledger.drain(new Wire.Sound(channel));
    sender.join();
    ledger.balances();
  }

  private static void close(int room) throws Exception {
    Channel<Integer> channel = Channel.buffered("channel", room);
    Channel<Integer> other = Channel.unbuffered("other");
    Ledger ledger = new Ledger();
    WaitGroup all = new WaitGroup();
    for (int sender = 1; sender <= 2; sender++) {
      int self = sender;
      all.go(() ->
          ledger.offer(
              Ledger.value(self, 0),
              value ->
                  Select.<Boolean>select(
                      receive(other, got -> false), send(channel, value, () -> true))));
    }
    all.go(channel::close);
    boolean open = true;
    while (open) {
      open = ledger.receive(() -> select(receiveOrClosed(other), receiveOrClosed(channel)));
    }
    all.await();
    ledger.balances();
  }
}
