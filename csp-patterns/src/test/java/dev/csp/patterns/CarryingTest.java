package dev.csp.patterns;

import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.bridge.Futures;
import dev.csp.context.CancellableContext;
import dev.csp.context.Carrier;
import dev.csp.context.Context;
import dev.csp.context.Key;
import dev.csp.go.Go;
import dev.csp.go.Task;
import dev.csp.pipeline.FanOut;
import dev.csp.pipeline.Merge;
import dev.csp.pipeline.Pipeline;
import dev.csp.pipeline.Split;
import dev.csp.sync.SingleFlight;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Every pattern brings along what the carrier of its context carries. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
final class CarryingTest {
  private static final Context BACKGROUND = Context.background();
  private static final Key<String> NAME = Key.of("name");

  /** A thread-local of somebody else, that no goroutine inherits. */
  private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

  private final int before = Go.count();

  @AfterEach
  void nothingIsLeftBehind() {
    USER.remove();
    assertThat(Thread.interrupted()).isFalse();
    until("the goroutines have ended", () -> Go.count() == before);
  }

  /** A way to have some user code run on the goroutines of a pattern. */
  private interface Pattern {
    /** Runs the code, at least once, and returns when it has; throws what the code threw. */
    void run(Context context, Callable<Integer> code) throws Exception;
  }

  private static Map<String, Pattern> patterns() {
    Map<String, Pattern> patterns = new LinkedHashMap<>();
    patterns.put(
        "ErrGroup",
        (context, code) -> {
          try (ErrGroup group = new ErrGroup(context)) {
            group.go(code::call);
            group.tryGo("named", code::call);
            group.await();
          }
        });
    patterns.put(
        "ResultGroup",
        (context, code) -> {
          try (ResultGroup<Integer> group = new ResultGroup<>(context)) {
            group.go(code);
            group.await();
          }
        });
    patterns.put("Race", (context, code) -> Race.first(context, List.of(code, code)));
    patterns.put(
        "Replicated",
        (context, code) ->
            Replicated.<Integer, Integer, Integer>over(
                    List.of(1, 2), (own, server, question) -> code.call())
                .request(context, 3));
    patterns.put(
        "Supervisor",
        (context, code) -> {
          AtomicInteger attempts = new AtomicInteger();
          try (Supervisor supervisor =
              Supervisor.of(
                      "ward",
                      (own, heartbeat) -> {
                        code.call();
                        if (attempts.incrementAndGet() < 3) {
                          throw new IOException("again");
                        }
                      })
                  .backoff(Backoff.none())
                  .atMost(2, Duration.ofHours(1))
                  .endsWhenDone()
                  .start(context)) {
            supervisor.await();
          }
        });
    patterns.put(
        "WorkerPool",
        (context, code) -> {
          try (var pool =
              WorkerPool.<Integer, Integer>builder(job -> code.call())
                  .workers(2)
                  .queue(4)
                  .results(4)
                  .open(context)) {
            for (int i = 0; i < 4; i++) {
              pool.submit(i);
            }
            for (int i = 0; i < 4; i++) {
              pool.results().receive().get();
            }
          }
        });
    patterns.put(
        "a source",
        (context, code) -> Pipeline.generate(out -> out.send(code.call())).toList(context));
    patterns.put(
        "map", (context, code) -> Pipeline.of(1, 2).map(value -> code.call()).toList(context));
    patterns.put(
        "a map of several workers",
        (context, code) ->
            Pipeline.of(1, 2, 3).mapParallel(2, value -> code.call()).toList(context));
    patterns.put(
        "an unordered map of several workers",
        (context, code) ->
            Pipeline.of(1, 2, 3).mapUnordered(2, value -> code.call()).toList(context));
    patterns.put(
        "a pipeline inside a pipeline",
        (context, code) ->
            Pipeline.of(1)
                .<Integer>concatMap(value -> Pipeline.of(2).map(inner -> code.call()))
                .toList(context));
    patterns.put(
        "a merge",
        (context, code) -> {
          try (Merge<Integer> merge = new Merge<>(context)) {
            merge.add(Pipeline.of(1).map(value -> code.call()));
            merge.finish();
            merge.channel().forEach(value -> {});
          }
        });
    patterns.put(
        "a split by key",
        (context, code) -> {
          Pipeline<Integer> source = Pipeline.of(1, 2).map(value -> code.call());
          try (Split<Integer> split = FanOut.of(source).byKey(context, 1, value -> code.call())) {
            split.branch(0).channel().forEach(value -> {});
          }
        });
    patterns.put(
        "SingleFlight",
        (context, code) -> new SingleFlight<String, Integer>(context).run("key", code));
    patterns.put("Futures.go", (context, code) -> Futures.go(context, code).get());
    return patterns;
  }

  private static Stream<DynamicTest> each(String property, ThrowingPattern test) {
    return patterns().entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey() + " " + property, () -> test.accept(entry.getValue())));
  }

  private interface ThrowingPattern {
    void accept(Pattern pattern) throws Exception;
  }

  private static Carrier users(List<String> trace) {
    return context -> {
      String user = USER.get();
      trace.add("captured " + user);
      return task -> {
        USER.set(user);
        try {
          task.run();
        } finally {
          USER.remove();
        }
      };
    };
  }

  @TestFactory
  Stream<DynamicTest> carries() {
    return each(
        "carries",
        pattern -> {
          List<String> trace = new CopyOnWriteArrayList<>();
          List<String> seen = new CopyOnWriteArrayList<>();
          Context context =
              BACKGROUND
                  .withValue(NAME, "request")
                  .withCarrier(Carrier.context().and(users(trace)));
          USER.set("ann");
          pattern.run(
              context,
              () -> {
                seen.add(USER.get() + " " + Context.current().value(NAME).orElse("none"));
                return 1;
              });
          assertThat(seen).isNotEmpty().containsOnly("ann request");
          // Once for the pattern; again only by patterns inside, which find it restored.
          assertThat(trace).isNotEmpty().containsOnly("captured ann");
          assertThat(trace.size()).isLessThanOrEqualTo(2);
          assertThat(USER.get()).isEqualTo("ann");
        });
  }

  @TestFactory
  Stream<DynamicTest> carriesNothingUnasked() {
    return each(
        "carries nothing unasked",
        pattern -> {
          USER.set("ann");
          pattern.run(
              BACKGROUND.withValue(NAME, "request"),
              () -> {
                assertThat(USER.get()).isNull();
                assertThat(Context.current()).isSameAs(BACKGROUND);
                return 1;
              });
        });
  }

  /** What a carrier cannot capture, fails at the call, and nothing was started or is left. */
  @TestFactory
  Stream<DynamicTest> failsAtTheCallIfNothingCanBeCaptured() {
    return each(
        "fails at the call",
        pattern -> {
          IllegalStateException mine = new IllegalStateException("mine");
          try (CancellableContext parent = BACKGROUND.withCancel()) {
            Context context =
                parent.withCarrier(of -> {
                  throw mine;
                });
            assertThatThrownBy(() ->
                    pattern.run(
                        context,
                        () -> {
                          throw new AssertionError("must not run");
                        }))
                .isSameAs(mine);
            assertThat(Go.count()).isEqualTo(before);
          }
        });
  }

  /** A faulty carrier is a failure of the work, not of the machinery. */
  @TestFactory
  Stream<DynamicTest> aFaultyCarrierFailsTheWork() {
    List<DynamicTest> tests = new ArrayList<>();
    Carrier forgets = of -> task -> {};
    Carrier throwing =
        of ->
            task -> {
              throw new IllegalArgumentException("cannot restore");
            };
    tests.addAll(
        each(
                "reports a carrier that forgets to run the work",
                pattern ->
                    assertThatThrownBy(() -> pattern.run(BACKGROUND.withCarrier(forgets), () -> 1))
                        .hasRootCauseInstanceOf(IllegalStateException.class)
                        .hasStackTraceContaining("a carrier must run its task, and has not: "))
            .toList());
    tests.addAll(
        each(
                "reports what a carrier throws",
                pattern ->
                    assertThatThrownBy(() -> pattern.run(BACKGROUND.withCarrier(throwing), () -> 1))
                        .hasRootCauseMessage("cannot restore"))
            .toList());
    return tests.stream();
  }

  /** The stage is well, but its workers, which are a group inside, have a carrier that is not. */
  @Test
  void aCarrierThatFailsInTheWorkersOfAStageFailsTheStage() {
    for (boolean ordered : List.of(true, false)) {
      AtomicInteger captures = new AtomicInteger();
      Carrier faultyInside = of -> captures.incrementAndGet() == 1 ? Task::run : task -> {};
      List<Object> undelivered = new CopyOnWriteArrayList<>();
      Pipeline<Integer> source = Pipeline.of(1, 2, 3);
      Pipeline<Integer> mapped =
          ordered ? source.mapParallel(2, i -> i) : source.mapUnordered(2, i -> i);
      assertThatThrownBy(() ->
              mapped.onUndelivered(undelivered::add).toList(BACKGROUND.withCarrier(faultyInside)))
          .hasRootCauseInstanceOf(IllegalStateException.class);
      assertThat(undelivered).doesNotHaveDuplicates().isSubsetOf(1, 2, 3);
    }
  }

  @Test
  void theNearestCarrierCounts() throws Exception {
    List<String> outer = Collections.synchronizedList(new ArrayList<>());
    List<String> inner = Collections.synchronizedList(new ArrayList<>());
    Context context =
        BACKGROUND.withCarrier(users(outer)).withCarrier(users(inner)).withValue(NAME, "x");
    try (ErrGroup group = new ErrGroup(context)) {
      group.go(() -> {});
      group.await();
    }
    assertThat(outer).isEmpty();
    assertThat(inner).hasSize(1);
    assertThat(Carrier.of(BACKGROUND)).isSameAs(Carrier.none());
    try (ErrGroup group = new ErrGroup(context.withCarrier(Carrier.none()))) {
      group.go(() -> {});
      group.await();
    }
    assertThat(inner).hasSize(1);
  }

  /** A carrier of the context makes the group's own context current, which ends with the group. */
  @Test
  void theCurrentContextIsThatOfTheGroup() throws Exception {
    try (ErrGroup group = new ErrGroup(BACKGROUND.withCarrier(Carrier.context()))) {
      group.go(() -> assertThat(Context.current()).isSameAs(group.context()));
      group.await();
    }
  }

  @Test
  void whoStartsGoroutinesCanCarryToo() throws Exception {
    USER.set("ann");
    List<String> trace = new CopyOnWriteArrayList<>();
    Task task =
        users(trace).capture(BACKGROUND).around(() -> assertThat(USER.get()).isEqualTo("ann"));
    assertThat(trace).containsExactly("captured ann");
    var goroutine = Go.go(task);
    goroutine.join();
    assertThat(goroutine.failure()).isEmpty();
  }

  @Test
  void nullsAreRefusedAtTheCall() {
    assertThatNullPointerException().isThrownBy(() -> BACKGROUND.withCarrier(null));
    assertThatNullPointerException().isThrownBy(() -> Carrier.of(null));
    assertThatNullPointerException()
        .isThrownBy(() -> Carrier.none().capture(BACKGROUND).around(null));
    assertThatNullPointerException()
        .isThrownBy(() -> Carrier.context().capture(BACKGROUND).call(null));
  }
}
