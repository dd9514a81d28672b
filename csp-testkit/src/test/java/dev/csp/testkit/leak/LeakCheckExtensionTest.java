package dev.csp.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.csp.channels.Channel;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs small test classes with JUnit, and looks at what it reports. */
@Timeout(60)
@ExtendWith(LeakCheckExtension.class)
final class LeakCheckExtensionTest {
  /** Where JUnit is in modules, the one of this class reads only what it requires. */
  @BeforeAll
  static void readJUnit() {
    Module self = LeakCheckExtensionTest.class.getModule();
    ModuleLayer.boot().modules().stream()
        .filter(module -> module.getName().startsWith("org.junit."))
        .forEach(self::addReads);
  }

  @AfterEach
  void nothingStays() throws InterruptedException {
    Inside.release();
  }

  /** The failures by name of the test; null for those without one. */
  private static Map<String, Throwable> run(Class<?> type, Map<String, String> configuration) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(type))
            .configurationParameters(configuration)
            .build();
    Map<String, Throwable> results = Collections.synchronizedMap(new TreeMap<>());
    LauncherFactory.create(
            LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build())
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() || result.getThrowable().isPresent()) {
                  results.put(
                      test.getDisplayName().replace("()", ""), result.getThrowable().orElse(null));
                }
              }
            });
    return results;
  }

  private static List<String> leaksIn(Throwable failure) {
    assertThat(failure).isInstanceOf(LeakError.class);
    return ((LeakError) failure).leaks().stream().map(Leak::name).toList();
  }

  /** What the classes below share: they leave goroutines. */
  abstract static class Inside {
    private static final Channel<String> NEVER_CLOSED = Channel.unbuffered("results");
    private static final List<Goroutine> LEFT =
        Collections.synchronizedList(new java.util.ArrayList<>());

    static void leave(String name) {
      LEFT.add(Go.go(name, NEVER_CLOSED::receive));
    }

    static void release() throws InterruptedException {
      for (Goroutine goroutine : List.copyOf(LEFT)) {
        goroutine.interrupt();
        goroutine.join();
      }
      LEFT.clear();
    }
  }

  static final class EachKind extends Inside {
    @RegisterExtension
    static final LeakCheckExtension LEAKS =
        LeakCheckExtension.with(LeakCheck.standard().grace(Duration.ZERO).allow("cache"));

    @BeforeAll
    static void startsForAll() {
      leave("by beforeAll");
    }

    @AfterAll
    static void andAfterAll() {
      leave("by afterAll");
    }

    @BeforeEach
    void startsForEach() {
      leave("cache");
    }

    @Test
    void clean() throws InterruptedException {
      Go.go(() -> {}).join();
    }

    @Test
    void leaky() {
      leave("by a test");
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void leakyElsewhere() {
      leave("by another thread");
    }

    @Test
    void carried(LeakScope scope) throws InterruptedException {
      Thread thread = Thread.ofPlatform().start(scope.carry(() -> leave("by carried")));
      thread.join();
    }

    @Test
    void failing() {
      leave("by a failing test");
      throw new IllegalStateException("failed by itself");
    }

    @ParameterizedTest(name = "round {0}")
    @ValueSource(ints = {1, 2})
    void rounds(int round) {
      if (round == 2) {
        leave("by round 2");
      }
    }

    @TestFactory
    Stream<DynamicTest> factory() {
      return Stream.of(dynamicTest("dynamic", () -> leave("by dynamic")));
    }
  }

  @Test
  void eachKindOfTestAnswersForItsOwnGoroutines() {
    Map<String, Throwable> results = run(EachKind.class, Map.of());
    assertThat(results.get("clean")).isNull();
    assertThat(results.get("round 1")).isNull();
    assertThat(leaksIn(results.get("leaky"))).containsExactly("by a test");
    assertThat(results.get("leaky"))
        .hasMessageStartingWith(
            "1 goroutine is alive 0 ms after the end of EachKind.leaky [leaky()]:");
    assertThat(leaksIn(results.get("leakyElsewhere"))).containsExactly("by another thread");
    assertThat(leaksIn(results.get("carried(LeakScope)"))).containsExactly("by carried");
    assertThat(leaksIn(results.get("round 2"))).containsExactly("by round 2");
    assertThat(leaksIn(results.get("factory"))).containsExactly("by dynamic");
    assertThat(results.get("failing")).hasMessage("failed by itself");
    assertThat(leaksIn(results.get("failing").getSuppressed()[0]))
        .containsExactly("by a failing test");
    assertThat(leaksIn(results.get("LeakCheckExtensionTest$EachKind")))
        .containsExactly("by beforeAll", "by afterAll");
  }

  @Execution(ExecutionMode.CONCURRENT)
  static final class AtTheSameTime extends Inside {
    @RegisterExtension
    static final LeakCheckExtension LEAKS =
        LeakCheckExtension.with(LeakCheck.standard().grace(Duration.ZERO));

    private static final CountDownLatch ALL_HAVE_STARTED = new CountDownLatch(4);
    private static final CountDownLatch ALL_BUT_ONE_HAVE_ENDED = new CountDownLatch(3);

    private static void leakOne(String name) throws InterruptedException {
      leave(name);
      ALL_HAVE_STARTED.countDown();
      ALL_HAVE_STARTED.await();
      ALL_BUT_ONE_HAVE_ENDED.countDown();
    }

    @Test
    void first() throws InterruptedException {
      leakOne("of first");
    }

    @Test
    void second() throws InterruptedException {
      leakOne("of second");
    }

    @Test
    void third() throws InterruptedException {
      leakOne("of third");
    }

    @Test
    void clean() throws InterruptedException {
      ALL_HAVE_STARTED.countDown();
      ALL_BUT_ONE_HAVE_ENDED.await();
    }
  }

  @Test
  void testsThatRunAtTheSameTimeDoNotSeeEachOthers() {
    Map<String, Throwable> results =
        run(
            AtTheSameTime.class,
            Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"));
    assertThat(results).hasSize(4);
    assertThat(leaksIn(results.get("first"))).containsExactly("of first");
    assertThat(leaksIn(results.get("second"))).containsExactly("of second");
    assertThat(leaksIn(results.get("third"))).containsExactly("of third");
    assertThat(results.get("clean")).isNull();
  }
}
