package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PartialDeadlockTest {
  @RegisterExtension final Printed printed = new Printed();

  @Test
  void threeOfFiftyAreNoticedAndNamed() throws InterruptedException {
    PartialDeadlock.run(printed.out());
    assertThat(printed.lines().getFirst())
        .isEqualTo("all goroutines are asleep - deadlock! (scope ErrGroup: 4 of 51 are left)");
    assertThat(printed.lines()).contains("nobody has sent to channel approvals (unbuffered)");
    assertThat(printed.lines())
        .filteredOn(line -> line.startsWith("goroutine "))
        .map(line -> line.substring(line.indexOf("]: ") + 3))
        .containsExactly("worker 7", "worker 27", "worker 47");
  }
}
