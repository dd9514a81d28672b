package dev.csp.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.csp.benchmarks.peers.Contender;
import dev.csp.benchmarks.plan.Carriers;
import dev.csp.benchmarks.plan.Workload;
import dev.csp.benchmarks.plan.Workloads;
import dev.csp.benchmarks.report.Measurement;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class GoProgramTest {
  private static final Timing ONE_BATCH = new Timing(0, 1, 1, 1);

  @Test
  void aLineIsAnIteration() {
    String output =
        """
        2000 10 50 3000
        1000 10 50 3000
        3600 20 200 9000
        """;

    assertThat(GoProgram.parse(output, Workloads.ALL.get(0), Carriers.ONE, 3))
        .isEqualTo(
            new Measurement(
                3, Carriers.ONE, "unbuffered pair", Contender.GO, 180, 100, 200, 7.5, 375));
  }

  @Test
  @Timeout(120)
  void everyWorkloadRuns(@TempDir Path folder) throws Exception {
    Optional<GoProgram> go = GoProgram.build(Path.of("src/main/go"), folder);
    assumeTrue(go.isPresent(), "GO IS MISSING: there is no go on the path");

    assertThat(go.get().version()).startsWith("go1.");
    for (Workload workload : Workloads.ALL) {
      if (workload.has(Contender.GO)) {
        var measurement = go.get().run(workload, Carriers.DEFAULT, 1, ONE_BATCH);
        assertThat(measurement.nanos()).as(workload.title()).isPositive().isFinite();
        assertThat(measurement.workload()).isEqualTo(workload.title());
      }
    }
  }

  @Test
  @Timeout(120)
  void aProgramThatFailsIsAFailure(@TempDir Path folder) throws Exception {
    Optional<GoProgram> go = GoProgram.build(Path.of("src/main/go"), folder);
    assumeTrue(go.isPresent(), "GO IS MISSING: there is no go on the path");
    Workload unknown =
        Workloads.ALL.stream().filter(w -> w.go().isEmpty()).findFirst().orElseThrow();

    assertThatThrownBy(() -> go.get().run(unknown, Carriers.ONE, 1, ONE_BATCH))
        .hasMessageEndingWith("ended with status 1");
  }
}
