package dev.csp.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.csp.channels.Channel;
import dev.csp.channels.Timer;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.testkit.simulation.Simulation;
import dev.csp.testkit.simulation.SimulationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LeakCheckTest {
  private static final LeakCheck AT_ONCE = LeakCheck.standard().grace(Duration.ZERO);
  private static final Duration LONG = Duration.ofHours(1);

  private final Stuck stuck = new Stuck();

  @AfterEach
  void nothingStays() throws InterruptedException {
    stuck.close();
  }

  private static LeakError leakOf(LeakScope scope) {
    return catchThrowableOfType(LeakError.class, scope::close);
  }

  private static void waitUntilBlocked(Goroutine goroutine) {
    waitUntilWaiting(goroutine.thread());
  }

  private static void waitUntilWaiting(Thread thread) {
    while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
      Go.yieldNow();
    }
  }

  @Test
  void namesWhoIsAliveWithReasonChannelAndStartSite() {
    LeakScope scope = AT_ONCE.begin("the upload");
    Goroutine leaked = stuck.sender("uploader");
    waitUntilBlocked(leaked);
    LeakError error = leakOf(scope);
    assertThat(error)
        .hasMessageStartingWith("1 goroutine is alive 0 ms after the end of the upload:\n\n")
        .hasMessageContaining("goroutine " + leaked.id() + " [chan send, ")
        .hasMessageContaining("]: uploader\n")
        .hasMessageContaining("chan send on channel results (unbuffered)")
        .hasMessageContaining("created by dev.csp.testkit")
        .hasMessageContaining("Stuck.java:")
        .hasMessageNotContaining("secret");
    assertThat(error.leaks()).hasSize(1);
    Leak leak = error.leaks().getFirst();
    assertThat(leak.id()).isEqualTo(leaked.id());
    assertThat(leak.name()).isEqualTo("uploader");
    assertThat(leak.reason()).isEqualTo("chan send");
    assertThat(leak.waitsOn()).contains("chan send on channel results (unbuffered)");
    assertThat(leak.waited()).isBetween(Duration.ZERO, LONG);
    assertThat(leak.startedAt()).contains("Stuck.sender(Stuck.java:").contains(" in thread ");
    assertThat(leak.frames()).isNotEmpty();
    assertThat(leak).hasToString(error.getMessage().split("\n\n", 2)[1].stripTrailing());
  }

  @Test
  void countsThemAll() {
    LeakScope scope = AT_ONCE.begin("two");
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(stuck.sender("s" + i).id());
    }
    LeakError error = leakOf(scope);
    assertThat(error).hasMessageStartingWith("3 goroutines are alive");
    assertThat(error.leaks()).extracting(Leak::id).isEqualTo(ids);
  }

  @Test
  void isSilentIfAllHaveEnded() throws Exception {
    LeakCheck.standard().run("clean", () -> Go.go(() -> {}).join());
    LeakCheck.standard().run("nothing", () -> {});
  }

  @Test
  void waitsForThoseThatAreAboutToEnd() {
    LeakScope scope = LeakCheck.standard().grace(LONG).begin("slow");
    Channel<String> gate = Channel.unbuffered();
    Goroutine last = Go.go(gate::receiveOrClosed);
    Goroutine first =
        Go.go(() -> {
          waitUntilBlocked(last);
          gate.close();
        });
    scope.close();
    assertThat(last.isDone()).isTrue();
    assertThat(first.isDone()).isTrue();
  }

  @Test
  void theEndWaitsAtMostForTheTimeOfGrace() {
    LeakScope scope = LeakCheck.standard().grace(Duration.ofMillis(20)).begin("late");
    stuck.sender("stuck");
    long before = System.nanoTime();
    assertThat(leakOf(scope)).hasMessageContaining(" 20 ms after the end of late");
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000L);
  }

  @Test
  void anInterruptDoesNotShortenTheWait() {
    LeakScope scope = LeakCheck.standard().grace(LONG).begin("interrupted");
    Thread self = Thread.currentThread();
    List<String> steps = Collections.synchronizedList(new ArrayList<>());
    Go.go(() -> {
      waitUntilWaiting(self);
      self.interrupt();
      steps.add("interrupted");
      waitUntilWaiting(self);
      steps.add("waits again");
    });
    scope.close();
    assertThat(steps).containsExactly("interrupted", "waits again");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void doesNotSeeTheGoroutinesOfOthers() throws InterruptedException {
    stuck.sender("before");
    Thread other = Thread.ofPlatform().unstarted(() -> stuck.sender("other"));
    try (LeakScope scope = AT_ONCE.begin("mine")) {
      other.start();
      other.join();
      assertThat(scope.leaks()).isEmpty();
    }
    stuck.sender("after");
  }

  @Test
  void twoScopesAtTheSameTimeSeeEachTheirOwn() throws Exception {
    CountDownLatch bothStarted = new CountDownLatch(2);
    CountDownLatch bothLooked = new CountDownLatch(2);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (String name : List.of("left", "right")) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                LeakScope scope = AT_ONCE.begin(name);
                stuck.sender(name);
                await(bothStarted);
                scope.leaks().forEach(leak -> seen.add(name + " sees " + leak.name()));
                await(bothLooked);
                seen.add(name + " closes with " + leakOf(scope).leaks().getFirst().name());
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "left sees left",
            "right sees right",
            "left closes with left",
            "right closes with right");
  }

  private static void await(CountDownLatch latch) {
    latch.countDown();
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTagPassesFromStarterToStarted() throws Exception {
    LeakScope scope = AT_ONCE.begin("chain");
    Go.go(() -> Go.go(() -> stuck.sender("grandchild")).join()).join();
    assertThat(leakOf(scope).leaks()).extracting(Leak::name).containsExactly("grandchild");
  }

  @Test
  void theTagPassesThroughTimers() throws Exception {
    LeakScope scope = AT_ONCE.begin("timers");
    Channel<String> started = Channel.buffered(2);
    Timer.afterFunc(
        Duration.ofMillis(1),
        () -> {
          stuck.sender("by afterFunc");
          started.send("");
        });
    Timer.call(
        Duration.ofMillis(1),
        () -> {
          stuck.sender("by call");
          started.trySend("");
        });
    started.receive();
    started.receive();
    assertThat(leakOf(scope).leaks()).extracting(Leak::name).contains("by afterFunc", "by call");
    // The thread of the timers has not kept the tag.
    try (LeakScope next = AT_ONCE.begin("next")) {
      Timer.call(Duration.ofMillis(1), () -> started.trySend(""));
      started.receive();
      assertThat(next.leaks()).isEmpty();
    }
  }

  @Test
  void carryBringsAThreadIntoTheScope() throws Exception {
    LeakScope scope = AT_ONCE.begin("threads");
    Thread thread = Thread.ofPlatform().start(scope.carry(() -> stuck.sender("by a thread")));
    thread.join();
    assertThat(leakOf(scope).leaks()).extracting(Leak::name).containsExactly("by a thread");
  }

  @Test
  void allowsByNameAndByCondition() {
    LeakCheck check =
        AT_ONCE.allow("cache", "log").allowIf(leak -> leak.startedAt().contains("nowhere"));
    LeakScope scope = check.allowIf(leak -> leak.name().startsWith("pool-")).begin("allowed");
    for (String name : List.of("cache", "log", "pool-1", "mine")) {
      stuck.sender(name);
    }
    assertThat(leakOf(scope).leaks()).extracting(Leak::name).containsExactly("mine");
    try (LeakScope second = check.begin("only allowed")) {
      stuck.sender("cache");
      assertThat(second.leaks()).isEmpty();
    }
  }

  @Test
  void innerScopesBelongToOuterOnes() {
    LeakScope outer = AT_ONCE.begin("outer");
    LeakScope inner = AT_ONCE.begin("inner");
    stuck.sender("inside");
    assertThatIllegalStateException()
        .isThrownBy(outer::close)
        .withMessage("the leak check of outer must be closed after those that began in it");
    assertThat(leakOf(inner).leaks()).extracting(Leak::name).containsExactly("inside");
    stuck.sender("outside");
    assertThat(leakOf(outer).leaks()).extracting(Leak::name).containsExactly("inside", "outside");
  }

  @Test
  void afterTheEndTheThreadTagsNothing() throws Exception {
    LeakScope scope = AT_ONCE.begin("over");
    scope.close();
    scope.close();
    stuck.sender("after");
    assertThat(scope.leaks()).isEmpty();
  }

  @Test
  void onlyTheThreadThatBeganItClosesIt() throws Exception {
    LeakScope scope = AT_ONCE.begin("mine");
    List<Throwable> thrown = new ArrayList<>();
    Thread other =
        Thread.ofPlatform()
            .name("other")
            .start(() -> thrown.add(catchThrowableOfType(RuntimeException.class, scope::close)));
    other.join();
    assertThat(thrown.getFirst())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the leak check of mine must be closed by the thread that began it, "
                + Thread.currentThread().getName()
                + ", not by other");
    scope.close();
  }

  @Test
  void whatTheTaskThrowsComesFirst() {
    IllegalStateException failure = new IllegalStateException("no");
    assertThatThrownBy(() ->
            AT_ONCE.run(
                "failing",
                () -> {
                  stuck.sender("left");
                  throw failure;
                }))
        .isSameAs(failure);
    assertThat(failure.getSuppressed()).hasSize(1).hasOnlyElementsOfType(LeakError.class);
  }

  @Test
  void aSimulationHasItsOwnReport() {
    assertThatExceptionOfType(SimulationFailure.class)
        .isThrownBy(() -> Simulation.run(0, () -> AT_ONCE.begin("simulated")))
        .havingCause()
        .withMessage(
            "no leak check in a simulation: it reports the goroutines that simulated leaves");
  }

  @Test
  void aSimulationInAScopeLeavesNothing() throws Exception {
    AT_ONCE.run(
        "around",
        () -> {
          Simulation.run(0, () -> Go.go(Go::yieldNow));
          assertThatThrownBy(() -> Simulation.run(0, () -> Go.go(stuck.results::receive)))
              .isInstanceOf(SimulationFailure.class);
        });
  }

  @Test
  void manyThatStartAndEndHideNobody() throws Exception {
    for (int round = 0; round < 200; round++) {
      LeakScope scope = LeakCheck.standard().grace(LONG).begin("relay");
      Channel<String> end = Channel.buffered(1);
      relay(20, end);
      scope.close();
      assertThat(end.length()).as("the last has ended before the scope").isEqualTo(1);
    }
  }

  private static void relay(int left, Channel<String> end) {
    Go.go(() -> {
      if (left == 0) {
        end.send("");
      } else {
        relay(left - 1, end);
      }
    });
  }

  @Test
  void refusesBadArgumentsAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakCheck.standard().grace(Duration.ofMillis(-1)))
        .withMessage("grace must be >= 0, was PT-0.001S");
    assertThatThrownBy(() -> LeakCheck.standard().begin(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> LeakCheck.standard().allowIf(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> LeakCheck.standard().run("x", null))
        .isInstanceOf(NullPointerException.class);
  }
}
