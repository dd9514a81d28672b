package dev.csp.bridge.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.ITestNGListener;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/**
 * Runs a suite of the Reactive Streams TCK, which is written for TestNG, inside a test of JUnit,
 * and tells what came of each of its rules. A rule that is skipped verifies nothing; so whoever
 * runs a suite says which may be.
 */
record TckSuite(
    TreeSet<String> passed, TreeMap<String, Throwable> failed, TreeMap<String, Throwable> skipped) {
  private static final long SCALE = Long.getLong("csp.test.timeScale", 1);

  /** So begin the names of the rules that no suite can test; they are always skipped. */
  private static final String UNTESTABLE = "untested_";

  /** Waits long for what must come, and shortly for what must not. */
  static TestEnvironment environment() {
    return new TestEnvironment(5000 * SCALE, 30 * SCALE, 5);
  }

  static TckSuite run(Class<?> suite) {
    TestListenerAdapter listener = new TestListenerAdapter();
    TestNG testng = new TestNG(false);
    testng.setVerbose(0);
    testng.setTestClasses(new Class<?>[] {suite});
    testng.addListener((ITestNGListener) listener);
    testng.run();
    TreeMap<String, Throwable> failed = thrown(listener.getFailedTests());
    failed.putAll(thrown(listener.getConfigurationFailures()));
    TreeMap<String, Throwable> skipped = thrown(listener.getSkippedTests());
    skipped.keySet().removeIf(name -> name.startsWith(UNTESTABLE));
    TreeSet<String> passed = new TreeSet<>();
    for (ITestResult result : listener.getPassedTests()) {
      assertThat(result.getInstance()).isInstanceOf(suite); // it also runs what it finds nearby
      passed.add(result.getName());
    }
    return new TckSuite(passed, failed, skipped);
  }

  private static TreeMap<String, Throwable> thrown(List<ITestResult> results) {
    TreeMap<String, Throwable> thrown = new TreeMap<>();
    results.forEach(result -> thrown.put(result.getName(), result.getThrowable()));
    return thrown;
  }

  /**
   * Fails unless all passed but those that may be skipped, which must have been.
   *
   * @param count how many must have passed, so that a suite that runs nothing is no success
   */
  void assertAllPassedBut(Set<String> skippable, int count) {
    if (!failed.isEmpty() || !skipped.keySet().equals(skippable) || passed.size() != count) {
      AssertionError error =
          new AssertionError(
              "failed "
                  + failed.keySet()
                  + ", skipped "
                  + skipped.keySet()
                  + ", passed "
                  + passed.size());
      failed.values().forEach(error::addSuppressed);
      skipped.values().forEach(error::addSuppressed);
      throw error;
    }
  }
}
