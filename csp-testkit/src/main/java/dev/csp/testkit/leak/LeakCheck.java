package dev.csp.testkit.leak;

import static java.util.Objects.requireNonNull;

import dev.csp.channels.internal.Member;
import dev.csp.channels.internal.Owner;
import dev.csp.go.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks that code leaves no goroutines: how long those that it has started may take to end, and
 * which may stay. Immutable; one may serve any number of scopes at once.
 *
 * <p>A check asks whose a goroutine is, not how many there are: it sees those that were started in
 * its {@linkplain LeakScope scope}, and no others. So tests may run at the same time, and beside
 * goroutines that live as long as the process. A goroutine belongs to the scope of whoever started
 * it, directly or through any number of goroutines, patterns, and timers.
 *
 * {@snippet file="dev/csp/examples/snippets/LeakSnippets.java" region="check"}
 *
 * <p>What it cannot see: threads that are not goroutines; goroutines that such a thread has
 * started, unless {@link LeakScope#carry} brought it into the scope; a timer with a call that is
 * due after the end of the scope. Goroutines of a {@linkplain dev.csp.testkit.simulation
 * simulation} are not seen either: it reports those that it leaves behind itself.
 *
 * <p>While no scope is open, this costs nothing. It is for tests: do not keep a scope open for the
 * life of a program.
 */
public final class LeakCheck {
  private static final LeakCheck STANDARD = new LeakCheck(Duration.ofSeconds(5), leak -> false);

  private final Duration grace;
  private final Predicate<Leak> allowed;

  private LeakCheck(Duration grace, Predicate<Leak> allowed) {
    this.grace = grace;
    this.allowed = allowed;
  }

  /**
   * Returns the check that allows nothing, and waits 5 seconds for the last goroutine to end.
   *
   * @return the check
   */
  public static LeakCheck standard() {
    return STANDARD;
  }

  /**
   * Changes how long the end of a scope waits for goroutines to end. It waits for their ends, not
   * for the time: a scope without leaks takes no longer than its goroutines.
   *
   * @param time how long at most; zero looks once
   * @return such a check
   * @throws IllegalArgumentException if {@code time} is negative
   */
  public LeakCheck grace(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("grace must be >= 0, was " + time);
    }
    return new LeakCheck(time, allowed);
  }

  /**
   * Allows goroutines of some names to stay, beside those that are allowed already.
   *
   * @param names their names
   * @return such a check
   */
  public LeakCheck allow(String... names) {
    return allowIf(leakNamed(List.of(names)));
  }

  private static Predicate<Leak> leakNamed(List<String> names) {
    return leak -> names.contains(leak.name());
  }

  /**
   * Allows some goroutines to stay, beside those that are allowed already.
   *
   * @param condition which; called at the end of a scope, on its thread, perhaps several times
   * @return such a check
   */
  public LeakCheck allowIf(Predicate<? super Leak> condition) {
    requireNonNull(condition, "condition");
    return new LeakCheck(grace, leak -> allowed.test(leak) || condition.test(leak));
  }

  /**
   * Begins a scope for the calling thread: what it starts from now on, until {@link
   * LeakScope#close}, belongs to it. Scopes nest: what belongs to the inner one belongs to the
   * outer one too, and counts there if it outlives that as well.
   *
   * @param name what to call the scope in a report
   * @return the scope; close it in the same thread
   * @throws IllegalStateException if the caller is in a simulation, which has its own report
   */
  public LeakScope begin(String name) {
    return begin(name, Owner.ofCaller());
  }

  LeakScope begin(String name, @Nullable Owner parent) {
    requireNonNull(name, "name");
    if (Member.isCaller()) {
      throw new IllegalStateException(
          "no leak check in a simulation: it reports the goroutines that " + name + " leaves");
    }
    return new LeakScope(this, name, parent);
  }

  /**
   * Runs a task in a scope of its own, on the calling thread.
   *
   * @param name what to call it in a report
   * @param task what to run
   * @throws LeakError if goroutines that it has started stay alive; suppressed, if the task has
   *     thrown
   * @throws Exception what the task throws
   */
  public void run(String name, Task task) throws Exception {
    requireNonNull(task, "task");
    LeakScope scope = begin(name);
    try (scope) {
      task.run();
    }
  }

  Duration grace() {
    return grace;
  }

  boolean allows(Leak leak) {
    return allowed.test(leak);
  }
}
