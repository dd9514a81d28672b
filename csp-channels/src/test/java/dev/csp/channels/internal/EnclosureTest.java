package dev.csp.channels.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.Semaphore;
import dev.csp.channels.SendChannel;
import dev.csp.channels.Timer;
import dev.csp.go.Countdowns;
import dev.csp.go.Go;
import dev.csp.go.Goroutine;
import dev.csp.go.Task;
import dev.csp.go.WaitGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a deadlock is certain, on real threads. */
final class EnclosureTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<Goroutine> started = new ArrayList<>();
  private final List<Enclosure> enclosures = new ArrayList<>();

  /** What the owner of an enclosure does. */
  @FunctionalInterface
  private interface Program {
    void run(Enclosure enclosure) throws Exception;
  }

  /** A goroutine opens an enclosure and is its first member. */
  private Enclosure open(Program owner) throws Exception {
    CompletableFuture<Enclosure> opened = new CompletableFuture<>();
    go(
        "owner",
        () -> {
          Enclosure enclosure = Enclosure.open("test");
          opened.complete(enclosure);
          owner.run(enclosure);
        });
    Enclosure enclosure = opened.get(1, TimeUnit.MINUTES);
    enclosures.add(enclosure);
    return enclosure;
  }

  private Goroutine go(String name, Task task) {
    Goroutine goroutine = Go.go(name, task);
    synchronized (started) {
      started.add(goroutine);
    }
    return goroutine;
  }

  private static <T> Channel<T> confined(Enclosure enclosure, Channel<T> channel) {
    enclosure.confine(Port.of((SendChannel<T>) channel));
    return channel;
  }

  /** Waits until so many goroutines of this test are parked in this library. */
  private void awaitParked(int count) {
    while (true) {
      long parked;
      synchronized (started) {
        parked =
            started.stream()
                .map(Goroutine::thread)
                .filter(thread ->
                    thread.getState() == Thread.State.WAITING
                        && LockSupport.getBlocker(thread) instanceof Claim)
                .count();
      }
      if (parked >= count) {
        return;
      }
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void endEverything() throws InterruptedException {
    List<Goroutine> all;
    do {
      synchronized (started) {
        all = List.copyOf(started);
      }
      for (Goroutine goroutine : all) {
        while (!goroutine.join(Duration.ofMillis(5))) {
          goroutine.interrupt();
        }
      }
    } while (all.size() < started.size());
    enclosures.forEach(Enclosure::close);
    assertThat(Go.count()).isZero();
  }

  private static Deadlock exact(Enclosure enclosure) {
    Deadlock found = enclosure.check(-1);
    assertThat(found).isNotNull();
    assertThat(found.exact()).isTrue();
    return found;
  }

  // ---- what is found

  @Test
  void twoThatWaitForEachOtherAndTheOneThatJoinsThem() throws Exception {
    Enclosure enclosure =
        open(mine -> {
          Channel<String> letters = confined(mine, Channel.unbuffered("letters"));
          Channel<String> replies = confined(mine, Channel.unbuffered("replies"));
          Goroutine ann =
              go(
                  "ann",
                  () -> {
                    letters.send("how are you?");
                    replies.receive();
                  });
          go(
              "bob",
              () -> {
                replies.send("well");
                letters.receive();
              });
          ann.join();
        });
    awaitParked(3);
    Deadlock deadlock = exact(enclosure);
    assertThat(deadlock.describe())
        .startsWith("all goroutines are asleep - deadlock! (scope test: 3 of 3 are left)\n")
        .contains("nobody has received from channel letters (unbuffered)\n")
        .contains("nobody has received from channel replies (unbuffered)\n")
        .contains("[chan send]: ann\n\tchan send on channel letters")
        .contains("[goroutine join]: owner\n")
        .contains("EnclosureTest.");
    assertThat(enclosure.check(-1)).as("reported once").isNull();
  }

  @Test
  void twoLocksInOppositeOrderAreACircle() throws Exception {
    Enclosure enclosure =
        open(mine -> {
          Channel<Integer> a = confined(mine, Channel.buffered("a", 1));
          Channel<Integer> b = confined(mine, Channel.buffered("b", 1));
          WaitGroup bothHold = new WaitGroup();
          bothHold.add(2);
          for (List<Channel<Integer>> order : List.of(List.of(a, b), List.of(b, a))) {
            go(
                "user",
                () -> {
                  order.get(0).send(1);
                  order.get(0).receive();
                  order.get(0).send(1);
                  bothHold.done();
                  bothHold.await();
                  order.get(1).send(1);
                });
          }
          Go.blockForever();
        });
    awaitParked(3);
    while (true) { // they may be parked at the WaitGroup still
      Deadlock deadlock = enclosure.check(-1);
      if (deadlock != null) {
        assertThat(deadlock.cycle()).hasSize(2);
        assertThat(deadlock.reasons())
            .allMatch(reason -> reason.contains("has sent 1 more than it has received"));
        return;
      }
    }
  }

  @Test
  void threeOfFiftyThatAreLeftAndWhoWaitsForAll() throws Exception {
    Enclosure enclosure =
        open(mine -> {
          Channel<Integer> approvals = confined(mine, Channel.unbuffered("approvals"));
          WaitGroup all = new WaitGroup();
          mine.confine(Countdowns.of(all));
          for (int i = 1; i <= 50; i++) {
            Task work = i % 20 == 7 ? approvals::receive : Go::yieldNow;
            Goroutine worker = all.go("worker " + i, work);
            synchronized (started) {
              started.add(worker);
            }
          }
          all.await();
        });
    Deadlock found = null;
    while (found == null) {
      found = enclosure.check(-1);
    }
    assertThat(found.exact()).isTrue();
    assertThat(found.headline()).endsWith("(scope test: 4 of 51 are left)");
    assertThat(found.reasons())
        .containsExactly("nobody has sent to channel approvals (unbuffered)");
  }

  @Test
  void aPermitThatIsNeverGivenBack() throws Exception {
    Enclosure enclosure =
        open(mine -> {
          Semaphore semaphore = new Semaphore("db", 1);
          mine.confine(requireNonNull(Port.of(semaphore.permits(1))));
          go(
              "holder",
              () -> {
                semaphore.acquire();
                semaphore.acquire();
              });
          Go.blockForever();
        });
    awaitParked(2);
    Deadlock deadlock = exact(enclosure);
    assertThat(deadlock.describe()).contains("semaphore db (0 of 1 available)");
  }

  @Test
  void theOwnerAlone() throws Exception {
    Enclosure enclosure =
        open(mine -> confined(mine, Channel.<Integer>unbuffered("alone")).receive());
    awaitParked(1);
    assertThat(exact(enclosure).asleep()).hasSize(1);
  }

  // ---- what is not certain

  private void assertNotCertain(int parked, Program owner) throws Exception {
    Enclosure enclosure = open(owner);
    awaitParked(parked);
    for (int i = 0; i < 100; i++) {
      assertThat(enclosure.check(-1)).isNull();
    }
  }

  @Test
  void notWithATimeOut() throws Exception {
    assertNotCertain(1, mine -> confined(mine, Channel.<Integer>unbuffered("timed")).receive(LONG));
  }

  @Test
  void notWhileSomebodySleeps() throws Exception {
    assertNotCertain(
        2,
        mine -> {
          go("sleeper", () -> Go.sleep(LONG));
          confined(mine, Channel.<Integer>unbuffered("c")).receive();
        });
  }

  @Test
  void notOnAChannelThatIsNotConfined() throws Exception {
    Channel<Integer> outside = Channel.unbuffered("outside");
    assertNotCertain(1, mine -> outside.receive());
  }

  @Test
  void notForATimer() throws Exception {
    assertNotCertain(1, mine -> Timer.after(LONG).receive());
  }

  @Test
  void notForTheEndOfSomebodyElse() throws Exception {
    Goroutine other = go("other", Go::blockForever);
    assertNotCertain(2, mine -> other.join());
  }

  @Test
  void notWhileSomebodyRuns() throws Exception {
    Channel<Integer> stop = Channel.unbuffered();
    assertNotCertain(
        1,
        mine -> {
          go(
              "busy",
              () -> {
                while (!stop.isClosed() && !Thread.currentThread().isInterrupted()) {
                  Go.yieldNow(); // there may be one carrier
                }
              });
          confined(mine, Channel.<Integer>unbuffered("c")).receive();
        });
    stop.close();
  }

  @Test
  void notWhileSomebodyWaitsOutside() throws Exception {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    assertNotCertain(
        1,
        mine -> {
          go("outside", future::get);
          confined(mine, Channel.<Integer>unbuffered("c")).receive();
        });
    future.complete(1);
  }

  /**
   * Members that hand over values all the time are never all asleep, however often one looks: each
   * is parked in nearly every look, but not in one wait.
   */
  @Test
  void membersThatGoOnAreNeverADeadlock() throws Exception {
    int rounds = 30_000;
    AtomicInteger done = new AtomicInteger();
    Enclosure enclosure =
        open(mine -> {
          int count = 4;
          List<Channel<Integer>> ring = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            ring.add(confined(mine, Channel.unbuffered("ring " + i)));
          }
          for (int i = 0; i < count; i++) {
            Channel<Integer> in = ring.get(i);
            Channel<Integer> out = ring.get((i + 1) % count);
            boolean first = i == 0;
            go(
                "ring " + i,
                () -> {
                  for (int round = 0; round < rounds; round++) {
                    if (first) {
                      out.send(round);
                      in.receive();
                    } else {
                      out.send(in.receive());
                    }
                  }
                  done.incrementAndGet();
                });
          }
          confined(mine, Channel.<Integer>unbuffered("main")).receive();
        });
    while (done.get() < 4) {
      Deadlock found = enclosure.check(-1);
      if (found != null) { // then all of the ring have ended, and the owner is left
        assertThat(found.asleep()).hasSize(1);
        assertThat(done.get()).isEqualTo(4);
      }
    }
  }

  // ---- who is no member

  private static void assertRefused(Task operation) {
    assertThatIllegalStateException()
        .isThrownBy(operation::run)
        .withMessageContaining("is confined to the deadlock scope test, of which")
        .withMessageContaining("is no member");
  }

  @Test
  void whoIsNoMemberIsRefusedAndChangesNothing() throws Exception {
    CompletableFuture<Channel<Integer>> channels = new CompletableFuture<>();
    CompletableFuture<Semaphore> semaphores = new CompletableFuture<>();
    Enclosure enclosure =
        open(mine -> {
          Channel<Integer> channel = confined(mine, Channel.buffered("confined", 2));
          channel.send(1);
          Semaphore semaphore = new Semaphore(2);
          mine.confine(requireNonNull(Port.of(semaphore.permits(1))));
          semaphore.acquire();
          channels.complete(channel);
          semaphores.complete(semaphore);
          Go.blockForever();
        });
    Channel<Integer> channel = channels.get(1, TimeUnit.MINUTES);
    ReceiveChannel<Integer> view = channel.receiveOnly();
    Semaphore semaphore = semaphores.get(1, TimeUnit.MINUTES);
    assertRefused(() -> channel.send(2));
    assertRefused(() -> channel.send(2, LONG));
    assertRefused(() -> channel.trySend(2));
    assertRefused(() -> channel.receive());
    assertRefused(() -> view.tryReceive());
    assertRefused(() -> channel.close());
    assertRefused(() -> channel.close(new RuntimeException()));
    assertRefused(() -> channel.discard());
    assertRefused(() -> semaphore.acquire());
    assertRefused(() -> semaphore.tryAcquire());
    assertRefused(() -> semaphore.release());
    assertThat(channel.length()).isEqualTo(1);
    assertThat(channel.isClosed()).isFalse();
    assertThat(semaphore.available()).isEqualTo(1);
    enclosure.close();
    assertThat(channel.receive()).isEqualTo(1); // nothing is confined any more
    semaphore.release();
  }

  @Test
  void whatATimerStartsIsNoMember() throws Exception {
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    open(mine -> {
      Channel<Integer> channel = confined(mine, Channel.unbuffered("confined"));
      Timer unused =
          Timer.afterFunc(
              Duration.ofMillis(1),
              () -> {
                try {
                  channel.trySend(1);
                } catch (IllegalStateException e) {
                  refused.complete(e);
                }
              });
      channel.receive();
    });
    assertThat(refused.get(1, TimeUnit.MINUTES)).hasMessageContaining("is no member");
  }

  @Test
  void onlyMembersCountAConfinedWaitGroup() throws Exception {
    WaitGroup group = new WaitGroup();
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    open(mine -> {
      mine.confine(Countdowns.of(group));
      group.add(1);
      ready.complete(true);
      group.await();
    });
    assertThat(ready.get(1, TimeUnit.MINUTES)).isTrue();
    assertRefused(() -> group.add(1));
    assertRefused(group::done);
    assertThat(group).hasToString("WaitGroup[1]");
  }

  @Test
  void whatIsInUseCannotBeConfined() throws Exception {
    Channel<Integer> used = Channel.unbuffered("used");
    go("receiver", used::receive);
    awaitParked(1);
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    open(mine -> {
      try {
        confined(mine, used);
      } catch (IllegalStateException e) {
        refused.complete(e);
      }
    });
    assertThat(refused.get(1, TimeUnit.MINUTES))
        .hasMessage("channel used (unbuffered) is in use, or confined already");
  }

  // ---- an inner one

  @Test
  void anInnerOneHasItsOwnDeadlockWhileTheOuterOneGoesOn() throws Exception {
    CompletableFuture<Enclosure> inner = new CompletableFuture<>();
    Enclosure outer =
        open(mine -> {
          go(
              "inner",
              () -> {
                Enclosure own = Enclosure.open("inner");
                inner.complete(own);
                confined(own, Channel.<Integer>unbuffered("c")).receive();
              });
          Go.sleep(LONG);
        });
    enclosures.add(inner.get(1, TimeUnit.MINUTES));
    awaitParked(2);
    assertThat(outer.check(-1)).isNull();
    assertThat(exact(inner.get()).headline()).contains("scope inner: 1 of 1");
  }

  // ---- what is suspected

  @Test
  void thoseThatOnlyTheyCouldHelpAreSuspected() throws Exception {
    Enclosure enclosure =
        open(mine -> {
          Channel<Integer> orphan = confined(mine, Channel.unbuffered("orphan"));
          Channel<Integer> alive = confined(mine, Channel.unbuffered("alive"));
          go("stuck", orphan::receive);
          go(
              "fed",
              () -> {
                alive.receive();
                alive.receive();
              });
          alive.send(1);
          Go.sleep(LONG);
        });
    awaitParked(3);
    Deadlock found = null;
    while (found == null) {
      found = enclosure.check(0);
    }
    assertThat(found.exact()).isFalse();
    assertThat(found.describe())
        .startsWith("1 of 3 goroutines seem to be asleep for ever - suspected deadlock!")
        .contains("nobody has sent to channel orphan")
        .contains("stuck")
        .doesNotContain("fed");
  }
}
