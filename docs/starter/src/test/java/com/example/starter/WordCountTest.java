package com.example.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.testkit.leak.LeakCheckExtension;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.Strategy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each of these tests fails if it leaves a goroutine. */
@ExtendWith(LeakCheckExtension.class)
class WordCountTest {
  @Test
  void wordsAreCountedWhateverTheirCase() throws Exception {
    assertThat(WordCount.count(Context.background(), List.of("To be", "or not to be")))
        .hasToString("{be=2, not=1, or=1, to=2}");
  }

  /** A hundred runs in a hundred orders; a failure says how to run its order again. */
  @Test
  void theAnswerIsTheSameInEveryOrder() {
    Simulation.with(Strategy.random())
        .runs(
            100,
            () ->
                assertThat(WordCount.count(Context.background(), List.of("a b", "b c")))
                    .hasToString("{a=1, b=2, c=1}"));
  }

  /** The stages end, too, when nobody wants their words any more. */
  @Test
  void aCancelledCountLeavesNobody() {
    try (CancellableContext ctx = Context.background().withCancel()) {
      ctx.cancel();
      assertThatThrownBy(() -> WordCount.count(ctx, List.of("a", "b"))).isNotNull();
    }
  }
}
