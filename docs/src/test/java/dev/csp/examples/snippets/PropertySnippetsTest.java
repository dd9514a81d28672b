package dev.csp.examples.snippets;

import dev.csp.testkit.simulation.Schedule;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What the Javadoc shows of properties holds. */
final class PropertySnippetsTest {
  @Property(tries = 100)
  void sendersKeepTheirOrder(@ForAll Schedule schedule) {
    new PropertySnippets().sendersKeepTheirOrder(schedule);
  }
}
