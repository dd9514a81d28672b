package dev.csp.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class OutcomeTest {
  @Test
  void aValueIsDone() throws Exception {
    Outcome<String> outcome = Outcome.of(() -> "value");
    assertThat(outcome).isEqualTo(new Outcome.Done<>("value"));
    assertThat(outcome.get()).isEqualTo("value");
    assertThat(Outcome.of(() -> null).get()).isNull();
  }

  @Test
  void whateverIsThrownIsFailed() {
    for (Throwable thrown :
        new Throwable[] {
          new IOException(),
          new RuntimeException(),
          new StackOverflowError(),
          new InterruptedException()
        }) {
      Callable<String> task =
          () -> {
            if (thrown instanceof Exception e) {
              throw e;
            }
            throw (Error) thrown;
          };
      Outcome<String> outcome = Outcome.of(task);
      assertThat(outcome).isEqualTo(new Outcome.Failed<>(thrown));
      assertThatThrownBy(outcome::get).isInstanceOf(ExecutionException.class).hasCause(thrown);
    }
  }

  @Test
  void nullsAreRefused() {
    assertThatNullPointerException().isThrownBy(() -> Outcome.of(null)).withMessage("task");
    assertThatNullPointerException()
        .isThrownBy(() -> new Outcome.Failed<>(null))
        .withMessage("failure");
  }
}
