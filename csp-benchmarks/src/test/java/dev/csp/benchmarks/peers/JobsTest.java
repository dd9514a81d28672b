package dev.csp.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class JobsTest {
  @Test
  void theExpectedSumIsThatOfTheResults() {
    Jobs.Job[] jobs = Jobs.make(100);
    for (Jobs.Job job : jobs) {
      job.run();
    }

    assertThat(Arrays.stream(jobs).mapToLong(Jobs.Job::result).sum())
        .isEqualTo(Jobs.expected(100))
        .isNotZero();
  }

  /** The numbers are from the Go program: the two must do the same work. */
  @Test
  void theWorkIsTheSameAsInGo() {
    assertThat(Jobs.work(0)).isEqualTo(-3486562341448986757L);
    assertThat(Jobs.work(99_999)).isEqualTo(2308540433115248288L);
  }
}
