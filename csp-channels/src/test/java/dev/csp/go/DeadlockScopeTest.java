package dev.csp.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.csp.channels.Channel;
import dev.csp.channels.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A scope that looks by itself, and tells a listener. */
final class DeadlockScopeTest {
  private static final DeadlockDetector DETECTOR =
      DeadlockDetector.standard().every(Duration.ofMillis(2));

  private final List<Goroutine> owners = new ArrayList<>();
  private final BlockingQueue<DeadlockException> found = new LinkedBlockingQueue<>();

  @AfterEach
  void nobodyIsLeft() throws InterruptedException {
    for (Goroutine owner : owners) { // those of a test that has failed
      while (!owner.join(Duration.ofMillis(5))) {
        owner.interrupt();
      }
    }
    while (Go.count() > 0) {
      Go.sleep(Duration.ofMillis(1));
    }
    Go.onUncaught(null);
  }

  private DeadlockException awaitReport() throws InterruptedException {
    DeadlockException report = found.poll(1, TimeUnit.MINUTES);
    assertThat(report).isNotNull();
    return report;
  }

  private Goroutine owner(Task body) {
    Goroutine owner = Go.go("owner", body);
    owners.add(owner);
    return owner;
  }

  private Goroutine stuck() {
    return owner(() -> {
      try (DeadlockScope scope = DETECTOR.open("kitchen", found::add)) {
        Channel<String> orders = scope.confine(Channel.unbuffered("orders"));
        WaitGroup cooks = scope.confine(new WaitGroup());
        Goroutine cook = cooks.go("cook", orders::receive);
        try {
          cooks.await();
        } finally {
          assertThat(scope.deadlock()).isPresent();
          cook.interrupt();
          Thread.interrupted();
          cook.join();
        }
      }
    });
  }

  @Test
  void aDeadlockIsReportedOnceInTheWordsOfGo() throws Exception {
    Goroutine owner = stuck();
    DeadlockException deadlock = awaitReport();
    assertThat(deadlock.isExact()).isTrue();
    assertThat(deadlock)
        .hasMessageStartingWith(
            "all goroutines are asleep - deadlock! (scope kitchen: 2 of 2 are left)\n")
        .hasMessageContaining("\nnobody has sent to channel orders (unbuffered)\n")
        .hasMessageContaining("[sync.WaitGroup.Wait]: owner\n")
        .hasMessageContaining("[chan receive]: cook\n")
        .hasMessageContaining("DeadlockScopeTest.lambda$stuck$");
    assertThat(deadlock.goroutines()).hasSize(2).contains(owner.id());
    assertThat(deadlock.cycle()).isEmpty();
    assertThat(deadlock.reasons()).hasSize(1);
    assertThat(deadlock.getStackTrace()).isEmpty();
    assertThat(found.poll(20, TimeUnit.MILLISECONDS)).isNull();
    owner.interrupt();
    owner.join();
    assertThat(owner.failure()).containsInstanceOf(InterruptedException.class);
  }

  @Test
  void aThreadThatIsNoGoroutineIsAMemberToo() throws Exception {
    Thread main =
        new Thread(
            () -> {
              try (DeadlockScope scope = DETECTOR.open("thread", found::add)) {
                scope.confine(Channel.<Integer>unbuffered("nobody")).receive();
              } catch (InterruptedException e) {
                // the end of this test
              }
            },
            "platform");
    main.start();
    DeadlockException deadlock = awaitReport();
    assertThat(deadlock).hasMessageContaining("thread [chan receive]: platform\n");
    assertThat(deadlock.goroutines()).containsExactly(0L);
    main.interrupt();
    main.join();
  }

  @Test
  void whatTheListenerThrowsIsUncaught() throws Exception {
    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    Go.onUncaught((goroutine, failure) -> uncaught.complete(failure));
    RuntimeException fault = new RuntimeException("from the listener");
    Goroutine owner =
        owner(() -> {
          try (DeadlockScope scope =
              DETECTOR.open(
                  "faulty",
                  deadlock -> {
                    throw fault;
                  })) {
            scope.confine(Channel.<Integer>unbuffered("nobody")).receive();
          }
        });
    assertThat(uncaught.get(1, TimeUnit.MINUTES)).isSameAs(fault);
    owner.interrupt();
    owner.join();
  }

  @Test
  void aListenerMayEndTheDeadlockAndTheNextOneIsReportedToo() throws Exception {
    CompletableFuture<Goroutine> self = new CompletableFuture<>();
    Goroutine owner =
        owner(() -> {
          try (DeadlockScope scope =
              DETECTOR.open(
                  "twice",
                  deadlock -> {
                    found.add(deadlock);
                    self.join().interrupt();
                  })) {
            Channel<Integer> nobody = scope.confine(Channel.unbuffered("nobody"));
            for (int i = 0; i < 2; i++) {
              try {
                nobody.receive();
              } catch (InterruptedException e) {
                // by the listener
              }
            }
          }
        });
    self.complete(owner);
    owner.join();
    assertThat(found).hasSize(2);
    assertThat(owner.failure()).isEmpty();
  }

  @Test
  void aScopeThatIsClosedLooksNoMore() throws Exception {
    Channel<Integer> free;
    Semaphore semaphore = new Semaphore(1);
    try (DeadlockScope scope = DETECTOR.open("closed", found::add)) {
      free = scope.confine(Channel.buffered(1));
      assertThat(scope.confine(semaphore)).isSameAs(semaphore);
      assertThat(scope).hasToString("DeadlockScope[closed]");
      scope.close();
      scope.close();
    }
    Goroutine other = Go.go(() -> free.send(1));
    assertThat(free.receive()).isEqualTo(1);
    other.join();
    assertThat(other.failure()).isEmpty();
    assertThat(found).isEmpty();
  }

  @Test
  void scopesAreClosedInnermostFirst() {
    DeadlockScope outer = DETECTOR.open("outer", found::add);
    DeadlockScope inner = DETECTOR.open("inner", found::add);
    assertThatIllegalStateException()
        .isThrownBy(outer::close)
        .withMessage("the deadlock scope outer must be closed after inner");
    inner.close();
    outer.close();
  }

  @Test
  void aPeriodIsPositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeadlockDetector.standard().every(Duration.ZERO))
        .withMessage("period must be > 0, was PT0S");
    assertThat(DeadlockDetector.standard().suspectAfter(Duration.ofSeconds(1)))
        .hasToString("DeadlockDetector[every PT0.1S, suspects after PT1S]");
  }

  @Test
  void suspicionsAreMarked() throws Exception {
    Goroutine owner =
        owner(() -> {
          try (DeadlockScope scope =
              DETECTOR.suspectAfter(Duration.ofMillis(5)).open("hints", found::add)) {
            Channel<Integer> nobody = scope.confine(Channel.unbuffered("nobody"));
            Goroutine stuck = Go.go("stuck", nobody::receive);
            try {
              Go.sleep(Duration.ofMinutes(10));
            } finally {
              stuck.interrupt();
              stuck.join();
            }
          }
        });
    DeadlockException deadlock = awaitReport();
    assertThat(deadlock.isExact()).isFalse();
    assertThat(deadlock)
        .hasMessageStartingWith(
            "1 of 2 goroutines seem to be asleep for ever - suspected deadlock! (scope hints)");
    owner.interrupt();
    owner.join();
  }
}
