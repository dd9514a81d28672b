package dev.csp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelBuilder;
import dev.csp.go.Task;
import dev.csp.testkit.contract.FaultyWire.Fault;
import dev.csp.testkit.simulation.Exploration;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import dev.csp.testkit.simulation.Strategy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contracts of channels, select, synchronizers, contexts, groups and patterns under thousands
 * of schedules: by chance, with priorities, and in small programs each with few preemptions. A run
 * in which somebody waits for ever fails too, so a lost wake-up is found by every program.
 *
 * <p>{@code csp.test.workScale} multiplies the number of schedules.
 */
final class ContractsInSimulationTest {
  private static final AtomicLong SCHEDULES = new AtomicLong();
  private static final AtomicLong STEPS = new AtomicLong();

  private static final int RUNS = scaled(40);
  private static final int EXPLORED = scaled(60);
  private static final List<Strategy> STRATEGIES =
      List.of(Strategy.random(), Strategy.pct(1, 60), Strategy.pct(2, 60));

  private static int scaled(int count) {
    double scale = Double.parseDouble(System.getProperty("csp.test.workScale", "1"));
    return Math.max(1, (int) Math.round(count * scale));
  }

  private static void check(Program program) {
    for (Strategy strategy : STRATEGIES) {
      count(Simulation.with(strategy).runs(RUNS, program.body()));
    }
    count(Simulation.with(Strategy.random()).explore(2, EXPLORED, program.body()));
  }

  private static void count(Exploration done) {
    SCHEDULES.addAndGet(done.schedules());
    STEPS.addAndGet(done.steps());
  }

  @AfterAll
  static void printsHowManyScheduleThereWere() {
    System.out.println(
        "contracts in simulation: " + SCHEDULES + " schedules, " + STEPS + " steps, all sound");
  }

  private static Stream<DynamicTest> tests(String of, List<Program> programs) {
    return programs.stream()
        .map(program -> DynamicTest.dynamicTest(of + program.name(), () -> check(program)));
  }

  // ---- the contracts

  private static Map<String, ChannelPrograms> kinds() {
    Map<String, ChannelPrograms> kinds = new LinkedHashMap<>();
    kinds.put("unbuffered", ChannelPrograms.of(Channel::unbuffered, 0));
    kinds.put("buffered(1)", ChannelPrograms.of(() -> Channel.buffered(1), 1));
    kinds.put("buffered(3)", ChannelPrograms.of(() -> Channel.buffered(3), 3));
    kinds.put("unlimited", ChannelPrograms.of(Channel::unlimited, Integer.MAX_VALUE));
    return kinds;
  }

  @TestFactory
  Stream<DynamicTest> channels() {
    return kinds().entrySet().stream()
        .flatMap(kind -> tests(kind.getKey() + ": ", kind.getValue().all()));
  }

  @TestFactory
  Stream<DynamicTest> channelsThatGiveUpValues() {
    return Stream.of(
            new LossyPrograms(builder -> builder.sliding(1)),
            new LossyPrograms(builder -> builder.dropping(1)),
            new LossyPrograms(ChannelBuilder::unlimited))
        .flatMap(programs -> tests("", programs.all()));
  }

  @TestFactory
  Stream<DynamicTest> selects() {
    return tests("", SelectPrograms.all());
  }

  @TestFactory
  Stream<DynamicTest> synchronizersContextsAndGroups() {
    return tests("", SynchronizerPrograms.all());
  }

  @TestFactory
  Stream<DynamicTest> patterns() {
    return tests("", PatternPrograms.all());
  }

  // ---- what the programs find

  /** The first failure of any of the programs, or null. */
  private static @Nullable SimulationFailure firstFailure(List<Program> programs) {
    for (Program program : programs) {
      SimulationFailure failure = firstFailure(program.body());
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  private static @Nullable SimulationFailure firstFailure(Task program) {
    for (Strategy strategy : STRATEGIES) {
      SimulationFailure failure =
          catchThrowableOfType(
              SimulationFailure.class, () -> Simulation.with(strategy).runs(RUNS, program));
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  private static List<Program> programsOf(Fault fault) {
    Supplier<Wire> maker = () -> new FaultyWire(fault);
    List<Program> programs = new ArrayList<>(new ChannelPrograms(maker, 2).all());
    programs.removeIf(program -> program.name().contains("in order")); // its waiters are not
    return programs;
  }

  @Test
  void aWireWithoutAFaultFulfilsTheContract() {
    assertThat(firstFailure(programsOf(Fault.NONE))).isNull();
  }

  @Test
  void everyFaultyWireIsFound() {
    Set<Fault> missed = EnumSet.noneOf(Fault.class);
    for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.NONE))) {
      if (firstFailure(programsOf(fault)) == null) {
        missed.add(fault);
      }
    }
    assertThat(missed).isEmpty();
  }

  @Test
  void aChoiceThatIsNotAtomicIsFound() {
    SimulationFailure failure = firstFailure(SelectPrograms.of(SelectPrograms.NOT_ATOMIC));
    assertThat(failure).hasMessageContaining("not to be null");
  }

  @Test
  void aChoiceThatTakesBothIsFound() {
    SimulationFailure failure = firstFailure(SelectPrograms.of(SelectPrograms.TAKES_BOTH));
    assertThat(failure).hasMessageContaining("asleep");
  }
}
