package dev.csp.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.internal.Kernel;
import dev.csp.testing.Harness;
import dev.csp.testing.Harness.Child;
import dev.csp.testing.Harness.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Senders and receivers on goroutines, virtual and platform threads use one channel in every form,
 * under random time-outs and interrupts from outside, until the senders are done or a close ends
 * them. Then the books must balance exactly: what was sent is what was received or discarded or
 * left; nothing twice; each receiver saw each sender's values in order; nobody is left waiting.
 */
final class Storm {
  private static final int WORKERS = 6;

  /** What has happened so far, for the report. */
  static final AtomicLong SENDS = new AtomicLong();

  static final AtomicLong RECEIVES = new AtomicLong();
  static final AtomicLong INTERRUPTED = new AtomicLong();
  static final AtomicLong TIMED_OUT = new AtomicLong();

  private final Channel<Long> channel;
  private final int operations;
  private final long seed;
  private final boolean closesEarly;

  /**
   * A storm.
   *
   * @param channel an empty channel
   * @param operations how many operations each side begins
   * @param seed for everything random
   * @param closesEarly whether the close comes while senders are at work
   */
  Storm(Channel<Long> channel, int operations, long seed, boolean closesEarly) {
    this.channel = channel;
    this.operations = operations;
    this.seed = seed;
    this.closesEarly = closesEarly;
  }

  /** What one receiver got: the numbers of each sender. */
  private static final class Books {
    final List<BitSet> bySender = new ArrayList<>();
    final long[] last = new long[WORKERS];

    Books() {
      for (int i = 0; i < WORKERS; i++) {
        bySender.add(new BitSet());
        last[i] = -1;
      }
    }

    void add(long value) {
      int sender = (int) (value >>> 40);
      long number = value & ((1L << 40) - 1);
      if (number <= last[sender]) {
        throw new AssertionError(
            "sender " + sender + ": " + number + " came after " + last[sender]);
      }
      last[sender] = number;
      bySender.get(sender).set((int) number);
    }
  }

  void run() {
    try (var harness = new Harness(Duration.ofMinutes(2))) {
      runIn(harness);
    } catch (AssertionError e) {
      throw new AssertionError("storm on " + channel + " with seed " + seed, e);
    }
  }

  private void runIn(Harness harness) {
    var random = new SplittableRandom(seed);
    var senders = new ArrayList<Child<BitSet>>();
    var receivers = new ArrayList<Child<Books>>();
    var interruptible = new AtomicBoolean(true);
    for (int i = 0; i < WORKERS; i++) {
      int number = i;
      SplittableRandom mine = random.split();
      senders.add(harness.call(Kind.turn(i), () -> send(number, mine)));
      SplittableRandom other = random.split();
      receivers.add(harness.call(Kind.turn(i + 1), () -> receive(other, interruptible)));
    }
    SplittableRandom forInterrupts = random.split();
    Child<Void> interrupter =
        harness.run(
            Kind.PLATFORM,
            () -> {
              while (interruptible.get()) {
                var victims = forInterrupts.nextBoolean() ? senders : receivers;
                for (int i = forInterrupts.nextInt(WORKERS); i >= 0; i--) {
                  victims.get(forInterrupts.nextInt(WORKERS)).interrupt();
                }
                LockSupport.parkNanos(forInterrupts.nextInt(20_000));
              }
            });
    if (closesEarly) {
      long wanted = random.nextInt(operations);
      harness.waitUntil(
          "the storm has begun",
          () -> begun.get() >= wanted || senders.stream().allMatch(Child::isDone));
      channel.close();
    }
    var sent = new ArrayList<BitSet>();
    for (Child<BitSet> sender : senders) {
      sent.add(sender.get());
    }
    interruptible.set(false);
    interrupter.join();
    channel.close();
    long discarded = channel.dropped();
    var got = new ArrayList<BitSet>();
    for (int i = 0; i < WORKERS; i++) {
      got.add(new BitSet());
    }
    for (Child<Books> receiver : receivers) {
      Books books = receiver.get();
      for (int i = 0; i < WORKERS; i++) {
        if (got.get(i).intersects(books.bySender.get(i))) {
          throw new AssertionError("a value of sender " + i + " was received twice");
        }
        got.get(i).or(books.bySender.get(i));
      }
    }
    long missing = 0;
    for (int i = 0; i < WORKERS; i++) {
      BitSet lost = (BitSet) sent.get(i).clone();
      lost.andNot(got.get(i));
      missing += lost.cardinality();
      got.get(i).andNot(sent.get(i));
      assertThat(got.get(i).isEmpty())
          .as("sender %s: received but not sent: %s", i, got.get(i))
          .isTrue();
    }
    assertThat(missing)
        .as("values that were sent and neither received nor discarded")
        .isEqualTo(discarded);
    assertThat(channel.length()).isZero();
    assertThat(Kernel.receivers(channel)).isZero();
    assertThat(Kernel.senders(channel)).isZero();
  }

  private final AtomicLong begun = new AtomicLong();

  private static Duration shortTime(SplittableRandom random) {
    return Duration.ofNanos(random.nextInt(50_001));
  }

  private BitSet send(int sender, SplittableRandom random) {
    var sent = new BitSet();
    int count = operations / WORKERS + 1;
    int interrupted = 0;
    int timedOut = 0;
    int i = 0;
    boolean open = true;
    for (; open && i < count; i++) {
      long value = ((long) sender << 40) | i;
      if (i % 16 == 0) {
        begun.addAndGet(16);
      }
      try {
        boolean done =
            switch (random.nextInt(4)) {
              case 0 -> channel.send(value, shortTime(random));
              case 1 -> {
                Sent outcome = channel.trySend(value);
                open = outcome != Sent.CLOSED;
                yield outcome == Sent.SENT;
              }
              default -> {
                channel.send(value);
                yield true;
              }
            };
        if (done) {
          sent.set(i);
        } else {
          timedOut++;
        }
      } catch (InterruptedException e) {
        interrupted++; // the storm's own
      } catch (ChannelClosedException e) {
        assertThat(e.value()).isEqualTo(value);
        open = false;
      }
    }
    SENDS.addAndGet(i);
    INTERRUPTED.addAndGet(interrupted);
    TIMED_OUT.addAndGet(timedOut);
    return sent;
  }

  private Books receive(SplittableRandom random, AtomicBoolean interruptible) {
    var books = new Books();
    long count = 0;
    int interrupted = 0;
    int timedOut = 0;
    boolean open = true;
    while (open) {
      count++;
      try {
        Received<Long> received =
            switch (random.nextInt(4)) {
              case 0 -> channel.receive(shortTime(random));
              case 1 -> channel.tryReceive();
              default -> channel.receiveOrClosed();
            };
        switch (received) {
          case Received.Value<Long>(Long value) -> books.add(value);
          case Received.Empty<Long>() -> {
            timedOut++;
            Thread.yield();
          }
          case Received.Closed<Long> end -> open = false;
        }
      } catch (InterruptedException e) {
        interrupted++; // the storm's own
      }
    }
    RECEIVES.addAndGet(count);
    INTERRUPTED.addAndGet(interrupted);
    TIMED_OUT.addAndGet(timedOut);
    return books;
  }

  static String report() {
    return "storms: "
        + SENDS
        + " sends, "
        + RECEIVES
        + " receives; of these "
        + INTERRUPTED
        + " interrupted, "
        + TIMED_OUT
        + " timed out or failed tries";
  }
}
