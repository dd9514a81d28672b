package dev.csp.context;

import static dev.csp.patterns.testing.Crew.times;
import static dev.csp.patterns.testing.Crew.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Received;
import dev.csp.go.Go;
import dev.csp.patterns.testing.Crew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who cancels, derives, registers and looks at the same time. */
@Timeout(120)
final class ContextRaceTest {
  private static boolean isClosed(ReceiveChannel<?> done) {
    return done.tryReceive() instanceof Received.Closed;
  }

  /** K15, the first half: all nodes of a tree cancelled at once, in a random order. */
  @Test
  void simultaneousCancelsOfAWholeTreeEndIt() throws Exception {
    for (int round = 0; round < times(200); round++) {
      List<CancellableContext> nodes = new ArrayList<>();
      nodes.add(Context.background().withCancel());
      for (int i = 1; i < 100; i++) {
        nodes.add(nodes.get((i - 1) / 2).withCancel());
      }
      List<CancellableContext> order = new ArrayList<>(nodes);
      Collections.shuffle(order, new Random(round));
      try (Crew crew = new Crew()) {
        for (CancellableContext node : order) {
          crew.go(node::cancel);
        }
        for (CancellableContext node : nodes) {
          crew.go(() -> node.done().receiveOrClosed());
        }
      }
      assertThat(nodes).allMatch(Context::isDone);
      assertThat(nodes).allMatch(node -> ((CancelContext) node).childCount() == 0);
    }
  }

  /**
   * K15, the second half: the child is cancelled by one who has just learned of the parent's end.
   */
  @Test
  void interlockedCancelsDoNotDeadlock() throws Exception {
    for (int round = 0; round < times(500); round++) {
      CancellableContext parent = Context.background().withCancel();
      CancellableContext child = parent.withCancel();
      try (Crew crew = new Crew()) {
        crew.go(() -> {
          parent.done().receiveOrClosed();
          child.cancel();
        });
        parent.cancel();
        child.done().receiveOrClosed();
      }
    }
  }

  /**
   * K2 for a canceller that comes second: everything below has ended when its cancel returns, too.
   */
  @Test
  void everyCancellerSeesAllDescendantsEnded() throws Exception {
    for (int round = 0; round < times(300); round++) {
      List<CancellableContext> path = new ArrayList<>();
      path.add(Context.background().withCancel());
      List<Context> leaves = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        CancellableContext last = path.get(i);
        path.add(last.withCancel());
        for (int j = 0; j < 10; j++) {
          leaves.add(last.withCancel());
        }
      }
      Context end = path.get(10).withCancel();
      int middle = round % 10;
      try (Crew crew = new Crew()) {
        for (int at : new int[] {0, 0, middle, middle + 1, 0}) {
          crew.go(() -> {
            path.get(at).cancel();
            assertThat(end.isDone()).isTrue();
            if (at == 0) {
              assertThat(leaves).allMatch(Context::isDone);
            }
          });
        }
      }
    }
  }

  /** K4 and K6, by many onlookers, each of whom may be the first to ask for done(). */
  @Test
  void errorShowsExactlyWhenDoneIsClosed() throws Exception {
    for (int round = 0; round < times(2000); round++) {
      CancellableContext context = Context.background().withCancel();
      if (round % 2 == 0) {
        context.done();
      }
      try (Crew crew = new Crew()) {
        for (int i = 0; i < 3; i++) {
          boolean errorFirst = i % 2 == 0;
          crew.go(() -> {
            boolean over = false;
            while (!over) {
              if (errorFirst) {
                over = context.error().isPresent();
                if (over) {
                  assertThat(isClosed(context.done())).isTrue();
                }
              } else {
                over = isClosed(context.done());
                if (over) {
                  assertThat(context.error()).isPresent();
                  assertThat(context.cause()).isPresent();
                }
              }
              Thread.yield();
            }
          });
        }
        context.cancel(); // by a platform thread: goroutines that yield can starve one that is new
      }
    }
  }

  /** H11: what was written before the cancellation is seen by whoever polls the cause alone. */
  @Test
  void theCauseAlonePublishesWhatCameBefore() throws Exception {
    for (int round = 0; round < times(2000); round++) {
      CancellableContext context = Context.background().withCancel();
      int[] plain = new int[1];
      try (Crew crew = new Crew()) {
        crew.go(() -> {
          while (context.cause().isEmpty()) {
            Thread.yield();
          }
          assertThat(plain[0]).isEqualTo(1);
        });
        plain[0] = 1;
        context.cancel(new Exception("why"));
      }
    }
  }

  /** Cancel, deadline and parent meet; one of them counts, for error, cause and children alike. */
  @Test
  void ofCancelDeadlineAndParentOneCounts() throws Exception {
    Exception fromChild = new Exception("child");
    Exception fromParent = new Exception("parent");
    Exception late = new Exception("late");
    for (int round = 0; round < times(500); round++) {
      CancelContext parent = (CancelContext) Context.background().withCancel();
      CancelContext context =
          (CancelContext) parent.withTimeout(Duration.ofNanos(1 + round * 400L), late);
      Context below = context.withCancel();
      try (Crew crew = new Crew()) {
        crew.go(() -> context.cancel(fromChild));
        crew.go(() -> parent.cancel(fromParent));
      }
      Throwable cause = context.cause().orElseThrow();
      Throwable error = context.error().orElseThrow();
      assertThat(cause).isIn(fromChild, fromParent, late);
      assertThat(error)
          .isInstanceOf(
              cause.equals(late) ? DeadlineExceededException.class : CancellationException.class);
      until("the end has reached the child", below::isDone);
      assertThat(below.cause()).containsSame(cause);
      assertThat(below.error()).containsSame(error);
      until("the timer is gone", () -> !context.hasTimer());
      until("the children are gone", () -> parent.childCount() + context.childCount() == 0);
    }
  }

  /** Deriving and registering while the parent ends: nothing is forgotten, nothing runs twice. */
  @Test
  void whoDerivesDuringTheEndEndsToo() throws Exception {
    for (int round = 0; round < times(1000); round++) {
      int before = Go.count();
      CancellableContext parent = Context.background().withCancel();
      AtomicInteger runs = new AtomicInteger();
      AtomicInteger stopped = new AtomicInteger();
      int each = 8;
      Channel<CancellableContext> derived = Channel.buffered(2 * each);
      try (Crew crew = new Crew()) {
        for (int i = 0; i < 2; i++) {
          crew.go(() -> {
            for (int j = 0; j < each; j++) {
              derived.send(parent.withCancel());
              parent.onDone(runs::incrementAndGet);
              Registration registration = parent.afterDone(runs::incrementAndGet);
              if (j % 2 == 0 && registration.stop()) {
                stopped.incrementAndGet();
              }
            }
          });
        }
        crew.go(parent::cancel);
      }
      for (int i = 0; i < 2 * each; i++) {
        assertThat(derived.receive().isDone()).isTrue();
      }
      until("the callbacks have ended", () -> Go.count() == before);
      assertThat(runs.get() + stopped.get()).isEqualTo(4 * each);
      assertThat(((CancelContext) parent).childCount()).isZero();
    }
  }

  /** K11: of stop and the end, exactly one has its way. */
  @Test
  void stopIsTrueExactlyIfTheCallbackDoesNotRun() throws Exception {
    for (int round = 0; round < times(2000); round++) {
      int before = Go.count();
      CancellableContext context = Context.background().withCancel();
      AtomicInteger outcomes = new AtomicInteger();
      Registration registration = context.afterDone(outcomes::incrementAndGet);
      try (Crew crew = new Crew()) {
        crew.go(context::cancel);
        for (int i = 0; i < 2; i++) {
          crew.go(() -> {
            if (registration.stop()) {
              outcomes.incrementAndGet();
            }
          });
        }
      }
      until("the callback has ended", () -> Go.count() == before);
      assertThat(outcomes).hasValue(1);
    }
  }

  /** Children come and go from many goroutines while the parent lives; the list must survive it. */
  @Test
  void childrenComeAndGoConcurrently() throws Exception {
    CancelContext parent = (CancelContext) Context.background().withCancel();
    try (Crew crew = new Crew()) {
      for (int i = 0; i < 8; i++) {
        long seed = i;
        crew.go(() -> {
          Random random = new Random(seed);
          List<CancellableContext> mine = new ArrayList<>();
          for (int j = 0; j < times(5000); j++) {
            if (mine.isEmpty() || random.nextBoolean()) {
              mine.add(parent.withCancel());
            } else {
              mine.remove(random.nextInt(mine.size())).cancel();
            }
          }
          mine.forEach(CancellableContext::close);
        });
      }
    }
    assertThat(parent.childCount()).isZero();
  }

  // ---- two threads at one point

  @Test
  void doneThatIsAskedForDuringTheEndIsClosed() throws Exception {
    final class Asking implements Crew.Duel {
      final CancellableContext context = Context.background().withCancel();
      ReceiveChannel<Void> done;

      @Override
      public void left() {
        context.cancel();
      }

      @Override
      public void right() {
        done = context.done();
      }

      @Override
      public void check() {
        assertThat(isClosed(done)).isTrue();
        assertThat(context.done()).isSameAs(done);
      }
    }
    Crew.duel(times(10_000), Asking::new);
  }

  @Test
  void whatIsDerivedDuringTheEndHasEnded() throws Exception {
    final class Deriving implements Crew.Duel {
      final CancelContext parent = (CancelContext) Context.background().withCancel();
      CancelContext plain;
      CancelContext timed;

      @Override
      public void left() {
        parent.cancel();
      }

      @Override
      public void right() {
        plain = (CancelContext) parent.withCancel();
        timed = (CancelContext) parent.withTimeout(Duration.ofHours(1));
      }

      @Override
      public void check() {
        assertThat(plain.isDone()).isTrue();
        assertThat(timed.isDone()).isTrue();
        assertThat(timed.hasTimer()).isFalse();
        assertThat(parent.childCount()).isZero();
      }
    }
    Crew.duel(times(10_000), Deriving::new);
  }

  /**
   * The child is being cancelled when its parent is: whoever cancels the parent must see the
   * child's children ended.
   */
  @Test
  void aChildThatIsBeingCancelledIsNotPassedOver() throws Exception {
    final class Overtaking implements Crew.Duel {
      final CancellableContext root = Context.background().withCancel();
      final CancellableContext child = root.withCancel();
      final List<Context> below = new ArrayList<>();

      Overtaking() {
        for (int i = 0; i < 50; i++) {
          below.add(child.withCancel());
        }
      }

      @Override
      public void left() {
        root.cancel();
        assertThat(below).allMatch(Context::isDone);
      }

      @Override
      public void right() {
        child.cancel();
        assertThat(below).allMatch(Context::isDone);
      }

      @Override
      public void check() {
        assertThat(((CancelContext) root).childCount()).isZero();
      }
    }
    Crew.duel(times(2_000), Overtaking::new);
  }
}
