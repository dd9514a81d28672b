package dev.csp.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.plan.Workloads;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanTest {
  private static final ImmutableSet<Contender> ALL =
      Sets.immutableEnumSet(EnumSet.allOf(Contender.class));
  private static final List<Carriers> BOTH = List.of(Carriers.values());

  @Test
  void whatARatioIsAskedForIsInEveryRound() {
    var plan = Plan.of(List.of(named("unbuffered pair")), ALL, BOTH, 5, 1);

    assertThat(rounds(plan, Carriers.DEFAULT, Contender.CHANNEL)).containsExactly(1, 2, 3, 4, 5);
    assertThat(rounds(plan, Carriers.DEFAULT, Contender.GO)).containsExactly(1, 2, 3, 4, 5);
    assertThat(rounds(plan, Carriers.DEFAULT, Contender.JCSP)).containsExactly(1);
    assertThat(rounds(plan, Carriers.ONE, Contender.KOTLIN)).containsExactly(1);
    assertThat(rounds(plan, Carriers.DEFAULT, Contender.ARRAY_BLOCKING_QUEUE)).isEmpty();
  }

  @Test
  void withinARoundTheContendersOfAWorkloadFollowUponOneAnother() {
    var plan =
        Plan.of(
            List.of(named("unbuffered pair"), named("ping-pong")),
            ImmutableSet.of(Contender.CHANNEL, Contender.GO),
            List.of(Carriers.DEFAULT),
            2,
            1);

    assertThat(plan.forks().stream().map(f -> f.workload() + " " + f.contender()))
        .containsExactly(
            "unbuffered pair CHANNEL",
            "unbuffered pair GO",
            "ping-pong CHANNEL",
            "ping-pong GO",
            "unbuffered pair CHANNEL",
            "unbuffered pair GO",
            "ping-pong CHANNEL",
            "ping-pong GO");
  }

  @Test
  void whatRunsOnTheCallerIsMeasuredOnce() {
    var plan = Plan.of(List.of(named("try-send, full")), ALL, Carriers.onThisMachine(), 1, 1);

    assertThat(plan.forks()).extracting(Plan.Fork::contender).doesNotHaveDuplicates();
  }

  @Test
  void slowContendersHaveFewerIterationsButAsMuchTime() {
    var timing = new Timing(2, 200, 4, 100);

    assertThat(timing.of(Contender.CHANNEL)).isEqualTo(timing);
    assertThat(timing.of(Contender.JCSP)).isEqualTo(new Timing(1, 400, 2, 200));
    assertThat(timing.of(Contender.GO)).isEqualTo(new Timing(1, 100, 4, 100));
    assertThat(timing.withMillis(50)).isEqualTo(new Timing(2, 100, 4, 50));
  }

  @Test
  void aForkWithoutIterationsIsRefused() {
    assertThatThrownBy(() -> new Timing(2, 200, 0, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a fork needs an iteration, and each a millisecond, was 2 of 200 ms and 0 of 100 ms");
  }

  private static List<Integer> rounds(Plan plan, Carriers carriers, Contender contender) {
    return plan.forks().stream()
        .filter(fork -> fork.carriers() == carriers && fork.contender() == contender)
        .map(Plan.Fork::round)
        .toList();
  }

  private static Workload named(String title) {
    return Workloads.ALL.stream().filter(w -> w.title().equals(title)).findFirst().orElseThrow();
  }
}
