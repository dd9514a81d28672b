package dev.csp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeadlineTest {
  @RegisterExtension final Printed printed = new Printed();

  @Test
  void theDeadlineStopsThePipelineAndNothingIsLeft() throws Exception {
    assertThat(Deadline.run(printed.out(), printed.err(), "50")).isZero();
    assertThat(printed.after("stopped by: ")).isEqualTo("DeadlineExceededException");
    assertThat(Integer.parseInt(printed.after("primes found: "))).isNotNegative();
    assertThat(printed.after("goroutines left behind: ")).isEqualTo("0");
  }

  /** What was found until then is right and without a gap, so nothing was lost between stages. */
  @Test
  void theResultsUntilThenAreThePrimesInOrder() throws Exception {
    List<Long> found = List.of();
    for (int millis = 50;
        found.isEmpty();
        millis *= 2) { // a slow machine needs longer for the first
      try (CancellableContext ctx = Context.background().withTimeout(Duration.ofMillis(millis))) {
        found = Deadline.primes(ctx);
      }
    }
    BigInteger prime = BigInteger.valueOf(Deadline.FIRST);
    for (Long next : found) {
      prime = prime.nextProbablePrime();
      assertThat(next).isEqualTo(prime.longValueExact());
    }
  }

  @Test
  void aContextThatHasEndedLeavesNothingToDo() throws Exception {
    try (CancellableContext ctx = Context.background().withCancel()) {
      ctx.cancel();
      assertThat(Deadline.primes(ctx)).isEmpty();
    }
  }

  @Test
  void whatIsNoNumberIsRefused() throws Exception {
    assertThat(Deadline.run(printed.out(), printed.err(), "soon")).isEqualTo(2);
    assertThat(printed.errors()).containsExactly("MILLISECONDS must be a number, was soon");
  }
}
