package dev.csp.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.csp.channels.Channel;
import dev.csp.channels.Received;
import dev.csp.channels.Semaphore;
import dev.csp.context.CancellableContext;
import dev.csp.context.Context;
import dev.csp.context.DeadlineExceededException;
import dev.csp.context.Registration;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.WaitGroup;
import dev.csp.patterns.ErrGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** The contracts of semaphores, WaitGroup, contexts and groups. */
final class SynchronizerPrograms {
  private static final Duration TICK = Duration.ofMillis(1);

  private SynchronizerPrograms() {}

  static List<Program> all() {
    return List.of(
        new Program("a semaphore never gives more than it has", SynchronizerPrograms::permits),
        new Program("who gives up in front lets the others in", SynchronizerPrograms::headLeaves),
        new Program("a count that falls to zero wakes all", SynchronizerPrograms::countdown),
        new Program("the first canceller gives the cause", SynchronizerPrograms::firstCause),
        new Program("a context's operations are all or nothing", SynchronizerPrograms::operations),
        new Program("a callback runs once, or was stopped", SynchronizerPrograms::callback),
        new Program("a deadline and a cancel", SynchronizerPrograms::deadline),
        new Program("the first failure cancels the others", SynchronizerPrograms::firstFailure),
        new Program("a limit holds at every instant", SynchronizerPrograms::limit),
        new Program("an interrupted await leaves nobody", SynchronizerPrograms::interruptedAwait),
        new Program("a close at every point leaves nobody", SynchronizerPrograms::closedGroup));
  }

  private static void permits() throws Exception {
    Semaphore semaphore = new Semaphore(2);
    int[] held = new int[1];
    WaitGroup all = new WaitGroup();
    List<Goroutine> users = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int weight = i == 1 ? 2 : 1;
      users.add(
          all.go(() -> {
            if (Program.completes(() -> semaphore.acquire(weight))) {
              held[0] += weight;
              assertThat(held[0]).isLessThanOrEqualTo(2);
              Go.yieldNow();
              held[0] -= weight;
              semaphore.release(weight);
            }
          }));
    }
    users.get(0).interrupt();
    all.await();
    assertThat(semaphore.available()).isEqualTo(2);
  }

  /** A large one waits in front; when it gives up, those behind it go on. */
  private static void headLeaves() throws Exception {
    Semaphore semaphore = new Semaphore(2);
    semaphore.acquire();
    WaitGroup all = new WaitGroup();
    all.go(() -> {
      if (semaphore.acquire(2, TICK)) {
        semaphore.release(2);
      }
    });
    Goroutine interrupted =
        all.go(() -> {
          if (Program.completes(() -> semaphore.acquire(2))) {
            semaphore.release(2);
          }
        });
    all.go(() -> {
      semaphore.acquire(); // for ever, if nobody lets it in
      semaphore.release();
    });
    interrupted.interrupt();
    Go.sleep(TICK.plus(TICK));
    semaphore.release();
    all.await();
    assertThat(semaphore.available()).isEqualTo(2);
  }

  private static void countdown() throws Exception {
    WaitGroup count = new WaitGroup();
    WaitGroup waiters = new WaitGroup();
    int[] done = new int[1];
    count.add(2);
    for (int i = 0; i < 2; i++) {
      waiters.go(() -> {
        count.await();
        assertThat(done[0]).isEqualTo(2);
      });
      waiters.go(() -> {
        done[0]++;
        count.done();
      });
    }
    assertThat(count.zero().receiveOrClosed()).isInstanceOf(Received.Closed.class);
    waiters.await();
  }

  private static void firstCause() throws Exception {
    CancellableContext root = Context.background().withCancel();
    CancellableContext child = root.withCancel();
    CancellableContext grandchild = child.withTimeout(Duration.ofHours(1));
    WaitGroup all = new WaitGroup();
    List<RuntimeException> causes = new ArrayList<>();
    for (CancellableContext context : List.of(root, child, grandchild)) {
      all.go(() -> {
        RuntimeException cause = new RuntimeException(context.toString());
        causes.add(cause);
        context.cancel(cause);
        assertThat(grandchild.isDone()).isTrue(); // whoever it was, it is over for all below
      });
    }
    all.go(() -> {
      assertThat(grandchild.done().receiveOrClosed()).isInstanceOf(Received.Closed.class);
      assertThat(grandchild.error()).isPresent();
    });
    all.await();
    for (CancellableContext context : List.of(root, child, grandchild)) {
      assertThat(context.isDone()).isTrue();
      assertThat(context.error().orElseThrow()).isInstanceOf(CancellationException.class);
      assertThat(causes).contains((RuntimeException) context.cause().orElseThrow());
    }
  }

  private static void operations() throws Exception {
    try (CancellableContext context = Context.background().withCancel()) {
      Channel<Integer> channel = Channel.unbuffered("channel");
      int[] sent = new int[1];
      int[] received = new int[1];
      WaitGroup all = new WaitGroup();
      all.go(() -> {
        for (int i = 0; i < 2; i++) {
          try {
            context.send(channel, i);
            sent[0]++;
          } catch (CancellationException e) {
            assertThat(context.isDone()).isTrue();
          }
        }
      });
      all.go(() -> {
        for (int i = 0; i < 2; i++) {
          try {
            context.receive(channel);
            received[0]++;
          } catch (CancellationException e) {
            assertThat(context.isDone()).isTrue();
          }
        }
      });
      all.go(() -> context.cancel());
      all.await();
      assertThat(received[0]).isEqualTo(sent[0]);
    }
  }

  private static void callback() throws Exception {
    CancellableContext context = Context.background().withCancel();
    int[] runs = new int[1];
    Registration registration = context.afterDone(() -> runs[0]++);
    Goroutine canceller = Go.go(() -> context.cancel());
    boolean stopped = registration.stop();
    canceller.join();
    Go.sleep(TICK); // whoever runs has run by then
    assertThat(runs[0]).isEqualTo(stopped ? 0 : 1);
    assertThat(registration.stop()).isFalse();
  }

  private static void deadline() throws Exception {
    CancellableContext context = Context.background().withTimeout(TICK);
    Goroutine canceller =
        Go.go(() -> {
          Go.sleep(TICK);
          context.cancel();
        });
    context.done().receiveOrClosed();
    Throwable error = context.error().orElseThrow();
    assertThat(error).isInstanceOfAny(DeadlineExceededException.class, CancellationException.class);
    canceller.join();
    assertThat(context.error()).containsSame(error); // for good
  }

  private static void firstFailure() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      List<Throwable> thrown = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        group.go(() -> {
          RuntimeException failure = new RuntimeException("failed");
          thrown.add(failure);
          throw failure;
        });
      }
      group.go(() -> Go.blockForever()); // until it is interrupted
      assertThatThrownBy(group::await)
          .isInstanceOf(ExecutionException.class)
          .satisfies(e -> {
            Throwable first = e.getCause();
            assertThat(thrown).contains(first);
            List<Throwable> all = new ArrayList<>(List.of(first.getSuppressed()));
            all.add(first);
            assertThat(all).containsExactlyInAnyOrderElementsOf(thrown);
            assertThat(group.context().cause()).containsSame(first);
          });
      assertThat(Go.count()).isEqualTo(1); // main
    }
  }

  private static void limit() throws Exception {
    try (ErrGroup group = new ErrGroup()) {
      group.setLimit(2);
      int[] counts = new int[2];
      for (int i = 0; i < 4; i++) {
        assertThat(
                group.go(() -> {
                  assertThat(++counts[0]).isLessThanOrEqualTo(2);
                  Go.yieldNow();
                  counts[0]--;
                  counts[1]++;
                }))
            .isTrue();
      }
      group.await();
      assertThat(counts[1]).isEqualTo(4);
    }
  }

  private static void interruptedAwait() throws Exception {
    int[] left = new int[1];
    Goroutine owner =
        Go.go(() -> {
          try (ErrGroup group = new ErrGroup()) {
            group.go(() -> {
              left[0]++;
              try {
                Go.blockForever();
              } finally {
                left[0]--;
              }
            });
            group.await();
          }
        });
    owner.interrupt();
    owner.join();
    assertThat(left[0]).isZero();
    assertThat(Go.count()).isEqualTo(1);
  }

  private static void closedGroup() throws Exception {
    ErrGroup group = new ErrGroup();
    Channel<Integer> channel = Channel.unbuffered("channel");
    int[] accepted = new int[1];
    int[] begun = new int[1];
    Goroutine starter =
        Go.go(() -> {
          for (int i = 0; i < 3; i++) {
            boolean accepts =
                group.go(() -> {
                  begun[0]++;
                  channel.receive();
                });
            accepted[0] += accepts ? 1 : 0;
          }
        });
    group.close();
    starter.join();
    group.close(); // waits for those that were accepted before the first close only
    assertThat(begun[0]).isEqualTo(accepted[0]);
    assertThat(Go.count()).isEqualTo(1);
  }
}
