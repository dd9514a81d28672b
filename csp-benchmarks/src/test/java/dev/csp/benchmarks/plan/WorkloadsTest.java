package dev.csp.benchmarks.plan;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.workloads.ChainBenchmark;
import dev.csp.benchmarks.workloads.Participant;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

final class WorkloadsTest {
  @Test
  void everyBenchmarkIsAWorkload() {
    Set<Method> listed = Workloads.ALL.stream().map(Workload::benchmarkMethod).collect(toSet());
    Set<Method> written =
        Workloads.ALL.stream()
            .map(Workload::benchmark)
            .distinct()
            .flatMap(benchmark -> Arrays.stream(benchmark.getMethods()))
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .collect(toSet());

    assertThat(listed).isEqualTo(written);
  }

  @Test
  void aWorkloadHasACapacityIfItsBenchmarkTakesOne() {
    assertThat(Workloads.ALL)
        .allSatisfy(workload ->
            assertThat(workload.parameters().containsKey("capacity"))
                .as(workload.title())
                .isEqualTo(
                    Participant.WithCapacity.class.isAssignableFrom(
                        workload.benchmarkMethod().getParameterTypes()[0])));
  }

  @Test
  void titlesAreUnique() {
    assertThat(Workloads.ALL.stream().map(Workload::title)).doesNotHaveDuplicates();
  }

  @Test
  void everyFamilyHasAWorkload() {
    assertThat(Workloads.ALL.stream().map(Workload::family).collect(toSet()))
        .containsExactlyInAnyOrder(Family.values());
  }

  @Test
  void goTakesPartInEveryComparison() {
    assertThat(Workloads.ALL)
        .allSatisfy(workload ->
            assertThat(workload.has(Contender.GO))
                .as(workload.title())
                .isEqualTo(workload.family().isComparison()));
    assertThat(Workloads.ALL.stream().filter(workload -> workload.has(Contender.GO)))
        .noneMatch(workload -> workload.go().isEmpty());
  }

  @Test
  void aRatioIsAskedForOnlyToSomebodyWhoTakesPart() {
    assertThat(Workloads.ALL)
        .allSatisfy(workload ->
            assertThat(workload.targets().columnKeySet())
                .as(workload.title())
                .allMatch(rival -> workload.contenders().stream().anyMatch(rival::includes)));
  }

  @Test
  void whoIsLackingSomethingIsNotAContender() {
    assertThat(Workloads.ALL)
        .allSatisfy(workload ->
            assertThat(Contender.values())
                .allSatisfy(contender ->
                    assertThat(workload.missing(contender).toList().isEmpty())
                        .isEqualTo(contender.isAble(workload.needs()))));
  }

  @Test
  void theLibraryAndTheRivalsAreTargeted() {
    Workload pair = named("unbuffered pair");

    assertThat(targeted(pair, Carriers.DEFAULT))
        .containsExactly(
            Contender.CHANNEL,
            Contender.SYNCHRONOUS_QUEUE,
            Contender.LINKED_TRANSFER_QUEUE,
            Contender.JOX,
            Contender.KOTLIN,
            Contender.GO);
    assertThat(targeted(pair, Carriers.ONE)).doesNotContain(Contender.KOTLIN);
    assertThat(targeted(named("select of 2, unbuffered"), Carriers.DEFAULT))
        .contains(Contender.SELECTOR);
    assertThat(targeted(named("ChanPopular"), Carriers.DEFAULT)).isEmpty();
  }

  @Test
  void theSieveCountsEveryValueOnEveryChannel() {
    var primes = new ArrayList<Integer>();
    long hops = 0;
    for (int n = 2; n <= ChainBenchmark.LAST_PRIME; n++) {
      int filter = 0;
      while (filter < primes.size() && n % primes.get(filter) != 0) {
        filter++;
      }
      hops += filter + 1;
      if (filter == primes.size()) {
        primes.add(n);
      }
    }
    hops += primes.size() + 1;

    assertThat(primes).hasSize(ChainBenchmark.PRIMES);
    assertThat(hops).isEqualTo(ChainBenchmark.SIEVE_HOPS);
  }

  private static Workload named(String title) {
    return Workloads.ALL.stream().filter(w -> w.title().equals(title)).findFirst().orElseThrow();
  }

  private static Set<Contender> targeted(Workload workload, Carriers carriers) {
    return workload.contenders().stream()
        .filter(contender -> workload.isTargeted(carriers, contender))
        .collect(ImmutableSet.toImmutableSet());
  }
}
