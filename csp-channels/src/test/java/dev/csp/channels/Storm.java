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
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Senders and receivers on goroutines, virtual and platform threads use one channel in every form,
 * under random time-outs and interrupts from outside, until the senders are done or a close or a
 * discard ends them. Then the books must balance exactly: each value that was sent was received or
 * given to the hook; nothing twice; nothing else; each receiver saw each sender's values in order;
 * nobody is left waiting.
 */
final class Storm {
  /** What ends a storm. */
  enum End {
    /** A close, when the senders are done. */
    CLOSE_AT_LAST,
    /** A close while senders are at work. */
    CLOSE_EARLY,
    /** Several discards at once while senders are at work. */
    DISCARD_EARLY
  }

  private static final int WORKERS = 6;

  /** What has happened so far, for the report. */
  static final AtomicLong SENDS = new AtomicLong();

  static final AtomicLong RECEIVES = new AtomicLong();
  static final AtomicLong INTERRUPTED = new AtomicLong();
  static final AtomicLong TIMED_OUT = new AtomicLong();
  static final AtomicLong UNDELIVERED = new AtomicLong();

  private final Channel<Long> channel;
  private final Queue<Long> undelivered = new ConcurrentLinkedQueue<>();
  private final int operations;
  private final long seed;
  private final End end;

  /**
   * A storm.
   *
   * @param open makes the channel
   * @param operations how many operations each side begins
   * @param seed for everything random
   * @param end what ends it
   */
  Storm(Function<ChannelBuilder<Long>, Channel<Long>> open, int operations, long seed, End end) {
    this.channel = open.apply(Channel.onUndelivered(undelivered::add));
    this.operations = operations;
    this.seed = seed;
    this.end = end;
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
      int sender = sender(value);
      int number = number(value);
      if (number <= last[sender]) {
        throw new AssertionError(
            "sender " + sender + ": " + number + " came after " + last[sender]);
      }
      last[sender] = number;
      bySender.get(sender).set(number);
    }
  }

  private static int sender(long value) {
    return (int) (value >>> 40);
  }

  private static int number(long value) {
    return (int) value;
  }

  /** Runs it and answers the channel, closed and empty. */
  Channel<Long> run() {
    try (var harness = new Harness(Duration.ofMinutes(2))) {
      runIn(harness);
      return channel;
    } catch (AssertionError e) {
      throw new AssertionError("storm on " + channel + " with seed " + seed, e);
    }
  }

  private void runIn(Harness harness) {
    long discarded = 0;
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
    if (end != End.CLOSE_AT_LAST) {
      long wanted = random.nextInt(operations);
      harness.waitUntil(
          "the storm has begun",
          () -> begun.get() >= wanted || senders.stream().allMatch(Child::isDone));
      if (end == End.DISCARD_EARLY) {
        var others = List.of(harness.call(channel::discard), harness.call(channel::discard));
        discarded = channel.discard();
        for (Child<Integer> other : others) {
          discarded += other.get();
        }
      } else {
        channel.close();
      }
    }
    var sent = new ArrayList<BitSet>();
    for (Child<BitSet> sender : senders) {
      sent.add(sender.get());
    }
    interruptible.set(false);
    interrupter.join();
    channel.close();
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
    for (long value : undelivered) {
      BitSet ofSender = got.get(sender(value));
      if (ofSender.get(number(value))) {
        throw new AssertionError(
            "value "
                + number(value)
                + " of sender "
                + sender(value)
                + " was given to the hook twice, or also received");
      }
      ofSender.set(number(value));
    }
    for (int i = 0; i < WORKERS; i++) {
      assertThat(got.get(i))
          .as("what was received or undelivered of what sender %s has sent", i)
          .isEqualTo(sent.get(i));
    }
    assertThat(undelivered).hasSize((int) (channel.dropped() + discarded));
    UNDELIVERED.addAndGet(undelivered.size());
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
        + " timed out or failed tries; "
        + UNDELIVERED
        + " values undelivered";
  }
}
