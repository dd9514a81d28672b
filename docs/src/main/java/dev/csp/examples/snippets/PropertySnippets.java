package dev.csp.examples.snippets;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class PropertySnippets {
  // @start region="schedules"
  @Property
  void sendersKeepTheirOrder(@ForAll Schedule schedule) {
    Simulation.replay(
        schedule,
        () -> {
          Channel<Integer> numbers = Channel.buffered(1);
          Go.go(() -> {
            numbers.send(1);
            numbers.send(2);
          });
          int first = numbers.receive();
          int second = numbers.receive();
          if (first > second) {
            throw new AssertionError("2 came before 1");
          }
        });
  }
  // @end
}
