package dev.csp.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.testkit.linearizability.History;
import dev.csp.testkit.linearizability.Linearizability;
import dev.csp.testkit.simulation.Schedule;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What the Javadoc shows of histories holds. */
final class LinearizabilitySnippetsTest {
  @Example
  void aCounter() throws Exception {
    var history = LinearizabilitySnippets.history(new AtomicInteger());
    Linearizability.assertLinearizable(new LinearizabilitySnippets.Sum(), history);
    assertThat(
            Linearizability.order(
                new LinearizabilitySnippets.Sum(),
                LinearizabilitySnippets.history(new AtomicInteger(1))))
        .isEmpty();
  }

  @Property(tries = 100)
  void aQueueOfTheJdk(@ForAll Schedule schedule) {
    var history = LinearizabilitySnippets.twoGoroutines(schedule);
    assertThat(history.calls()).hasSize(3);
    LinearizabilitySnippets.check(new History<>(List.of(), true));
  }
}
