package dev.csp.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.go.DeadlockDetector;
import dev.csp.go.DeadlockException;
import dev.csp.go.DeadlockScope;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random programs in a scope, under random schedules: what it calls a deadlock is one, and it finds
 * every one. In a simulation both are seen: who is asleep for ever has done nothing long after the
 * longest of the sleeps, and a deadlock that is not reported makes the run endless, for the scope
 * would look again and again.
 */
final class DeadlockScopeInSimulationTest {
  private static final DeadlockDetector DETECTOR =
      DeadlockDetector.standard().every(Duration.ofMillis(1));

  private int deadlocks;
  private int ends;

  /** Members that send, receive, select and sleep on few channels, each a few times. */
  private void randomProgram(long seed) throws Exception {
    Random random = new Random(seed);
    int[] progress = new int[1];
    List<DeadlockException> reports = new ArrayList<>();
    List<Goroutine> members = new ArrayList<>();
    Goroutine owner =
        Go.go(
            "owner",
            () -> {
              try (DeadlockScope scope = DETECTOR.open("random", reports::add)) {
                List<Channel<Integer>> channels = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                  channels.add(scope.confine(Channel.buffered("c" + i, random.nextInt(2))));
                }
                WaitGroup all = scope.confine(new WaitGroup());
                for (int i = 0; i < 3; i++) {
                  long own = random.nextLong();
                  members.add(
                      all.go("member " + i, () -> member(new Random(own), channels, progress)));
                }
                all.await();
              }
            });
    while (!owner.join(Duration.ofMillis(10))) {
      if (!reports.isEmpty()) {
        deadlocks++;
        assertReported(reports.getFirst(), members, progress);
        int before = progress[0];
        Go.sleep(Duration.ofMillis(50));
        assertThat(progress[0]).as("after %s", reports.getFirst()).isEqualTo(before);
        assertThat(owner.isDone()).isFalse();
        members.forEach(Goroutine::interrupt);
        owner.join();
      }
    }
    ends += reports.isEmpty() ? 1 : 0;
  }

  private static void assertReported(
      DeadlockException deadlock, List<Goroutine> members, int[] progress) {
    assertThat(deadlock.isExact()).isTrue();
    long alive = members.stream().filter(member -> !member.isDone()).count();
    assertThat(deadlock.goroutines()).hasSize((int) alive + 1); // and the owner
  }

  private static void member(Random random, List<Channel<Integer>> channels, int[] progress)
      throws InterruptedException {
    for (int step = 0; step < 3; step++) {
      Channel<Integer> one = channels.get(random.nextInt(2));
      Channel<Integer> other = channels.get(random.nextInt(2));
      switch (random.nextInt(6)) {
        case 0, 1 -> one.send(step);
        case 2 -> one.receive();
        case 3 -> Select.<Integer>select(Select.receive(one), Select.send(other, 7));
        case 4 -> Go.sleep(Duration.ofMillis(random.nextInt(3)));
        default -> {
          boolean unused = one.send(step, Duration.ofMillis(2));
        }
      }
      progress[0]++;
    }
  }

  @Test
  void everyDeadlockIsFoundAndNothingElse() {
    for (int seed = 0; seed < 1500; seed++) {
      int own = seed;
      Simulation.with(Strategy.random()).seed(seed).steps(20_000).run(() -> randomProgram(own));
    }
    assertThat(deadlocks).isGreaterThan(300);
    assertThat(ends).isGreaterThan(100);
    assertThat(deadlocks + ends).isEqualTo(1500);
  }
}
