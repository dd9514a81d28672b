package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchedulerTest {
  @RegisterExtension final Printed printed = new Printed();

  @Test
  void aThousandLiveAndAsManyRunAsThereAreCarriers() throws InterruptedException {
    int before = Go.count();
    Scheduler.run(printed.out());
    assertThat(printed.after("carriers: ")).isEqualTo("" + Go.parallelism());
    assertThat(printed.after("goroutines before: ")).isEqualTo("" + before);
    assertThat(printed.after("goroutines that live now: ")).isEqualTo("" + (before + 1000));
    assertThat(Integer.parseInt(printed.after("most that ran at one instant: ")))
        .isBetween(1, Go.parallelism());
    assertThat(printed.after("goroutines after: ")).isEqualTo("" + before);
  }
}
