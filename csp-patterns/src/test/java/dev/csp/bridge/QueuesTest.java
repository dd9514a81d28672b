package dev.csp.bridge;

import static dev.csp.patterns.testing.Crew.times;
import static dev.csp.patterns.testing.Crew.until;
import static dev.csp.patterns.testing.Crew.untilParked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.ChannelClosedException;
import dev.csp.go.Goroutine;
import dev.csp.patterns.testing.Crew;
import dev.csp.patterns.testing.NothingLeft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the general suite does not know: blocking, closing, and what a channel cannot do. */
@ExtendWith(NothingLeft.class)
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
final class QueuesTest {

  private static BlockingQueue<String> queue(Channel<String> channel) {
    return Queues.asBlockingQueue(channel);
  }

  @Test
  void theQueueIsAViewOfTheChannel() throws Exception {
    Channel<String> channel = Channel.buffered(3);
    BlockingQueue<String> queue = queue(channel);
    channel.send("a");
    queue.put("b");
    assertThat(queue.offer("c", 1, TimeUnit.NANOSECONDS)).isTrue();
    assertThat(queue.offer("d")).isFalse();
    assertThat(queue.offer("d", 1, TimeUnit.MILLISECONDS)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> queue.add("d")).withMessage("Queue full");
    assertThat(queue).hasSize(3);
    assertThat(queue.remainingCapacity()).isZero();
    assertThat(channel.receive()).isEqualTo("a");
    assertThat(queue.remainingCapacity()).isEqualTo(1);
    assertThat(queue.take()).isEqualTo("b");
    assertThat(queue.poll(1, TimeUnit.DAYS)).isEqualTo("c");
    assertThat(queue.poll()).isNull();
    assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue).hasToString("BlockingQueue[" + channel + "]");
  }

  @Test
  void putAndTakeWait() throws Exception {
    BlockingQueue<String> queue = queue(Channel.unbuffered());
    try (Crew crew = new Crew()) {
      Goroutine putting = crew.go(() -> queue.put("a"));
      untilParked(putting);
      assertThat(queue.take()).isEqualTo("a");
      Goroutine taking = crew.go(() -> assertThat(queue.take()).isEqualTo("b"));
      untilParked(taking);
      assertThat(queue.offer("b")).isTrue();
      Goroutine polling =
          crew.go(() -> assertThat(queue.poll(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo("c"));
      untilParked(polling);
      queue.put("c");
      Goroutine offering =
          crew.go(() -> assertThat(queue.offer("d", Long.MAX_VALUE, TimeUnit.DAYS)).isTrue());
      untilParked(offering);
      assertThat(queue.poll()).isEqualTo("d");
    }
  }

  @Test
  void anInterruptEndsTheWaitAndNothingElse() {
    Channel<String> channel = Channel.buffered(1);
    BlockingQueue<String> queue = queue(channel);
    for (ThrowingCallable operation :
        List.<ThrowingCallable>of(
            queue::take,
            () -> queue.put("a"),
            () -> queue.poll(1, TimeUnit.DAYS),
            () -> queue.offer("a", 1, TimeUnit.DAYS))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(operation).isInstanceOf(InterruptedException.class);
    }
    assertThat(channel.length()).isZero();
  }

  @Test
  void anUnbufferedChannelIsAlwaysEmptyAndFull() throws Exception {
    Channel<String> channel = Channel.unbuffered();
    BlockingQueue<String> queue = queue(channel);
    try (Crew crew = new Crew()) {
      Goroutine sending = crew.go(() -> channel.send("a"));
      untilParked(sending);
      assertThat(queue.size()).isZero();
      assertThat(queue.remainingCapacity()).isZero();
      assertThat(queue.poll()).isEqualTo("a");
    }
    assertThat(queue.offer("b")).isFalse();
  }

  @Test
  void anUnlimitedChannelHasRoomForever() {
    BlockingQueue<String> queue = queue(Channel.unlimited());
    assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
    queue.add("a");
    assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
  }

  // ---- closed channels

  @Test
  void putsFailOnAClosedChannel() {
    IOException cause = new IOException("cut");
    for (boolean withCause : new boolean[] {true, false}) {
      Channel<String> channel = Channel.buffered(2);
      BlockingQueue<String> queue = queue(channel);
      queue.add("a");
      if (withCause) {
        channel.close(cause);
      } else {
        channel.close();
      }
      for (ThrowingCallable operation :
          List.<ThrowingCallable>of(
              () -> queue.add("b"),
              () -> queue.offer("b"),
              () -> queue.put("b"),
              () -> queue.offer("b", 1, TimeUnit.DAYS))) {
        assertThatThrownBy(operation)
            .isInstanceOfSatisfying(
                ChannelClosedException.class,
                e -> {
                  assertThat(e.value()).isEqualTo("b");
                  assertThat(e.getCause()).isSameAs(withCause ? cause : null);
                });
      }
      assertThat(queue.remainingCapacity()).isZero();
      assertThat(queue.poll()).isEqualTo("a");
    }
  }

  @Test
  void offerOnAClosedChannelFailsTheSameWayForAnInterruptedThread() {
    Channel<String> channel = Channel.buffered(2);
    channel.close();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> queue(channel).offer("a")).isInstanceOf(ChannelClosedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void takesSeeTheEndOfAClosedChannel() throws Exception {
    Channel<String> channel = Channel.buffered(2);
    BlockingQueue<String> queue = queue(channel);
    queue.add("a");
    channel.close();
    assertThat(queue.take()).isEqualTo("a");
    assertThatThrownBy(queue::take).isInstanceOf(ChannelClosedException.class);
    assertThat(queue.poll()).isNull();
    assertThat(queue.poll(1, TimeUnit.DAYS)).isNull();
    assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
    assertThat(queue.drainTo(new ArrayList<>())).isZero();
    queue.clear();
  }

  @Test
  void takesSeeTheCauseOfAClosedChannel() throws Exception {
    IOException cause = new IOException("cut");
    Channel<String> channel = Channel.buffered(3);
    BlockingQueue<String> queue = queue(channel);
    queue.addAll(List.of("a", "b", "c"));
    channel.close(cause);
    assertThat(queue.poll()).isEqualTo("a");
    List<String> drained = new ArrayList<>();
    assertThat(queue.drainTo(drained)).isEqualTo(2);
    assertThat(drained).containsExactly("b", "c");
    for (ThrowingCallable operation :
        List.<ThrowingCallable>of(
            queue::take,
            queue::poll,
            () -> queue.poll(1, TimeUnit.DAYS),
            queue::remove,
            () -> queue.drainTo(drained))) {
      assertThatThrownBy(operation).isInstanceOf(ChannelClosedException.class).hasCause(cause);
    }
    queue.clear();
  }

  // ---- what a channel cannot do

  @Test
  void nothingCanLookAtWhatIsInside() {
    Channel<String> channel = Channel.buffered(2);
    BlockingQueue<String> queue = queue(channel);
    queue.add("a");
    for (Function<Collection<String>, @Nullable Object> operation :
        List.<Function<Collection<String>, @Nullable Object>>of(
            q -> queue.peek(),
            q -> queue.element(),
            Collection::iterator,
            Collection::spliterator,
            Collection::stream,
            Collection::parallelStream,
            Collection::toArray,
            q -> q.toArray(new String[0]),
            q -> q.toArray(String[]::new),
            q -> {
              q.forEach(x -> {});
              return null;
            },
            q -> q.contains("a"),
            q -> q.containsAll(List.of("a")),
            q -> q.remove("a"),
            q -> q.removeAll(List.of("a")),
            q -> q.retainAll(List.of("a")),
            q -> q.removeIf(x -> true))) {
      assertThatThrownBy(() -> assertThat(operation.apply(queue)).isNull())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith("what is in a channel can only be received, not looked at: ");
    }
    assertThat(channel.length()).isEqualTo(1);
  }

  @Test
  void theReceivingEndTakesNoElements() throws Exception {
    Channel<String> channel = Channel.buffered(2);
    BlockingQueue<String> queue = Queues.asBlockingQueue(channel.receiveOnly());
    for (ThrowingCallable operation :
        List.<ThrowingCallable>of(
            () -> queue.add("b"),
            () -> queue.offer("b"),
            () -> queue.put("b"),
            () -> queue.addAll(List.of("b")),
            () -> queue.offer("b", 1, TimeUnit.DAYS))) {
      assertThatThrownBy(operation)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith("a queue over the receiving end of a channel takes no elements");
    }
    assertThat(queue.remainingCapacity()).isZero();
    channel.send("a");
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.take()).isEqualTo("a");
  }

  @Test
  void drainToTakesInOrderAndNoMoreThanAsked() {
    BlockingQueue<String> queue = queue(Channel.buffered(5));
    queue.addAll(List.of("a", "b", "c"));
    List<String> drained = new ArrayList<>();
    assertThat(queue.drainTo(drained, 0)).isZero();
    assertThat(queue.drainTo(drained, -1)).isZero();
    assertThat(queue.drainTo(drained, 2)).isEqualTo(2);
    assertThat(queue.drainTo(drained)).isEqualTo(1);
    assertThat(drained).containsExactly("a", "b", "c");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queue.drainTo(queue))
        .withMessage("a queue cannot be drained to itself: " + queue);
    Collection<String> itself = queue;
    assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(itself));
  }

  @Test
  void nullsAreRefused() {
    BlockingQueue<String> queue = queue(Channel.buffered(5));
    assertThatNullPointerException().isThrownBy(() -> queue(null));
    assertThatNullPointerException().isThrownBy(() -> queue.add(null));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
    assertThatNullPointerException().isThrownBy(() -> queue.put(null));
    assertThatNullPointerException().isThrownBy(() -> queue.offer(null, 1, TimeUnit.DAYS));
    assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null));
    assertThat(queue.size()).isZero();
  }

  // ---- many at once

  @Test
  void manyThreadsPutAndTakeEachElementOnce() throws Exception {
    BlockingQueue<Integer> queue = Queues.asBlockingQueue(Channel.<Integer>buffered(3));
    ConcurrentLinkedQueue<Integer> taken = new ConcurrentLinkedQueue<>();
    AtomicInteger next = new AtomicInteger();
    int each = times(500);
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 4; i++) {
        int how = i;
        crew.go(() -> {
          for (int j = 0; j < each; j++) {
            int value = next.getAndIncrement();
            if (how % 2 == 0) {
              queue.put(value);
            } else {
              while (!queue.offer(value, 1, TimeUnit.MILLISECONDS)) {}
            }
          }
        });
        crew.go(() -> {
          List<Integer> mine = new ArrayList<>();
          while (mine.size() < each) {
            if (how == 0) {
              mine.add(queue.take());
            } else if (how == 1) {
              Integer value = queue.poll(1, TimeUnit.MILLISECONDS);
              if (value != null) {
                mine.add(value);
              }
            } else if (queue.drainTo(mine, each - mine.size()) == 0) {
              mine.add(queue.take());
            }
          }
          taken.addAll(mine);
        });
      }
    }
    assertThat(taken).hasSize(4 * each).doesNotHaveDuplicates();
  }

  /** An executor of the JDK works from a channel; goroutines may send it work. */
  @Test
  void anExecutorWorksFromAChannel() throws Exception {
    Channel<Runnable> work = Channel.buffered(10);
    AtomicInteger ran = new AtomicInteger();
    try (ThreadPoolExecutor executor =
        new ThreadPoolExecutor(2, 2, 1, TimeUnit.MINUTES, Queues.asBlockingQueue(work))) {
      executor.prestartAllCoreThreads();
      for (int i = 0; i < 100; i++) {
        if (i % 2 == 0) {
          work.send(ran::incrementAndGet);
        } else {
          executor.getQueue().put(ran::incrementAndGet);
        }
      }
      until("all ran", () -> ran.get() == 100);
    }
    assertThat(ran).hasValue(100);
  }
}
