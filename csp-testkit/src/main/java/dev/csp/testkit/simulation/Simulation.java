package dev.csp.testkit.simulation;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.Channel;
import dev.csp.channels.internal.Member;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.time.Duration;

/**
 * Runs a program of goroutines one goroutine at a time, in an order that a seed decides, on a clock
 * of its own: a test of concurrent code that does the same each time it is run.
 *
 * <p>The program is ordinary code: goroutines, channels, selects, timers, contexts, groups. The
 * task is the main goroutine; goroutines that are started in the simulation belong to it. Every
 * operation of the toolkit is a point at which another goroutine may go on: sends, receives,
 * closes, selects, looks at the state of a channel, timers, starts, ends, wakes, {@link
 * dev.csp.go.Go#yieldNow}. Between them a goroutine is alone. There is one exception: raising the
 * counter of a {@link dev.csp.go.WaitGroup}, which wakes nobody.
 *
 * <p><b>Time.</b> The clock, {@link dev.csp.go.Go#now}, begins at 2000-01-01T00:00:00Z. It stands
 * still while anybody can go on, and then moves to the time of the next timer; so an hour of sleep
 * takes no time, and no time-out comes because the machine is slow. It stops when main returns.
 *
 * <p><b>Failures.</b> A run fails with a {@link SimulationFailure}
 *
 * <ul>
 *   <li>when main throws, or another goroutine does, as Go's panics end a program. A handler that
 *       the program has set with {@link dev.csp.go.Go#onUncaught} in the simulation takes the
 *       failures of others. An {@link InterruptedException} ends a goroutine quietly, but not main
 *   <li>when nobody can go on and no timer is pending: at once, with a {@link DeadlockReport}
 *   <li>when main has returned and others wait for ever: likewise. Since the clock stands still,
 *       that includes those that sleep: wait for your goroutines
 *   <li>when there are more than {@linkplain #steps so many} steps
 *   <li>when a goroutine blocks outside the toolkit, or computes, for {@linkplain #grace some time}
 *       of the real clock
 * </ul>
 *
 * <p>The goroutines that are left are then ended: their operations throw an error that they should
 * not catch, and their {@code finally} blocks run, before this throws.
 *
 * <p><b>The same run.</b> A seed and a strategy mean the same run on every machine, also the ids of
 * goroutines and the names of unnamed channels, as long as the program's own code does the same
 * each time: no real clock, no other randomness, no order of identity hashes. What a run uses must
 * be made in it; static fields, and whatever else outlives a run, may change the next one.
 *
 * <p><b>Outside.</b> Threads that are not goroutines of the simulation must not touch its channels;
 * a run in which one completes a wait of the other side fails. Nor may a goroutine use a timer, or
 * a context with a deadline, that was made outside. A goroutine may wait for another one by means
 * of the JDK, a lock or a future, without a time-out; meanwhile the clock stands still, and each
 * such wait costs a millisecond or so of real time.
 *
 * <p>Several simulations may run at once, on several threads; but not one inside another.
 *
 * {@snippet file="dev/csp/examples/snippets/SimulationSnippets.java" region="simulation"}
 *
 * <p>When not to use it: it sees the operations of the toolkit only. A data race on plain fields it
 * finds only by luck, and of the memory model it knows nothing.
 */
@StartsForCaller
public final class Simulation {
  private static final Simulation DEFAULT =
      new Simulation(Strategy.random(), 0, 1_000_000, Duration.ofSeconds(2));

  private final Strategy strategy;
  private final long seed;
  private final long steps;
  private final Duration grace;

  private Simulation(Strategy strategy, long seed, long steps, Duration grace) {
    this.strategy = strategy;
    this.seed = seed;
    this.steps = steps;
    this.grace = grace;
  }

  // ---- in one call

  /**
   * Runs a program once, with {@linkplain Strategy#random() random} decisions.
   *
   * @param seed decides which run it is
   * @param program what main runs
   * @return the run
   * @throws SimulationFailure if the run has failed
   * @throws IllegalStateException if the caller is a goroutine of a simulation
   */
  public static Run run(long seed, Task program) {
    return DEFAULT.seed(seed).run(program);
  }

  /**
   * Runs a program once, with the decisions of a schedule: that of a run that has failed, say.
   *
   * @param schedule the decisions; after the last one, 0
   * @param program what main runs
   * @return the run
   * @throws SimulationFailure if the run has failed
   * @throws IllegalStateException if the caller is a goroutine of a simulation
   */
  public static Run replay(Schedule schedule, Task program) {
    return with(Strategy.replay(schedule)).run(program);
  }

  /**
   * Runs a program with every schedule that there is, but at most 100 000 of them; for small
   * programs. See {@link #explore(long, Task)}.
   *
   * @param program what main runs, each time anew
   * @return how many schedules there were, and whether they were all
   * @throws SimulationFailure if a run has failed
   * @throws IllegalStateException if the caller is a goroutine of a simulation, or if the program
   *     does not do the same when it is run again with the same schedule
   */
  public static Exploration explore(Task program) {
    return DEFAULT.explore(100_000, program);
  }

  // ---- settings

  /**
   * Begins to describe a simulation.
   *
   * @param strategy how decisions are made
   * @return a simulation with seed 0, at most 1 000 000 steps, and a grace of 2 seconds
   */
  public static Simulation with(Strategy strategy) {
    return new Simulation(
        requireNonNull(strategy, "strategy"), DEFAULT.seed, DEFAULT.steps, DEFAULT.grace);
  }

  /**
   * Sets the seed.
   *
   * @param newSeed decides, with the strategy, which run it is
   * @return a simulation with this seed
   */
  public Simulation seed(long newSeed) {
    return new Simulation(strategy, newSeed, steps, grace);
  }

  /**
   * Sets how long a run may be. One that is longer has failed: it would probably never end.
   *
   * @param most how many steps, at least 1
   * @return a simulation with this limit
   * @throws IllegalArgumentException if {@code most} is less than 1
   */
  public Simulation steps(long most) {
    if (most < 1) {
      throw new IllegalArgumentException("steps must be >= 1, was " + most);
    }
    return new Simulation(strategy, seed, most, grace);
  }

  /**
   * Sets how long, by the real clock, a goroutine may be blocked outside the toolkit before the run
   * fails. It may compute for ten times as long.
   *
   * @param time how long, at least a millisecond
   * @return a simulation with this grace
   * @throws IllegalArgumentException if {@code time} is less than a millisecond
   */
  public Simulation grace(Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("grace must be >= 1 ms, was " + time);
    }
    return new Simulation(strategy, seed, steps, time);
  }

  // ---- running

  /**
   * Runs a program once.
   *
   * <p><b>Blocking.</b> Waits for the end of all goroutines. If the calling thread is interrupted,
   * the run fails soon, and the flag is set again.
   *
   * @param program what main runs
   * @return the run
   * @throws SimulationFailure if the run has failed
   * @throws IllegalStateException if the caller is a goroutine of a simulation
   */
  public Run run(Task program) {
    return run(strategy.decider(seed), requireNonNull(program, "program"));
  }

  /**
   * Runs a program several times, with the seed of this simulation and those after it, until a run
   * fails.
   *
   * @param times how many runs, at least 1
   * @param program what main runs, each time anew
   * @return how many runs and steps there were
   * @throws SimulationFailure if a run has failed; it has the seed
   * @throws IllegalArgumentException if {@code times} is less than 1
   * @throws IllegalStateException if the caller is a goroutine of a simulation
   */
  public Exploration runs(int times, Task program) {
    requireNonNull(program, "program");
    if (times < 1) {
      throw new IllegalArgumentException("times must be >= 1, was " + times);
    }
    long total = 0;
    for (int i = 0; i < times; i++) {
      total += seed(seed + i).run(program).steps();
    }
    return new Exploration(times, total, false);
  }

  /**
   * Runs a program with every schedule that there is; for small programs, since their number grows
   * exponentially. Strategy and seed do not matter.
   *
   * @param most how many schedules to try at most, at least 1
   * @param program what main runs, each time anew
   * @return how many schedules there were, and whether they were all
   * @throws SimulationFailure if a run has failed; it has the schedule
   * @throws IllegalArgumentException if {@code most} is less than 1
   * @throws IllegalStateException if the caller is a goroutine of a simulation, or if the program
   *     does not do the same when it is run again with the same schedule
   */
  public Exploration explore(long most, Task program) {
    return explore(Integer.MAX_VALUE, most, program);
  }

  /**
   * Runs a program with every schedule that interferes only so often: that has another goroutine go
   * on, where the one that runs could, only so many times. Most bugs need one or two such
   * preemptions, and the schedules are far fewer.
   *
   * @param preemptions how many, at least 0
   * @param most how many schedules to try at most, at least 1
   * @param program what main runs, each time anew
   * @return how many schedules there were, and whether they were all of this kind
   * @throws SimulationFailure if a run has failed; it has the schedule
   * @throws IllegalArgumentException if a number is too small
   * @throws IllegalStateException if the caller is a goroutine of a simulation, or if the program
   *     does not do the same when it is run again with the same schedule
   */
  public Exploration explore(int preemptions, long most, Task program) {
    if (preemptions < 0) {
      throw new IllegalArgumentException("preemptions must be >= 0, was " + preemptions);
    }
    if (most < 1) {
      throw new IllegalArgumentException("most must be >= 1, was " + most);
    }
    requireNonNull(program, "program");
    ExploringDecider decider = new ExploringDecider(preemptions);
    long schedules = 0;
    long total = 0;
    boolean more = true;
    while (more && schedules < most) {
      total += run(decider, program).steps();
      schedules++;
      if (decider.hasDiverged()) {
        throw new IllegalStateException(
            "the program did not do the same when it was run again: schedule "
                + schedules
                + " of the exploration could not be repeated as far as it had to be");
      }
      more = decider.advance();
    }
    return new Exploration(schedules, total, !more);
  }

  private Run run(Decider decider, Task program) {
    Member caller = Member.ofCaller();
    if (caller != null) {
      throw new IllegalStateException(
          "a simulation cannot run inside a simulation, on goroutine "
              + caller.id()
              + " ["
              + caller.goroutine().name()
              + "]");
    }
    WarmUp.once();
    Trace trace = new Trace();
    Driver driver = new Driver(decider, trace, this, program);
    Ending ending = driver.run();
    Run run = new Run(seed, strategy, driver.world().schedule(), ending, trace);
    SimulationFailure failure = Report.failure(run, ending, driver.unfinished());
    if (failure != null) {
      throw failure;
    }
    return run;
  }

  long mostSteps() {
    return steps;
  }

  Duration graceTime() {
    return grace;
  }

  /**
   * Initializes classes of the toolkit that have channels in static fields, outside of any
   * simulation: the operations of their initializers would otherwise be steps of the first one.
   */
  private static final class WarmUp {
    static {
      try (CancellableContext context = Context.background().withTimeout(Duration.ofHours(1))) {
        context.done();
      }
      Channel.never().tryReceive();
    }

    static void once() {
      // the work is done
    }
  }
}
