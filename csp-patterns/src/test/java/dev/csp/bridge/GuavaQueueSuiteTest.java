package dev.csp.bridge;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import dev.csp.channels.Channel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The queue suite of Guava's testlib, where the contract of a queue and that of a channel agree. It
 * is of JUnit 3; here each of its tests is a dynamic one of JUnit 5.
 */
@SuppressWarnings("JdkObsolete") // JUnit 3 is what the suite is written for
final class GuavaQueueSuiteTest {
  /** The parts whose subject is something that a channel can do. */
  private static final Set<String> AGREE =
      Set.of(
          "CollectionAddAllTester",
          "CollectionAddTester",
          "CollectionClearTester",
          "CollectionCreationTester",
          "CollectionIsEmptyTester",
          "CollectionSizeTester",
          "QueueOfferTester",
          "QueuePollTester",
          "QueueRemoveTester");

  /** The parts that need to look at what is inside; {@link QueuesTest} has what happens instead. */
  private static final Set<String> LOOK =
      Set.of(
          "CollectionContainsAllTester",
          "CollectionContainsTester",
          "CollectionForEachTester",
          "CollectionIteratorTester",
          "CollectionRemoveAllTester",
          "CollectionRemoveTester",
          "CollectionRetainAllTester",
          "CollectionSpliteratorTester",
          "CollectionStreamTester",
          "CollectionToArrayTester",
          "CollectionToStringTester",
          "QueueElementTester",
          "QueuePeekTester");

  /** The part about equality, which is identity here as for every queue of the JDK. */
  private static final Set<String> EQUALS = Set.of("CollectionEqualsTester");

  @TestFactory
  Stream<DynamicTest> aBufferedChannelIsAQueue() {
    return suite("buffered", () -> Channel.buffered(100));
  }

  @TestFactory
  Stream<DynamicTest> anUnlimitedChannelIsAQueue() {
    return suite("unlimited", Channel::unlimited);
  }

  @TestFactory
  Stream<DynamicTest> aSlidingChannelWithRoomIsAQueue() {
    return suite("sliding", () -> Channel.sliding(100));
  }

  private static Stream<DynamicTest> suite(String name, Supplier<Channel<String>> channels) {
    TestSuite suite =
        QueueTestSuiteBuilder.using(
                new TestStringQueueGenerator() {
                  @Override
                  protected Queue<String> create(String[] elements) {
                    BlockingQueue<String> queue = Queues.asBlockingQueue(channels.get());
                    Collections.addAll(queue, elements);
                    return new Visible(queue);
                  }
                })
            .named(name)
            .withFeatures(
                CollectionSize.ANY,
                CollectionFeature.SUPPORTS_ADD,
                CollectionFeature.SUPPORTS_REMOVE,
                CollectionFeature.KNOWN_ORDER)
            .createTestSuite();
    List<TestCase> tests = new ArrayList<>();
    collect(suite, tests);
    Set<String> known = new TreeSet<>(AGREE);
    known.addAll(LOOK);
    known.addAll(EQUALS);
    // A part that is new in the suite must be put into one of the sets; so must one that is gone.
    assertThat(tests.stream().map(GuavaQueueSuiteTest::part).collect(toSet())).isEqualTo(known);
    return tests.stream()
        .filter(test -> AGREE.contains(part(test)))
        .map(test -> DynamicTest.dynamicTest(part(test) + " " + test, test::runBare));
  }

  private static String part(TestCase test) {
    return test.getClass().getSimpleName();
  }

  private static void collect(Test test, List<TestCase> found) {
    switch (test) {
      case TestSuite suite ->
          Collections.list(suite.tests()).forEach(inner -> collect(inner, found));
      case TestCase single -> found.add(single);
      default -> throw new AssertionError("what is " + test);
    }
  }

  /**
   * The queue under test with an iterator, which the suite uses after each operation to compare the
   * contents: it takes everything out and puts it back. One thread can do that; a view of a channel
   * cannot.
   */
  private static final class Visible extends java.util.AbstractQueue<String> {
    private final BlockingQueue<String> queue;

    Visible(BlockingQueue<String> queue) {
      this.queue = queue;
    }

    @Override
    public Iterator<String> iterator() {
      List<String> contents = new ArrayList<>();
      queue.drainTo(contents);
      queue.addAll(contents);
      return Collections.unmodifiableList(contents).iterator();
    }

    @Override
    public boolean add(String element) {
      return queue.add(element);
    }

    @Override
    public boolean addAll(java.util.Collection<? extends String> elements) {
      return queue.addAll(elements instanceof Visible self ? self.queue : elements);
    }

    @Override
    public boolean offer(String element) {
      return queue.offer(element);
    }

    @Override
    public String poll() {
      return queue.poll();
    }

    @Override
    public String remove() {
      return queue.remove();
    }

    @Override
    public void clear() {
      queue.clear();
    }

    @Override
    public int size() {
      return queue.size();
    }

    @Override
    public boolean isEmpty() {
      return queue.isEmpty();
    }

    @Override
    public String peek() {
      return queue.peek();
    }
  }
}
