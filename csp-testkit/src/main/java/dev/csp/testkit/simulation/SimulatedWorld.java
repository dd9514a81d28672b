package dev.csp.testkit.simulation;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.Act;
import dev.csp.channels.internal.CaseWaiter;
import dev.csp.channels.internal.Claim;
import dev.csp.channels.internal.Member;
import dev.csp.channels.internal.Port;
import dev.csp.channels.internal.Situation;
import dev.csp.channels.internal.TimeSource;
import dev.csp.channels.internal.VirtualGoroutine;
import dev.csp.channels.internal.World;
import dev.csp.go.Goroutine;
import dev.csp.go.StartsForCaller;
import dev.csp.go.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/*
 * One simulation: its members, its clock, and who runs next.
 *
 * All plain fields belong to whoever holds the baton (SimulatedMember).
 *
 * While the world is not over, each member is in one of these places, by id or in the order in which it came there:
 *   - it holds the baton (holder)
 *   - runnable: it could go on. Also those that have not begun
 *   - blocked: it waits for a claim
 *   - strays: it blocks, or runs, outside the toolkit, without the baton
 * and the one that serves the timers may wait for the next one to be due (timersIdle).
 *
 * The clock moves only when nobody is runnable and nobody strays, and only while main has not returned: then to the time of the first timer.
 *
 * A decision is who goes on, of those that could; or, within a step, which of the ready cases of a select or of the due timers. Decisions with
 * one possibility are none. The decider makes them; schedule is what it has decided.
 *
 * The end: the first that calls conclude decides how. From then on the world is over; every call of a member throws Stopped, and the driver gives
 * each its turn to run its finally blocks, one after the other.
 */

/** One simulation: its members, its clock, and who runs next. */
@StartsForCaller
final class SimulatedWorld extends World implements Decider.Lineup {
  /** How many of the blocked are looked at for interrupts at each decision. */
  private static final int LOOKS = 32;

  private static final VarHandle STEPS;

  static {
    try {
      STEPS = MethodHandles.lookup().findVarHandle(SimulatedWorld.class, "steps", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Decider decider;
  private final Trace trace;
  private final long mostSteps;
  private final Runnable driverWaker;

  private volatile boolean over;
  private volatile @Nullable String touched;

  /** Who has the baton; null for the driver. */
  private volatile @Nullable SimulatedMember holder;

  // The holder's.
  @SuppressWarnings("unused") // through STEPS
  private long steps;

  private long nanos;
  private long goroutines = 1; // main
  private long channels;
  private int live;
  private @Nullable SimulatedMember main; // null once it has returned
  private @Nullable SimulatedMember timers;
  private boolean timersIdle;
  private final Map<Long, SimulatedMember> members = new LinkedHashMap<>(); // in order of their ids
  private final List<SimulatedMember> runnable = new ArrayList<>();
  private final List<SimulatedMember> blocked = new ArrayList<>();
  private final List<SimulatedMember> strays = new ArrayList<>();
  private final Schedule.Recorder schedule = new Schedule.Recorder();
  private int nextLook;
  private @Nullable Ending ending;

  // The last decision, until the step to which it has led; 0 possibilities if there is none.
  private int choice;
  private int choices;

  // The line-up of the decision under way.
  private @Nullable SimulatedMember running;
  private boolean yields;

  SimulatedWorld(Decider decider, Trace trace, long mostSteps, Runnable driverWaker) {
    this.decider = decider;
    this.trace = trace;
    this.mostSteps = mostSteps;
    this.driverWaker = driverWaker;
  }

  // ---- for the driver

  /** Makes the goroutine of the program; the caller counts as its starter. */
  void prepare(Task program) {
    main = (SimulatedMember) make("main", 1, program);
  }

  /** Opens this world; main is ready to go on. */
  void begin() {
    open();
    add(requireNonNull(main));
  }

  /** Lets somebody go on, if somebody can; the driver has the baton. Whether somebody does. */
  boolean resume() {
    SimulatedMember next = nextOrIdle();
    if (next != null) {
      handOver(next);
    }
    return next != null;
  }

  /** Gives the baton to a member that is to end. */
  void handOver(SimulatedMember next) {
    holder = next;
    next.takeTurn();
  }

  /** Ends what {@link #begin} began. */
  void finish() {
    close();
  }

  /** Takes the baton from its holder, which blocks outside the toolkit. Whether it could. */
  boolean letStray(SimulatedMember member) {
    if (!member.strays()) {
      return false;
    }
    holder = null;
    strays.add(member);
    return true;
  }

  void wakeDriver() {
    holder = null;
    driverWaker.run();
  }

  @Nullable SimulatedMember holder() {
    return holder;
  }

  boolean isOver() {
    return over;
  }

  /** How many steps there have been; for those who do not hold the baton, perhaps a few less. */
  long steps() {
    return (long) STEPS.getOpaque(this);
  }

  List<SimulatedMember> strays() {
    return strays;
  }

  /**
   * Those that have not ended, in order of their ids, and at last the one that serves the timers.
   */
  List<SimulatedMember> left() {
    List<SimulatedMember> left = new ArrayList<>(members.values());
    if (timers != null && timers.phase() != SimulatedMember.ENDED) {
      left.add(timers);
    }
    return left;
  }

  Ending ending() {
    return requireNonNull(ending);
  }

  Schedule schedule() {
    return schedule.toSchedule();
  }

  // ---- who goes on

  /** Lets somebody go on: perhaps another than the caller, which comes back when it is its turn. */
  void decide(SimulatedMember self, boolean selfYields) {
    SimulatedMember next = pick(self, selfYields);
    if (next != null && next != self) {
      runnable.add(self);
      pass(self, next);
    }
  }

  private void pass(SimulatedMember self, SimulatedMember next) {
    holder = next;
    self.passTo(next);
  }

  /** Picks who goes on, and takes it out of the runnable. Null if nobody could, or all is over. */
  private @Nullable SimulatedMember pick(@Nullable SimulatedMember self, boolean selfYields) {
    look();
    if (over) {
      return null;
    }
    running = self;
    yields = selfYields;
    int size = size();
    if (size == 0) {
      return null;
    }
    int chosen = 0;
    if (size > 1) {
      chosen = decider.next(this);
      schedule.add(chosen);
      choice = chosen;
      choices = size;
    }
    SimulatedMember next = at(chosen);
    if (next != self) {
      runnable.remove(self == null || selfYields ? chosen : chosen - 1);
      if (next.phase() == SimulatedMember.NEW && next != timers) {
        next.step = note(next, Act.BEGIN, null, null);
      }
    }
    return next;
  }

  @Override
  public int size() {
    return runnable.size() + (running == null ? 0 : 1);
  }

  @Override
  public long id(int index) {
    return at(index).id();
  }

  @Override
  public long running() {
    return running == null ? -1 : running.id();
  }

  @Override
  public boolean yields() {
    return yields;
  }

  private SimulatedMember at(int index) {
    SimulatedMember self = running;
    if (self == null) {
      return runnable.get(index);
    }
    if (yields) {
      return index < runnable.size() ? runnable.get(index) : self;
    }
    return index == 0 ? self : runnable.get(index - 1);
  }

  /**
   * Picks who goes on when the caller cannot. Null if that is for the driver to find out, or all is
   * over.
   */
  private @Nullable SimulatedMember nextOrIdle() {
    while (true) {
      SimulatedMember next = pick(null, false);
      if (next != null || over) {
        return next;
      }
      if (!lookAtAll()) {
        if (!strays.isEmpty()) {
          return null;
        }
        if (main != null && nextTimer() != TimeSource.NO_DEADLINE) {
          nanos = Math.max(nanos, nextTimer());
        } else {
          concludeIdle();
        }
      }
    }
  }

  private void concludeIdle() {
    for (SimulatedMember member : blocked) {
      if (member.isAwake()) {
        touched =
            "the wait of " + member.name() + " has been completed from outside the simulation";
        look();
        return;
      }
    }
    if (members.isEmpty()) {
      conclude(Ending.Kind.DONE, "", null);
    } else if (main == null) {
      conclude(Ending.Kind.LEFT_BEHIND, "", null);
    } else {
      conclude(Ending.Kind.DEADLOCK, "", null);
    }
  }

  // ---- what may have happened behind the members' backs

  /** Looks at timers, at some of the blocked, and at the strays. */
  private void look() {
    String misuse = touched;
    if (misuse != null) {
      conclude(Ending.Kind.MISUSE, misuse, null);
    }
    if (nanos - nextTimer() >= 0 && (timersIdle || timers == null)) {
      timersIdle = false;
      if (timers == null) {
        timers = (SimulatedMember) make("timers", 0, () -> requireNonNull(timers).serveTimers());
      }
      runnable.add(timers);
    }
    int looks = Math.min(LOOKS, blocked.size());
    for (int i = 0; i < looks; i++) {
      if (nextLook >= blocked.size()) {
        nextLook = 0;
      }
      SimulatedMember member = blocked.get(nextLook++);
      if (member.isInterrupted()) {
        unblock(member);
      }
    }
    if (!strays.isEmpty()) {
      collectStrays();
    }
  }

  /** Looks at all the blocked; whether any of them can go on. */
  private boolean lookAtAll() {
    boolean found = false;
    for (int i = blocked.size() - 1; i >= 0; i--) {
      SimulatedMember member = blocked.get(i);
      if (member.isInterrupted()) {
        unblock(member);
        found = true;
      }
    }
    return found;
  }

  /**
   * Makes those strays runnable that have come back. One that is on its way, because another member
   * has just released what it waited for, is waited for in real time: so it does not depend on the
   * machine at which step it is back.
   */
  @SuppressWarnings("ThreadPriorityCheck") // it may need this carrier
  private void collectStrays() {
    for (int i = 0; i < strays.size(); i++) {
      SimulatedMember stray = strays.get(i);
      while (stray.isOnItsWay() && touched == null) {
        Thread.yield();
      }
      if (stray.phase() == SimulatedMember.RETURNED) {
        strays.remove(i--);
        runnable.add(stray);
      }
    }
  }

  /** Fails the run, as soon as the holder of the baton comes by. For any thread. */
  void complain(String misuse) {
    touched = misuse;
  }

  @Override
  protected void touched(Thread thread, Member owner) {
    touched =
        thread
            + ", which is not a goroutine of the simulation, has completed a wait of "
            + ((SimulatedMember) owner).name();
  }

  void touchesOutside(SimulatedMember self, Thread owner) {
    touched =
        self.name()
            + " has completed a wait of "
            + owner
            + ", which is not a goroutine of the simulation";
  }

  /** Fails the run if a port belongs to another clock. */
  void check(@Nullable Object subject) {
    switch (subject) {
      case Port port when !admits(port) ->
          touched = port.describe() + " was made outside the simulation, and follows another clock";
      case CaseWaiter[] cases -> {
        for (CaseWaiter waiter : cases) {
          if (waiter != null) {
            check(waiter.port());
          }
        }
      }
      case null, default -> {}
    }
  }

  // ---- what members do

  void add(SimulatedMember member) {
    members.put(member.id(), member);
    live++;
    runnable.add(member);
  }

  /** Waits until the claim is completed, or the member is interrupted. */
  void block(SimulatedMember self, Claim claim) {
    Step begun = self.step;
    if (begun != null) {
      begun.block();
    }
    self.claim = claim;
    self.place = blocked.size();
    blocked.add(self);
    giveUpTurn(self);
    self.claim = null;
    if (!over) {
      self.step = note(self, Act.RESUME, begun == null ? null : begun.subject(), begun);
    }
  }

  /** Makes somebody runnable; perhaps it goes on at once. */
  void wakes(SimulatedMember waker, SimulatedMember wakee) {
    if (waker.step != null) {
      waker.step.wakes(wakee.id());
    }
    if (wakee.place >= 0) {
      unblock(wakee);
    }
    if (waker
        != timers) { // that one decides before the next timer, and has nothing to do until then
      decide(waker, false);
    }
  }

  private void unblock(SimulatedMember member) {
    SimulatedMember last = blocked.removeLast();
    if (last != member) {
      blocked.set(member.place, last);
      last.place = member.place;
    }
    member.place = -1;
    runnable.add(member);
  }

  void leaves(SimulatedMember self) {
    if (self != timers) {
      live--;
    }
  }

  void end(SimulatedMember self) {
    members.remove(self.id());
    if (self == main) {
      main = null;
    }
    SimulatedMember next = null;
    if (!over) {
      Step unused = note(self, Act.END, null, null);
      next = nextOrIdle();
    }
    if (next != null) {
      handOver(next);
    } else {
      wakeDriver();
    }
  }

  /** Waits until a timer is due; whether one still is, or another member has stopped it. */
  boolean awaitTimer(SimulatedMember self) {
    if (nanos - nextTimer() < 0) {
      timersIdle = true;
      giveUpTurn(self);
    } else {
      decide(self, false);
    }
    if (over || nanos - nextTimer() < 0) {
      return false;
    }
    self.step = note(self, Act.FIRE, null, null);
    return true;
  }

  /** Fires one timer that is due. The caller is the one that serves them. */
  void fireTimer() {
    fireTimer(nanos, this::choose);
  }

  /** Has others go on until somebody makes the caller runnable and it is its turn. */
  private void giveUpTurn(SimulatedMember self) {
    SimulatedMember next = nextOrIdle();
    if (next != null && next != self) {
      pass(self, next);
    } else if (next == null && !over) {
      self.awaitDriver();
    }
  }

  /** Has the program's handler take a failure; answers what is left of it. */
  @Nullable Throwable handle(SimulatedMember member, Throwable failure, boolean quiet) {
    if (member == main) {
      return failure;
    }
    BiConsumer<? super Goroutine, ? super Throwable> handler = uncaught();
    if (quiet || handler == null) {
      return quiet ? null : failure;
    }
    try {
      handler.accept(member.goroutine(), failure);
      return null;
    } catch (Throwable t) {
      return t;
    }
  }

  void crash(SimulatedMember member, Throwable failure) {
    String where = member == main ? "" : "uncaught in " + member.name() + ": ";
    conclude(Ending.Kind.FAILED, where + failure, failure);
  }

  int choose(int bound) {
    int chosen = decider.choose(bound);
    schedule.add(chosen);
    SimulatedMember now = holder;
    if (now != null && now.step != null) {
      now.step.decide(chosen, bound);
    }
    return chosen;
  }

  long nanoTime() {
    return nanos;
  }

  long nextGoroutine() {
    return ++goroutines;
  }

  long nextChannel() {
    return ++channels;
  }

  /** Notes a step. */
  Step note(SimulatedMember member, Act act, @Nullable Object subject, @Nullable Object detail) {
    long number = steps + 1;
    STEPS.setOpaque(this, number);
    Step step = new Step(number, nanos, member.id(), act, subject, detail);
    if (choices > 0) {
      step.decide(choice, choices);
      choices = 0;
    }
    trace.add(step);
    if (number >= mostSteps) {
      conclude(Ending.Kind.ENDLESS, "the run has not ended after " + number + " steps", null);
    }
    return step;
  }

  // ---- the end

  /** Decides how this ends, if that is not decided yet. The caller has the baton. */
  void conclude(Ending.Kind kind, String headline, @Nullable Throwable cause) {
    if (over) {
      return;
    }
    List<Situation> situations = kind.needsSituations() ? situations() : List.of();
    ending = new Ending(kind, headline, cause, situations, goroutines, steps, nanos);
    over = true;
  }

  // ---- for the kernel

  @Override
  protected Member admit(VirtualGoroutine goroutine, long id) {
    return new SimulatedMember(this, goroutine, id);
  }

  @Override
  protected int count() {
    return live;
  }

  @Override
  protected List<Situation> situations() {
    List<Situation> situations = new ArrayList<>();
    SimulatedMember now = holder;
    for (SimulatedMember member : members.values()) {
      String state =
          member == now
              ? "running"
              : strays.contains(member) ? "blocked outside the toolkit" : "runnable";
      situations.add(Situation.of(member, nanos, state, true));
    }
    return situations;
  }
}
