package com.example.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.context.Context;
import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LowerChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What is so for all lines, and for all orders in which the stages may run. */
class WordCountProperties {
  /** Each word of the input is counted once, for whatever words jqwik thinks of. */
  @Property(tries = 200)
  void everyWordIsCountedOnce(
      @ForAll @Size(max = 50) List<@LowerChars @StringLength(min = 1, max = 3) String> words)
      throws Exception {
    Map<String, Integer> expected =
        words.stream().collect(Collectors.toMap(word -> word, word -> 1, Integer::sum));
    assertThat(WordCount.count(Context.background(), words)).isEqualTo(expected);
  }

  /** An order that fails is shrunk to the simplest one that does. */
  @Property(tries = 50)
  void theOrderDoesNotMatter(@ForAll Schedule schedule, @ForAll @AlphaChars String word) {
    Simulation.replay(
        schedule,
        () ->
            assertThat(WordCount.count(Context.background(), List.of("a " + word, "a")))
                .containsKey("a"));
  }
}
