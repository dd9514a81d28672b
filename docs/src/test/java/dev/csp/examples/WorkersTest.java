package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.go.Go;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WorkersTest {
  private static final List<String> OTHERS =
      List.of(
          "worker 1 has worked",
          "worker 2 has worked",
          "worker 4 has worked",
          "worker 5 has worked");

  @RegisterExtension final Printed printed = new Printed();

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void keepFailures() {
    Go.onUncaught((goroutine, thrown) -> failures.add(goroutine.name() + ": " + thrown));
  }

  @AfterEach
  void restoreTheHandler() {
    Go.onUncaught(null);
  }

  @Test
  void aWorkerThatThrowsDoesNotHangTheWait() throws InterruptedException {
    Workers.run(printed.out());
    assertThat(printed.lines()).hasSize(5).endsWith("all have ended, 1 of 5 by a failure");
    assertThat(printed.lines()).containsAll(OTHERS);
    assertThat(failures)
        .containsExactly("worker 3: java.lang.IllegalStateException: worker 3 has no tools");
  }

  @Test
  void norDoesOneThatCallsDoneInAFinally() throws InterruptedException {
    Workers.runByHand(printed.out());
    assertThat(printed.lines()).hasSize(5).endsWith("all have called done").containsAll(OTHERS);
  }
}
