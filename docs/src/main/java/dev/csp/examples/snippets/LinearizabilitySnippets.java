package dev.csp.examples.snippets;

import dev.csp.testkit.linearizability.Answer;
import dev.csp.testkit.linearizability.ChannelModel;
import dev.csp.testkit.linearizability.Flavour;
import dev.csp.testkit.linearizability.History;
import dev.csp.testkit.linearizability.Linearizability;
import dev.csp.testkit.linearizability.Model;
import dev.csp.testkit.linearizability.Operation;
import dev.csp.testkit.linearizability.Operation.Patience;
import dev.csp.testkit.linearizability.Script;
import dev.csp.testkit.linearizability.Subject;
import dev.csp.testkit.simulation.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class LinearizabilitySnippets {
  // @start region="model"
  /** A counter whose only operation is to add a number, and to answer the sum. */
  record Sum() implements Model<Integer, Integer, Integer> {
    @Override
    public Integer initial() {
      return 0;
    }

    @Override
    public List<Outcome<Integer, Integer>> outcomes(Integer sum, Integer added) {
      return List.of(new Outcome<>(sum + added, sum + added));
    }
  }

  // @end

  // @start region="history"
  static History<Integer, Integer> history(AtomicInteger sum) throws Exception {
    History.Recorder<Integer, Integer> recorder = new History.Recorder<>();
    Thread other =
        Thread.startVirtualThread(() -> {
          try {
            recorder.call("other", 5, () -> sum.addAndGet(5));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    recorder.call("main", 2, () -> sum.addAndGet(2));
    other.join();
    return recorder.history(true);
  }

  // @end

  // @start region="check"
  static void check(History<Operation, Answer> history) {
    ChannelModel model =
        new ChannelModel(Map.of("jobs", Flavour.buffered(8), "quit", Flavour.UNBUFFERED));
    Linearizability.assertLinearizable(model, history);
  }

  // @end

  // @start region="subject"
  /** A queue of the JDK as if it were a channel that never waits. */
  static Subject adapter(Queue<Object> queue) {
    return operation ->
        switch (operation) {
          case Operation.Send send ->
              queue.offer(send.value()) ? new Answer.Done() : new Answer.Nothing();
          case Operation.Receive receive -> {
            Object value = queue.poll();
            yield value == null ? new Answer.Nothing() : new Answer.Value(value);
          }
          case Operation.Close close -> throw new UnsupportedOperationException("close");
          case Operation.Select select -> throw new UnsupportedOperationException("select");
        };
  }

  // @end

  // @start region="script"
  static History<Operation, Answer> twoGoroutines(Schedule schedule) {
    Script script =
        new Script(
            Map.of("q", Flavour.buffered(1)),
            List.of(
                List.of(
                    new Operation.Send("q", 1, Patience.NONE),
                    new Operation.Send("q", 2, Patience.NONE)),
                List.of(new Operation.Receive("q", Patience.NONE))));
    History<Operation, Answer> history =
        script.run(schedule, () -> adapter(new ArrayBlockingQueue<>(1)));
    Linearizability.assertLinearizable(script.model(), history);
    return history;
  }

  // @end

  // @start region="property"
  @Property
  void channelsAreLinearizable(@ForAll Script script, @ForAll Schedule schedule) {
    Linearizability.assertLinearizable(script.model(), script.run(schedule));
  }
  // @end
}
