package dev.csp.select;

import static dev.csp.select.Select.after;
import static dev.csp.select.Select.otherwise;
import static dev.csp.select.Select.receive;
import static dev.csp.select.Select.select;
import static dev.csp.select.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.channels.Timer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Go's rules for select that are about many: many cases, many waiters, many selects. */
final class SelectScaleTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long MEGABYTE = 1 << 20;

  // ---- E20

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100, 10_000})
  void e20AnyNumberOfCasesIsFine(int count) throws Exception {
    List<Channel<Integer>> channels = new ArrayList<>();
    List<Case<Integer>> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(i % 2 == 0 ? Channel.unbuffered() : Channel.buffered(1));
      cases.add(receive(channels.get(i)));
    }
    List<Case<Integer>> orNothing = new ArrayList<>(cases);
    orNothing.add(otherwise(() -> -1));
    int[] picks = {0, count / 2, count - 1};
    assertThat(Select.<Integer>select(orNothing)).isEqualTo(-1);
    Crew.run(crew -> {
      for (boolean inOrder : new boolean[] {false, true}) {
        for (int pick : picks) {
          // waiting
          Thread thread =
              crew.go(() ->
                  assertThat(
                          inOrder
                              ? Select.<Integer>selectFirst(cases)
                              : Select.<Integer>select(cases))
                      .isEqualTo(pick));
          Crew.awaitSelecting(thread);
          channels.get(pick).send(pick);
          crew.join();
          // ready
          Thread sender = crew.go(() -> channels.get(pick).send(pick + 1));
          if (channels.get(pick).capacity() == 0) {
            Crew.awaitParked(sender, "chan send");
          } else {
            crew.join();
          }
          assertThat(Select.<Integer>select(orNothing)).isEqualTo(pick + 1);
          crew.join();
        }
      }
      assertThat(Select.<Integer>select(orNothing)).isEqualTo(-1);
    });
  }

  @Test
  void e20TenThousandReadyCasesAreAllChosenInTime() throws Exception {
    List<Case<Integer>> cases = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      Channel<Integer> channel = Channel.unbuffered();
      channel.close();
      int number = i;
      cases.add(receive(channel, v -> v, () -> number));
    }
    boolean[] chosen = new boolean[10];
    for (int i = 0; i < 300; i++) {
      chosen[Select.<Integer>select(cases) / 1000] = true;
    }
    assertThat(chosen).doesNotContain(false);
  }

  // ---- E17

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void e17SelectsOnAQuietChannelLeaveNothingBehind(boolean waiting) throws Exception {
    Channel<Integer> done = Channel.unbuffered();
    Channel<Integer> data = Channel.unbuffered();
    Channel<Integer> neverFull = Channel.unlimited();
    Channel<Integer> full = Channel.buffered(1);
    full.send(0);
    int rounds = 20_000;
    long[] used = new long[2];
    Crew.run(crew -> {
      for (int part = 0; part < 2; part++) {
        int times = part == 0 ? rounds / 10 : 100_000;
        if (waiting) {
          Thread selecting =
              crew.go(() -> {
                for (int i = 0; i < times; i++) {
                  select(receive(done), receive(data), send(full, 1), receive(done));
                }
              });
          crew.go(() -> {
            for (int i = 0; i < times; i++) {
              data.send(i);
            }
          });
        } else {
          for (int i = 0; i < times; i++) {
            neverFull.send(i);
            select(receive(done), receive(neverFull), send(full, 1));
          }
        }
        crew.join();
        used[part] = Crew.usedHeap();
      }
    });
    assertThat(used[1] - used[0]).isLessThan(2 * MEGABYTE);
    assertThat(done.isClosed()).isFalse();
    assertThat(full.length()).isEqualTo(1);
  }

  /**
   * chanlinear.go: leaving a long queue costs the same wherever one stands. As many leave eight
   * short queues as one long one. In processor time, which a loaded machine does not stretch, and
   * which is counted in steps of ten milliseconds.
   */
  @Test
  void e17ManyWaitersOnOnePopularChannelAreNotQuadratic() throws Exception {
    int few = 2_000;
    workToLeave(8, few); // the first is slow
    long shortQueues = Math.max(workToLeave(32, few), 1);
    long longQueues = workToLeave(4, 8 * few);
    for (int i = 0; i < 4 && longQueues > 3 * shortQueues; i++) {
      longQueues = Math.min(longQueues, workToLeave(4, 8 * few));
    }
    double ratio = (double) longQueues / shortQueues; // linear 1, quadratic 8
    assertThat(ratio).isLessThanOrEqualTo(3);
  }

  private static long workToLeave(int times, int count) throws Exception {
    long work = 0;
    for (int i = 0; i < times; i++) {
      work += workToLeave(count);
    }
    return work;
  }

  private static long workToLeave(int count) throws Exception {
    Channel<Integer> popular = Channel.unbuffered();
    List<Channel<Integer>> own = new ArrayList<>();
    long[] took = {0};
    Crew.run(crew -> {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Channel<Integer> mine = Channel.unbuffered();
        own.add(mine);
        threads.add(crew.go(() -> select(receive(popular), receive(mine), receive(popular))));
      }
      threads.forEach(Crew::awaitSelecting);
      long before = processorTime();
      for (int i = count / 2; i < count; i++) { // from the middle, so neither end is near
        own.get(i).send(1);
      }
      for (int i = count / 2 - 1; i >= 0; i--) {
        own.get(i).send(1);
      }
      crew.join();
      took[0] = processorTime() - before;
    });
    assertThat(popular.tryReceive()).isInstanceOf(Received.Empty.class);
    return took[0];
  }

  private static long processorTime() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  @Test
  void oneCloseWakesAThousandSelects() throws Exception {
    Channel<Integer> popular = Channel.unbuffered();
    Channel<Integer> quiet = Channel.unbuffered();
    var woken = new AtomicInteger();
    Crew.run(crew -> {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        threads.add(
            crew.start(
                i % 50 != 0,
                () -> select(receive(popular, v -> 0, woken::incrementAndGet), receive(quiet))));
      }
      threads.forEach(Crew::awaitSelecting);
      popular.close();
    });
    assertThat(woken).hasValue(1000);
  }

  // ---- time-outs

  /** F8: what has not come when the select is over must not be kept until it would come. */
  @ParameterizedTest
  @ValueSource(strings = {"after", "timer", "waiting"})
  void selectsWithATimeOutOfAnHourLeaveABoundedHeap(String form) throws Exception {
    Channel<Integer> data = form.equals("waiting") ? Channel.unbuffered() : Channel.unlimited();
    int rounds = form.equals("waiting") ? 50_000 : 200_000;
    long[] used = new long[2];
    Crew.run(crew -> {
      for (int part = 0; part < 2; part++) {
        int times = part == 0 ? 2_000 : rounds;
        if (form.equals("waiting")) {
          crew.go(() -> {
            for (int i = 0; i < times; i++) {
              data.send(i);
            }
          });
        }
        for (int i = 0; i < times; i++) {
          if (!form.equals("waiting")) {
            data.send(i);
          }
          if (form.equals("after")) {
            select(receive(data), after(HOUR, () -> -1));
          } else {
            ReceiveChannel<Instant> timer = Timer.after(HOUR);
            select(receive(data), receive(timer, at -> -1), after(HOUR, () -> -1));
          }
        }
        crew.join();
        used[part] = Crew.usedHeap();
      }
    });
    assertThat(used[1] - used[0]).isLessThan(2 * MEGABYTE);
  }
}
