package dev.csp.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import dev.csp.channels.ChannelClosedException;
import dev.csp.channels.Received;
import dev.csp.channels.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/*
 * Workers, half of them goroutines, do random operations on a few channels: selects of one to six cases in both directions (each
 * form, with and without time-outs), selectors, and plain operations, while somebody interrupts them at random and closes
 * or discards channels. Then the books must balance: what was sent is what was received, plus what is left, plus what the hook got.
 *
 * The books are two sums for each side: how many values, and of a hash of each value. All values of a storm differ, so a value that is
 * lost, doubled or made up changes a sum, but for a chance of 2^-64. This needs no memory, so a storm can be long.
 *
 * A worker may wait for something that never comes; the interrupts free it, and the close at the end of the epoch frees all.
 */
final class Storm {
  /** What happened; counted so that a test can see that everything happened. */
  static final class Counts {
    long selects;
    long sent;
    long sentSum;
    long received;
    long receivedSum;
    long interrupted;
    long timedOut;
    long failed;
    long ended;
    long undelivered;

    void add(Counts other) {
      selects += other.selects;
      sent += other.sent;
      sentSum += other.sentSum;
      received += other.received;
      receivedSum += other.receivedSum;
      interrupted += other.interrupted;
      timedOut += other.timedOut;
      failed += other.failed;
      ended += other.ended;
      undelivered += other.undelivered;
    }

    void countSent(long value) {
      sent++;
      sentSum += mix(value);
    }

    void countReceived(long value) {
      received++;
      receivedSum += mix(value);
    }

    @Override
    public String toString() {
      return "%,d selects; values: %,d sent, %,d received; %,d interrupted, %,d timed out, %,d sends failed, %,d ends seen, %,d values undelivered"
          .formatted(selects, sent, received, interrupted, timedOut, failed, ended, undelivered);
    }
  }

  private static final int WORKERS = 8;

  private final long seed;
  private final List<Channel<Long>> channels = new ArrayList<>();
  private final LongAdder undelivered = new LongAdder();
  private final LongAdder undeliveredSum = new LongAdder();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong selects = new AtomicLong();

  private Storm(long seed, List<Function<ChannelBuilder<Long>, Channel<Long>>> kinds) {
    this.seed = seed;
    ChannelBuilder<Long> builder =
        Channel.onUndelivered(value -> {
          undelivered.increment();
          undeliveredSum.add(mix(value));
        });
    kinds.forEach(kind -> channels.add(kind.apply(builder)));
  }

  /** Runs epochs, each with new channels, and checks the books after each. */
  static Counts run(long seed, int epochs, long selectsInEpoch) throws Exception {
    var random = new SplittableRandom(seed);
    var total = new Counts();
    for (int epoch = 0; epoch < epochs; epoch++) {
      List<Function<ChannelBuilder<Long>, Channel<Long>>> kinds = new ArrayList<>();
      kinds.add(ChannelBuilder::unbuffered);
      kinds.add( // one of them gives values up in each epoch, whatever chance brings
          random.nextBoolean() ? builder -> builder.sliding(2) : builder -> builder.dropping(2));
      int more = random.nextInt(1, 4);
      for (int i = 0; i < more; i++) {
        kinds.add(
            switch (random.nextInt(6)) {
              case 0 -> ChannelBuilder::unbuffered;
              case 1 -> builder -> builder.buffered(1);
              case 2 -> builder -> builder.buffered(5);
              case 3 -> builder -> builder.sliding(2);
              case 4 -> builder -> builder.dropping(2);
              default -> ChannelBuilder::unlimited;
            });
      }
      total.add(run(random.nextLong(), kinds, selectsInEpoch));
    }
    return total;
  }

  static Counts run(
      long seed, List<Function<ChannelBuilder<Long>, Channel<Long>>> kinds, long selectsInEpoch)
      throws Exception {
    var storm = new Storm(seed, kinds);
    List<Channel<Long>> channels = storm.channels;
    List<Worker> workers = new ArrayList<>();
    Crew.run(
        300,
        crew -> {
          List<Thread> threads = new ArrayList<>();
          for (int i = 0; i < WORKERS; i++) {
            Worker worker = storm.new Worker(i);
            workers.add(worker);
            threads.add(crew.start(i % 2 == 0, worker::work));
          }
          try {
            storm.disturb(threads, selectsInEpoch);
          } finally {
            storm.stop.set(true);
            channels.forEach(Channel::close);
          }
        });
    var total = new Counts();
    workers.forEach(worker -> total.add(worker.counts));
    var left = new Counts();
    for (Channel<Long> channel : channels) {
      while (channel.tryReceive() instanceof Received.Value<Long>(var value)) {
        left.countReceived(value);
      }
    }
    total.undelivered = storm.undelivered.sum();
    assertThat(total.received + left.received + total.undelivered)
        .as("values received, left and undelivered, storm %s: %s", seed, total)
        .isEqualTo(total.sent);
    assertThat(total.receivedSum + left.receivedSum + storm.undeliveredSum.sum())
        .as("sum of the values received, left and undelivered, storm %s: %s", seed, total)
        .isEqualTo(total.sentSum);
    return total;
  }

  /** Interrupts and closes at random until enough was done. */
  private void disturb(List<Thread> threads, long selectsInEpoch) {
    var random = new SplittableRandom(seed);
    long closeAt = random.nextLong(selectsInEpoch / 2, selectsInEpoch * 2);
    long done;
    while ((done = selects.get()) < selectsInEpoch && threads.stream().allMatch(Thread::isAlive)) {
      threads.get(random.nextInt(threads.size())).interrupt();
      if (done > closeAt) {
        closeAt = Long.MAX_VALUE;
        Channel<Long> victim = channels.get(random.nextInt(channels.size()));
        if (random.nextBoolean()) {
          victim.close();
        } else {
          victim.discard();
        }
      }
      for (int i = random.nextInt(100); i > 0; i--) {
        Thread.onSpinWait();
      }
      Thread.yield();
    }
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private final class Worker {
    final Counts counts = new Counts();
    private final SplittableRandom random;
    private final long base;
    private long made;
    private final Selector selector = new Selector();
    private final List<Selector.Receive<Long>> ins = new ArrayList<>();
    private final List<Selector.Send<Long>> outs = new ArrayList<>();
    private final List<Long> offered = new ArrayList<>();
    private final Selector.TimeOut timeOut = selector.after(Duration.ZERO);

    Worker(int number) {
      base = (long) number << 40;
      random = new SplittableRandom(seed + number + 1);
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        ins.add(selector.receive(anyChannel()));
        outs.add(selector.send(anyChannel()));
        offered.add(null);
      }
      if (random.nextBoolean()) {
        ins.add(selector.receive(anyChannel()).dropWhenClosed());
      }
    }

    void work() {
      int sinceReport = 0;
      while (!stop.get()) {
        try {
          switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> select();
            case 4, 5 -> useSelector();
            case 6 -> plainSend();
            default -> plainReceive();
          }
        } catch (InterruptedException e) {
          counts.interrupted++;
        } catch (ChannelClosedException e) {
          counts.failed++;
        }
        if (++sinceReport == 16) {
          sinceReport = 0;
          selects.addAndGet(12);
        }
      }
    }

    private Channel<Long> anyChannel() {
      return channels.get(random.nextInt(channels.size()));
    }

    private Duration soon() {
      return Duration.ofNanos(random.nextInt(100_000));
    }

    private void select() throws InterruptedException {
      int cases = random.nextInt(1, 7);
      List<Case<Boolean>> list = new ArrayList<>(cases + 2);
      boolean[] ran = {false};
      for (int i = 0; i < cases; i++) {
        Channel<Long> channel = anyChannel();
        if (random.nextBoolean()) {
          list.add(
              Select.<Long, Boolean>receive(
                  channel,
                  value -> {
                    counts.countReceived(value);
                    return once(ran);
                  },
                  () -> {
                    counts.ended++;
                    return once(ran);
                  }));
        } else {
          Long value = base + ++made;
          Select.OnEvent<Boolean> body =
              () -> {
                counts.countSent(value);
                return once(ran);
              };
          list.add(
              random.nextBoolean()
                  ? Select.send(channel, value, body)
                  : Select.sendFrom(channel, () -> value, body));
        }
      }
      switch (random.nextInt(6)) {
        case 0 -> list.add(0, Select.otherwise(() -> false));
        case 1, 2 ->
            list.add(
                Select.after(
                    soon(),
                    () -> {
                      counts.timedOut++;
                      return false;
                    }));
        case 3 -> list.add(Select.after(Duration.ZERO, () -> false));
        default -> {} // waits
      }
      counts.selects++;
      boolean done = random.nextInt(4) == 0 ? Select.selectFirst(list) : Select.select(list);
      assertThat(ran[0]).isEqualTo(done);
    }

    private boolean once(boolean[] ran) {
      assertThat(ran[0]).isFalse();
      ran[0] = true;
      return true;
    }

    private void useSelector() throws InterruptedException {
      for (int i = 0; i < outs.size(); i++) {
        if (offered.get(i) == null && random.nextBoolean()) {
          Long value = base + ++made;
          offered.set(i, value);
          outs.get(i).offer(value);
        }
      }
      ins.get(random.nextInt(ins.size())).enable(random.nextInt(4) != 0);
      timeOut.set(random.nextInt(3) == 0 ? Duration.ZERO : soon());
      counts.selects++;
      try {
        Selector.Case won = random.nextInt(4) == 0 ? selector.selectFirst() : selector.select();
        switch (won) {
          case null -> counts.ended++;
          case Selector.Receive<?> in -> {
            if (in.isClosed()) {
              counts.ended++;
            } else {
              counts.countReceived((Long) in.value());
            }
          }
          case Selector.Send<?> out -> {
            int i = outs.indexOf(out);
            counts.countSent(offered.set(i, null));
          }
          case Selector.TimeOut late -> counts.timedOut++;
          default -> throw new AssertionError(won);
        }
      } catch (ChannelClosedException e) {
        assertThat(offered).contains((Long) e.value());
        offered.set(offered.indexOf(e.value()), null);
        throw e;
      } finally {
        for (int i = 0; i < outs.size(); i++) {
          assertThat(outs.get(i).hasValue())
              .as("holds its value")
              .isEqualTo(offered.get(i) != null);
        }
      }
    }

    private void plainSend() throws InterruptedException {
      Long value = base + ++made;
      Channel<Long> channel = anyChannel();
      boolean sent =
          switch (random.nextInt(3)) {
            case 0 -> {
              channel.send(value);
              yield true;
            }
            case 1 -> channel.send(value, soon());
            default -> channel.trySend(value) == Sent.SENT;
          };
      if (sent) {
        counts.countSent(value);
      }
    }

    private void plainReceive() throws InterruptedException {
      Channel<Long> channel = anyChannel();
      Received<Long> received =
          switch (random.nextInt(3)) {
            case 0 -> channel.receiveOrClosed();
            case 1 -> channel.receive(soon());
            default -> channel.tryReceive();
          };
      if (received instanceof Received.Value<Long>(var value)) {
        counts.countReceived(value);
      }
    }
  }
}
