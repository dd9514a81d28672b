package dev.csp.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Goroutines and platform threads that set, stop, receive from and select on two shared timers and
 * a few channels, while others interrupt them.
 *
 * <p>After a hang: a thread that had a port locked yielded its carrier while it waited for the
 * timer heap, and did not run again while the others spun and yielded for that port. A longer storm
 * of this kind, with selectors and more threads, hung within seconds; this one is too small to find
 * that again, and checks the accounts.
 */
final class SharedTimerStormTest {
  private static final int CHILDREN = 24;

  private final LongAdder set = new LongAdder();
  private final LongAdder rang = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final List<Timer> timers = List.of(start(1_000), start(5_000));
  private final List<Channel<Long>> channels =
      List.of(Channel.unbuffered(), Channel.buffered(1), Channel.buffered(3));

  private Timer start(long nanos) {
    set.increment();
    return Timer.start(Duration.ofNanos(nanos));
  }

  @Test
  void everySettingAndEveryValueIsAccountedFor() throws Exception {
    SplittableRandom seeds = new SplittableRandom(ThreadLocalRandom.current().nextLong());
    AtomicInteger running = new AtomicInteger(CHILDREN);
    Crew.run(crew -> {
      List<Thread> children = new ArrayList<>();
      for (int i = 0; i < CHILDREN; i++) {
        SplittableRandom random = seeds.split();
        children.add(
            crew.start(
                i % 4 != 0,
                () -> {
                  try {
                    for (int step = 0; step < Crew.work(8_000); step++) {
                      stepOf(random);
                    }
                  } finally {
                    running.decrementAndGet();
                  }
                }));
      }
      for (int attempt = 0; running.get() > 0; attempt++) {
        children.get(seeds.nextInt(CHILDREN)).interrupt();
        Crew.pause(attempt);
      }
    });
    timers.forEach(timer -> ended.add(timer.stop() ? 1 : 0));
    assertThat(rang.sum() + ended.sum()).isEqualTo(set.sum());
    long left = channels.stream().mapToLong(Channel::length).sum();
    assertThat(received.sum() + left).isEqualTo(sent.sum());
  }

  private void stepOf(SplittableRandom random) {
    Timer timer = timers.get(random.nextInt(timers.size()));
    Channel<Long> in = channels.get(random.nextInt(channels.size()));
    Channel<Long> out = channels.get(random.nextInt(channels.size()));
    Duration moment = Duration.ofNanos(random.nextInt(60_000));
    try {
      switch (random.nextInt(6)) {
        case 0 -> ended.add(timer.stop() ? 1 : 0);
        case 1 -> {
          ended.add(timer.reset(moment) ? 1 : 0);
          set.increment();
        }
        case 2 -> {
          if (timer.channel().receive(moment) instanceof Received.Value) {
            rang.increment();
          }
        }
        case 3 -> sent.add(out.send(1L, moment) ? 1 : 0);
        default ->
            Select.run(
                Select.onReceive(in, value -> received.increment()),
                Select.onSend(out, 1L, sent::increment),
                Select.onReceive(timer.channel(), at -> rang.increment()),
                Select.onTimeout(moment, () -> {}));
      }
    } catch (InterruptedException e) {
      // Part of the storm: nothing was done.
    }
  }
}
