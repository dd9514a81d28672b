package dev.csp.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.context.Context;
import dev.csp.go.Go;
import dev.csp.patterns.Supervisor;
import dev.csp.sync.Barrier;
import dev.csp.sync.Mutex;
import dev.csp.sync.OnceTask;
import dev.csp.sync.OnceValue;
import dev.csp.sync.SingleFlight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The programs of the pages on the supervisor and on synchronizers do what the pages say. */
class SyncTest {
  @RegisterExtension final NobodyLeft nobodyLeft = new NobodyLeft();

  @Test
  void aFeedThatFailsIsStartedAgain() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    List<Supervisor.Event> events = new ArrayList<>();
    Sync.supervise(
        Context.background(),
        (context, heartbeat) -> {
          if (starts.incrementAndGet() < 3) {
            throw new IOException("connection reset");
          }
        },
        events::add);
    assertThat(starts).hasValue(3);
    assertThat(events).filteredOn(event -> event instanceof Supervisor.Event.Restarting).hasSize(2);
  }

  @Test
  void oneThatAlwaysFailsIsGivenUp() {
    assertThatThrownBy(() ->
            Sync.supervise(
                Context.background(),
                (context, heartbeat) -> {
                  throw new IOException("connection reset");
                },
                event -> {}))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void aMutexIsHeldAndGivenBack() throws Exception {
    Mutex file = new Mutex("file");
    assertThat(Sync.withMutex(file, () -> file.isLocked() ? "mine" : "nobody's"))
        .endsWith(": mine");
    assertThat(file.isLocked()).isFalse();
  }

  @Test
  void whicheverMutexIsFreeIsTaken() throws Exception {
    Mutex left = new Mutex();
    Mutex right = new Mutex();
    left.lock();
    assertThat(Sync.whicheverIsFree(left, right)).isEqualTo("right");
    right.lock();
    assertThat(Sync.whicheverIsFree(left, right)).isEqualTo("neither");
    left.unlock();
    assertThat(Sync.whicheverIsFree(left, right)).isEqualTo("left");
    assertThat(left.isLocked()).isFalse();
  }

  @Test
  void aLatchOpensWhenAllHaveCountedDown() throws Exception {
    assertThat(Sync.latch(List.of(() -> {}, () -> {}, () -> {}))).isTrue();
    nobodyLeft.await(); // they may go on after they have counted down
  }

  @Test
  void workersGoInStep() throws Exception {
    Barrier together = new Barrier(2);
    ConcurrentLinkedQueue<String> steps = new ConcurrentLinkedQueue<>();
    List<Runnable> work = List.of(() -> steps.add("one"), () -> steps.add("two"));
    var other = Go.go(() -> Sync.inStep(work, together));
    Sync.inStep(work, together);
    other.join();
    assertThat(steps).containsExactly("one", "one", "two", "two");
  }

  @Test
  void aValueIsComputedOnceAndATaskDoneOnce() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    OnceValue<String> settings = Sync.settings(() -> "value " + calls.incrementAndGet() + " ");
    assertThat(calls).hasValue(0);
    assertThat(Sync.once(settings)).isEqualTo("value 1 value 1 ");
    OnceTask warmUp = new OnceTask(calls::incrementAndGet);
    Sync.onceTask(warmUp);
    Sync.onceTask(warmUp);
    assertThat(calls).hasValue(2);
  }

  @Test
  void thoseWhoAskAtTheSameTimeShareACall() throws Exception {
    SingleFlight<String, String> flights = new SingleFlight<>();
    Channel<Void> go = Channel.unbuffered();
    AtomicInteger calls = new AtomicInteger();
    Callable<String> fetch =
        () -> {
          go.receiveOrClosed();
          return "page " + calls.incrementAndGet();
        };
    Channel<String> answers = Channel.buffered(2);
    for (int i = 0; i < 2; i++) {
      Go.go(() -> answers.send(Sync.shared(flights, fetch, "/a")));
    }
    while (flights.inFlight() == 0 || !bothWait()) {
      Go.yieldNow();
    }
    go.close();
    assertThat(List.of(answers.receive(), answers.receive())).containsExactly("page 1", "page 1");
    assertThat(Sync.sharedAndCancelled(flights, fetch, "/a")).isEqualTo("page 2");
    nobodyLeft.await();
  }

  /** Two callers and the call, each of which waits on a channel. */
  private static boolean bothWait() {
    return Go.dump().lines().filter(line -> line.contains("[chan receive,")).count() == 3;
  }
}
