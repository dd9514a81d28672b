package dev.csp.testkit.linearizability;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.StartsForCaller;
import dev.csp.go.WaitGroup;
import dev.csp.testkit.simulation.Schedule;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What some goroutines do with some channels: each its operations, one after the other.
 *
 * {@snippet file="dev/csp/examples/snippets/LinearizabilitySnippets.java" region="script"}
 *
 * @param channels the channels, by name
 * @param goroutines by goroutine, what it does
 */
@StartsForCaller
public record Script(Map<String, Flavour> channels, List<List<Operation>> goroutines) {
  /**
   * Makes a script.
   *
   * @param channels the channels, by name
   * @param goroutines by goroutine, what it does
   */
  public Script {
    channels = new TreeMap<>(channels);
    goroutines = goroutines.stream().map(List::copyOf).toList();
  }

  /**
   * Returns what the script's channels should do.
   *
   * @return the model
   */
  public ChannelModel model() {
    return new ChannelModel(channels);
  }

  /**
   * Runs the script in a simulation, on channels of this library.
   *
   * @param schedule the schedule of the simulation
   * @return what happened; settled
   * @throws SimulationFailure if the run fails otherwise than by waiting for ever
   */
  public History<Operation, Answer> run(Schedule schedule) {
    return run(
        schedule,
        () -> {
          Map<String, Channel<Object>> made = new HashMap<>();
          channels.forEach((name, flavour) -> made.put(name, flavour.make(name)));
          return Subject.of(made);
        });
  }

  /**
   * Runs the script in a simulation, on a subject. That goroutines wait for ever is no failure: in
   * the history, their last calls have not returned.
   *
   * @param schedule the schedule of the simulation
   * @param subject makes, in the simulation, what is to do the operations
   * @return what happened; settled
   * @throws SimulationFailure if the run fails otherwise than by waiting for ever
   */
  public History<Operation, Answer> run(Schedule schedule, Supplier<? extends Subject> subject) {
    History.Recorder<Operation, Answer> recorder = new History.Recorder<>();
    try {
      Simulation.replay(schedule, () -> play(subject.get(), recorder));
    } catch (SimulationFailure failure) {
      if (failure.deadlock().isEmpty()) {
        throw failure;
      }
    }
    return recorder.history(true);
  }

  private void play(Subject subject, History.Recorder<Operation, Answer> recorder)
      throws InterruptedException {
    WaitGroup all = new WaitGroup();
    int number = 0;
    for (List<Operation> operations : goroutines) {
      String name = "g" + ++number;
      all.add(1);
      Go.go(
          name,
          () -> {
            for (Operation operation : operations) {
              recorder.call(name, operation, () -> subject.perform(operation));
            }
            all.done();
          });
    }
    all.await();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    channels.forEach((name, flavour) ->
        text.append(name)
            .append(" ")
            .append(flavour.overflow())
            .append(' ')
            .append(flavour.capacity())
            .append("; "));
    int number = 0;
    for (List<Operation> operations : goroutines) {
      text.append("g").append(++number).append(operations).append(' ');
    }
    return text.toString().strip();
  }
}
